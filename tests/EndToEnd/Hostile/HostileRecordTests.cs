using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Sentinel.Cli.Simulation;
using Sentinel.Core;
using Sentinel.Core.CloudTrail;
using Sentinel.Core.Detections;
using Sentinel.Core.Incidents;
using Sentinel.Core.Knowledge;
using Sentinel.EndToEnd.Tests.Endurance;
using Xunit.Abstractions;
using Pipeline = Sentinel.Core.Pipeline;

namespace Sentinel.EndToEnd.Tests.Hostile;

[Trait("Proof", "hostile-input")]
[Collection(Alone.Name)]
public sealed class HostileRecordTests(ITestOutputHelper output)
{
    private const long Room = 24L * 1024 * 1024;

    private static readonly DateTimeOffset Start = new(2024, 3, 14, 0, 0, 0, TimeSpan.Zero);

    // Nearly every record fires, and an incident lasts as long as its suspects go on: apart enough that incidents end.
    private static readonly TimeSpan Pace = TimeSpan.FromMinutes(45);

    [Fact]
    public void Two_hundred_thousand_damaged_records_are_judged_or_refused_and_nothing_escapes() => Play(200_000, different: 30_000);

    [Fact]
    [Trait("Long", "true")]
    public void A_million_damaged_records_are_judged_or_refused_and_nothing_escapes() => Play(1_000_000, different: 5_000);

    // Played again and again, each time with an event id and a time of its own. A habit holds thirty days: it is full before the second half
    // of a million when each of the different records has come a hundred times by then.
    private void Play(int records, int different)
    {
        var mutants = Mutants(different);
        var reached = new Reached();
        var pipeline = new Pipeline(new PipelineOptions { Countries = Repository.Countries, Detections = [.. Catalogue.All.Select(d => new Counted(d, reached))] });
        int refused = 0, judged = 0;
        long half = 0;

        for (var i = 0; i < records; i++)
        {
            if (i == records / 2) half = GC.GetTotalMemory(forceFullCollection: true);
            reached.Any = false;
            if (!pipeline.Accept(Fresh(mutants[i % mutants.Count], i), out var reason))
            {
                refused++;
                Assert.InRange(reason?.Length ?? 0, 1, 1000);
            }
            if (reached.Any) judged++;
        }
        pipeline.Complete();

        var grown = GC.GetTotalMemory(forceFullCollection: true) - half;
        output.WriteLine($"{refused:N0} refused, {judged:N0} of {records:N0} reached a detection; memory grew by {grown / 1024:N0} KiB in the second half; {pipeline.Counts()}");
        Assert.True(judged >= records / 2, $"{judged} of {records} reached a detection");
        Assert.True(refused > records / 100, $"only {refused} were refused");
        Assert.True(grown < Room, $"memory grew by {grown:N0} bytes");
        GC.KeepAlive(mutants);
    }

    private static List<byte[]> Mutants(int different)
    {
        var templates = Templates();
        var mutator = new Mutator(20240314, templates);
        var mutants = new List<byte[]>(different);
        for (var i = 0; i < different; i++) mutants.Add(mutator.Mutate(templates[i % templates.Count]));
        return mutants;
    }

    /// <summary>One record of each call, caller type and outcome among what the scenarios of three organisations hold that detections want.</summary>
    private static List<JsonObject> Templates()
    {
        var wanted = Catalogue.All.SelectMany(d => d.Wants).ToHashSet(StringComparer.Ordinal);
        var reader = new CloudTrailReader(null, wanted);
        var templates = new Dictionary<string, JsonObject>(StringComparer.Ordinal);
        foreach (var seed in Enumerable.Range(1, 3))
        {
            var organisation = Organisation.Create((ulong)seed, 8);
            var days = Simulator.Attacks.Select(a => organisation.EventDay([a.Name], [])).Concat(Simulator.Benign.Select(b => organisation.EventDay([], [b.Name])));
            foreach (var record in days.SelectMany(d => d.Events))
            {
                if (!reader.TryScan(record.Span, out var scan, out _) || reader.ApiOf(scan) is null) continue;
                var tree = JsonNode.Parse(record.Span)!.AsObject();
                var call = tree["detail"] as JsonObject ?? tree;
                templates.TryAdd($"{call["eventName"]} {call["userIdentity"]?["type"]} {call["errorCode"]} {ReferenceEquals(call, tree)} {seed}", tree);
            }
        }
        return [.. templates.Values];
    }

    /// <summary>A copy with an id and a time of its own, where the damage left those readable.</summary>
    private static byte[] Fresh(byte[] mutant, int number)
    {
        var copy = mutant.ToArray();
        Put(copy, "\"eventID\":\""u8, "00000000-0000-4000-8000-000000000000".Length, number.ToString("D36", CultureInfo.InvariantCulture));
        Put(copy, "\"eventTime\":\""u8, "2024-03-14T00:00:00Z".Length, (Start + (Pace * number)).ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture));
        return copy;
    }

    private static void Put(byte[] record, ReadOnlySpan<byte> name, int length, string text)
    {
        var at = record.AsSpan().IndexOf(name);
        if (at < 0 || record.Length <= at + name.Length + length || record[at + name.Length + length] != '"') return;
        Encoding.ASCII.GetBytes(text, record.AsSpan(at + name.Length, length));
    }

    private sealed class Reached
    {
        public bool Any { get; set; }
    }

    /// <summary>A detection that tells when it is asked.</summary>
    private sealed class Counted(Detection inner, Reached reached) : Detection
    {
        public override DetectionInfo Info => inner.Info;
        public override IReadOnlyList<string> Wants => inner.Wants;
        public override IReadOnlyList<Example> Examples => inner.Examples;

        public override Signal? Evaluate(CloudTrailRecord record, Known known)
        {
            reached.Any = true;
            return inner.Evaluate(record, known);
        }

        public override Signal? EvaluateInvocation(in Invocation call, Known known)
        {
            reached.Any = true;
            return inner.EvaluateInvocation(call, known);
        }

        public override Signal? EvaluateFlood(in Flood flood, Known known) => inner.EvaluateFlood(flood, known);
    }
}
