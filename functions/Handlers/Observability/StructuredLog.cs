using System.Globalization;
using System.Text.Json;
using Amazon.Lambda.Core;
using Microsoft.Extensions.Logging;
using Sentinel.Core.Settings;

namespace Sentinel.Handlers.Observability;

/// <summary>
/// Logs as JSON lines with the keys of Powertools for AWS Lambda (.NET), so that its dashboards and queries work and it can take this one's place:
/// <c>level</c> (a name of <see cref="LogLevel"/>), <c>message</c>, <c>timestamp</c> (ISO 8601, UTC), <c>service</c>, <c>name</c>; inside an invocation
/// <c>cold_start</c>, <c>function_name</c>, <c>function_version</c>, <c>function_memory_size</c>, <c>function_arn</c>, <c>function_request_id</c>, and
/// where there are any <c>xray_trace_id</c>, <c>correlation_id</c> and <c>exception</c>; then the parameters of the message in snake case.
/// https://docs.aws.amazon.com/powertools/dotnet/core/logging/
/// Every text may be an attacker's: it is made printable, cut, and encoded.
/// </summary>
public sealed class StructuredLog(LineOutput output, FunctionEnvironment environment, TimeProvider clock) : ILoggerFactory
{
    private volatile bool _warm;
    private ILambdaContext? _context;
    private string? _traceId;

    /// <summary>What the lines of one message or incident have in common; null for nothing.</summary>
    public string? CorrelationId { get; set; }

    internal LogLevel Lowest => environment.LogLevel;

    public ILogger CreateLogger(string categoryName) => new StructuredLogger(this, categoryName);

    /// <summary>From here on lines carry the invocation's keys.</summary>
    /// <param name="traceHeader">As in <c>_X_AMZN_TRACE_ID</c>; its root is written.</param>
    public void Begin(ILambdaContext context, string? traceHeader) => (_context, _traceId, CorrelationId) = (context, RootOf(traceHeader), null);

    /// <summary>The invocation is over, and so is the cold start.</summary>
    public void End() => (_context, _traceId, CorrelationId, _warm) = (null, null, null, true);

    /// <exception cref="NotSupportedException">Always: there is one output.</exception>
    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException("logs go to one output only");

    public void Dispose()
    {
    }

    internal void Write(in LogLine line) => output.Write((Log: this, Line: line), static (json, it) => it.Log.Write(json, it.Line));

    private void Write(Utf8JsonWriter json, in LogLine line)
    {
        json.WriteString("level"u8, NameOf(line.Level));
        json.WriteString("message"u8, Printable.Of(line.Message, LogLine.LongestMessage));
        json.WriteString("timestamp"u8, clock.GetUtcNow().UtcDateTime.ToString("O", CultureInfo.InvariantCulture));
        json.WriteString("service"u8, Printable.Of(environment.Service, LogLine.LongestText));
        json.WriteString("name"u8, line.Name);
        if (_context is { } context)
        {
            json.WriteBoolean("cold_start"u8, !_warm);
            json.WriteString("function_name"u8, context.FunctionName);
            json.WriteString("function_version"u8, context.FunctionVersion);
            json.WriteNumber("function_memory_size"u8, context.MemoryLimitInMB);
            json.WriteString("function_arn"u8, Printable.Of(context.InvokedFunctionArn, LogLine.LongestText));
            json.WriteString("function_request_id"u8, Printable.Of(context.AwsRequestId, LogLine.LongestText));
        }
        if (_traceId is not null) json.WriteString("xray_trace_id"u8, Printable.Of(_traceId, LogLine.LongestText));
        if (CorrelationId is not null) json.WriteString("correlation_id"u8, Printable.Of(CorrelationId, LogLine.LongestText));
        line.WriteParameters(json);
        if (line.Exception is not null) LogLine.WriteException(json, "exception"u8, line.Exception, depth: 0);
    }

    // Root=1-61b7add4-66532bb81441e1b060389429;Parent=...;Sampled=1
    private static string? RootOf(string? header)
    {
        if (string.IsNullOrWhiteSpace(header)) return null;
        var first = header.Split(';', 2)[0];
        return first.StartsWith("Root=", StringComparison.Ordinal) ? first["Root=".Length..] : first;
    }

    private static ReadOnlySpan<byte> NameOf(LogLevel level) => level switch
    {
        LogLevel.Trace => "Trace"u8,
        LogLevel.Debug => "Debug"u8,
        LogLevel.Information => "Information"u8,
        LogLevel.Warning => "Warning"u8,
        LogLevel.Error => "Error"u8,
        _ => "Critical"u8,
    };
}
