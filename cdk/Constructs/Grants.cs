using Amazon.CDK;
using Amazon.CDK.AWS.IAM;
using Amazon.CDK.AWS.Lambda;
using Amazon.CDK.AWS.SNS;
using Amazon.CDK.AWS.SQS;

namespace Sentinel.Cdk.Constructs;

/// <summary>Permissions that more than one function has, by name.</summary>
internal static class Grants
{
    /// <summary>Reads everything under <c>/sentinel/</c>.</summary>
    public static void ReadTuning(Role role) => role.AddToPolicy(new PolicyStatement(new PolicyStatementProps
    {
        Actions = ["ssm:GetParametersByPath"],
        Resources = [$"arn:{Aws.PARTITION}:ssm:{Aws.REGION}:{Aws.ACCOUNT_ID}:parameter/sentinel"], // the path itself is the resource of this call
    }));

    /// <summary>Publishes what on-call hears, and in chat where there is a topic for it.</summary>
    public static void Tell(this Role role, ITopic onCall, ITopic? chat) => role.AddToPolicy(new PolicyStatement(new PolicyStatementProps
    {
        Actions = ["sns:Publish"],
        Resources = chat is null ? [onCall.TopicArn] : [onCall.TopicArn, chat.TopicArn],
    }));

    /// <summary>Lets a function work off a queue, batch by batch, each with what failed told apart.</summary>
    /// <param name="window">How long a batch may fill up; null for a FIFO queue, which has none.</param>
    /// <param name="atOnce">Batches in the works at the same time.</param>
    public static void Drain(this Function function, Queue queue, int batch, Duration? window, int atOnce)
    {
        // Not by grantConsumeMessages, which allows more than the poller calls: https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html
        queue.Grant(function.Role!, "sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes");
        _ = new EventSourceMapping(function, $"From{queue.Node.Scope!.Node.Id}", new EventSourceMappingProps
        {
            Target = function,
            EventSourceArn = queue.QueueArn,
            BatchSize = batch,
            MaxBatchingWindow = window,
            MaxConcurrency = atOnce,
            ReportBatchItemFailures = true,
        });
    }

    /// <summary>Lets a function assume the role of one name in each account of the organisation, or in this one alone.</summary>
    public static void AllowRoleInMembers(this Role role, string sid, string name, string? organisation)
    {
        role.AddToPolicy(new PolicyStatement(new PolicyStatementProps
        {
            Sid = sid,
            Actions = ["sts:AssumeRole"],
            Resources = [$"arn:{Aws.PARTITION}:iam::{(organisation is null ? Aws.ACCOUNT_ID : "*")}:role/{name}"], // in each account of the organisation, see the condition
            Conditions = organisation is null ? null : EncryptionKey.Condition("StringEquals", "aws:ResourceOrgID", organisation),
        }));
        if (organisation is not null) role.Node.FindChild("DefaultPolicy").Excuse("AwsSolutions-IAM5", "The role of one name in each account of the organisation, by condition.", $@"/^Resource::arn:.*:iam::\*:role\/{name}$/");
    }

    /// <summary>Tracing has no resource to name; every role of a traced function has this excuse.</summary>
    public static void ExcuseTracing(this Role role) => role.Node.FindChild("DefaultPolicy").Excuse("AwsSolutions-IAM5",
        "X-Ray takes segments without a resource: https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsx-ray.html", "Resource::*");
}
