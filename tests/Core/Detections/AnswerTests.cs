using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using Sentinel.Core.Detections;
using Sentinel.Core.Incidents;

namespace Sentinel.Core.Tests.Detections;

/// <summary>What every example comes to when something about its last call is otherwise: refused, by a service, announced, usual, from elsewhere; and what is said of it.
/// The answers stand in <c>Answers/</c>; <c>UPDATE_GOLDEN=1</c> rewrites them, and the difference is reviewed like code.</summary>
public class AnswerTests
{
    private static readonly Dictionary<string, string> EverybodyAnnounced = new(StringComparer.Ordinal) { ["detect/deployers"] = "arn:aws:iam::111122223333:*" };

    private static readonly (string Name, Func<Example, Example> Of)[] Variations =
    [
        ("as is", e => e),
        ("refused", e => LastCall(e, c => c with { Error = "AccessDenied", Message = "not authorized", Response = null })),
        ("failed", e => LastCall(e, c => c with { Error = "InvalidParameterValueException", Response = null })),
        ("by a service", e => LastCall(e, c => c with { By = Who.S3Service, From = "s3.amazonaws.com" })),
        ("through a service", e => LastCall(e, c => c with { By = Who.PipelineViaCloudFormation, From = Who.CloudFormation })),
        ("by another user", e => LastCall(e, c => c with { By = Who.Mallory })),
        ("announced", Announced),
        ("usual", Usual),
        ("announced, usual", e => Announced(Usual(e))),
        ("other network", e => LastCall(e, c => c with { From = Who.OtherProvider })),
        ("abroad", e => LastCall(e, c => c with { From = Who.Abroad })),
        ("new account", e => e with { HistoryDays = 0 }),
    ];

    // Floods are told by the thousand calls; their examples and the tests of FloodWatch hold them.
    public static TheoryData<string> Ids() => [.. Catalogue.All.Where(d => d is not (FunctionInvocationFlood or PrincipalInvocationFlood)).Select(d => d.Info.Id)];

    [Theory]
    [MemberData(nameof(Ids))]
    public void What_would_change_the_answer_is_written_down(string id)
    {
        var detection = Catalogue.All.Single(d => d.Info.Id == id);
        Detection[] played = id is "quarantine-lifted" or "code-clone" ? [.. Catalogue.All] : [detection];
        var pasts = SharedReaders.Pasts();
        var table = new StringBuilder().Append(CultureInfo.InvariantCulture, $"# {id}\n\nPoints for the last call of each example, if it were otherwise.\n\n");
        Row(table, "example", Variations.Select(v => v.Name));
        Row(table, "---", Variations.Select(_ => "---"));
        foreach (var example in detection.Examples) Row(table, example.Name, Variations.Select(v => Points(v.Of(example), id, pasts, played)));
        table.Append("\nWhat is said of it as it is.\n\n");
        foreach (var example in detection.Examples.Where(e => e.ShouldFire)) table.Append(CultureInfo.InvariantCulture, $"- {example.Name}: {string.Join(" | ", Said(example, id, pasts, played).Select(s => s.Summary))}\n");

        Compare(id, table.ToString());
    }

    private static string Points(Example example, string id, ExampleRunner.Pasts pasts, Detection[] played) => string.Join("+", Said(example, id, pasts, played).Select(s => s.Weight));

    private static IEnumerable<Signal> Said(Example example, string id, ExampleRunner.Pasts pasts, Detection[] played) =>
        ExampleRunner.Play(example, pasts, times: 1, reversed: false, played).LastCall.Where(s => s.Detection == id).GroupBy(s => s.Id, StringComparer.Ordinal).Select(g => g.Last());

    private static void Row(StringBuilder table, string first, IEnumerable<string> cells) =>
        table.Append(CultureInfo.InvariantCulture, $"| {first} | {string.Join(" | ", cells)} |\n");

    private static Example Announced(Example example) =>
        example with { Settings = EverybodyAnnounced.Concat(example.Settings.Where(s => s.Key != "detect/deployers")).ToDictionary(StringComparer.Ordinal) };

    private static Example Usual(Example example) => example with { Habits = [.. example.Habits, example.Calls[^1]] };

    private static Example LastCall(Example example, Func<Call, Call> change) => example with { Calls = [.. example.Calls.SkipLast(1), change(example.Calls[^1])] };

    private static void Compare(string id, string actual, [CallerFilePath] string here = "")
    {
        var path = Path.Combine(Path.GetDirectoryName(here)!, "Answers", id + ".md");
        if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") is "1") File.WriteAllText(path, actual);
        Assert.Equal(File.Exists(path) ? File.ReadAllText(path) : "(no such file; UPDATE_GOLDEN=1 writes it)", actual);
    }
}
