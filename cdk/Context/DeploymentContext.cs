namespace Sentinel.Cdk.Context;

/// <summary>Where it is deployed.</summary>
public enum Topology
{
    /// <summary>Everything in one stack of one account, for a trial.</summary>
    Single,

    /// <summary>A security account, and StackSets for the members of the organisation.</summary>
    Organisation,
}

/// <summary>What the deployment does about an incident, until <c>/sentinel/response/mode</c> says otherwise.</summary>
public enum Mode
{
    Observe,
    Approve,
    Enforce,
}

/// <summary>Whether the deployment brings a trail with data events of its own.</summary>
public enum TrailChoice
{
    /// <summary>There is one already, or data events are done without.</summary>
    None,
    Account,
    Organisation,
}

/// <summary>How far the rules of AWS Config reach.</summary>
public enum ConfigReach
{
    Off,
    Account,
    Organisation,
}

/// <summary>What <c>cdk.json</c> and <c>-c key=value</c> say, checked. <see cref="Read"/> is the only way to one.</summary>
public sealed record DeploymentContext
{
    /// <summary>The regions that every account has without asking. An opted-in one is named in <c>regions</c>.</summary>
    private static readonly string[] RegionsOfEveryAccount =
    [
        "ap-northeast-1", "ap-northeast-2", "ap-northeast-3", "ap-south-1", "ap-southeast-1", "ap-southeast-2", "ca-central-1", "eu-central-1", "eu-north-1",
        "eu-west-1", "eu-west-2", "eu-west-3", "sa-east-1", "us-east-1", "us-east-2", "us-west-1", "us-west-2",
    ];

    private DeploymentContext()
    {
    }

    public required Topology Topology { get; init; }

    public required Mode Mode { get; init; }

    /// <summary>What the names of the table and the functions begin with, as <c>sentinel --stack</c> has it.</summary>
    public required string StackName { get; init; }

    /// <summary>False: no function has concurrency of its own, for accounts whose limit is 10.</summary>
    public required bool Reserve { get; init; }

    /// <summary><c>o-…</c>; null in one-account mode.</summary>
    public required string? OrganisationId { get; init; }

    /// <summary><c>ou-…</c> or the root <c>r-…</c>; empty in one-account mode.</summary>
    public required IReadOnlyList<string> OrganisationalUnits { get; init; }

    /// <summary>Where the members' rules stand.</summary>
    public required IReadOnlyList<string> Regions { get; init; }

    /// <summary>ARNs of the tables whose reads and deletes are recorded and forwarded.</summary>
    public required IReadOnlyList<string> SensitiveTables { get; init; }

    /// <summary>Addresses of on-call.</summary>
    public required IReadOnlyList<string> Emails { get; init; }

    /// <summary>Where incidents are told in chat; null: nowhere.</summary>
    public required ChatChoice? Chat { get; init; }

    /// <summary>What the containment role asks of whoever assumes it.</summary>
    public required string ExternalId { get; init; }

    /// <summary>False: the stack is deployed into the management account itself, which AWS advises against.</summary>
    public required bool DelegatedAdmin { get; init; }

    public required TrailChoice Trail { get; init; }

    public required ConfigReach Config { get; init; }

    /// <summary>Invocations that an AWS service makes for itself (queues, schedules, notifications) are forwarded too.</summary>
    public required bool ServiceInvocations { get; init; }

    /// <summary><c>own</c>: of the trail that is brought along; else the name of the bucket of one that is there; null: what comes over the bus is all.</summary>
    public required string? TrailBucket { get; init; }

    /// <summary>Whose that bucket is; null: this account's.</summary>
    public required string? TrailBucketAccount { get; init; }

    /// <summary>ARN of the key that its objects are encrypted with; null: with none of KMS, or ours.</summary>
    public required string? TrailBucketKey { get; init; }

    /// <summary>Members get a function that does nothing, for canary calls to invoke.</summary>
    public required bool Canary { get; init; }

    /// <summary>Names of the log groups to which VPC flow logs are written; empty: none are read.</summary>
    public required IReadOnlyList<string> FlowLogGroups { get; init; }

