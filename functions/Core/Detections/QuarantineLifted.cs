using Sentinel.Core.CloudTrail;
using Sentinel.Core.Incidents;
using Sentinel.Core.Knowledge;

namespace Sentinel.Core.Detections;

/// <summary>A step of containment is reversed by anyone but SentinelStack.</summary>
public sealed class QuarantineLifted : Detection
{
    private const string DenyPolicy = "policy/SentinelDenyAll"; // the member stack's managed policy

    // Records are kept for the score window and an hour; asking for more does no harm.
    private static readonly TimeSpan Kept = TimeSpan.FromDays(2);

    public override DetectionInfo Info { get; } = new()
    {
        Id = "quarantine-lifted",
        Title = "Containment reversed by somebody else",
        Technique = "T1562",
        Stage = Stage.Evasion,
        Evidence = Evidence.Content,
        Weight = 40,
        WeightReason = "Alerts alone: the function was contained for a reason, and whoever frees it outside `sentinel release` either is the attacker or helps him unknowingly.",
        Why = "One DeleteFunctionConcurrency undoes the quarantine; so do a new mapping state, a new role, or the same function made again.",
        Triage = "Is it the deploy pipeline putting its own value back, or a person? Contain again, and deny the caller if nobody vouches for him.",
        FalsePositives = "CloudFormation or Terraform restoring reserved concurrency; a responder who works in the console, or bounds the role by a policy of his own.",
        BlindTo = "A user's boundary, a key or a function URL put back, which the record alone does not tell; roles and code last named more than a window before.",
    };

    public override IReadOnlyList<string> Wants { get; } =
    [
        "lambda:PutFunctionConcurrency", "lambda:DeleteFunctionConcurrency", "lambda:PutFunctionScalingConfig", "lambda:UpdateEventSourceMapping",
        "lambda:CreateFunction", "lambda:UpdateFunctionConfiguration",
        "iam:DetachRolePolicy", "iam:DetachUserPolicy", "iam:DeletePolicy", "iam:CreatePolicyVersion", "iam:SetDefaultPolicyVersion",
        "iam:DeleteRolePermissionsBoundary", "iam:PutRolePermissionsBoundary",
    ];

    public override Signal? Evaluate(CloudTrailRecord record, Known known)
    {
        if (!record.Succeeded || Learning.IsOurs(record)) return null;
        if (record.Service is "iam") return DenialLifted(record, known) ? Fire(record, "a denial that contains a principal was removed", about: DeniedUser(record)) : null;
        if (record.Function is not { } function || !Lifts(record, known)) return null;
        if (known.QuarantinedSince(function) is not { } since) return null;
        return Fire(record, record.Api is "CreateFunction" ? "a quarantined function was created again" : $"{record.Api} on a function quarantined since {since:yyyy-MM-dd HH:mm:ss}Z");
    }

    private static bool Lifts(CloudTrailRecord record, Known known) => record.Api switch
    {
        "PutFunctionConcurrency" => record[Field.ReservedConcurrentExecutions] is not "0",
        "UpdateEventSourceMapping" => record[Field.Enabled] is "true",
        // The request names a role only to set it; it is a swap where an earlier record names another.
        "UpdateFunctionConfiguration" => record.Role is { } role
            && known.Recent(record.Function!, Kept).Any(r => r is { Succeeded: true, Role: not null } && !string.Equals(r.Role, role, StringComparison.Ordinal)),
        _ => true,
    };

    private static bool DenialLifted(CloudTrailRecord record, Known known)
    {
        if (record.Api is not ("DeleteRolePermissionsBoundary" or "PutRolePermissionsBoundary")) return IsDenyPolicy(record[Field.PolicyArn], record.Account);
        if (record.Role is not { } role || IsDenyPolicy(record[Field.PermissionsBoundary], record.Account)) return false;
        // A removal does not say what was removed: it counts on a role that was passed to a function which is quarantined.
        return known.Recent(role, Kept).Any(r => r.Succeeded && r.Function is { } function && known.QuarantinedSince(function) is not null);
    }

