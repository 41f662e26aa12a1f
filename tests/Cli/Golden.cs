using System.Runtime.CompilerServices;

namespace Sentinel.Cli.Tests;

/// <summary>Compares text with a stored file; <c>UPDATE_GOLDEN=1</c> rewrites it, and the difference is reviewed like code.</summary>
internal static class Golden
{
    public static void Matches(string name, string actual)
    {
        var path = Path.Combine(Folder(), "Golden", name);
        if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") is "1") File.WriteAllText(path, actual);
        Assert.Equal(File.Exists(path) ? File.ReadAllText(path) : "(no such file; UPDATE_GOLDEN=1 writes it)", actual);
    }

    public static string Folder([CallerFilePath] string here = "") => Path.GetDirectoryName(here)!;
}
