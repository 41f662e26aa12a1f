using System.Diagnostics;

namespace Sentinel.Handlers.Tests.Published;

/// <summary>
/// The native executable that is deployed, published by <c>.ci/publish-bootstrap</c> where it is missing or older than its sources
/// (a minute or two; several test runs at once wait for the one).
/// </summary>
public static class PublishedBootstrap
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(15);

    private static readonly Lazy<Task<string>> Published = new(PublishAsync);

    /// <summary>The folder that holds the solution.</summary>
    public static string Root { get; } = RootAbove(AppContext.BaseDirectory);

    /// <summary>The path of the executable. Throws with the compiler's output when it cannot be made.</summary>
    public static Task<string> PathAsync() => Published.Value;

    /// <summary>Starts it as Lambda does, with nothing in its environment but what Lambda sets and <paramref name="variables"/>.</summary>
    public static async Task<FunctionProcess> StartAsync(string runtimeApi, string handler, params (string Name, string Value)[] variables) => Start(await PathAsync(), [], runtimeApi, handler, variables);

    /// <summary>The same for another build of it.</summary>
    public static FunctionProcess Start(string program, string[] arguments, string runtimeApi, string handler, params (string Name, string Value)[] variables)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        start.Environment.Clear();
        start.Environment["AWS_LAMBDA_RUNTIME_API"] = runtimeApi;
        start.Environment["_HANDLER"] = handler;
        start.Environment["AWS_LAMBDA_FUNCTION_NAME"] = "sentinel-" + handler;
        start.Environment["AWS_LAMBDA_FUNCTION_VERSION"] = "$LATEST";
        start.Environment["AWS_LAMBDA_FUNCTION_MEMORY_SIZE"] = "256";
        foreach (var (name, value) in variables) start.Environment[name] = value;
        return new FunctionProcess(Process.Start(start)!);
    }

    private static async Task<string> PublishAsync()
    {
        using var limit = new CancellationTokenSource(Longest);
        var start = new ProcessStartInfo(Path.Combine(Root, ".ci", "publish-bootstrap")) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        foreach (var name in start.Environment.Keys.Where(IsOfTheTestRun).ToList()) start.Environment.Remove(name);
        using var process = Process.Start(start)!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(limit.Token), process.StandardError.ReadToEndAsync(limit.Token));
        await process.WaitForExitAsync(limit.Token);
        if (process.ExitCode != 0) throw new InvalidOperationException($".ci/publish-bootstrap failed: {await output}{await errors}");
        return (await output).Trim();
    }

    // dotnet test leaves these to its children, and a publish that inherits them takes the settings of the test run.
    private static bool IsOfTheTestRun(string name) => name.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase) || name.StartsWith("VSTEST_", StringComparison.Ordinal) || name.StartsWith("COMPlus_", StringComparison.Ordinal) || name is "DOTNET_HOST_PATH";

    private static string RootAbove(string folder)
    {
        for (var at = new DirectoryInfo(folder); at is not null; at = at.Parent)
        {
            if (File.Exists(Path.Combine(at.FullName, "SentinelStack.sln"))) return at.FullName;
        }
        throw new InvalidOperationException($"No folder above {folder} holds SentinelStack.sln.");
    }
}
