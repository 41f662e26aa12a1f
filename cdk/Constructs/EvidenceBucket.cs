using Amazon.CDK;
using Amazon.CDK.AWS.S3;
using Constructs;

namespace Sentinel.Cdk.Constructs;

public sealed record EvidenceBucketProps(EncryptionKey Key);

/// <summary>Configuration and code of contained functions, as found. Nobody can change or delete an object before its time.</summary>
public sealed class EvidenceBucket : Construct
{
    // As long as an incident is on file.
    private const int KeptDays = 400;

    public EvidenceBucket(Construct scope, string id, EvidenceBucketProps props)
        : base(scope, id)
    {
        var logs = new Bucket(this, "AccessLogs", new BucketProps
        {
            BlockPublicAccess = BlockPublicAccess.BLOCK_ALL,
            Encryption = BucketEncryption.S3_MANAGED, // access logs cannot be delivered under a key of ours
            EnforceSSL = true,
            Versioned = true,
            ObjectOwnership = ObjectOwnership.BUCKET_OWNER_ENFORCED,
            RemovalPolicy = RemovalPolicy.RETAIN, // who read evidence is evidence
            LifecycleRules = [new LifecycleRule { Expiration = Duration.Days(KeptDays), NoncurrentVersionExpiration = Duration.Days(1) }],
        });
        logs.Excuse("AwsSolutions-S1", "It holds the access logs; its own would describe themselves.");
        Bucket = new Bucket(this, "Bucket", new BucketProps
        {
            BlockPublicAccess = BlockPublicAccess.BLOCK_ALL,
            Encryption = BucketEncryption.KMS,
            EncryptionKey = props.Key.Key,
            BucketKeyEnabled = true,
            EnforceSSL = true,
            Versioned = true,
            ObjectLockEnabled = true,
            ObjectLockDefaultRetention = ObjectLockRetention.Governance(Duration.Days(KeptDays)),
            ObjectOwnership = ObjectOwnership.BUCKET_OWNER_ENFORCED,
            ServerAccessLogsBucket = logs,
            ServerAccessLogsPrefix = "evidence/",
            RemovalPolicy = RemovalPolicy.RETAIN,
            LifecycleRules = [new LifecycleRule { Expiration = Duration.Days(KeptDays), NoncurrentVersionExpiration = Duration.Days(1) }],
        });
    }

    public Bucket Bucket { get; }
}
