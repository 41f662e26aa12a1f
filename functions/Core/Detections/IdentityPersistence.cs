using Sentinel.Core.CloudTrail;
using Sentinel.Core.Incidents;
using Sentinel.Core.Knowledge;

namespace Sentinel.Core.Detections;

/// <summary>A caller makes a second way in: a key, a password, a user, an admin policy, a trust in somebody outside.</summary>
public sealed class IdentityPersistence : Detection
{
    public override DetectionInfo Info { get; } = new()
    {
        Id = "identity-persistence",
        Title = "A second way into the account",
        Technique = "T1098",
        Stage = Stage.Identity,
        Evidence = Evidence.Content,
        Weight = 15,
        WeightReason = "What it does is certain, but administrators do it too: as much as one step of an attack, less than half an alert.",
        Why = "Whoever expects to lose a stolen key makes another one first. Containing the function alone would leave that door open.",
        Triage = "Find the ticket or the new colleague. Without one, deactivate what was made before rotating the old key.",
        FalsePositives = "The first account administration of somebody who never did it before. Announce provisioning roles in detect/deployers.",
        BlindTo = "A second key for the caller's own user, group memberships, federation with a foreign identity provider, and customer managed policies whose text is not in the call.",
    };

    public override IReadOnlyList<string> Wants { get; } =
    [
        "iam:CreateAccessKey", "iam:CreateLoginProfile", "iam:UpdateLoginProfile", "iam:CreateUser", "iam:AttachUserPolicy", "iam:PutUserPolicy", "iam:UpdateAssumeRolePolicy",
    ];

    public override Signal? Evaluate(CloudTrailRecord record, Known known)
    {
        var caller = record.Caller;
        if (!record.Succeeded || caller.IsService || known.IsDeployer(caller) || known.UsuallyCalls(caller, record.Call)) return null;
        return What(record) is { } what ? Fire(record, what) : null;
    }

    private static string? What(CloudTrailRecord record) => record.Api switch
    {
        "CreateUser" => $"Created the user {record[Field.UserName]}",
        "CreateLoginProfile" => $"Gave the user {record[Field.UserName]} a console password",
        "CreateAccessKey" when OfAnother(record) => $"Created an access key for the user {record[Field.UserName]}",
        "UpdateLoginProfile" when OfAnother(record) => $"Changed the console password of the user {record[Field.UserName]}",
        "AttachUserPolicy" when Grants.OfManaged(record[Field.PolicyArn]) is Breadth.Admin => $"Made the user {record[Field.UserName]} an administrator",
        "PutUserPolicy" when Grants.OfDocument(record[Field.PolicyDocument]) is Breadth.Admin => $"Made the user {record[Field.UserName]} an administrator by an inline policy",
        "UpdateAssumeRolePolicy" when Grants.StrangerIn(record[Field.PolicyDocument], record.Account) is { } stranger => $"Let {stranger} assume the role {record[Field.RoleName]}",
        _ => null,
    };

    // Without a name it is the caller's own; only a user can leave it out.
    private static bool OfAnother(CloudTrailRecord record) =>
        record[Field.UserName] is { } user && !(record.Caller.Type is IdentityType.IAMUser && record.Caller.Arn!.EndsWith("/" + user, StringComparison.Ordinal));

    private static Call Trust(string principal) => new("iam:UpdateAssumeRolePolicy")
    {
        Region = "us-east-1",
        Request = $$$"""{"roleName":"ops","policyDocument":"{\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":{{{principal}}},\"Action\":\"sts:AssumeRole\"}]}"}""",
    };

    public override IReadOnlyList<Example> Examples { get; } =
    [
        Example.Fires("a key for another user", Acts.OnUser("CreateAccessKey", """{"userName":"admin"}""")),
        Example.Fires("a role's session makes a user", Acts.OnUser("CreateUser", """{"userName":"helper"}""") with { By = Who.Pipeline }),
        Example.Fires("a role that trusts a foreign account", Trust("""{\"AWS\":\"arn:aws:iam::999988887777:root\"}""")),
        Example.Fires("a user becomes administrator", Acts.OnUser("AttachUserPolicy", """{"userName":"helper","policyArn":"arn:aws:iam::aws:policy/AdministratorAccess"}""")),
        Example.Quiet("somebody rotates the own key", Acts.OnUser("CreateAccessKey", """{"userName":"dev"}""")),
        Example.Quiet("the own key without a name", Acts.OnUser("CreateAccessKey", "{}")),
        Example.Quiet("a role that trusts Lambda and the own account", Trust("""{\"Service\":\"lambda.amazonaws.com\",\"AWS\":\"arn:aws:iam::111122223333:root\"}""")),
        Example.Quiet("a user may read", Acts.OnUser("AttachUserPolicy", """{"userName":"helper","policyArn":"arn:aws:iam::aws:policy/ReadOnlyAccess"}""")),
        Example.Quiet("whoever onboards people every day", Acts.OnUser("CreateUser", """{"userName":"newcomer"}""")) with { Habits = [Acts.OnUser("CreateUser", """{"userName":"other"}""")] },
        Example.Quiet("a refused attempt", Acts.Denied("iam:CreateUser", 0)),
    ];
}