    private static bool IsDenyPolicy(string? arn, string account) =>
        arn?.Split(':') is ["arn", _, "iam", "", var owner, DenyPolicy] && string.Equals(owner, account, StringComparison.Ordinal);

    private static string? DeniedUser(CloudTrailRecord record) =>
        record is { Api: "DetachUserPolicy" } && record[Field.UserName] is { } user ? record[Field.PolicyArn]!.Replace(DenyPolicy, "user/" + user, StringComparison.Ordinal) : null;

    private static readonly Call Lift = new("lambda:DeleteFunctionConcurrency20171031") { Minute = 40, From = Who.Abroad, Request = """{"functionName":"backup"}""" };
    private static readonly Call Detach = new("iam:DetachRolePolicy") { Region = "us-east-1", Request = """{"roleName":"exec","policyArn":"arn:aws:iam::111122223333:policy/SentinelDenyAll"}""" };
    private static readonly Call Unbound = new("iam:DeleteRolePermissionsBoundary") { Region = "us-east-1", Minute = 40, Request = """{"roleName":"exec"}""" };

    private static Example Contained(string name, bool shouldFire, params Call[] then) => new() { Name = name, ShouldFire = shouldFire, Habits = CodeClone.OrdinaryDay, Calls = [.. CodeClone.Attack, .. then] };

    public override IReadOnlyList<Example> Examples { get; } =
    [
        Contained("the suspect removes the reservation", true, Lift),
        Contained("somebody else sets it to five", true, Lift with { Api = "lambda:PutFunctionConcurrency20171031", By = Who.Mallory, Request = """{"functionName":"backup","reservedConcurrentExecutions":5}""" }),
        Contained("a role that only bears our name, under a path", true, Lift with { By = Who.Responder.Replace("role/Sentinel", "role/x/Sentinel", StringComparison.Ordinal) }),
        Contained("the function gets another role", true, new Call("lambda:UpdateFunctionConfiguration20150331v2") { Minute = 40, Request = """{"functionName":"backup","role":"arn:aws:iam::111122223333:role/fresh"}""" }),
        Contained("deleted and made again with the same code", true, new Call("lambda:DeleteFunction20150331") { Minute = 40, Request = """{"functionName":"backup"}""" }, CodeClone.Create with { Minute = 41 }),
        Example.Fires("our denial is detached from a role", Detach),
        Example.Fires("our denial is rewritten to allow", new Call("iam:CreatePolicyVersion") { Region = "us-east-1", Request = """{"policyArn":"arn:aws:iam::111122223333:policy/SentinelDenyAll","setAsDefault":true}""" }),
        Contained("the boundary of the quarantined function's role is removed", true, Unbound),
        Contained("SentinelStack releases the function", false, Lift with { By = Who.Responder }),
        Contained("somebody sets the reservation to zero as well", false, Lift with { Api = "lambda:PutFunctionConcurrency20171031", Request = """{"functionName":"backup","reservedConcurrentExecutions":0}""" }),
        Contained("the removal was refused", false, Lift with { Error = "AccessDeniedException" }),
        Contained("another function's reservation is removed", false, Lift with { Request = """{"functionName":"orders"}""" }),
        Contained("the quarantined function is deleted for good", false, new Call("lambda:DeleteFunction20150331") { Minute = 40, Request = """{"functionName":"backup"}""" }),
        Example.Quiet("a reservation is removed where nothing is quarantined", Lift),
        Example.Quiet("another policy is detached", Detach with { Request = """{"roleName":"exec","policyArn":"arn:aws:iam::aws:policy/AdministratorAccess"}""" }),
        Example.Quiet("a policy of the same name in another account", Detach with { Request = """{"roleName":"exec","policyArn":"arn:aws:iam::444455556666:policy/SentinelDenyAll"}""" }),
        Contained("another role's boundary is removed", false, Unbound with { Request = """{"roleName":"web"}""" }),
        Example.Quiet("a role's boundary is removed where nothing is quarantined", Unbound),
    ];
}
