namespace Sentinel.Benchmarks;

internal static class Repository
{
    /// <summary>The folder that holds the solution.</summary>
    public static string Root { get; } = Above(AppContext.BaseDirectory);

    private static string Above(string folder)
    {
        while (!File.Exists(Path.Combine(folder, "SentinelStack.sln")))
        {
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("run it from the repository: no folder above holds SentinelStack.sln");
        }
        return folder;
    }
}
