using Amazon.CDK;
using Amazon.CDK.AWS.DynamoDB;
using Constructs;

namespace Sentinel.Cdk.Constructs;

public sealed record StateTableProps(EncryptionKey Key);

/// <summary>What is known, counted, suspected and contained. Keys as the functions have them: <c>pk</c>, <c>sk</c>, time to live on <c>ttl</c>.</summary>
public sealed class StateTable : Construct
{
    public StateTable(Construct scope, string id, StateTableProps props)
        : base(scope, id)
    {
        Table = new Table(this, "Table", new TableProps
        {
            TableName = $"{Stack.Of(this).StackName}-state", // the command line finds it by --stack
            PartitionKey = new Amazon.CDK.AWS.DynamoDB.Attribute { Name = "pk", Type = AttributeType.STRING },
            SortKey = new Amazon.CDK.AWS.DynamoDB.Attribute { Name = "sk", Type = AttributeType.STRING },
            BillingMode = BillingMode.PAY_PER_REQUEST,
            TimeToLiveAttribute = "ttl",
            PointInTimeRecovery = true,
            Encryption = TableEncryption.CUSTOMER_MANAGED,
            EncryptionKey = props.Key.Key,
            DeletionProtection = true,
            RemovalPolicy = RemovalPolicy.RETAIN, // the ledger in it says how to undo what was done
        });
    }

    public Table Table { get; }
}
