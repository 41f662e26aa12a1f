using System.Globalization;
using System.Text;
using System.Text.Json;
using Sentinel.Cli.Replay;
using Sentinel.Core;
using Sentinel.Core.Containment;

namespace Sentinel.Cli.Tests.Replay;

public class JsonLinesTests
{
    private static readonly string Hostile = "\u0000\u001b[31m\u007f\u0085\u200b\u200e\u200f\u061c\u2028\u2029\u202a\u202e\u2066\u2069\ufeff\U000E0041\"\\</script>" + '\uD83D' + "\n{\"type\":\"summary\"}";

    [Fact]
    public void A_signal_has_every_key_in_the_order_of_the_contract() => Assert.Equal(
        """{"type":"signal","time":"2024-03-14T18:02:45Z","detection":"fresh-role-passed","stage":"change","weight":20,"event_id":"e-1","count":null,"principal":"arn:aws:iam::111122223333:user/dev_user","session":null,"function":"arn:aws:lambda:us-east-1:111122223333:function:internal-backup-processor","account":"111122223333","region":"us-east-1","summary":"role lambda-exec-role was created 2:30 before","id":"s-1"}""",
        Line(l => l.Signalled(Sample.Signal() with { Id = "s-1" })));

    [Fact]
    public void A_count_without_an_event_has_a_null_event_id_and_unknown_places_are_null() => Assert.Equal(
        """{"type":"signal","time":"2024-03-14T18:02:45Z","detection":"flood","stage":"change","weight":20,"event_id":null,"count":300,"principal":null,"session":"ana","function":null,"account":null,"region":null,"summary":"","id":"s-2"}""",
        Line(l => l.Signalled(Sample.Signal("flood", summary: "") with { Id = "s-2", EventId = null, Count = 300, Principal = null, Session = "ana", Function = null, Account = "", Region = "" })));

    [Fact]
    public void An_incident_has_every_key_in_the_order_of_the_contract() => Assert.Equal(
        """{"type":"incident","id":"0123456789abcdef","supersedes":["a","b"],"time":"2024-03-14T18:02:45Z","verdict":"contain","score":30,"principal":"arn:aws:iam::111122223333:user/dev_user","session":null,"functions":["arn:aws:lambda:us-east-1:111122223333:function:internal-backup-processor"],"detections":["fresh-role-passed"]}""",
        Line(l => l.Happened(Sample.Incident(Sample.Signal()), ["a", "b"])));

    [Theory]
    [InlineData(ActionStatus.Done, "done")]
    [InlineData(ActionStatus.Waiting, "waiting")]
    [InlineData(ActionStatus.Skipped, "skipped")]
    [InlineData(ActionStatus.Refused, "refused")]
    [InlineData(ActionStatus.Failed, "failed")]
    public void An_action_has_every_key_in_the_order_of_the_contract(ActionStatus status, string word) => Assert.Equal(
        $$"""{"type":"action","time":"2024-03-14T18:02:45Z","incident":"0123456789abcdef","step":"quarantine-function","target":"arn:aws:lambda:us-east-1:111122223333:function:internal-backup-processor","status":"{{word}}","reason":"mode=observe"}""",
        Line(l => l.Acted(Sample.Action(status: status, reason: "mode=observe"))));

    [Fact]
    public void The_summary_has_every_key_in_the_order_of_the_contract() => Assert.Equal(
        """{"type":"summary","events":1098,"rejected":1,"duplicates":2,"unwanted":40,"late":3,"signals":31,"incidents":1,"contained":["arn:x"],"invocations_before_containment":4,"invocations_prevented":848,"notes":["countries off"],"elapsed_ms":41}""",
        Line(l => l.Summarised(new ReplaySummary(new PipelineCounts { Events = 1098, Duplicates = 2, Unwanted = 40, Late = 3, Signals = 31, Incidents = 1, Contained = ["arn:x"], InvocationsBeforeContainment = 4, InvocationsPrevented = 848 }, 1, ["countries off"], 41))));

