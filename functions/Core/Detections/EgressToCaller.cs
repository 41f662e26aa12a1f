using Sentinel.Core.Incidents;
using Sentinel.Core.Knowledge;

namespace Sentinel.Core.Detections;

/// <summary>A function sends to the very address from which somebody made, changed or ran it.</summary>
public sealed class EgressToCaller : Detection
{
    // Honest work that looks like this is done from where people always work: a test bench at home, a server behind the office's address.
    private const int FromUsualPlace = 25;

    // No honest explanation but a test from a hotel: it alerts by itself, and with one change from there it contains.
    private const int FromElsewhere = 45;

    public override DetectionInfo Info { get; } = new()
    {
        Id = "egress-to-caller",
        Title = "Function sends to the address of who drives it",
        Technique = "T1041",
        Stage = Stage.Network,
        Evidence = Evidence.Content,
        Weight = FromElsewhere,
        WeightReason = "45 alerts alone: the same foreign machine commands the function and receives from it. 25 from the caller's usual network, where a test bench or a server behind the office's address looks the same.",
        Why = "Who steals by way of a function mostly has one server: the calls come from it and the data goes to it. No other record ties the two so plainly.",
        Triage = "Treat the caller's credentials as stolen until their owner says otherwise. What does the function's role read, and how much was sent?",
        FalsePositives = "Webhooks to a developer's own machine; services that stand behind the office's address (put it into detect/trusted-networks).",
        BlindTo = "A second server for the data; calls through a proxy or CloudFormation; functions outside a VPC, which leave no flow logs; callers of invocations before the score window, when they never changed the function.",
    };

    public override IReadOnlyList<string> Wants { get; } = [];

    public override bool ReadsFlows => true;

    public override Signal? EvaluateEgress(in Egress sent, Known known)
    {
        if (sent.Caller is not { } caller || known.Settings.IsTrusted(sent.Address) || known.Usual(Habit.SendsTo, sent.Interface, sent.Network)) return null;
        var usual = known.Usual(Habit.Network, caller.Subject, sent.Network);
        return Fire(sent, Summary(sent, caller, known), usual ? FromUsualPlace : FromElsewhere, sent.AddressText);
    }

    private static string Summary(in Egress sent, EgressCaller caller, Known known) =>
        $"{ByteCount.Of(sent.Bytes)} sent to {sent.Endpoint}, from where the function was {Words(caller.Did)}, over {sent.Interface}{ByteCount.Sharing(sent, known)}";

    // In ordinal order as in gravity: of two words on the same, the first stays.
    private static string Words(EgressAct did) => did switch { EgressAct.Created => "created", EgressAct.Rewritten => "rewritten", _ => "run" };

    private static readonly Call RunByPipeline = Acts.InvokeInVpc with { By = Who.Pipeline, Minute = 2 };
    private static readonly Flow Home = new(Who.Home) { Minute = 8, Bytes = 5_000 };
    private static readonly Flow Abroad = new(Who.Abroad) { Minute = 8, Bytes = 5_000 };

    private static Example Case(bool fires, string name, Flow[] flows, params Call[] calls) => new()
    {
        Name = name,
        ShouldFire = fires,
        Habits = [Acts.SignIn, RunByPipeline],
        Calls = calls,
        Flows = flows,
    };

    public override IReadOnlyList<Example> Examples { get; } =
    [
        Case(true, "to where it was created from, whoever runs it", [Abroad], Acts.CreateFunction with { From = Who.Abroad }, RunByPipeline),
        Case(true, "to where its code was changed from", [Abroad], Acts.UpdateCode with { From = Who.Abroad }, RunByPipeline),
        Case(true, "to where it is run from", [Abroad], Acts.InvokeInVpc with { From = Who.Abroad, Minute = 2 }),
        Case(true, "to the developer's home", [Home], Acts.UpdateCode, RunByPipeline),
        Case(false, "to somebody else", [new Flow("198.51.100.7") { Minute = 8 }], Acts.CreateFunction with { From = Who.Abroad }, RunByPipeline),
        Case(false, "sent before anybody called from there", [Abroad with { Minute = 1 }], RunByPipeline with { Minute = 0 }, Acts.UpdateCode with { From = Who.Abroad, Minute = 4 }),
        Case(false, "another function was changed from there", [Abroad], new Call("lambda:UpdateFunctionCode20150331v2") { From = Who.Abroad, Request = """{"functionName":"other"}""" }, RunByPipeline),
        Case(false, "a change that was refused", [Abroad], Acts.UpdateCode with { From = Who.Abroad, Error = "AccessDenied", Response = null }, RunByPipeline),
        Case(false, "where it always sends to", [Home], Acts.UpdateCode, RunByPipeline) with { FlowHabits = [Home] },
        Case(false, "a server behind the office's address", [Home], Acts.UpdateCode, RunByPipeline) with { Settings = new Dictionary<string, string>(StringComparer.Ordinal) { ["detect/trusted-networks"] = "73.162.0.0/16" } },
    ];
}
