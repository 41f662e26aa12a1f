using Amazon.CDK;
using Amazon.CDK.AWS.SQS;
using Constructs;

namespace Sentinel.Cdk.Constructs;

public sealed record FailedQueueProps(EncryptionKey Key);

/// <summary>Where events end that functions were called with asynchronously and could not handle, after Lambda's own two further attempts.</summary>
public sealed class FailedQueue : Construct
{
    public FailedQueue(Construct scope, string id, FailedQueueProps props)
        : base(scope, id)
    {
        Queue = new Queue(this, "Queue", new QueueProps
        {
            RetentionPeriod = Duration.Days(14),
            Encryption = QueueEncryption.KMS,
            EncryptionMasterKey = props.Key.Key,
            EnforceSSL = true,
        });
        Queue.Excuse("AwsSolutions-SQS3", "It is the dead-letter queue of functions.");
    }

    public Queue Queue { get; }
}
