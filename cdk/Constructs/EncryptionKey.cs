using Amazon.CDK;
using Amazon.CDK.AWS.IAM;
using Amazon.CDK.AWS.KMS;
using Constructs;

namespace Sentinel.Cdk.Constructs;

/// <summary>The one key of the deployment: state, evidence, queues, topics and logs. Whoever may use it is named here or granted by the construct that needs it.</summary>
public sealed class EncryptionKey : Construct
{
    public EncryptionKey(Construct scope, string id)
        : base(scope, id)
    {
        Key = new Key(this, "Key", new KeyProps
        {
            Description = $"Everything that {Stack.Of(this).StackName} stores",
            EnableKeyRotation = true,
            RemovalPolicy = RemovalPolicy.RETAIN, // without it no evidence can be read
        });
        // Rules deliver into the queues, alarms publish to the topic.
        Allow("DeliverEvents", "events.amazonaws.com", ["kms:Decrypt", "kms:GenerateDataKey"], SourceAccount());
        Allow("PublishAlarms", "cloudwatch.amazonaws.com", ["kms:Decrypt", "kms:GenerateDataKey"], SourceAccount());
        // https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html
        Allow("WriteLogs", $"logs.{Aws.REGION}.{Aws.URL_SUFFIX}", ["kms:Encrypt", "kms:Decrypt", "kms:ReEncryptFrom", "kms:ReEncryptTo", "kms:GenerateDataKey", "kms:DescribeKey"],
            Condition("ArnLike", "kms:EncryptionContext:aws:logs:arn", $"arn:{Aws.PARTITION}:logs:{Aws.REGION}:{Aws.ACCOUNT_ID}:log-group:*"));
    }

    public Key Key { get; }

    /// <summary>Lets a service of AWS use the key.</summary>
    /// <param name="condition">On whose behalf; never none.</param>
    public void Allow(string sid, string service, string[] actions, IDictionary<string, object> condition) => Key.AddToResourcePolicy(new PolicyStatement(new PolicyStatementProps
    {
        Sid = sid,
        Principals = [new ServicePrincipal(service)],
        Actions = actions,
        Resources = ["*"], // in the policy of a key: this key
        Conditions = condition,
    }));

    internal static Dictionary<string, object> SourceAccount() => Condition("StringEquals", "aws:SourceAccount", Aws.ACCOUNT_ID);

    internal static Dictionary<string, object> Condition(string how, string key, object value) => Json.Object((how, Json.Object((key, value))));
}