    /// <summary><c>LogFormat</c> of those flow logs, as they were created with; null for the default.</summary>
    public required string? FlowLogFormat { get; init; }

    public bool IsOrganisation => Topology == Topology.Organisation;

    /// <param name="value">Gives the value of a key of the context, or null.</param>
    /// <exception cref="ContextException">Something is missing, unknown or makes no sense; all of it is told at once.</exception>
    public static DeploymentContext Read(Func<string, object?> value)
    {
        var read = new ContextReader(value);
        var topology = read.Choice("topology", Topology.Organisation);
        var organisation = topology == Topology.Organisation;
        var id = organisation ? read.Needed("organisation", ContextPatterns.Organisation, "the id of the organisation, as o-a1b2c3d4e5 (aws organizations describe-organization tells it)") : null;
        var stackName = read.Text("stackName", "sentinel", ContextPatterns.StackName, "1-32 lower-case letters, digits and hyphens, a letter first");
        var context = new DeploymentContext
        {
            Topology = topology,
            Mode = read.Choice<Mode>("mode", "a deployment must choose what it does about an incident"),
            StackName = stackName,
            Reserve = read.Switch("reserve", true),
            OrganisationId = id,
            OrganisationalUnits = organisation ? read.NeededList("organisationalUnits", ContextPatterns.OrganisationalUnit, "the units whose accounts are enrolled, as ou-a1b2-c3d4e5f6, or the root, as r-a1b2") : [],
            Regions = read.List("regions", RegionsOfEveryAccount, ContextPatterns.Region, "names of regions, as eu-central-1"),
            SensitiveTables = read.List("sensitiveTables", [], ContextPatterns.Table, "ARNs of tables, as arn:aws:dynamodb:eu-central-1:111122223333:table/customer-data"),
            Emails = read.List("emails", [], ContextPatterns.Email, "e-mail addresses"),
            Chat = ChatChoice.Of(read.Optional("chat", ContextPatterns.Chat, "topic, or slack:WORKSPACE:CHANNEL with their ids, as slack:T0123ABCDE:C0123ABCDE")),
            ExternalId = read.Text("externalId", id is { Length: > 0 } ? id : stackName, ContextPatterns.ExternalId, "2-128 letters, digits and =,.@:/-"),
            DelegatedAdmin = read.Switch("delegatedAdmin", true),
            Trail = read.Choice("trail", TrailChoice.None),
            Config = read.Choice("config", organisation ? ConfigReach.Organisation : ConfigReach.Account),
            FlowLogGroups = read.List("flowLogGroups", [], ContextPatterns.LogGroup, "names of log groups, as /vpc/flow-logs"),
            FlowLogFormat = read.Text("flowLogFormat", "", ContextPatterns.FlowLogFormat, "the LogFormat of the flow logs, as '${interface-id} ${srcaddr} ${dstaddr} ${end}'") is { Length: > 0 } format ? format : null,
            ServiceInvocations = read.Switch("serviceInvocations", !organisation),
            TrailBucket = read.Optional("trailBucket", ContextPatterns.Bucket, "own, or the name of a bucket"),
            TrailBucketAccount = read.Optional("trailBucketAccount", ContextPatterns.Account, "the id of an account, twelve digits"),
            TrailBucketKey = read.Optional("trailBucketKey", ContextPatterns.Key, "the ARN of a key, as arn:aws:kms:eu-central-1:111122223333:key/…"),
            Canary = read.Switch("canary", false),
        };
        if (organisation && !context.Regions.Contains("us-east-1", StringComparer.Ordinal)) read.Complain("regions", string.Join(',', context.Regions), "a list with us-east-1 in it: what IAM records appears there only");
        if (!organisation && context.Trail == TrailChoice.Organisation) read.Complain("trail", "organisation", "none or account with topology=single");
        if (!organisation && context.Config == ConfigReach.Organisation) read.Complain("config", "organisation", "off or account with topology=single");
        if (context is { TrailBucket: "own", Trail: TrailChoice.None }) read.Complain("trailBucket", "own", "a trail to be brought along (trail=account or organisation), or the name of a bucket");
        read.ThrowIfWrong();
        return context;
    }
}
