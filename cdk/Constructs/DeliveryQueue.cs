using Amazon.CDK;
using Amazon.CDK.AWS.SQS;
using Constructs;

namespace Sentinel.Cdk.Constructs;

/// <param name="Timeout">Of the function that reads it.</param>
/// <param name="Fifo">In order, by group.</param>
public sealed record DeliveryQueueProps(EncryptionKey Key, Duration Timeout, bool Fifo = false);

/// <summary>A queue that a function works off, and the dead-letter queue for what it cannot.</summary>
public sealed class DeliveryQueue : Construct
{
    // What failed is tried again after so long, and a containment must not wait. AWS advises six times, for functions that may be throttled
    // (https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html); these have concurrency of their own.
    private const int TimeoutsUntilVisible = 2;

    // Half an hour and more: a service that is down for that long puts nothing aside, and a message that nobody can read costs little.
    private const int MostReceives = 30;

    public DeliveryQueue(Construct scope, string id, DeliveryQueueProps props)
        : base(scope, id)
    {
        DeadLetters = new Queue(this, "DeadLetters", Common(props, new QueueProps { RetentionPeriod = Duration.Days(14) }));
        DeadLetters.Excuse("AwsSolutions-SQS3", "It is the dead-letter queue.");
        Queue = new Queue(this, "Queue", Common(props, new QueueProps
        {
            VisibilityTimeout = Duration.Seconds(props.Timeout.ToSeconds() * TimeoutsUntilVisible),
            RetentionPeriod = Duration.Days(4),
            DeadLetterQueue = new DeadLetterQueue { Queue = DeadLetters, MaxReceiveCount = MostReceives },
        }));
    }

    public Queue Queue { get; }

    public Queue DeadLetters { get; }

    private static QueueProps Common(DeliveryQueueProps props, QueueProps own) => new()
    {
        VisibilityTimeout = own.VisibilityTimeout,
        RetentionPeriod = own.RetentionPeriod,
        DeadLetterQueue = own.DeadLetterQueue,
        Fifo = props.Fifo ? true : null, // CloudFormation takes true or nothing
        Encryption = QueueEncryption.KMS,
        EncryptionMasterKey = props.Key.Key,
        DataKeyReuse = Duration.Hours(1), // fewer calls of KMS; a flood would make very many
        EnforceSSL = true,
    };
}
