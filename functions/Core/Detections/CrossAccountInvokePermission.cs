using Sentinel.Core.CloudTrail;
using Sentinel.Core.Incidents;
using Sentinel.Core.Knowledge;

namespace Sentinel.Core.Detections;

/// <summary>A function's policy lets another account invoke it, directly or through a service.</summary>
#pragma warning disable CA1711 // a permission in Lambda's sense; the class is named after its id
public sealed class CrossAccountInvokePermission : Detection
{
    // A service without a source is a confused deputy waiting: any account's bucket or rule will do. It is also a common slip.
    private const int AnySourceWeight = 10;

    public override DetectionInfo Info { get; } = new()
    {
        Id = "cross-account-invoke-permission",
        Title = "Another account may invoke a function",
        Technique = "T1546",
        Stage = Stage.Access,
        Evidence = Evidence.Content,
        Weight = 20,
        WeightReason = "Less than a public grant, since it names somebody; 10 for a service without a source, which careless templates also produce.",
        Why = "The attacker keeps a way in from an account of his own after the stolen key is gone, and his calls show another account's identity.",
        Triage = "Whose account is it? If it is none of your organisation or partners, remove the statement and look for invocations from there.",
        FalsePositives = "A new partner or a new account of the organisation; hand-written SNS or API Gateway grants; Alexa skills, which are bound by a token instead.",
        BlindTo = "An account that was already granted invocation; grants by somebody who adds permissions daily; policies of layers and roles.",
    };

    public override IReadOnlyList<string> Wants { get; } = ["lambda:AddPermission"];

    public override Signal? Evaluate(CloudTrailRecord record, Known known)
    {
        if (!record.Succeeded || !PublicInvokePermission.GrantsInvocation(record)) return null;
        if (known.IsDeployer(record.Caller) || known.UsuallyCalls(record.Caller, "lambda:AddPermission")) return null;
        if (IsService(record) && !PublicInvokePermission.IsRestricted(record))
            return Fire(record, "a service was allowed to invoke the function on anybody's behalf", AnySourceWeight);
        if (ForeignGrantee(record) is not { } grantee || known.Usual(Habit.GrantedTo, record.AccountSubject, grantee)) return null;
        return Fire(record, $"{grantee} was allowed to invoke the function");
    }

    private static bool IsService(CloudTrailRecord record) => record[Field.Principal] is { } principal && principal.Contains(".amazonaws.com", StringComparison.Ordinal);

    /// <summary>The account or organisation outside that the statement lets in; null when it lets in none.</summary>
    private static string? ForeignGrantee(CloudTrailRecord record)
    {
        if (record[Field.Principal] is not { Length: > 0 } principal) return null;
        if (principal is "*" && record[Field.PrincipalOrgId] is { Length: > 0 } organisation) return organisation;
        var account = principal is "*" || IsService(record)
            ? record[Field.SourceAccount] ?? Arns.AccountIn(record[Field.SourceArn])
            : Learning.AccountIn(principal);
        return Arns.IsAccount(account) && !string.Equals(account, record.Account, StringComparison.Ordinal) ? account : null;
    }

    private static Call Grant(string principal, string more = "") => new("lambda:AddPermission20150331v2")
    {
        Request = $$"""{"functionName":"orders","statementId":"s1","action":"lambda:InvokeFunction","principal":"{{principal}}"{{more}}}""",
    };

    public override IReadOnlyList<Example> Examples { get; } =
    [
        Example.Fires("an account that was never granted anything", Grant("444455556666")),
        Example.Fires("a role of another account", Grant("arn:aws:iam::444455556666:role/runner")),
        Example.Fires("a service on behalf of anybody", Grant("events.amazonaws.com")),
        Example.Fires("a rule in another account", Grant("events.amazonaws.com", ""","sourceArn":"arn:aws:events:eu-west-1:444455556666:rule/tick" """)),
        Example.Fires("everybody, as long as another account is the source", Grant("*", ""","sourceAccount":"444455556666" """)),
        Example.Fires("everybody of an organisation that was never granted anything", Grant("*", ""","principalOrgID":"o-a1b2c3d4e5" """)),
        new()
        {
            Name = "the partner account that the pipeline grants to daily", ShouldFire = false,
            Habits = [Grant("444455556666") with { By = Who.Pipeline }], Calls = [Grant("444455556666")],
        },
        new() { Name = "somebody who adds permissions daily", ShouldFire = false, Habits = [Grant("777788889999")], Calls = [Grant("444455556666")] },
        Example.Quiet("another role of the same account", Grant("arn:aws:iam::111122223333:role/worker")),
        Example.Quiet("a bucket of the same account", Grant("s3.amazonaws.com", ""","sourceArn":"arn:aws:s3:::uploads","sourceAccount":"111122223333" """)),
        Example.Quiet("everybody, as long as the own account is the source", Grant("*", ""","sourceAccount":"111122223333" """)),
        Example.Quiet("a bucket, whose ARN holds no account", Grant("s3.amazonaws.com", ""","sourceArn":"arn:aws:s3:::uploads" """)),
        Example.Quiet("the grant was refused", Grant("444455556666") with { Error = "AccessDenied" }),
        new()
        {
            Name = "an announced pipeline", ShouldFire = false, Calls = [Grant("444455556666") with { By = Who.Pipeline }],
            Settings = new Dictionary<string, string>(StringComparer.Ordinal) { ["detect/deployers"] = "arn:aws:iam::111122223333:role/deploy" },
        },
    ];
}
