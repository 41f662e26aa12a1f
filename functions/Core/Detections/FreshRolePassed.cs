using System.Globalization;
using Sentinel.Core.CloudTrail;
using Sentinel.Core.Incidents;
using Sentinel.Core.Knowledge;

namespace Sentinel.Core.Detections;

/// <summary>A function is given a role that was created a moment ago.</summary>
public sealed class FreshRolePassed : Detection
{
    // Recorded and reported attacks take minutes from role to function; an hour leaves them time to hesitate.
    private static readonly TimeSpan Fresh = TimeSpan.FromMinutes(60);

    public override DetectionInfo Info { get; } = new()
    {
        Id = "fresh-role-passed",
        Title = "Function given a role made for it just now",
        Technique = "T1548.005",
        Stage = Stage.Change,
        Evidence = Evidence.Content,
        Weight = 15,
        WeightReason = "Everybody's first function has a fresh role too: one step of an attack, and with the function's creation (15) no alert.",
        Why = "A thief finds no role that fits and makes one. Role and function within the hour, by hand, is how the attack starts.",
        Triage = "Read the role's trust and policies, and who made it. A role by one caller and the function by another is worse.",
        FalsePositives = "A first function from a tutorial; an infrastructure tool run by hand by somebody who never ran it.",
        BlindTo = "A role prepared more than an hour ahead, an old role with too many rights, and a role that the detector's history does not see created.",
    };

    public override IReadOnlyList<string> Wants { get; } = ["iam:CreateRole", "lambda:CreateFunction", "lambda:UpdateFunctionConfiguration"];

    public override Signal? Evaluate(CloudTrailRecord record, Known known)
    {
        if (record is not { Service: "lambda", Succeeded: true } || record.Caller.IsService) return null;
        if (known.RoleCreated(record.Role, Fresh) is not { } made) return null;
        if (known.IsDeployer(record.Caller) || (known.UsuallyCalls(record.Caller, "iam:CreateRole") && known.UsuallyCalls(record.Caller, "lambda:CreateFunction"))) return null;
        return Fire(record, $"Passed a role that had been created {(record.Time - made).ToString(@"mm\:ss", CultureInfo.InvariantCulture)} before");
    }

    public override IReadOnlyList<Example> Examples { get; } =
    [
        Example.Fires("role and function within three minutes", Acts.CreateRole, Acts.CreateFunction with { Minute = 2.5 }),
        Example.Fires("the role by one caller, the function by another", Acts.CreateRole with { By = Who.Mallory }, Acts.CreateFunction with { Minute = 20 }),
        Example.Fires("an existing function is given a fresh role", Acts.CreateRole, Acts.Configure($"\"role\":\"{Acts.RoleArn}\"") with { Minute = 3 }) with { Habits = [Acts.CreateFunction with { By = Who.Pipeline }] },
        Example.Fires("somebody who creates functions daily, but never roles", Acts.CreateRole, Acts.CreateFunction with { Minute = 2 }) with { Habits = [Acts.CreateFunction] },
        Example.Quiet("a role of last month", Acts.CreateFunction) with { Habits = [Acts.CreateRole with { By = Who.Pipeline }] },
        Example.Quiet("a role of this morning", Acts.CreateRole with { Minute = -90 }, Acts.CreateFunction),
        Example.Quiet("a pipeline that makes role and function every day", Acts.CreateRole with { By = Who.Pipeline }, Acts.CreateFunction with { By = Who.Pipeline, Minute = 2 }) with
        {
            Habits = [Acts.CreateRole with { By = Who.Pipeline }, Acts.CreateFunction with { By = Who.Pipeline, Minute = 2 }],
        },
        Example.Quiet("an announced pipeline's first day", Acts.CreateRole with { By = Who.Pipeline }, Acts.CreateFunction with { By = Who.Pipeline, Minute = 2 }) with { Settings = Acts.Announced },
        Example.Quiet("Lambda cannot assume the role yet", Acts.CreateRole, Acts.CreateFunction with { Minute = 0.2, Response = null, Error = "InvalidParameterValueException" }),
    ];
}
