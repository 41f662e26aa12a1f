using System.Runtime.CompilerServices;

namespace Sentinel.Cdk.Tests;

/// <summary>Files of the repository.</summary>
internal static class Repository
{
    public static string Root { get; } = Path.GetFullPath(Path.Combine(Here(), "..", ".."));

    public static string Tests => Here();

    private static string Here([CallerFilePath] string here = "") => Path.GetDirectoryName(here)!;
}
