using Amazon.CDK;
using Amazon.CDK.AWS.Lambda;
using Constructs;

namespace Sentinel.Cdk.Constructs;

/// <param name="RoleArn">What it runs with; it may do nothing.</param>
public sealed record CanaryFunctionProps(string RoleArn);

/// <summary>A function that does nothing, for <c>sentinel coverage --canary</c> to invoke: nothing of the account's own is ever invoked to see whether that is seen.</summary>
public sealed class CanaryFunction : Construct
{
    public const string Name = "SentinelCanary";

    public CanaryFunction(Construct scope, string id, CanaryFunctionProps props)
        : base(scope, id)
    {
        // In members there is no bucket of assets: the code stands in the template.
        var function = new CfnFunction(this, "Function", new CfnFunctionProps
        {
            FunctionName = Name, // the check invokes it by this name in every account and region
            Description = "Does nothing; SentinelStack invokes it to see whether that is seen",
            Runtime = "nodejs24.x",
            Handler = "index.handler",
            Code = new CfnFunction.CodeProperty { ZipFile = "exports.handler = async () => 'seen';" },
            Role = props.RoleArn,
            MemorySize = 128,
            Timeout = 3,
        });
        function.Excuse("AwsSolutions-L1", "It is the latest there is; the pack may not know it yet.");
    }
}
