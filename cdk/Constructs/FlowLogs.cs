using Amazon.CDK;
using Amazon.CDK.AWS.CloudWatch;
using Amazon.CDK.AWS.CloudWatch.Actions;
using Amazon.CDK.AWS.DynamoDB;
using Amazon.CDK.AWS.IAM;
using Amazon.CDK.AWS.Kinesis;
using Amazon.CDK.AWS.Lambda;
using Amazon.CDK.AWS.Logs;
using Amazon.CDK.AWS.SNS;
using Amazon.CDK.AWS.SQS;
using Constructs;

namespace Sentinel.Cdk.Constructs;

/// <param name="Groups">Names of the log groups with VPC flow logs: of this account in one-account mode, else of the members.</param>
/// <param name="Format">Their <c>LogFormat</c>; null for the default.</param>
/// <param name="Organisation">Whose accounts may send; null: this account's log groups are subscribed here.</param>
/// <param name="Containment">Where it asks for containment.</param>
/// <param name="Operations">Who hears of payloads that were given up.</param>
public sealed record FlowLogsProps(
    Code Bundle, EncryptionKey Key, Table State, Queue Containment, Topic Operations, IReadOnlyList<string> Groups, string? Format, string? Organisation, string ExternalId, bool Reserve);

/// <summary>
/// Judges what functions in VPCs send. Log groups of this account call the function. Those of other accounts cannot: CloudWatch Logs leads across accounts only to a destination in front of a
/// stream (https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CrossAccountSubscriptions.html), from which the function reads.
/// It reads what strangers wrote, so it may write its table, ask for containment and what an interface is for, and nothing else.
/// </summary>
public sealed class FlowLogs : Construct
{
    public const string Handler = "flow-logs";

    private const int AtOnce = 5;

    private static readonly Duration Timeout = Duration.Minutes(1);

    public FlowLogs(Construct scope, string id, FlowLogsProps props)
        : base(scope, id)
    {
        Failed = new Queue(this, "Failed", new QueueProps
        {
            RetentionPeriod = Duration.Days(14),
            Encryption = QueueEncryption.KMS,
            EncryptionMasterKey = props.Key.Key,
            DataKeyReuse = Duration.Hours(1),
            EnforceSSL = true,
        });
        Failed.Excuse("AwsSolutions-SQS3", "It is where payloads end that could not be judged, each with its reason.");
        var role = SentinelFunction.NewRole(this, "Role", "Judges VPC flow logs: the only one that interface roles trust", InterfaceRole.Reader); // the members' roles know it by this name
        Function = new SentinelFunction(this, "Function", new SentinelFunctionProps(Handler, "Judges VPC flow logs", props.Bundle, props.Key, Timeout, props.Reserve ? AtOnce : null, Environment(props), role));
        props.State.Grant(Function.Role, "dynamodb:BatchGetItem", "dynamodb:GetItem", "dynamodb:Query", "dynamodb:UpdateItem");
        props.Containment.Grant(Function.Role, "sqs:SendMessage");
        Failed.Grant(Function.Role, "sqs:SendMessage");
        Grants.ReadTuning(Function.Role);
        Function.Role.AllowRoleInMembers("Describe", InterfaceRole.Name, props.Organisation);
        if (props.Organisation is { } organisation) Destination = FromMembers(props, organisation);
        else Subscribe(props.Groups);
        Function.Role.ExcuseTracing();
        GivenUp = Watch(props.Operations);
    }

    public SentinelFunction Function { get; }

    public Queue Failed { get; }

    /// <summary>Some could not be judged.</summary>
    public Alarm GivenUp { get; }

    /// <summary>ARN to which members subscribe their log groups of this region; null in one-account mode.</summary>
    public string? Destination { get; }

