using Amazon.CDK;
using Amazon.CDK.AWS.IAM;
using Amazon.CDK.AWS.Lambda;
using Amazon.CDK.AWS.Logs;
using Amazon.CDK.AWS.SQS;
using Constructs;

namespace Sentinel.Cdk.Constructs;

/// <param name="Handler">As <c>functions/Handlers/Program.cs</c> registers it; also the end of the function's name.</param>
/// <param name="Reserved">Executions that are its own and that it never exceeds; null: it takes from what the account has.</param>
/// <param name="Role">Null: one of its own.</param>
/// <param name="Environment">What the handler asks for, beside what all functions have.</param>
/// <param name="Failed">Takes events of asynchronous invocations that failed for good; null: nobody invokes it so, or the next one makes up for it.</param>
public sealed record SentinelFunctionProps(string Handler, string Description, Code Bundle, EncryptionKey Key, Duration Timeout, int? Reserved, IDictionary<string, string> Environment, Role? Role = null, IQueue? Failed = null);

/// <summary>A function of the deployment: the one executable, told which handler to be.</summary>
public sealed class SentinelFunction : Construct
{
    // Peak memory stays under 64 MB (tests/Benchmarks/results/cold-start.md); Lambda gives processor time by memory, and at 512 MB a cold start takes a fifth of a second.
    private const int Memory = 512;

    public SentinelFunction(Construct scope, string id, SentinelFunctionProps props)
        : base(scope, id)
    {
        var name = NameOf(this, props.Handler);
        Logs = new LogGroup(this, "Logs", new LogGroupProps
        {
            EncryptionKey = props.Key.Key,
            Retention = RetentionDays.SIX_MONTHS,
            RemovalPolicy = RemovalPolicy.RETAIN, // what was done, and why
        });
        Role = props.Role ?? NewRole(this, "Role", $"What {name} may do");
        Logs.Grant(Role, "logs:CreateLogStream", "logs:PutLogEvents");
        props.Key.Key.Grant(Role, "kms:Decrypt", "kms:GenerateDataKey"); // its environment, and the table and queues it works on
        Function = new Function(this, "Function", new FunctionProps
        {
            FunctionName = name, // the command line invokes NAME-release and NAME-approve; the others follow, since none can be told its own generated name as one not to touch
            Description = props.Description,
            Runtime = Runtime.PROVIDED_AL2023,
            Architecture = Architecture.X86_64,
            Handler = props.Handler,
            Code = props.Bundle,
            MemorySize = Memory,
            Timeout = props.Timeout,
            ReservedConcurrentExecutions = props.Reserved,
            Tracing = Tracing.ACTIVE,
            LogGroup = Logs,
            Role = Role,
            Environment = new Dictionary<string, string>(props.Environment, StringComparer.Ordinal)
            {
                ["POWERTOOLS_SERVICE_NAME"] = props.Handler,
            },
            EnvironmentEncryption = props.Key.Key,
            DeadLetterQueue = props.Failed,
        });
    }

    public Function Function { get; }

    public Role Role { get; }

    public LogGroup Logs { get; }

    /// <summary>Name of the function that runs a handler.</summary>
    public static string NameOf(Construct scope, string handler) => $"{Stack.Of(scope).StackName}-{handler}";

    /// <summary>Its ARN, which can be had before it is there.</summary>
    public static string ArnOf(Construct scope, string handler) => $"arn:{Aws.PARTITION}:lambda:{Aws.REGION}:{Aws.ACCOUNT_ID}:function:{NameOf(scope, handler)}";

    /// <summary>A role that Lambda assumes for functions of this account, and that may do nothing yet.</summary>
    /// <param name="name">Null, unless others must know it before it is there.</param>
    public static Role NewRole(Construct scope, string id, string about, string? name = null) =>
        new(scope, id, new RoleProps { RoleName = name, AssumedBy = new ServicePrincipal("lambda.amazonaws.com"), Description = about });
}
