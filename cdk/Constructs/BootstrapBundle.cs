using System.ComponentModel;
using System.Diagnostics;

namespace Sentinel.Cdk.Constructs;

/// <summary>Builds the executable with <c>.ci/publish-bootstrap</c>, which does nothing where it is built already, and lays it out for Lambda.</summary>
internal static class BootstrapBundle
{
    /// <exception cref="BundleException">Something that is needed is not there; the message says what to install.</exception>
    /// <param name="isThere">Whether a program is installed; default: it can be started.</param>
    public static void Write(string root, string folder, Func<string, bool>? isThere = null)
    {
        isThere ??= IsThere;
        var countries = Path.Combine(root, BootstrapCode.Countries);
        if (!File.Exists(countries)) throw new BundleException($"{BootstrapCode.Countries} is not there, without which no country is known: run npm ci --ignore-scripts");
        if (!OperatingSystem.IsLinux()) throw new BundleException("the executable is compiled for Amazon Linux and can be on Linux only: synthesise there, or in a container such as mcr.microsoft.com/dotnet/sdk:10.0");
        if (!isThere("gcc") && !isThere("clang")) throw new BundleException("the compiler for Native AOT needs a linker, and there is neither gcc nor clang: apt-get install gcc libc6-dev zlib1g-dev (dnf install gcc zlib-devel)");
        File.Copy(Publish(root), Path.Combine(folder, "bootstrap"), overwrite: true);
        File.Copy(countries, Path.Combine(folder, "countries.mmdb"), overwrite: true);
        foreach (var file in Directory.EnumerateFiles(folder))
        {
            // The archive holds times and rights: the same files make the same bytes.
            File.SetLastWriteTimeUtc(file, DateTime.UnixEpoch.AddYears(10));
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute);
        }
    }

    /// <returns>The path of the executable.</returns>
    private static string Publish(string root)
    {
        using var publish = Process.Start(new ProcessStartInfo("bash", [Path.Combine(root, ".ci", "publish-bootstrap")]) { RedirectStandardOutput = true, UseShellExecute = false, WorkingDirectory = root })
            ?? throw new BundleException("bash could not be started");
        var said = publish.StandardOutput.ReadToEnd();
        publish.WaitForExit();
        return publish.ExitCode == 0 ? said.Trim().Split('\n')[^1] : throw new BundleException($".ci/publish-bootstrap ended with {publish.ExitCode}; what it said stands above");
    }

    private static bool IsThere(string program)
    {
        try
        {
            using var asked = Process.Start(new ProcessStartInfo(program, ["--version"]) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false });
            asked?.WaitForExit();
            return asked?.ExitCode == 0;
        }
        catch (Win32Exception) // there is no such program
        {
            return false;
        }
    }
}

/// <summary>The asset of the functions cannot be made. The message says what is missing and how to get it.</summary>
public sealed class BundleException(string message) : Exception(message);
