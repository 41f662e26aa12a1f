using Amazon.CDK;
using Amazon.CDK.AWS.CloudTrail;
using Amazon.CDK.AWS.IAM;
using Amazon.CDK.AWS.S3;
using Constructs;

namespace Sentinel.Cdk.Constructs;

/// <param name="Organisation">The id of the organisation whose accounts it records; null: this account only.</param>
/// <param name="OwnFunctions">Whose invocations are not recorded: recording them would call for more of them.</param>
public sealed record DataTrailProps(EncryptionKey Key, string? Organisation, IReadOnlyList<string> SensitiveTables, IReadOnlyList<string> OwnFunctions);

/// <summary>A trail with the data events that detection lives on: what runs functions, and what touches the sensitive tables. For those who have none yet.</summary>
public sealed class DataTrail : Construct
{
    private const int KeptDays = 400;

    public DataTrail(Construct scope, string id, DataTrailProps props)
        : base(scope, id)
    {
        var name = $"{Stack.Of(this).StackName}-trail";
        var recording = Recording(props, name);
        var bucket = Bucket = NewBucket(props, recording);
        // https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-kms-key-policy-for-cloudtrail.html
        props.Key.Allow("RecordTrail", "cloudtrail.amazonaws.com", ["kms:GenerateDataKey", "kms:DescribeKey"], recording);
        var trail = new CfnTrail(this, "Trail", new CfnTrailProps
        {
            TrailName = name, // the bucket's policy admits it by ARN before it is there
            S3BucketName = bucket.BucketName,
            KmsKeyId = props.Key.Key.KeyArn,
            IsLogging = true,
            IsMultiRegionTrail = true,
            IsOrganizationTrail = props.Organisation is not null,
            IncludeGlobalServiceEvents = true,
            EnableLogFileValidation = true,
            AdvancedEventSelectors = Selectors(props).ToArray(),
        });
        trail.Node.AddDependency(bucket.Policy!);
    }

    public Bucket Bucket { get; }

    /// <summary>Lets the bucket tell a queue of each log file. Here, and not by the construct of CDK, which brings a function of its own for it.</summary>
    internal void Tell(DeliveryQueue queue)
    {
        var bucket = (CfnBucket)Bucket.Node.DefaultChild!;
        bucket.NotificationConfiguration = new CfnBucket.NotificationConfigurationProperty
        {
            QueueConfigurations = new object[]
            {
                new CfnBucket.QueueConfigurationProperty
                {
                    Event = "s3:ObjectCreated:*",
                    Queue = queue.Queue.QueueArn,
                    Filter = new CfnBucket.NotificationFilterProperty { S3Key = new CfnBucket.S3KeyFilterProperty { Rules = new object[] { new CfnBucket.FilterRuleProperty { Name = "suffix", Value = ".json.gz" } } } },
                },
            },
        };
        bucket.Node.AddDependency(queue.Queue.Node.FindChild("Policy")); // S3 tries the queue when it is told of it
    }

    // A trail of the organisation belongs to the management account, also when a delegated administrator makes it.
    private static Dictionary<string, object> Recording(DataTrailProps props, string name)
    {
        var ofAccount = props.Organisation is null ? Aws.ACCOUNT_ID : "*";
        var condition = EncryptionKey.Condition("ArnLike", "aws:SourceArn", $"arn:{Aws.PARTITION}:cloudtrail:{Aws.REGION}:{ofAccount}:trail/{name}");
        if (props.Organisation is { } organisation) condition["StringEquals"] = Json.Object(("aws:SourceOrgID", organisation));
        return condition;
    }

    private Bucket NewBucket(DataTrailProps props, Dictionary<string, object> recording)
    {
        var bucket = new Bucket(this, "Bucket", new BucketProps
        {
            BlockPublicAccess = BlockPublicAccess.BLOCK_ALL,
            Encryption = BucketEncryption.KMS,
            EncryptionKey = props.Key.Key,
            BucketKeyEnabled = true,
            EnforceSSL = true,
            Versioned = true,
            ObjectOwnership = ObjectOwnership.BUCKET_OWNER_ENFORCED,
            RemovalPolicy = RemovalPolicy.RETAIN,
            LifecycleRules = [new LifecycleRule { Expiration = Duration.Days(KeptDays), NoncurrentVersionExpiration = Duration.Days(1) }],
        });
        bucket.Excuse("AwsSolutions-S1", "It holds an audit log with digests that prove it whole; who reads it is recorded by the trail itself.");
        Allow(bucket, "s3:GetBucketAcl", bucket.BucketArn, recording);
        // Under the account, and for an organisation under its id and the management account's.
        Allow(bucket, "s3:PutObject", bucket.ArnForObjects(props.Organisation is null ? $"AWSLogs/{Aws.ACCOUNT_ID}/*" : "AWSLogs/*"), recording);
        return bucket;
    }

    private static void Allow(Bucket bucket, string action, string resource, Dictionary<string, object> recording) => bucket.AddToResourcePolicy(new PolicyStatement(new PolicyStatementProps
    {
        Principals = [new ServicePrincipal("cloudtrail.amazonaws.com")],
        Actions = [action],
        Resources = [resource],
        Conditions = recording,
    }));

    private static IEnumerable<object> Selectors(DataTrailProps props)
    {
        yield return Selector("Management", Field("eventCategory", "Management"));
        yield return Selector("What runs functions", Field("eventCategory", "Data"), Field("resources.type", "AWS::Lambda::Function"),
            new CfnTrail.AdvancedFieldSelectorProperty { Field = "resources.ARN", NotEquals = [.. props.OwnFunctions] });
        if (props.SensitiveTables.Count > 0)
            yield return Selector("What touches sensitive tables", Field("eventCategory", "Data"), Field("resources.type", "AWS::DynamoDB::Table"), Field("resources.ARN", [.. props.SensitiveTables]));
    }

    private static CfnTrail.AdvancedEventSelectorProperty Selector(string name, params object[] fields) => new() { Name = name, FieldSelectors = fields };

    private static CfnTrail.AdvancedFieldSelectorProperty Field(string field, params string[] values) => new() { Field = field, EqualTo = values };
}
