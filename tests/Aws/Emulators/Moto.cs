using System.Diagnostics;

namespace Sentinel.Aws.Tests.Emulators;

/// <summary>Where moto and its Python are: what the machine has, else what <c>.ci/fetch-moto</c> installs the first time (a minute; several test runs at once wait for the one).</summary>
public static class Moto
{
    private static readonly Lazy<string> Folder = new(Fetch);

    /// <summary>A program beside it: <c>moto_server</c>, or the <c>python3</c> that knows it. Throws with what went wrong when it cannot be had.</summary>
    public static string Program(string name) => Path.Combine(Folder.Value, name);

    private static string Fetch()
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(root.FullName, "SentinelStack.sln"))) root = root.Parent ?? throw new InvalidOperationException($"No folder above {AppContext.BaseDirectory} holds SentinelStack.sln.");
        using var process = Process.Start(new ProcessStartInfo(Path.Combine(root.FullName, ".ci", "fetch-moto")) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false })!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? output.Trim() : throw new InvalidOperationException($".ci/fetch-moto failed: {errors.Result}");
    }
}
