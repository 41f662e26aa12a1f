using System.Globalization;
using System.Text;
using Sentinel.Core;
using Sentinel.Core.Detections;
using Sentinel.Core.Incidents;
using Xunit.Abstractions;

namespace Sentinel.EndToEnd.Tests.Recorded;

/// <summary>Replays what others recorded, where it is. Recorded attacks come without a history, so only what a call itself shows can fire.</summary>
[Trait("Proof", "recorded")]
public sealed class RecordedDataTests(ITestOutputHelper output)
{
    private const string Stratus = "stratus-red-team_detonation-logs";

    [Fact]
    public void Every_detonated_attack_on_Lambda_fires_a_signal_of_change_access_or_evasion()
    {
        if (IsAbsent()) return;

        var unheard = new List<string>();
        Head("technique");
        foreach (var file in RecordedData.Files(Path.Combine(Stratus, "by-technique"), "*.jsonl"))
        {
            var technique = Path.GetFileNameWithoutExtension(file);
            var calls = RecordedData.Read(file).ToList();
            var heard = Replay(calls);
            if (heard.All.Count > 0 || IsOnLambda(technique)) Row(technique, string.Join(", ", calls.Select(c => c.Api).Distinct(StringComparer.Ordinal)), heard, null);
            if (IsOnLambda(technique) && !heard.All.Any(IsOfTheAct)) unheard.Add(technique);
        }

        Assert.True(unheard.Count == 0, string.Join('\n', unheard));
    }

    [Fact]
    public void Every_recorded_call_that_changes_a_function_or_a_role_fires_or_lacks_what_would_tell()
    {
        if (IsAbsent()) return;

        var wanted = Catalogue.All.SelectMany(d => d.Wants).Where(w => w.StartsWith("lambda:", StringComparison.Ordinal) || (w.StartsWith("iam:", StringComparison.Ordinal) && w.Contains("Role", StringComparison.Ordinal))).ToHashSet(StringComparer.Ordinal);
        var unheard = new List<string>();
        Head("API");
        foreach (var call in RecordedData.Read("TrailDiscover", "events.jsonl").Where(c => wanted.Any(w => c.Api.StartsWith(w, StringComparison.Ordinal))))
        {
            var heard = Replay([call]);
            Row(call.Api, "", heard, call.Missing);
            if (!heard.All.Any(IsOfTheAct) && call.Missing is null && !call.IsReading) unheard.Add(call.Api);
        }
        var all = Replay([.. RecordedData.Read("TrailDiscover", "events.jsonl")]);
        Row("all of them together", "", all, null);

        Assert.True(unheard.Count == 0, string.Join('\n', unheard));
    }

    [Theory]
    [InlineData("opensearch-catalog_cloudtrail", "events.jsonl")]
    [InlineData("cloud-custodian_tests", "cloudtrail.jsonl")]
    [InlineData("cloud-custodian_tests", "eventbridge.jsonl")]
    public void Nothing_honest_is_contained(string folder, string file)
    {
        if (IsAbsent()) return;

        var heard = Replay([.. RecordedData.Read(folder, file)]);

        Head("file");
        Row($"{folder}/{file}", "", heard, null);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{heard.Understood} records, {heard.Incidents.Count} false alerts: {heard.Incidents.Count * 1000.0 / heard.Understood:0.0} for 1,000"));
        foreach (var incident in heard.Incidents) output.WriteLine($"- {incident.Principal} {incident.Score}: {string.Join("; ", incident.Signals.Select(s => $"{s.Detection}: {s.Summary}"))}");
        Assert.DoesNotContain(heard.Incidents, i => i.Verdict == Verdict.Contain);
        Assert.True(heard.Understood > 0);
    }

    private static bool IsOnLambda(string technique) => technique.StartsWith("aws.persistence.lambda-", StringComparison.Ordinal);

    private static bool IsOfTheAct(Signal signal) => signal.Stage is Stage.Change or Stage.Access or Stage.Evasion;

    private bool IsAbsent()
    {
        if (RecordedData.Folder is not null) return false;
        output.WriteLine("There is no recorded data here, so nothing was shown. SENTINEL_RECORDED_DATA may name it.");
        return true;
    }

    private void Head(string first) => output.WriteLine($"| {first} | calls | signals | verdict | does not tell |\n|---|---|---|---|---|");

    private void Row(string first, string calls, Heard heard, string? missing)
    {
        var signals = heard.All.GroupBy(s => s.Detection, StringComparer.Ordinal).OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => g.Count() == 1 ? g.Key : $"{g.Key} x{g.Count()}");
        var verdict = heard.Incidents.Select(i => i.Verdict).DefaultIfEmpty(Verdict.None).Max();
        output.WriteLine($"| {first} | {calls} | {string.Join(", ", signals.DefaultIfEmpty("-"))} | {verdict} | {missing} |");
    }

    private static Heard Replay(IReadOnlyList<RecordedCall> calls)
    {
        var heard = new Heard();
        var pipeline = new Pipeline(new PipelineOptions { Countries = Repository.Countries, Observer = heard });
        foreach (var call in calls)
        {
            if (pipeline.Accept(Encoding.UTF8.GetBytes(call.Record), out _)) heard.Understood++;
        }
        pipeline.Complete();
        return heard;
    }

    private sealed class Heard : IPipelineObserver
    {
        private readonly Dictionary<string, Signal> _signals = new(StringComparer.Ordinal);

        public Dictionary<string, Signal>.ValueCollection All => _signals.Values;
        public List<Incident> Incidents { get; } = [];
        public int Understood { get; set; }

        public void Signalled(Signal signal) => _signals[signal.Id] = signal;

        public void Happened(Incident incident, IReadOnlyList<string> supersedes) => Incidents.Add(incident);

        public void Acted(Core.Containment.ContainmentAction action)
        {
        }
    }
}
