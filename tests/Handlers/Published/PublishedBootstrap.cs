using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Sentinel.Handlers.Tests.Published;

/// <summary>
/// The native executable that is deployed, published by <c>.ci/publish-bootstrap</c> where it is missing or older than its sources
/// (a minute or two; several test runs at once wait for the one).
/// </summary>
public static class PublishedBootstrap
{
    private const string Emulator = "qemu-aarch64-static", Libraries = "/usr/aarch64-linux-gnu"; // Debian's

    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(15);

    private static readonly Lazy<Task<string>> Published = new(PublishAsync);

    /// <summary>The machine that it is for: <c>x64</c> unless the variable <c>SENTINEL_ARCHITECTURE</c> says <c>arm64</c>; then qemu runs it.</summary>
    public static string Architecture { get; } = Environment.GetEnvironmentVariable("SENTINEL_ARCHITECTURE") is { Length: > 0 } other ? other : "x64";

    /// <summary>The folder that holds the solution.</summary>
    public static string Root { get; } = RootAbove(AppContext.BaseDirectory);

    /// <summary>The path of the executable. Throws with the compiler's output when it cannot be made.</summary>
    public static Task<string> PathAsync() => Published.Value;

    /// <summary>Starts it as Lambda does, with nothing in its environment but what Lambda sets and <paramref name="variables"/>.</summary>
    public static async Task<FunctionProcess> StartAsync(string runtimeApi, string handler, params (string Name, string Value)[] variables)
    {
        var path = await PathAsync();
        return IsEmulated ? Start(Emulator, ["-L", Libraries, path], runtimeApi, handler, variables) : Start(path, [], runtimeApi, handler, variables);
    }

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

    /// <summary>Another machine than this one is needed for it: what it takes of memory and time says nothing.</summary>
    public static bool IsEmulated => Architecture is "arm64" && RuntimeInformation.ProcessArchitecture is not System.Runtime.InteropServices.Architecture.Arm64;

    private static async Task<string> PublishAsync()
    {
        using var limit = new CancellationTokenSource(Longest);
        var start = new ProcessStartInfo(Path.Combine(Root, ".ci", "publish-bootstrap"), [Architecture]) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
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
