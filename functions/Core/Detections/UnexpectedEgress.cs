using Sentinel.Core.Incidents;
using Sentinel.Core.Knowledge;

namespace Sentinel.Core.Detections;

/// <summary>A function sends to a network to which nothing was ever sent from its interface.</summary>
public sealed class UnexpectedEgress : Detection
{
    // More than handshakes and a few calls of an API: 64 KB are some ten connections with certificates, or a hundred small requests.
    private const long Some = 64 * 1024;

    // A table leaves in megabytes; telemetry, updates and API calls of a function do not in an hour.
    private const long Much = 1024 * 1024;

    // What nobody else pays for is 443: another port is a choice.
    private const int OddPort = 5;

    private const int Little = 10, Lot = 20;

    public override DetectionInfo Info { get; } = new()
    {
        Id = "unexpected-egress",
        Title = "Function sends to a network never usual for it",
        Technique = "T1567",
        Stage = Stage.Network,
        Evidence = Evidence.Novelty,
        Weight = Lot + OddPort,
        WeightReason = "20 for a megabyte and more in an hour, 10 from 64 KB on, 5 more for another port than 80 and 443; half of it while nothing is usual for the interface. New partners and endpoints appear in honest weeks, so alone it never alerts.",
        Why = "What is stolen has to leave. Functions talk to the same few places all year; a new one that is given megabytes is where the data went.",
        Triage = "Who owns the destination, and what changed in the function before it first appeared? Several functions may share the interface: each that ran is named.",
        FalsePositives = "A new partner, a provider that moved, a service of AWS whose addresses the default flow log format does not tell apart (a format with pkt-dst-aws-service does).",
        BlindTo = "Functions outside a VPC, which leave no flow logs; a destination in a usual /16, or in the ranges of a service of AWS (somebody else's bucket); slow leaks below 64 KB an hour and address; invocations without data events, by which nobody knows that the function ran.",
    };

    public override IReadOnlyList<string> Wants { get; } = [];

    public override bool ReadsFlows => true;

    public override Signal? EvaluateEgress(in Egress sent, Known known)
    {
        if (sent.Caller is not null || sent.BytesSoFar < Some) return null;
        if (known.Settings.IsTrusted(sent.Address) || known.Usual(Habit.SendsTo, sent.Interface, sent.Network)) return null;
        var weight = (sent.Bytes >= Much ? Lot : Little) + (sent.IsOddPort ? OddPort : 0);
        var compared = known.HasUsual(Habit.SendsTo, sent.Interface);
        return Fire(sent, Summary(sent, known, compared), compared ? weight : weight / 2, sent.Network);
    }

    private static string Summary(in Egress sent, Known known, bool compared) =>
        $"{ByteCount.Of(sent.Bytes)} sent to {sent.Endpoint}{(sent.Country is { } country ? $" ({country})" : "")}, {(compared ? "a network never usual" : "where nothing is usual yet")} for {sent.Interface}{ByteCount.Sharing(sent, known)}";

    private static readonly Flow Out = new(Who.Abroad) { Minute = 8 };
    private static readonly Flow Usual = new("203.0.113.10") { Bytes = 30_000 };

    private static Example Sent(bool fires, string name, params Flow[] flows) => new()
    {
        Name = name,
        ShouldFire = fires,
        Habits = [Acts.InvokeInVpc with { By = Who.Pipeline }],
        FlowHabits = [Usual],
        Calls = [Acts.InvokeInVpc with { By = Who.Pipeline }],
        Flows = flows,
    };

    private static Example Noncompliant(Example example) => example with { Calls = [.. example.Calls, ConfigNoncompliance.Change("NON_COMPLIANT") with { Minute = 5 }] };

    public override IReadOnlyList<Example> Examples { get; } =
    [
        Sent(true, "a table's worth to a server abroad", Out),
        Sent(true, "the same by connections of 20 KB", [.. Enumerable.Range(0, 60).Select(i => Out with { Bytes = 20_000, FromPort = 40_000 + i, Minute = 6 + (i / 20) })]),
        Noncompliant(Sent(true, "to an odd port, of a function that AWS Config calls non-compliant", Out with { Port = 4444 })),
        Sent(true, "to an odd port", Out with { Port = 4444, Bytes = 100_000 }),
        Sent(true, "a network's first megabytes, where nothing is usual", Out) with { FlowHabits = [] },
        Sent(false, "the partner it always talks to", Usual with { Bytes = 40_000_000, Minute = 8 }),
        Sent(false, "another machine in that partner's network", new Flow("203.0.200.7") { Minute = 8 }),
        Sent(false, "handshakes with somebody new", Out with { Bytes = 9_000 }),
        Sent(false, "refused by the security group", Out with { Action = "REJECT" }),
        Sent(false, "a database in the same network", new Flow("10.0.7.20") { Minute = 8, Port = 5432 }),
        Sent(false, "what came back from somebody new", new Flow("10.0.1.17") { Minute = 8, From = Who.Abroad, FromPort = 443, Port = 41_234 }),
        Sent(false, "another machine's interface", Out with { Interface = "eni-0ffffffffffffffff" }),
        Sent(false, "an interface on which nothing ran for an hour", Out with { Minute = 70 }),
        Sent(false, "a trusted network", Out) with { Settings = new Dictionary<string, string>(StringComparer.Ordinal) { ["detect/trusted-networks"] = "185.143.221.0/24" } },
    ];
}
