using System.Collections.Concurrent;
using Amazon.CloudTrail.Model;
using Amazon.ConfigService.Model;
using Amazon.EC2.Model;
using Amazon.EventBridge.Model;
using Amazon.GuardDuty.Model;
using Amazon.Runtime;
using Amazon.SQS;
using Amazon.SQS.Model;
using Sentinel.Core.Coverage;

namespace Sentinel.Aws.Coverage;

/// <summary>Asks accounts and regions what they have, reading only. What is refused, or not answered, is an answer too. What a trail of the organisation does is taken from
/// whichever account was last let see it. Safe for several threads.</summary>
/// <param name="bus">ARN of our bus.</param>
/// <param name="prefix">What the names of our rules, and of the queue of what they could not deliver, begin with.</param>
public sealed class PlaceReader(string bus, string prefix)
{
    private const string Functions = "AWS::Lambda::Function";

    // By ARN: a trail of the organisation is in every account, and not every account may read what it does.
    private readonly ConcurrentDictionary<string, TrailContent> _trails = new(StringComparer.Ordinal);

    public async Task<PlaceView> ReadAsync(WatchingClients clients, string account, string region, CancellationToken cancellationToken) => new()
    {
        Account = account,
        Region = region,
        Trails = await AskAsync(() => TrailsAsync(clients, cancellationToken)),
        Rules = await AskAsync(() => RulesAsync(clients, cancellationToken)),
        Config = await AskAsync(() => ConfigAsync(clients, cancellationToken)),
        GuardDuty = await AskAsync(() => GuardDutyAsync(clients, cancellationToken)),
        FlowLogs = await AskAsync(() => FlowLogsAsync(clients, cancellationToken)),
        Undelivered = await AskAsync(() => UndeliveredAsync(clients, cancellationToken)),
    };

    /// <summary>The regions that the account has open.</summary>
    public static async Task<Answer<IReadOnlyList<string>>> RegionsAsync(WatchingClients clients, CancellationToken cancellationToken) => await AskAsync<IReadOnlyList<string>>(async () =>
        [.. ((await clients.Ec2.DescribeRegionsAsync(new DescribeRegionsRequest { AllRegions = false }, cancellationToken)).Regions ?? []).Select(r => r.RegionName).Order(StringComparer.Ordinal)]);

    private static async Task<Answer<T>> AskAsync<T>(Func<Task<T>> ask)
        where T : class
    {
        try
        {
            return Answer.Of(await ask());
        }
        catch (AmazonServiceException e)
        {
            return Answer.None<T>($"{e.ErrorCode}: {e.Message}");
        }
        catch (AmazonClientException e)
        {
            return Answer.None<T>(e.Message);
        }
    }

    private async Task<IReadOnlyList<TrailView>> TrailsAsync(WatchingClients clients, CancellationToken cancellationToken)
    {
        var trails = (await clients.CloudTrail.DescribeTrailsAsync(new DescribeTrailsRequest { IncludeShadowTrails = true }, cancellationToken)).TrailList ?? [];
        var views = new List<TrailView>();
        foreach (var trail in trails)
        {
            // By ARN: of a trail that lives in another region or account the name is not known here.
            if (trail.TrailARN is not { } arn) continue;
            var content = await AskAsync(async () => new TrailContent(
                (await clients.CloudTrail.GetTrailStatusAsync(new GetTrailStatusRequest { Name = arn }, cancellationToken)).IsLogging ?? false,
                Selections(await clients.CloudTrail.GetEventSelectorsAsync(new GetEventSelectorsRequest { TrailName = arn }, cancellationToken))));
            if (content.Value is { } read) _trails[arn] = read;
            else if (trail.IsOrganizationTrail is true && _trails.TryGetValue(arn, out var elsewhere)) content = Answer.Of(elsewhere);
            views.Add(new TrailView(arn, trail.IsOrganizationTrail ?? false, content));
        }
        return views;
    }

    private static IReadOnlyList<EventSelection> Selections(GetEventSelectorsResponse answer) =>
    [
        .. (answer.EventSelectors ?? []).SelectMany(s => EventSelection.OfBasic(s.ReadWriteType, s.IncludeManagementEvents ?? true, s.ExcludeManagementEventSources ?? [],
            (s.DataResources ?? []).Select(r => (r.Type ?? "", (IReadOnlyList<string>)(r.Values ?? []))))),
        .. (answer.AdvancedEventSelectors ?? []).Select(s => new EventSelection([.. (s.FieldSelectors ?? []).Select(f => new FieldCondition(f.Field ?? "")
        {
            EqualTo = f.Equals ?? [],
            StartsWith = f.StartsWith ?? [],
            EndsWith = f.EndsWith ?? [],
            NotEqualTo = f.NotEquals ?? [],
            NotStartsWith = f.NotStartsWith ?? [],
            NotEndsWith = f.NotEndsWith ?? [],
        })])),
    ];

