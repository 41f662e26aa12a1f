using System.Globalization;
using Microsoft.Extensions.Logging;

namespace Sentinel.Handlers;

/// <summary>
/// What Lambda and the stack tell the function in environment variables, read once.
/// https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-runtime
/// </summary>
public sealed record FunctionEnvironment
{
    /// <summary>Host and port of the Runtime API.</summary>
    public required string RuntimeApi { get; init; }

    /// <summary>Which handler this function runs; empty when not set.</summary>
    public required string Handler { get; init; }

    public string FunctionName { get; init; } = "";
    public string FunctionVersion { get; init; } = "";
    public int MemoryLimitInMB { get; init; }

    /// <summary><c>POWERTOOLS_SERVICE_NAME</c>; <c>service_undefined</c> when not set, as Powertools has it.</summary>
    public string Service { get; init; } = "service_undefined";

    /// <summary>The lowest level that is written.</summary>
    public LogLevel LogLevel { get; init; } = LogLevel.Information;

    /// <param name="variable">Gives the value of an environment variable, or null.</param>
    /// <exception cref="InvalidOperationException">There is no Runtime API: this is not Lambda.</exception>
    public static FunctionEnvironment Read(Func<string, string?> variable) => new()
    {
        RuntimeApi = variable("AWS_LAMBDA_RUNTIME_API") is { Length: > 0 } api ? api
            : throw new InvalidOperationException("AWS_LAMBDA_RUNTIME_API is not set: bootstrap is started by AWS Lambda, which sets it to the host and port of its Runtime API."),
        Handler = variable("_HANDLER") ?? "",
        FunctionName = variable("AWS_LAMBDA_FUNCTION_NAME") ?? "",
        FunctionVersion = variable("AWS_LAMBDA_FUNCTION_VERSION") ?? "",
        MemoryLimitInMB = int.TryParse(variable("AWS_LAMBDA_FUNCTION_MEMORY_SIZE"), NumberStyles.None, CultureInfo.InvariantCulture, out var memory) ? memory : 0,
        Service = variable("POWERTOOLS_SERVICE_NAME") is { Length: > 0 } service ? service : "service_undefined",
        LogLevel = LevelOf(variable("AWS_LAMBDA_LOG_LEVEL")) ?? LevelOf(variable("POWERTOOLS_LOG_LEVEL")) ?? LogLevel.Information,
    };

    // Lambda's own setting wins, as in Powertools: what is below it Lambda would drop. It knows TRACE, DEBUG, INFO, WARN, ERROR and FATAL, Powertools the names of LogLevel.
    private static LogLevel? LevelOf(string? name) => name?.Trim().ToUpperInvariant() switch
    {
        "TRACE" => LogLevel.Trace,
        "DEBUG" => LogLevel.Debug,
        "INFO" or "INFORMATION" => LogLevel.Information,
        "WARN" or "WARNING" => LogLevel.Warning,
        "ERROR" => LogLevel.Error,
        "FATAL" or "CRITICAL" => LogLevel.Critical,
        "NONE" => LogLevel.None,
        _ => null,
    };
}
