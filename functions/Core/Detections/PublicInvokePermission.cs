using Sentinel.Core.CloudTrail;
using Sentinel.Core.Incidents;
using Sentinel.Core.Knowledge;

namespace Sentinel.Core.Detections;

/// <summary>A function's policy lets anybody invoke it.</summary>
#pragma warning disable CA1711 // a permission in Lambda's sense; the class is named after its id
public sealed class PublicInvokePermission : Detection
{
    public override DetectionInfo Info { get; } = new()
    {
        Id = "public-invoke-permission",
        Title = "Anybody may invoke a function",
        Technique = "T1546",
        Stage = Stage.Access,
        Evidence = Evidence.Content,
        Weight = 30,
        WeightReason = "The heaviest of its stage, since no honest design needs it but a public URL; still under the alert score, because such URLs exist.",
        Why = "A grant to * without a condition outlives the stolen key: the attacker drives the function from any account, at any time.",
        Triage = "lambda:GetPolicy on the function; remove the statement unless a public endpoint is documented. Look for invocations from foreign accounts.",
        FalsePositives = "The permission that goes with a deliberately public function URL.",
        BlindTo = "A policy widened before the history began; a condition on an organisation (see cross-account-invoke-permission); public layers.",
    };

    public override IReadOnlyList<string> Wants { get; } = ["lambda:AddPermission"];

    public override Signal? Evaluate(CloudTrailRecord record, Known known)
    {
        if (!record.Succeeded || record[Field.Principal] is not "*" || !GrantsInvocation(record) || IsRestricted(record)) return null;
        if (known.IsDeployer(record.Caller) && known.Usual(Habit.GrantedTo, record.AccountSubject, "*")) return null;
        return Fire(record, "anybody was allowed to invoke the function");
    }

    internal static bool GrantsInvocation(CloudTrailRecord record) =>
        record[Field.Action] is { } action && (action is "*" or "lambda:*" || action.StartsWith("lambda:Invoke", StringComparison.OrdinalIgnoreCase));

    /// <summary>A condition narrows the grant; a source of <c>*</c> narrows nothing.</summary>
    internal static bool IsRestricted(CloudTrailRecord record) =>
        record[Field.PrincipalOrgId] is { Length: > 0 } || record[Field.SourceAccount] is { Length: > 0 } || record[Field.SourceArn] is not (null or "" or "*");

    private static Call Grant(string more, string action = "lambda:InvokeFunction", string principal = "*") => new("lambda:AddPermission20150331v2")
    {
        Request = $$"""{"functionName":"orders","statementId":"s1","action":"{{action}}","principal":"{{principal}}"{{more}}}""",
    };

    private static readonly Dictionary<string, string> Announced = new(StringComparer.Ordinal) { ["detect/deployers"] = "arn:aws:iam::111122223333:role/deploy | releases" };

    public override IReadOnlyList<Example> Examples { get; } =
    [
        Example.Fires("invocation for everybody", Grant("")),
        Example.Fires("the URL of the function for everybody", Grant(""","functionUrlAuthType":"NONE" """, "lambda:InvokeFunctionUrl")),
        Example.Fires("every action for everybody, narrowed by a source that matches all", Grant(""","sourceArn":"*" """, "lambda:*")),
        Example.Fires("anything whatsoever for everybody", Grant("", "*")),
        new() { Name = "somebody who opens functions daily but is not announced", ShouldFire = true, Habits = [Grant("")], Calls = [Grant("")] },
        new() { Name = "somebody who grants daily, but never to everybody", ShouldFire = true, Habits = [Grant("", principal: "444455556666")], Calls = [Grant("")] },
        new() { Name = "an announced pipeline opens a function for the first time", ShouldFire = true, Settings = Announced, Calls = [Grant("") with { By = Who.Pipeline }] },
        new()
        {
            Name = "an announced pipeline in an account whose functions are public by trade", ShouldFire = false, Settings = Announced,
            Habits = [Grant("") with { By = Who.Pipeline }], Calls = [Grant("") with { By = Who.Pipeline }],
        },
        Example.Quiet("only principals of one organisation", Grant(""","principalOrgID":"o-a1b2c3d4e5" """)),
        Example.Quiet("only on behalf of one bucket's account", Grant(""","sourceAccount":"111122223333" """)),
        Example.Quiet("only through one topic", Grant(""","sourceArn":"arn:aws:sns:eu-west-1:111122223333:orders" """)),
        Example.Quiet("everybody may read the configuration, nobody may invoke", Grant("", "lambda:GetFunctionConfiguration")),
        Example.Quiet("the grant was refused", Grant("") with { Error = "AccessDenied" }),
        Example.Quiet("one account instead of everybody", Grant("", principal: "444455556666")),
    ];
}
