using Sentinel.Core.CloudTrail;
using Sentinel.Core.Incidents;
using Sentinel.Core.Knowledge;

namespace Sentinel.Core.Detections;

/// <summary>A caller acts from where it never acted as a habit.</summary>
public sealed class NovelSource : Detection
{
    // Somebody's provider changed: with a usual change (15) and a stage (5) still 10 below an alert.
    private const int Network = 10;
    // Between the two: the country may be a new one, nobody can tell.
    private const int Incomparable = 15;
    // With one change that the caller never makes (40) and two stages this nears containment; with a usual change (15) it alerts.
    private const int Country = 25;

    private static readonly string[] SignIns =
        ["signin:ConsoleLogin", "sts:AssumeRole", "sts:AssumeRoleWithSAML", "sts:AssumeRoleWithWebIdentity", "sts:GetSessionToken", "sts:GetFederationToken"];

    public override DetectionInfo Info { get; } = new()
    {
        Id = "novel-source",
        Title = "Call from a place never usual for the caller",
        Technique = "T1078.004",
        Stage = Stage.Identity,
        Evidence = Evidence.Novelty,
        Weight = Country,
        WeightReason = "25 for a country: honest people travel, so it needs a change beside it to alert. 10 for another network of a usual country (people roam, runners rotate), 15 where countries cannot be compared.",
        Why = "A stolen key works from the thief's machine. The address is the one thing in the record that the thief has to pay for.",
        Triage = "Ask the owner of the credentials, outside AWS, whether they are there. Look at what else came from the same address.",
        FalsePositives = "Travel, a new VPN exit, a build runner in another region. Put egress ranges of your own into detect/trusted-networks.",
        BlindTo = "A thief in the victim's own /16 or behind the same VPN; read calls; callers that have a habit of many networks; calls through CloudFormation (counted with the change).",
    };

    public override IReadOnlyList<string> Wants { get; } =
        [.. SignIns, .. ChangeCalls.All, "lambda:Invoke", "lambda:InvokeAsync", "lambda:InvokeWithResponseStream", "lambda:InvokeFunctionUrl"];

    public override Signal? Evaluate(CloudTrailRecord record, Known known)
    {
        if (!CallerIsProven(record) || record.Source.Kind is not SourceKind.Address) return null;
        if (WeightOf(known.PlaceOf(record.Caller, record.Source)) is not { } weight) return null;
        var value = record.Source.Country ?? record.Source.Network;
        return Again(record, known, weight, value) ?? Fire(record, Summary(record.Caller, record.Source, known), weight, value);
    }

    public override Signal? EvaluateInvocation(in Invocation call, Known known)
    {
        if (call.Source.Kind is not SourceKind.Address || WeightOf(known.PlaceOf(call.Caller, call.Source)) is not { } weight) return null;
        var value = call.Source.Country ?? call.Source.Network;
        return Again(call, known, weight, value) ?? Fire(call, Summary(call.Caller, call.Source, known), weight, value);
    }

    // Anybody can fail to sign in as somebody else, from anywhere; a refused call of any other API was signed with the caller's own key.
    private static bool CallerIsProven(CloudTrailRecord record) => record.Api switch
    {
        "ConsoleLogin" => record is { Succeeded: true, ErrorMessage: null } && record[Field.ConsoleLogin] is not "Failure",
        "AssumeRoleWithSAML" or "AssumeRoleWithWebIdentity" => record.Succeeded,
        _ => record.Succeeded || record.Denied,
    };

    private static int? WeightOf(Place place) => place switch { Place.Usual => null, Place.OtherNetwork => Network, Place.Incomparable => Incomparable, _ => Country };

    private static string Summary(Principal caller, SourceAddress source, Known known) => $"Call{Places.Words(known.PlaceOf(caller, source), source)}: {source.Text}";

    public override IReadOnlyList<Example> Examples { get; } =
    [
        Example.Fires("a stolen key creates a role from abroad", Acts.CreateRole with { From = Who.Abroad }) with { Habits = [Acts.SignIn] },
        Example.Fires("a refused attempt from abroad", Acts.Denied("lambda:CreateFunction20150331", 0) with { From = Who.Abroad }) with { Habits = [Acts.SignIn] },
        Example.Fires("another network of the usual country", Acts.SignIn with { From = Who.OtherProvider }) with { Habits = [Acts.SignIn] },
        Example.Fires("a function is invoked from abroad", Acts.Invoke with { From = Who.Abroad }) with { Habits = [Acts.Invoke] },
        Example.Fires("nothing is usual for the caller", Acts.CreateFunction with { By = Who.Mallory }),
        Example.Quiet("a function is invoked from the usual place", Acts.Invoke with { Times = 3 }) with { Habits = [Acts.Invoke] },
        Example.Quiet("the usual place", Acts.CreateFunction) with { Habits = [Acts.SignIn] },
        Example.Quiet("somebody guesses the password from abroad", Acts.SignIn with { From = Who.Abroad, Response = """{"ConsoleLogin":"Failure"}""", Message = "Failed authentication" }) with { Habits = [Acts.SignIn] },
        Example.Quiet("a trusted network", Acts.SignIn with { From = Who.OtherProvider }) with
        {
            Habits = [Acts.SignIn], Settings = new Dictionary<string, string>(StringComparer.Ordinal) { ["detect/trusted-networks"] = "24.16.0.0/16" },
        },
        Example.Quiet("an announced pipeline's first day", Acts.UpdateCode with { By = Who.Pipeline, From = Who.OtherProvider }) with { Settings = Acts.Announced },
        Example.Quiet("a service for itself", Acts.CreateStack with { By = Who.S3Service, From = "s3.amazonaws.com" }),
    ];
}
