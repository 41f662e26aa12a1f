using Amazon.CDK;
using Amazon.CDK.AWS.DynamoDB;
using Amazon.CDK.AWS.Events;
using Amazon.CDK.AWS.Events.Targets;
using Amazon.CDK.AWS.Lambda;
using Amazon.CDK.AWS.S3;
using Amazon.CDK.AWS.SNS;
using Amazon.CDK.AWS.SQS;
using Constructs;

namespace Sentinel.Cdk.Constructs;

/// <param name="Chat">Null: nothing is told in chat.</param>
/// <param name="OwnArns">Functions and roles that containment never touches.</param>
public sealed record RespondersProps(Code Bundle, EncryptionKey Key, ResponderRole Role, Table State, Bucket Evidence, Topic OnCall, Topic? Chat, DeliveryQueue Containment, string ExternalId, IReadOnlyList<string> OwnArns, bool Reserve);

/// <summary>What acts: the Responder by itself, release and approve when a person asks, verify every quarter of an hour.</summary>
public sealed class Responders : Construct
{
    /// <summary>Of the one that works off the queue: a containment takes seconds.</summary>
    public static readonly Duration Timeout = Duration.Minutes(1);

    // The sweep looks at everything that is contained, a release puts much back.
    private static readonly Duration LongTimeout = Duration.Minutes(5);

    // Containments at the same time, each of another function.
    private const int AtOnce = 10;

    private readonly RespondersProps _props;

    public Responders(Construct scope, string id, RespondersProps props)
        : base(scope, id)
    {
        _props = props;
        Responder = New("Responder", "responder", "Contains what the Detector asks for", AtOnce, Timeout);
        // In order by function, and one to an invocation: no function waits for another to be contained.
        Responder.Function.Drain(props.Containment.Queue, batch: 1, window: null, AtOnce);
        Release = New("Release", "release", "Takes a containment back", 2, LongTimeout);
        Approve = New("Approve", "approve", "Does what waited for a person", 2, LongTimeout);
        Verify = New("Verify", "verify", "Looks whether what is contained still is", 1, LongTimeout);
        var schedule = new Rule(this, "Sweep", new RuleProps { Schedule = Schedule.Rate(Duration.Minutes(15)), Description = "Verifies every open containment" });
        // A sweep that is missed is made up for by the next.
        schedule.AddTarget(new LambdaFunction(Verify.Function, new LambdaFunctionProps { RetryAttempts = 2, MaxEventAge = Duration.Minutes(10) }));
    }

    public SentinelFunction Responder { get; }

    public SentinelFunction Release { get; }

    public SentinelFunction Approve { get; }

    public SentinelFunction Verify { get; }

    private SentinelFunction New(string id, string handler, string about, int reserved, Duration timeout)
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["SENTINEL_TABLE"] = _props.State.TableName,
            ["SENTINEL_EVIDENCE_BUCKET"] = _props.Evidence.BucketName,
            ["SENTINEL_TOPIC_ARN"] = _props.OnCall.TopicArn,
            ["SENTINEL_CONTAINMENT_ROLE"] = ContainmentRole.Name,
            ["SENTINEL_EXTERNAL_ID"] = _props.ExternalId,
            ["SENTINEL_OWN_ARNS"] = string.Join(',', _props.OwnArns),
        };
        ChatTopic.Name(variables, _props.Chat);
        return new(this, id, new SentinelFunctionProps(handler, about, _props.Bundle, _props.Key, timeout, _props.Reserve ? reserved : null, variables, _props.Role.Role));
    }
}
