using System.Text.RegularExpressions;
using Sentinel.Core.Detections;

namespace Sentinel.Core.Tests.Detections;

/// <summary>Reads every detection and names all offenders at once.</summary>
public sealed partial class CatalogueTests
{
    private static IReadOnlyList<Detection> All => Catalogue.All;

    [Fact]
    public void Every_detection_there_is_stands_in_the_catalogue_once()
    {
        var written = typeof(Detection).Assembly.GetTypes().Where(t => t.IsSubclassOf(typeof(Detection))).Select(t => t.Name).Order(StringComparer.Ordinal);

        Assert.Equal(written, All.Select(d => d.GetType().Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void An_id_is_the_class_name_in_kebab_case() =>
        NoneOf(All.Where(d => d.Info.Id != KebabOf(d.GetType().Name)).Select(d => $"{d.GetType().Name}: {d.Info.Id}"));

    [Fact]
    public void Ids_and_titles_are_told_apart()
    {
        Assert.Distinct(All.Select(d => d.Info.Id), StringComparer.Ordinal);
        Assert.Distinct(All.Select(d => d.Info.Title), StringComparer.OrdinalIgnoreCase);
    }

    [Fact]
    public void A_technique_is_one_of_attack_mitre_org() => NoneOf(All.Where(d => !Technique().IsMatch(d.Info.Technique)).Select(d => $"{d.Info.Id}: {d.Info.Technique}"));

    [Fact]
    public void Stages_and_kinds_of_evidence_are_defined_and_weights_lie_between_1_and_100() =>
        NoneOf(All.Where(d => d.Info.Weight is < 1 or > 100 || !Enum.IsDefined(d.Info.Stage) || !Enum.IsDefined(d.Info.Evidence)).Select(d => d.Info.Id));

    [Fact]
    public void Every_text_says_something_and_none_says_what_another_said()
    {
        var offenders = new List<string>();
        var said = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (place, text) in All.SelectMany(TextsOf))
        {
            if (text.Length < 5 || text != text.Trim() || text.Contains('\n', StringComparison.Ordinal)) offenders.Add($"{place}: \"{text}\"");
            else if (!said.TryAdd(text, place)) offenders.Add($"{place} repeats {said[text]}");
        }

        NoneOf(offenders);
    }

    [Fact]
    public void Sentences_end() =>
        NoneOf(All.SelectMany(TextsOf).Where(t => !t.Place.EndsWith(".Title", StringComparison.Ordinal) && t.Text[^1] is not ('.' or '?')).Select(t => $"{t.Place}: {t.Text}"));

    [Fact]
    public void Wanted_calls_are_named_by_service_and_api()
    {
        NoneOf(All.Where(d => d.Wants.Count == 0 && !d.ReadsFlows).Select(d => $"{d.Info.Id} wants nothing"));
        NoneOf(All.SelectMany(d => d.Wants.Where(w => !WantedCall().IsMatch(w)).Select(w => $"{d.Info.Id}: {w}")));
        NoneOf(All.SelectMany(d => d.Wants.GroupBy(w => w, StringComparer.Ordinal).Where(g => g.Count() > 1).Select(g => $"{d.Info.Id} wants {g.Key} twice")));
    }

    [Fact]
    public void At_least_two_examples_fire_and_two_stay_quiet_under_names_of_their_own()
    {
        NoneOf(All.Where(d => d.Examples.Count(e => e.ShouldFire) < 2 || d.Examples.Count(e => !e.ShouldFire) < 2).Select(d => $"{d.Info.Id} has too few examples"));
        NoneOf(All.SelectMany(d => d.Examples.GroupBy(e => e.Name, StringComparer.OrdinalIgnoreCase).Where(g => g.Count() > 1).Select(g => $"{d.Info.Id}: {g.Key} twice")));
    }

    [Fact]
    public void Every_call_that_is_wanted_makes_an_example_fire_or_stays_quiet_in_one() =>
        NoneOf(All.Where(d => !d.ReadsFlows && !d.Examples.SelectMany(e => e.Calls).Any(c => d.Wants.Contains(NameOf(c), StringComparer.Ordinal))).Select(d => d.Info.Id));

    [Fact]
    public void A_group_holds_detections_of_one_stage() =>
        NoneOf(All.Where(d => d.Info.Group is not null).GroupBy(d => d.Info.Group!, StringComparer.Ordinal).Where(g => g.Select(d => d.Info.Stage).Distinct().Count() > 1).Select(g => g.Key));

    [Theory]
    [InlineData(2, false)]
    [InlineData(1, true)]
    [InlineData(2, true)]
    public void Examples_say_the_same_when_their_calls_come_more_than_once_or_the_last_comes_first(int times, bool reversed)
    {
        var offenders = new List<string>();
        var pasts = SharedReaders.Pasts();
        foreach (var (detection, example) in All.SelectMany(d => d.Examples.Select(e => (d, e))))
        {
            double[] minutes = [.. example.Calls.Select(c => c.Minute), .. example.Flows.Select(f => f.Minute)];
            if (reversed && minutes.Max() - minutes.Min() > 60) continue; // later than any claim reaches
            var once = Said(example, pasts, 1, reversed: false);
            var again = Said(example, pasts, times, reversed);
            if (!once.SequenceEqual(again, StringComparer.Ordinal)) offenders.Add($"{detection.Info.Id}, {example.Name}: {string.Join(" | ", once.Except(again, StringComparer.Ordinal))} became {string.Join(" | ", again.Except(once, StringComparer.Ordinal))}");
        }

        NoneOf(offenders);
    }

    // Signals as last told: one that reads differently with more knowledge is told again under its id.
    private static List<string> Said(Example example, ExampleRunner.Pasts pasts, int times, bool reversed) =>
        [.. ExampleRunner.Play(example, pasts, times, reversed, [.. All]).All.GroupBy(s => s.Id, StringComparer.Ordinal).Select(g => g.Last())
            .OrderBy(s => s.Id, StringComparer.Ordinal).Select(s => $"{s.Detection} {s.Time:HH:mm:ss} {s.Weight} {s.EventId} {s.Summary}")];

    private static IEnumerable<(string Place, string Text)> TextsOf(Detection detection)
    {
        var info = detection.Info;
        return new (string Name, string Text)[]
        {
            (nameof(info.Title), info.Title), (nameof(info.WeightReason), info.WeightReason), (nameof(info.Why), info.Why),
            (nameof(info.Triage), info.Triage), (nameof(info.FalsePositives), info.FalsePositives), (nameof(info.BlindTo), info.BlindTo),
        }.Select(t => ($"{info.Id}.{t.Name}", t.Text));
    }

    private static string KebabOf(string name) => Capital().Replace(name, m => (m.Index == 0 ? "" : "-") + char.ToLowerInvariant(m.Value[0]));

    private static string NameOf(Call call) => ApiDate().Replace(call.Api, "");

    private static void NoneOf(IEnumerable<string> offenders)
    {
        var all = offenders.ToList();
        Assert.True(all.Count == 0, string.Join('\n', all));
    }

    [GeneratedRegex("[A-Z]", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Capital();

    [GeneratedRegex(@"^T\d{4}(\.\d{3})?$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Technique();

    [GeneratedRegex("^[a-z0-9-]+:[A-Z][A-Za-z0-9]+$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex WantedCall();

    [GeneratedRegex(@"\d{8}(v\d+)?$|(?<=\D)\d{4}_\d{2}_\d{2}$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex ApiDate();
}
