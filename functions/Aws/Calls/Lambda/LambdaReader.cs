using System.Text.Json;
using Amazon.Lambda.Model;
using Sentinel.Aws.Calls.Wire;

namespace Amazon.Lambda;

/// <summary>Lambda's JSON to the types of the SDK.</summary>
internal static class LambdaReader
{
    public static FunctionConfiguration Configuration(JsonElement e) => new()
    {
        CapacityProviderConfig = e.Object("CapacityProviderConfig", CapacityProvider),
        CodeSha256 = e.Text("CodeSha256"),
        CodeSize = e.Long("CodeSize"),
        DeadLetterConfig = e.Object("DeadLetterConfig", static d => new DeadLetterConfig { TargetArn = d.Text("TargetArn") }),
        Description = e.Text("Description"),
        DurableConfig = e.Object("DurableConfig", Durable),
        Environment = e.Object("Environment", static v => new EnvironmentResponse { Variables = v.Map("Variables") }),
        FunctionArn = e.Text("FunctionArn"),
        FunctionName = e.Text("FunctionName"),
        Handler = e.Text("Handler"),
        KMSKeyArn = e.Text("KMSKeyArn"),
        LastModified = e.Text("LastModified"),
        Layers = e.List("Layers", static l => new Layer { Arn = l.Text("Arn"), CodeSize = l.Long("CodeSize") }),
        MasterArn = e.Text("MasterArn"),
        MemorySize = e.Int("MemorySize"),
        PackageType = e.Text("PackageType") is { } package ? new PackageType(package) : null,
        RevisionId = e.Text("RevisionId"),
        Role = e.Text("Role"),
        Runtime = e.Text("Runtime") is { } runtime ? new Runtime(runtime) : null,
        Timeout = e.Int("Timeout"),
        Version = e.Text("Version"),
        VpcConfig = e.Object("VpcConfig", static v => new VpcConfigDetail { SecurityGroupIds = v.Texts("SecurityGroupIds"), SubnetIds = v.Texts("SubnetIds"), VpcId = v.Text("VpcId") }),
    };

    public static GetFunctionResponse Function(JsonElement e) => new()
    {
        Code = e.Object("Code", static c => new FunctionCodeLocation
        {
            ImageUri = c.Text("ImageUri"),
            Location = c.Text("Location"),
            RepositoryType = c.Text("RepositoryType"),
            ResolvedImageUri = c.Text("ResolvedImageUri"),
        }),
        Concurrency = e.Object("Concurrency", static c => new Concurrency { ReservedConcurrentExecutions = c.Int("ReservedConcurrentExecutions") }),
        Configuration = e.Object("Configuration", Configuration),
        Tags = e.Map("Tags"),
    };

    public static GetFunctionConfigurationResponse ConfigurationResponse(JsonElement e) => new()
    {
        CapacityProviderConfig = e.Object("CapacityProviderConfig", CapacityProvider),
        CodeSha256 = e.Text("CodeSha256"),
        DurableConfig = e.Object("DurableConfig", Durable),
        FunctionArn = e.Text("FunctionArn"),
        FunctionName = e.Text("FunctionName"),
        LastModified = e.Text("LastModified"),
        MasterArn = e.Text("MasterArn"),
        RevisionId = e.Text("RevisionId"),
        Role = e.Text("Role"),
    };

    public static EventSourceMappingConfiguration Mapping(JsonElement e) => new()
    {
        EventSourceArn = e.Text("EventSourceArn"),
        FunctionArn = e.Text("FunctionArn"),
        StartingPosition = e.Text("StartingPosition"),
        State = e.Text("State"),
        UUID = e.Text("UUID"),
    };

    public static ProvisionedConcurrencyConfigListItem Provisioned(JsonElement e) => new()
    {
        FunctionArn = e.Text("FunctionArn"),
        RequestedProvisionedConcurrentExecutions = e.Int("RequestedProvisionedConcurrentExecutions"),
    };

    public static FunctionUrlConfig Url(JsonElement e) => new() { AuthType = AuthType(e), FunctionArn = e.Text("FunctionArn"), FunctionUrl = e.Text("FunctionUrl") };

    public static FunctionUrlAuthType? AuthType(JsonElement e) => e.Text("AuthType") is { } type ? new FunctionUrlAuthType(type) : null;

    private static CapacityProviderConfig CapacityProvider(JsonElement e) => new()
    {
        LambdaManagedInstancesCapacityProviderConfig = e.Object("LambdaManagedInstancesCapacityProviderConfig",
            static c => new LambdaManagedInstancesCapacityProviderConfig { CapacityProviderArn = c.Text("CapacityProviderArn") }),
    };

    private static DurableConfig Durable(JsonElement e) => new() { ExecutionTimeout = e.Int("ExecutionTimeout"), RetentionPeriodInDays = e.Int("RetentionPeriodInDays") };
}
