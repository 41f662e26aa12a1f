using Sentinel.Core.CloudTrail;
using Sentinel.Core.Incidents;
using Sentinel.Core.Knowledge;

namespace Sentinel.Core.Detections;

/// <summary>A person changes functions or roles without a second factor, and has no habit of it.</summary>
public sealed class NoMfaChange : Detection
{
    public override DetectionInfo Info { get; } = new()
    {
        Id = "no-mfa-change",
        Title = "Change by a person without MFA",
        Technique = "T1078.004",
        Stage = Stage.Identity,
        Evidence = Evidence.Novelty,
        Weight = 5,
        WeightReason = "Long-term keys without MFA are common and mostly honest; it only tips a scale on which other things lie.",
        Why = "A leaked long-term key carries no MFA. People who always use it leave a mark when somebody else does not.",
        Triage = "See whether the key is a long-term one (AKIA) and when its owner last used it. Rotate it when in doubt.",
        FalsePositives = "A script of the owner's that runs for the first time with a plain access key.",
        BlindTo = "SSO sessions, which say \"false\" although the identity provider asked; plain role sessions; owners who always work without MFA.",
    };

    public override IReadOnlyList<string> Wants { get; } = [.. ChangeCalls.Lambda, .. ChangeCalls.Roles, .. ChangeCalls.Stacks];

    public override Signal? Evaluate(CloudTrailRecord record, Known known)
    {
        var caller = record.Caller;
        if (!record.Succeeded || !caller.IsHuman || caller.IsSso || caller.MfaAuthenticated is "true") return null;
        if (known.IsDeployer(caller) || known.Usual(Habit.Mfa, caller.Subject, "false")) return null;
        return Again(record, known, Info.Weight, value: "") ?? Fire(record, $"{record.Api} without MFA, which is not a habit of this caller", value: "");
    }

    public override IReadOnlyList<Example> Examples { get; } =
    [
        Example.Fires("a plain key of somebody who signs in with MFA", Acts.CreateFunction) with { Habits = [Acts.SignIn] },
        Example.Fires("a plain key of somebody who changes things with MFA", Acts.CreateRole) with { Habits = [Acts.UpdateCode with { By = Who.DevWithMfa }] },
        Example.Quiet("a session with MFA", Acts.CreateFunction with { By = Who.DevWithMfa }) with { Habits = [Acts.SignIn] },
        Example.Quiet("somebody who always works with a plain key", Acts.CreateFunction) with { Habits = [Acts.UpdateCode] },
        Example.Quiet("an SSO session", Acts.CreateFunction with { By = Who.Sso }),
        Example.Quiet("a pipeline's role", Acts.CreateFunction with { By = Who.Pipeline }),
        Example.Quiet("a refused change", Acts.Denied("lambda:CreateFunction20150331", 0)) with { Habits = [Acts.SignIn] },
    ];
}
