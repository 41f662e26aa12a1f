namespace Sentinel.Cdk.Tests;

/// <summary>Compares text with a stored file; <c>UPDATE_GOLDEN=1</c> rewrites it, and the difference is reviewed like code.</summary>
internal static class Golden
{
    public static void Matches(string name, string actual) => MatchesFile(Path.Combine(Repository.Tests, "Golden", name), actual);

    public static void MatchesFile(string path, string actual)
    {
        if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") is "1") File.WriteAllText(path, actual);
        Assert.Equal(File.Exists(path) ? File.ReadAllText(path) : "(no such file; UPDATE_GOLDEN=1 writes it)", actual);
    }
}
