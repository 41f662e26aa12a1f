using Sentinel.Core.CloudTrail;
using Sentinel.Core.Incidents;
using Sentinel.Core.Knowledge;

namespace Sentinel.Core.Detections;

/// <summary>A caller tries one forbidden change after the other.</summary>
public sealed class DeniedProbing : Detection
{
    // A deployment that lacks a permission stops at the first refusal, or repeats the same one; five different ones are somebody looking.
    private const int Enough = 5;
    // A script of permission guesses takes seconds, a person a few minutes.
    private static readonly TimeSpan Span = TimeSpan.FromMinutes(10);

    public override DetectionInfo Info { get; } = new()
    {
        Id = "denied-probing",
        Title = "Many different changes refused",
        Technique = "T1580",
        Stage = Stage.Identity,
        Evidence = Evidence.Count,
        Weight = 30,
        WeightReason = "Nothing happened yet, so no alert by itself; with a new network (10) or country (25) it is one.",
        Why = "Who holds a stolen key does not know what it may do, and tries. Refusals are the earliest warning there is.",
        Triage = "List the refused calls in order. A broken deployment repeats itself; a thief moves from service to service.",
        FalsePositives = "The first deployment by a role whose policy is too narrow, when its tool does not stop at the first error.",
        BlindTo = "Refused reads, slow guessing (fewer than five in ten minutes), and a thief who reads the policy instead of trying.",
    };

    public override IReadOnlyList<string> Wants { get; } = [.. ChangeCalls.All, "sts:AssumeRole"];

    public override Signal? Evaluate(CloudTrailRecord record, Known known)
    {
        if (!record.Denied || record.Caller.IsService) return null;
        var tried = new HashSet<string>(StringComparer.Ordinal) { Attempt(record) };
        foreach (var earlier in known.Recent(record.Caller.Subject, Span))
        {
            // The subject may be what was called upon, not who called: a role that somebody else tried to assume.
            if (earlier.Denied && string.Equals(earlier.Caller.Subject, record.Caller.Subject, StringComparison.Ordinal)) tried.Add(Attempt(earlier));
        }
        return tried.Count < Enough ? null : Fire(record, $"{tried.Count} different calls refused within ten minutes, the last one {record.Call}", value: "", count: tried.Count);
    }

    private static string Attempt(CloudTrailRecord record) => $"{record.Call} {record.Function ?? record.Role}";

    private static readonly Call[] Guesses =
    [
        Acts.Denied("iam:CreateRole", 0), Acts.Denied("iam:CreateAccessKey", 1), Acts.Denied("lambda:CreateFunction20150331", 2),
        Acts.Denied("lambda:UpdateFunctionCode20150331v2", 3), Acts.Denied("iam:AttachUserPolicy", 4),
    ];

    public override IReadOnlyList<Example> Examples { get; } =
    [
        Example.Fires("five different calls in four minutes", Guesses),
        Example.Fires("one call after the other while some succeed", [.. Guesses[..4], Acts.SignIn with { Minute = 5 }, Guesses[4] with { Minute = 6 }]),
        Example.Quiet("four different calls", Guesses[..4]),
        Example.Quiet("a deployment that repeats one refused call", Acts.Denied("lambda:CreateFunction20150331", 0) with { By = Who.Pipeline, Times = 40 }),
        Example.Quiet("five refusals over an hour", [.. Guesses.Select((g, i) => g with { Minute = i * 12 })]),
        Example.Quiet("a role too young to be assumed by Lambda, tried again and again", Acts.CreateFunction with
        {
            Times = 6, Response = null, Error = "InvalidParameterValueException", Message = "The role defined for the function cannot be assumed by Lambda.",
        }),
        Example.Quiet("five people refused once each", [.. Guesses.Take(3), Guesses[3] with { By = Who.Mallory }, Guesses[4] with { By = Who.Sso }]),
    ];
}