    [Fact]
    public void A_rejection_names_its_place() => Assert.Equal(
        """{"type":"rejected","source":"events.jsonl:17","reason":"no eventTime"}""", Line(l => l.Rejected("events.jsonl:17", "no eventTime")));

    [Fact]
    public void Times_are_utc_whole_seconds()
    {
        var signal = Sample.Signal() with { Time = new DateTimeOffset(2024, 3, 14, 14, 2, 45, 987, TimeSpan.FromHours(-4)) };

        Assert.Contains("\"time\":\"2024-03-14T18:02:45Z\"", Line(l => l.Signalled(signal)), StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Proof", "hostile-names")]
    public void No_text_in_any_field_leaves_its_string_or_shows_an_invisible_character()
    {
        var signal = Sample.Signal() with { Detection = Hostile, EventId = Hostile, Principal = Hostile, Session = Hostile, Function = Hostile, Account = Hostile, Region = Hostile, Summary = Hostile };
        var incident = Sample.Incident(signal) with { Id = Hostile, Principal = Hostile, Session = Hostile, Functions = [Hostile, Hostile], Detections = [Hostile] };
        var summary = new ReplaySummary(new PipelineCounts { Contained = [Hostile] }, 0, [Hostile], 0);

        string[] lines =
        [
            Line(l => l.Signalled(signal)), Line(l => l.Happened(incident, [Hostile])), Line(l => l.Acted(new(Sample.Noon, Hostile, Hostile, Hostile, ActionStatus.Done, Hostile) { Function = "" })),
            Line(l => l.Rejected(Hostile, Hostile)), Line(l => l.Summarised(summary)),
        ];

        Assert.All(lines, line =>
        {
            Assert.All(line, c => Assert.InRange(c, ' ', '~'));
            using var parsed = JsonDocument.Parse(line);
            var texts = Strings(parsed.RootElement).Where(s => s.Length > 20 && s[0] == '\0');
            Assert.All(texts, s => Assert.Equal(Hostile.Replace("\uD83D", "\uFFFD", StringComparison.Ordinal), s));
            Assert.NotEmpty(texts);
        });
    }

    [Fact]
    public void Many_lines_come_out_whole_and_in_order()
    {
        using var output = new MemoryStream();
        using var lines = new JsonLines(output);

        for (var i = 0; i < 5_000; i++) lines.Rejected(i.ToString(CultureInfo.InvariantCulture), "x");
        lines.Flush();

        var read = Encoding.UTF8.GetString(output.ToArray()).TrimEnd('\n').Split('\n');
        Assert.Equal(5_000, read.Length);
        Assert.All(Enumerable.Range(0, 5_000), i => Assert.Equal($$"""{"type":"rejected","source":"{{i}}","reason":"x"}""", read[i]));
    }

    [Fact]
    public void A_line_costs_no_memory_of_its_own()
    {
        using var lines = new JsonLines(Stream.Null);
        var signal = Sample.Signal();
        for (var i = 0; i < 1_000; i++) lines.Signalled(signal);
        var before = GC.GetAllocatedBytesForCurrentThread();

        for (var i = 0; i < 1_000; i++) lines.Signalled(signal);

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1_000);
    }

    private static string Line(Action<JsonLines> write)
    {
        using var output = new MemoryStream();
        using var lines = new JsonLines(output);
        write(lines);
        lines.Flush();
        var text = Encoding.UTF8.GetString(output.ToArray());
        Assert.Equal(text.Length - 1, text.IndexOf('\n', StringComparison.Ordinal));
        return text[..^1];
    }

    private static IEnumerable<string> Strings(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.String => [element.GetString()!],
        JsonValueKind.Array => element.EnumerateArray().SelectMany(Strings),
        JsonValueKind.Object => element.EnumerateObject().SelectMany(p => Strings(p.Value)),
        _ => [],
    };
}
