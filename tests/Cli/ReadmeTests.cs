using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Sentinel.Aws;
using Sentinel.Cli.Catalogue;
using Sentinel.Cli.Input;
using Sentinel.Cli.Replay;
using Sentinel.Cli.Tests.Readme;

namespace Sentinel.Cli.Tests;

/// <summary>What the README shows is what runs. <c>UPDATE_GOLDEN=1</c> writes it anew.</summary>
public partial class ReadmeTests
{
    [Fact]
    public void Its_table_of_detections_is_the_catalogues() => Holds("detections", CatalogueMarkdown.Detections(Core.Detections.Catalogue.All));

    [Fact]
    public void Its_table_of_parameters_is_the_settings() => Holds("parameters", CatalogueMarkdown.ParameterTable());

    [Fact]
    public void Its_cost_is_what_the_measured_requests_come_to() =>
        Holds("cost", CostMarkdown.Of(new AccountDay(), MeasuredRequests.Read(File.ReadAllText(Path.Combine(Root(), "tests", "Benchmarks", "results", "requests.md")))));

    [Fact]
    public void Its_first_command_prints_what_it_shows()
    {
        var run = Replay();

        Assert.Equal(0, run.Code);
        Holds("incident", $"```\n{Elapsed().Replace(run.Out.TrimEnd('\n'), "in … s")}\n```\n");
    }

    [Fact]
    [Trait("Proof", "seed-contained")]
    public void Its_table_of_delays_is_what_the_incident_comes_to()
    {
        var header = new StringBuilder("| delivery delay (`--delivery-delay`) |");
        var contained = new StringBuilder("| contained at |");
        var ran = new StringBuilder("| of 848 invocations (1 test, 847) ran before containment |");
        var prevented = new StringBuilder("| prevented |");
        foreach (var delay in new[] { 0, 60, 180, 300 })
        {
            var summary = Summary(Replay("--format", "jsonl", "--delivery-delay", delay.ToString(CultureInfo.InvariantCulture)), out var time);
            header.Append(CultureInfo.InvariantCulture, $" {delay} s |");
            contained.Append(CultureInfo.InvariantCulture, $" {time[11..]} |");
            ran.Append(CultureInfo.InvariantCulture, $" {summary.GetProperty("invocations_before_containment").GetInt64()} |");
            prevented.Append(CultureInfo.InvariantCulture, $" {summary.GetProperty("invocations_prevented").GetInt64()} |");
        }

        Holds("delays", $"{header}\n|---|---|---|---|---|\n{contained}\n{ran}\n{prevented}\n");
    }

    private static JsonElement Summary(CliRun run, out string time)
    {
        var lines = run.Lines.Select(l => JsonDocument.Parse(l).RootElement).ToList();
        time = lines.First(l => l.GetProperty("type").GetString() == "action" && l.GetProperty("step").GetString() == "quarantine-function").GetProperty("time").GetString()!;
        return lines[^1];
    }

    /// <summary>The README's first command, with more options behind it.</summary>
    private static CliRun Replay(params string[] more)
    {
        var command = File.ReadAllLines(Path.Combine(Root(), "README.md")).SkipWhile(l => l != "```sh").Skip(1).First();
        var args = command[(command.IndexOf(" -- ", StringComparison.Ordinal) + 4)..].Split(' ').Select(a => a.StartsWith("tests/", StringComparison.Ordinal) ? Path.Combine(Root(), a) : a);
        return CliRun.Of([.. args, .. more], "", countries: MmdbCountries.TryOpen(Path.Combine(AppContext.BaseDirectory, "countries.mmdb"), out _));
    }

    private static void Holds(string name, string expected)
    {
        var path = Path.Combine(Root(), "README.md");
        var readme = File.ReadAllText(path);
        var shown = CatalogueMarkdown.Embedded(readme, name);
        Assert.NotNull(shown);
        var wanted = CatalogueMarkdown.Between(name, expected);
        if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") is "1") File.WriteAllText(path, readme.Replace(shown, wanted, StringComparison.Ordinal));
        Assert.Equal(wanted, Environment.GetEnvironmentVariable("UPDATE_GOLDEN") is "1" ? wanted : shown);
    }

    private static string Root([CallerFilePath] string here = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", ".."));

    [GeneratedRegex(@"in [\d.]+ m?s", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Elapsed();
}
