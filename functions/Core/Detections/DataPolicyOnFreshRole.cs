using Sentinel.Core.CloudTrail;
using Sentinel.Core.Incidents;
using Sentinel.Core.Knowledge;

namespace Sentinel.Core.Detections;

/// <summary>A role that was created a moment ago is given far-reaching rights.</summary>
public sealed class DataPolicyOnFreshRole : Detection
{
    // As long as for fresh-role-passed: the policy comes between role and function.
    private static readonly TimeSpan Fresh = TimeSpan.FromMinutes(60);
    // Reading alone takes data as well, but tutorials attach it: half the weight.
    private const int Reading = 8;

    public override DetectionInfo Info { get; } = new()
    {
        Id = "data-policy-on-fresh-role",
        Title = "Broad rights for a role made just now",
        Technique = "T1098.003",
        Stage = Stage.Change,
        Evidence = Evidence.Content,
        Weight = 15,
        WeightReason = "15 for full access or admin, 8 for reading: a step that attacks on data need, and that honest beginners take as well.",
        Why = "The function is worth what its role may do. Least privilege takes work that a thief does not spend.",
        Triage = "See whether the role trusts Lambda and whether a function uses it. Detach the policy when nobody can say what it is for.",
        FalsePositives = "Prototypes with AmazonDynamoDBFullAccess and the like.",
        BlindTo = "Customer managed policies, whose text is not in the call; explicit lists of actions without a wildcard; roles older than an hour; resources and conditions are not weighed.",
    };

    public override IReadOnlyList<string> Wants { get; } = ["iam:CreateRole", "iam:AttachRolePolicy", "iam:PutRolePolicy"];

    public override Signal? Evaluate(CloudTrailRecord record, Known known)
    {
        if (record is not { Succeeded: true, Api: "AttachRolePolicy" or "PutRolePolicy" } || record.Caller.IsService) return null;
        var breadth = record.Api is "AttachRolePolicy" ? Grants.OfManaged(record[Field.PolicyArn]) : Grants.OfDocument(record[Field.PolicyDocument]);
        if (breadth is Breadth.Narrow || known.RoleCreated(record.Role, Fresh) is null) return null;
        if (known.IsDeployer(record.Caller) || (known.UsuallyCalls(record.Caller, "iam:CreateRole") && known.UsuallyCalls(record.Caller, record.Call))) return null;
        var given = breadth switch { Breadth.Admin => "Administrator rights", Breadth.FullAccess => "Full access to data", _ => "Broad reading" };
        return Fire(record, $"{given} for a role created within the hour ({Named(record)})", breadth is Breadth.ReadsData ? Reading : null);
    }

    private static string? Named(CloudTrailRecord record) =>
        record[Field.PolicyArn] is { } arn ? arn[(arn.LastIndexOf('/') + 1)..] : record[Field.PolicyName];

    public override IReadOnlyList<Example> Examples { get; } =
    [
        Example.Fires("full access to tables a minute after the role", Acts.CreateRole, Acts.AttachPolicy("AmazonDynamoDBFullAccess") with { Minute = 1 }),
        Example.Fires("administrator rights", Acts.CreateRole, Acts.AttachPolicy("AdministratorAccess") with { Minute = 1 }),
        Example.Fires("an inline policy with a wildcard", Acts.CreateRole, Acts.PutPolicy("dynamodb:*") with { Minute = 1 }),
        Example.Fires("reading tables weighs less", Acts.CreateRole, Acts.AttachPolicy("AmazonDynamoDBReadOnlyAccess") with { Minute = 1 }),
        Example.Quiet("what every function needs", Acts.CreateRole, Acts.AttachPolicy("service-role/AWSLambdaBasicExecutionRole") with { Minute = 1 }),
        Example.Quiet("writing logs", Acts.CreateRole, Acts.PutPolicy("logs:*") with { Minute = 1 }),
        Example.Quiet("one action, by name", Acts.CreateRole, Acts.PutPolicy("sqs:ReceiveMessage") with { Minute = 1 }),
        Example.Quiet("a role of last month", Acts.AttachPolicy("AmazonDynamoDBFullAccess")) with { Habits = [Acts.CreateRole with { By = Who.Pipeline }] },
        Example.Quiet("a pipeline that does it every day", Acts.CreateRole with { By = Who.Pipeline }, Acts.AttachPolicy("AmazonS3FullAccess") with { By = Who.Pipeline, Minute = 1 }) with
        {
            Habits = [Acts.CreateRole with { By = Who.Pipeline }, Acts.AttachPolicy("AmazonS3FullAccess") with { By = Who.Pipeline, Minute = 1 }],
        },
        Example.Quiet("no policy, but noise", Acts.CreateRole, Acts.PutPolicy("dynamodb:*") with { Minute = 1, Request = """{"roleName":"orders-role","policyDocument":"{\"Statement\":[{\"Effect\":\"Allow\",\"Action\":\"\\ud800*"}""" }),
    ];
}