    private async Task<IReadOnlyList<RuleView>> RulesAsync(WatchingClients clients, CancellationToken cancellationToken)
    {
        var rules = new List<Amazon.EventBridge.Model.Rule>();
        var leading = new HashSet<string>(StringComparer.Ordinal);
        string? next = null;
        do
        {
            var page = await clients.EventBridge.ListRulesAsync(new ListRulesRequest { NamePrefix = prefix, NextToken = next }, cancellationToken);
            rules.AddRange(page.Rules ?? []);
            next = page.NextToken;
        }
        while (next is not null);
        do
        {
            var page = await clients.EventBridge.ListRuleNamesByTargetAsync(new ListRuleNamesByTargetRequest { TargetArn = bus, NextToken = next }, cancellationToken);
            leading.UnionWith(page.RuleNames ?? []);
            next = page.NextToken;
        }
        while (next is not null);
        return [.. rules.Where(r => r.Name is not null).Select(r => new RuleView(r.Name!, r.State?.StartsWith("ENABLED", StringComparison.Ordinal) ?? false, leading.Contains(r.Name!), r.EventPattern ?? ""))];
    }

    private static async Task<ConfigView> ConfigAsync(WatchingClients clients, CancellationToken cancellationToken)
    {
        var recorders = (await clients.Config.DescribeConfigurationRecordersAsync(new DescribeConfigurationRecordersRequest(), cancellationToken)).ConfigurationRecorders ?? [];
        var running = ((await clients.Config.DescribeConfigurationRecorderStatusAsync(new DescribeConfigurationRecorderStatusRequest(), cancellationToken)).ConfigurationRecordersStatus ?? []).Where(s => s.Recording is true).ToList();
        var recording = recorders.Where(r => running.Exists(s => s.Name == r.Name)).ToList();
        return new ConfigView(recording.Count > 0, recording.Exists(r => RecordsFunctions(r.RecordingGroup)), !running.TrueForAll(s => s.LastStatus is "Failure" or "FAILURE"));
    }

    private static bool RecordsFunctions(RecordingGroup? group) => group?.RecordingStrategy?.UseOnly switch
    {
        "EXCLUSION_BY_RESOURCE_TYPES" => !(group.ExclusionByResourceTypes?.ResourceTypes ?? []).Contains(Functions, StringComparer.Ordinal),
        "INCLUSION_BY_RESOURCE_TYPES" => (group.ResourceTypes ?? []).Contains(Functions, StringComparer.Ordinal),
        _ => group?.AllSupported is true || (group?.ResourceTypes ?? []).Contains(Functions, StringComparer.Ordinal),
    };

    private static async Task<GuardDutyView> GuardDutyAsync(WatchingClients clients, CancellationToken cancellationToken)
    {
        foreach (var id in (await clients.GuardDuty.ListDetectorsAsync(new ListDetectorsRequest(), cancellationToken)).DetectorIds ?? [])
        {
            var detector = await clients.GuardDuty.GetDetectorAsync(new GetDetectorRequest { DetectorId = id }, cancellationToken);
            if (detector.Status == "ENABLED") return new GuardDutyView(true, (detector.Features ?? []).Exists(f => f is { Name: "LAMBDA_NETWORK_LOGS", Status: "ENABLED" }));
        }
        return new GuardDutyView(false, false);
    }

    private async Task<UndeliveredView> UndeliveredAsync(WatchingClients clients, CancellationToken cancellationToken)
    {
        var name = prefix + "Undelivered"; // as the members' stack calls it
        try
        {
            var url = (await clients.Sqs.GetQueueUrlAsync(name, cancellationToken)).QueueUrl;
            var asked = await clients.Sqs.GetQueueAttributesAsync(new GetQueueAttributesRequest { QueueUrl = url, AttributeNames = [QueueAttributeName.ApproximateNumberOfMessages] }, cancellationToken);
            return new UndeliveredView(name, IsThere: true, asked.ApproximateNumberOfMessages > 0);
        }
        catch (QueueDoesNotExistException)
        {
            return new UndeliveredView(name, IsThere: false, Holds: false);
        }
    }

    private static async Task<FlowLogView> FlowLogsAsync(WatchingClients clients, CancellationToken cancellationToken)
    {
        // By what Lambda writes there: the type of these interfaces is not the same everywhere.
        var interfaces = new List<NetworkInterface>();
        var ask = new DescribeNetworkInterfacesRequest { Filters = [new Filter("description", ["AWS Lambda VPC ENI-*"])], MaxResults = 1000 };
        do
        {
            var page = await clients.Ec2.DescribeNetworkInterfacesAsync(ask, cancellationToken);
            interfaces.AddRange(page.NetworkInterfaces ?? []);
            ask.NextToken = page.NextToken;
        }
        while (ask.NextToken is { Length: > 0 });
        if (interfaces.Count == 0) return new FlowLogView([], []);
        var recorded = new HashSet<string>(StringComparer.Ordinal);
        var logs = new DescribeFlowLogsRequest { MaxResults = 1000 };
        do
        {
            var page = await clients.Ec2.DescribeFlowLogsAsync(logs, cancellationToken);
            // What was rejected never left: of egress it says nothing.
            recorded.UnionWith((page.FlowLogs ?? []).Where(l => l.FlowLogStatus == "ACTIVE" && l.TrafficType?.Value is not "REJECT").Select(l => l.ResourceId));
            logs.NextToken = page.NextToken;
        }
        while (logs.NextToken is { Length: > 0 });
        var networks = interfaces.GroupBy(i => i.VpcId, StringComparer.Ordinal).OrderBy(g => g.Key, StringComparer.Ordinal)
            .ToLookup(g => g.All(i => recorded.Contains(i.VpcId) || recorded.Contains(i.SubnetId) || recorded.Contains(i.NetworkInterfaceId)), g => g.Key);
        return new FlowLogView([.. networks[true]], [.. networks[false]]);
    }
}
