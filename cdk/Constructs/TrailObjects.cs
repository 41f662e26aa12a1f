using Amazon.CDK;
using Amazon.CDK.AWS.DynamoDB;
using Amazon.CDK.AWS.IAM;
using Amazon.CDK.AWS.Lambda;
using Amazon.CDK.AWS.SQS;
using Constructs;

namespace Sentinel.Cdk.Constructs;

/// <param name="Bucket">Name of the trail's bucket.</param>
/// <param name="BucketAccount">Whose it is.</param>
/// <param name="BucketKeyArn">With which its objects are encrypted, when that is not ours.</param>
public sealed record TrailObjectsProps(Code Bundle, EncryptionKey Key, Table State, Queue Containment, string Bucket, string BucketAccount, string? BucketKeyArn, bool Reserve);

/// <summary>
/// The second way in, where data events do not reach the members' buses: the trail's bucket tells of each new log file, and a function judges what is in it, with
/// the rights of the Detector and to read those files. It comes minutes later than the bus; what comes both ways is one event.
/// </summary>
public sealed class TrailObjects : Construct
{
    // A log file holds thousands of records, of which a hundred are judged in a second.
    private static readonly Duration Timeout = Duration.Minutes(5);

    private const int AtOnce = 10;

    public TrailObjects(Construct scope, string id, TrailObjectsProps props)
        : base(scope, id)
    {
        Queue = new DeliveryQueue(this, "Files", new DeliveryQueueProps(props.Key, Timeout));
        // Of a bucket that this stack makes the name is not known when the policy must be there; the function reads no other bucket.
        var told = EncryptionKey.Condition("StringEquals", "aws:SourceAccount", props.BucketAccount);
        told["ArnLike"] = Json.Object(("aws:SourceArn", $"arn:{Aws.PARTITION}:s3:::{(Token.IsUnresolved(props.Bucket) ? "*" : props.Bucket)}"));
        Queue.Queue.AddToResourcePolicy(new PolicyStatement(new PolicyStatementProps
        {
            Sid = "Bucket",
            Principals = [new ServicePrincipal("s3.amazonaws.com")],
            Actions = ["sqs:SendMessage"],
            Resources = [Queue.Queue.QueueArn],
            Conditions = told,
        }));
        props.Key.Allow("TellOfTrailFiles", "s3.amazonaws.com", ["kms:Decrypt", "kms:GenerateDataKey"], EncryptionKey.Condition("StringEquals", "aws:SourceAccount", props.BucketAccount));
        Function = new SentinelFunction(this, "Function", new SentinelFunctionProps("trail-objects", "Judges what the trail's bucket holds", props.Bundle, props.Key, Timeout,
            props.Reserve ? AtOnce : null, new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["SENTINEL_TABLE"] = props.State.TableName,
                ["SENTINEL_CONTAINMENT_QUEUE_URL"] = props.Containment.QueueUrl,
                ["SENTINEL_TRAIL_BUCKET"] = props.Bucket,
            }));
        Detector.AllowJudging(Function.Role, props.State, props.Containment);
        Function.Role.AddToPolicy(new PolicyStatement(new PolicyStatementProps { Sid = "ReadTrail", Actions = ["s3:GetObject"], Resources = [$"arn:{Aws.PARTITION}:s3:::{props.Bucket}/*"] }));
        if (props.BucketKeyArn is { } key) Function.Role.AddToPolicy(new PolicyStatement(new PolicyStatementProps { Sid = "DecryptTrail", Actions = ["kms:Decrypt"], Resources = [key] }));
        Function.Role.ExcuseTracing();
        Function.Role.Node.FindChild("DefaultPolicy").Excuse("AwsSolutions-IAM5", "Log files lie under their accounts, regions and days.", @"/^Resource::arn:.*:s3:::.*\/\*$/");
        Function.Function.Drain(Queue.Queue, batch: 1, window: Duration.Seconds(0), AtOnce);
    }

    public DeliveryQueue Queue { get; }

    public SentinelFunction Function { get; }
}
