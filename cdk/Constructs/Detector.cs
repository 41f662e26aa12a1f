using Amazon.CDK;
using Amazon.CDK.AWS.DynamoDB;
using Amazon.CDK.AWS.IAM;
using Amazon.CDK.AWS.Lambda;
using Amazon.CDK.AWS.Lambda.EventSources;
using Amazon.CDK.AWS.SQS;
using Constructs;

namespace Sentinel.Cdk.Constructs;

/// <param name="Containment">Where it asks for containment.</param>
public sealed record DetectorProps(Code Bundle, EncryptionKey Key, Table State, Queue Control, Queue Invocations, Queue Containment, bool Reserve);

/// <summary>Judges what the members forward. It reads what strangers wrote, so it may write its table and ask for containment, and nothing else.</summary>
public sealed class Detector : Construct
{
    public static readonly Duration Timeout = Duration.Seconds(30);

    // Each queue has its own share: a flood of invocations never takes the place of a CreateFunction.
    private const int ControlShare = 10;
    private const int InvocationsShare = 10;

    // One batch of invocations writes once for a function and once for a caller; more than this and the batch passes Lambda's 6 MB.
    private const int InvocationsBatch = 1000;

    public Detector(Construct scope, string id, DetectorProps props)
        : base(scope, id)
    {
        Function = new SentinelFunction(this, "Function", new SentinelFunctionProps("detector", "Judges what the members forward", props.Bundle, props.Key, Timeout,
            props.Reserve ? ControlShare + InvocationsShare : null, new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["SENTINEL_TABLE"] = props.State.TableName,
                ["SENTINEL_CONTAINMENT_QUEUE_URL"] = props.Containment.QueueUrl,
            }));
        AllowJudging(Function.Role, props.State, props.Containment);
        Function.Role.ExcuseTracing();
        // A CreateFunction is looked at as it comes.
        Function.Function.Drain(props.Control, batch: 10, window: Duration.Seconds(0), atOnce: ControlShare);
        // A count may wait for a few seconds, and costs a hundredth then.
        Function.Function.Drain(props.Invocations, InvocationsBatch, Duration.Seconds(5), InvocationsShare);
    }

    public SentinelFunction Function { get; }

    /// <summary>What whoever judges may do: its state, and to ask for containment.</summary>
    internal static void AllowJudging(Role role, Table state, Queue containment)
    {
        state.Grant(role, "dynamodb:BatchGetItem", "dynamodb:GetItem", "dynamodb:Query", "dynamodb:UpdateItem");
        containment.Grant(role, "sqs:SendMessage");
        Grants.ReadTuning(role);
    }
}