    private static Dictionary<string, string> Environment(FlowLogsProps props)
    {
        var environment = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["SENTINEL_TABLE"] = props.State.TableName,
            ["SENTINEL_CONTAINMENT_QUEUE_URL"] = props.Containment.QueueUrl,
            ["SENTINEL_EXTERNAL_ID"] = props.ExternalId,
        };
        // Bare names: linters take ${name} for a forgotten substitution.
        if (props.Format is { } format) environment["SENTINEL_FLOW_LOG_FORMAT"] = format.Replace("${", "", StringComparison.Ordinal).Replace("}", "", StringComparison.Ordinal);
        return environment;
    }

    private void Subscribe(IReadOnlyList<string> groups)
    {
        _ = new CfnEventInvokeConfig(this, "Undelivered", new CfnEventInvokeConfigProps
        {
            FunctionName = Function.Function.FunctionName,
            Qualifier = "$LATEST",
            MaximumRetryAttempts = 2,
            DestinationConfig = new CfnEventInvokeConfig.DestinationConfigProperty { OnFailure = new CfnEventInvokeConfig.OnFailureProperty { Destination = Failed.QueueArn } },
        });
        foreach (var (i, group) in groups.Index())
        {
            var permission = new CfnPermission(this, $"Permission{i}", new CfnPermissionProps
            {
                Action = "lambda:InvokeFunction",
                FunctionName = Function.Function.FunctionArn,
                Principal = "logs.amazonaws.com",
                SourceAccount = Aws.ACCOUNT_ID,
                SourceArn = $"arn:{Aws.PARTITION}:logs:{Aws.REGION}:{Aws.ACCOUNT_ID}:log-group:{group}:*",
            });
            var subscription = new CfnSubscriptionFilter(this, $"Subscription{i}", new CfnSubscriptionFilterProps { LogGroupName = group, FilterPattern = "", DestinationArn = Function.Function.FunctionArn });
            subscription.AddDependency(permission);
        }
    }

    private string FromMembers(FlowLogsProps props, string organisation)
    {
        var stream = new Amazon.CDK.AWS.Kinesis.Stream(this, "Stream", new StreamProps
        {
            StreamMode = StreamMode.ON_DEMAND,
            RetentionPeriod = Duration.Hours(24),
            Encryption = StreamEncryption.KMS,
            EncryptionKey = props.Key.Key,
        });
        stream.Excuse("AwsSolutions-KDS3", "What the members' networks did lies under the one key of the deployment, as everything else that it stores.");
        stream.Grant(Function.Role, "kinesis:DescribeStream", "kinesis:DescribeStreamSummary", "kinesis:GetRecords", "kinesis:GetShardIterator", "kinesis:ListShards");
        _ = new CfnEventSourceMapping(this, "FromStream", new CfnEventSourceMappingProps
        {
            FunctionName = Function.Function.FunctionName,
            EventSourceArn = stream.StreamArn,
            StartingPosition = "LATEST",
            BatchSize = 20, // each may unpack to megabytes
            MaximumBatchingWindowInSeconds = 5,
            BisectBatchOnFunctionError = true,
            MaximumRetryAttempts = 5,
            FunctionResponseTypes = ["ReportBatchItemFailures"],
            DestinationConfig = new CfnEventSourceMapping.DestinationConfigProperty { OnFailure = new CfnEventSourceMapping.OnFailureProperty { Destination = Failed.QueueArn } },
        });
        var writer = new Role(this, "Writer", new RoleProps
        {
            Description = "CloudWatch Logs of the members writes their flow logs to the stream",
            AssumedBy = new ServicePrincipal("logs.amazonaws.com", new ServicePrincipalOpts { Conditions = EncryptionKey.Condition("StringLike", "aws:SourceArn", $"arn:{Aws.PARTITION}:logs:{Aws.REGION}:*:*") }),
        });
        stream.Grant(writer, "kinesis:PutRecord", "kinesis:PutRecords");
        props.Key.Key.Grant(writer, "kms:GenerateDataKey");
        var name = $"{Stack.Of(this).StackName}-flow-logs"; // its policy has to name it
        var arn = $"arn:{Aws.PARTITION}:logs:{Aws.REGION}:{Aws.ACCOUNT_ID}:destination:{name}";
        var destination = new CfnDestination(this, "Destination", new CfnDestinationProps
        {
            DestinationName = name,
            RoleArn = writer.RoleArn,
            TargetArn = stream.StreamArn,
            DestinationPolicy = Stack.Of(this).ToJsonString(Json.Object(
                ("Version", "2012-10-17"),
                ("Statement", new object[]
                {
                    Json.Object(
                        ("Effect", "Allow"),
                        ("Principal", "*"), // anybody of the organisation
                        ("Action", "logs:PutSubscriptionFilter"),
                        ("Resource", arn),
                        ("Condition", EncryptionKey.Condition("StringEquals", "aws:PrincipalOrgID", organisation))),
                }))),
        });
        destination.Node.AddDependency(writer); // it is tried at once
        return arn;
    }

    private Alarm Watch(Topic operations)
    {
        var alarm = new Alarm(this, "GivenUp", new AlarmProps
        {
            AlarmDescription = "Flow logs could not be judged. The messages of the queue say why; what is in them is not judged again by itself.",
            Metric = Failed.MetricApproximateNumberOfMessagesVisible(new MetricOptions { Statistic = "Maximum" }),
            Threshold = 0,
            EvaluationPeriods = 1,
            ComparisonOperator = ComparisonOperator.GREATER_THAN_THRESHOLD,
            TreatMissingData = TreatMissingData.NOT_BREACHING,
        });
        alarm.AddAlarmAction(new SnsAction(operations));
        return alarm;
    }
}
