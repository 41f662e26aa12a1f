using System.Runtime.CompilerServices;
using Sentinel.Aws;

namespace Sentinel.Cli.Tests.Report;

/// <summary>The report of the incident in the repository, as <c>replay --report</c> writes it.</summary>
internal static class SeedReport
{
    public static string Root { get; } = Path.GetFullPath(Path.Combine(Here(), "..", "..", "..", ".."));

    /// <summary>The one file of that ending.</summary>
    public static string File(string directory, string ending) => Assert.Single(Directory.GetFiles(directory, "*." + ending), f => !Path.GetFileName(f)["incident-".Length..^(ending.Length + 1)].Contains('.', StringComparison.Ordinal));

    /// <param name="settings">JSON, null for none.</param>
    public static string Write(string? settings = null)
    {
        var directory = Directory.CreateTempSubdirectory("sentinel-report-").FullName;
        List<string> args = ["replay", Data("events.jsonl.gz"), "--history", Data("history.jsonl.gz"), "--report", directory];
        if (settings is not null)
        {
            var file = Path.Combine(directory, "settings.txt");
            System.IO.File.WriteAllText(file, settings);
            args.AddRange(["--settings", file]);
        }

        var run = CliRun.Of([.. args], "", countries: MmdbCountries.TryOpen(Path.Combine(AppContext.BaseDirectory, "countries.mmdb"), out _));

        Assert.Equal(0, run.Code);
        return directory;
    }

    private static string Data(string file) => Path.Combine(Root, "tests", "data", "seed-incident", file);

    private static string Here([CallerFilePath] string here = "") => here;
}
