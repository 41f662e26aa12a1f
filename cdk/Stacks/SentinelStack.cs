using Amazon.CDK;
using Amazon.CDK.AWS.Lambda;
using Constructs;
using Sentinel.Cdk.Constructs;
using Sentinel.Cdk.Context;
using Sentinel.Cdk.Events;

namespace Sentinel.Cdk.Stacks;

/// <summary>The security account, home region; in one-account mode all there is. In the order in which an event travels.</summary>
public sealed class SentinelStack : Stack
{
    /// <param name="bundle">The executable of all functions.</param>
    public SentinelStack(Construct scope, DeploymentContext context, Code bundle)
        : base(scope, "Sentinel", new StackProps { StackName = context.StackName, Description = "SentinelStack: detects and contains serverless execution by an attacker", TerminationProtection = context.IsOrganisation })
    {
        string[] ownFunctions = [.. SharedNames.Handlers.Select(h => SentinelFunction.ArnOf(this, h))];
        var sources = EventSources.Of(context.ServiceInvocations, context.SensitiveTables, ownFunctions);
        var key = new EncryptionKey(this, "Encryption");

        // what arrives
        var bus = new SentinelBus(this, "Arrivals", new SentinelBusProps(context.OrganisationId, sources));
        var control = new DeliveryQueue(this, "Control", new DeliveryQueueProps(key, Detector.Timeout));
        var invocations = new DeliveryQueue(this, "Invocations", new DeliveryQueueProps(key, Detector.Timeout));
        _ = new BusRules(this, "Rules", new BusRulesProps(bus.Bus, sources, control, invocations));

        // what is kept
        var state = new StateTable(this, "State", new StateTableProps(key));
        var evidence = new EvidenceBucket(this, "Evidence", new EvidenceBucketProps(key));
        _ = new PublishedDefaults(this, "Defaults", new PublishedDefaultsProps(context.Mode));

        // who is told
        var onCall = new OnCallTopic(this, "OnCall", new OnCallTopicProps(key, "SentinelStack incidents", context.Emails));
        var operations = new OnCallTopic(this, "Operations", new OnCallTopicProps(key, "SentinelStack operations", context.Emails));
        operations.AllowAlarms();
        var chat = context.Chat is { } choice ? new ChatTopic(this, "Chat", new ChatTopicProps(key, choice, context.StackName)).Topic : null;

        // who judges, who acts
        var containment = new DeliveryQueue(this, "Containment", new DeliveryQueueProps(key, Responders.Timeout, Fifo: true));
        var detector = new Detector(this, "Detector", new DetectorProps(bundle, key, state.Table, control.Queue, invocations.Queue, containment.Queue, context.Reserve));
        var role = new ResponderRole(this, "ResponderRole", new ResponderRoleProps(key, state.Table, evidence.Bucket, onCall.Topic, chat, context.OrganisationId));
        var flowLogs = context.FlowLogGroups.Count == 0 ? null
            : new FlowLogs(this, "FlowLogs", new FlowLogsProps(bundle, key, state.Table, containment.Queue, operations.Topic, context.FlowLogGroups, context.FlowLogFormat, context.OrganisationId, context.ExternalId, context.Reserve));
        string[] ownRoles = [detector.Function.Role.RoleArn, role.Role.RoleArn, .. SharedNames.KnownCallers.Select(r => SharedNames.RoleArn(Aws.ACCOUNT_ID, r))];
        var responders = new Responders(this, "Responders", new RespondersProps(bundle, key, role, state.Table, evidence.Bucket, onCall.Topic, chat, containment, context.ExternalId, [.. ownFunctions, .. ownRoles], context.Reserve));
        var documents = new ReleaseDocuments(this, "Documents", new ReleaseDocumentsProps(responders.Release.Function, responders.Approve.Function));

        // the members
        if (context.IsOrganisation) AddMembers(context, bus, role, detector);
        else AddOnlyMember(context, bus, role, ownRoles, ownFunctions, sources);
        var trail = context.Trail == TrailChoice.None ? null : new DataTrail(this, "Trail", new DataTrailProps(key, context.Trail == TrailChoice.Organisation ? context.OrganisationId : null, context.SensitiveTables, ownFunctions));
        var trailObjects = AddTrailObjects(context, bundle, key, state, containment, trail);
        _ = new ConfigRules(this, "Posture", new ConfigRulesProps(context.Config));

        // who watches the watchers
        var heartbeats = new Heartbeats(this, "Heartbeats", new HeartbeatsProps(bundle, key, bus.Bus, state.Table, context.Reserve));
        var failed = new FailedQueue(this, "Failed", new FailedQueueProps(key));
        List<DeliveryQueue> queues = [control, invocations, containment, heartbeats.Queue];
        if (trailObjects is not null) queues.Add(trailObjects.Queue);
        var coverage = new Coverage(this, "Coverage", new CoverageProps(bundle, key, context, bus.Bus, state.Table, queues, onCall.Topic, chat, failed.Queue, sources));
        var compliance = new ComplianceRule(this, "Compliance", new ComplianceRuleProps(bundle, key, state.Table, failed.Queue, context.OrganisationId, context.ExternalId, context.Config, context.Reserve));
        var functions = new Dictionary<string, SentinelFunction>(StringComparer.Ordinal)
        {
            ["detector"] = detector.Function,
            ["responder"] = responders.Responder,
            ["release"] = responders.Release,
            ["approve"] = responders.Approve,
            ["verify"] = responders.Verify,
            ["heartbeats"] = heartbeats.Function,
            ["coverage"] = coverage.Function,
            ["config-rule"] = compliance.Function,
        };
        if (flowLogs is not null) functions[FlowLogs.Handler] = flowLogs.Function;
        if (trailObjects is not null) functions["trail-objects"] = trailObjects.Function;
        var alarms = new Alarms(this, "Alarms", new AlarmsProps(operations.Topic, control, invocations, containment, functions, heartbeats, trailObjects, flowLogs, failed));
        var dashboard = new OnCallDashboard(this, "OnCallDashboard", new OnCallDashboardProps(alarms, queues, functions, heartbeats));

        AddOutputs(context, bus, role, detector, onCall, documents, dashboard);
        if (flowLogs?.Destination is { } destination)
        {
            Output("NextFlowLogs", $"for group in {string.Join(' ', context.FlowLogGroups)}; do aws logs put-subscription-filter --region {Aws.REGION} --log-group-name $group --filter-name sentinel --filter-pattern '' --destination-arn {destination}; done", "In each account with VPC flow logs, in this region: to others the destination cannot be subscribed");
        }
    }

    private void AddMembers(DeploymentContext context, SentinelBus bus, ResponderRole role, Detector detector) => _ = new MemberStackSets(this, "Members", new MemberStackSetsProps(
        MemberTemplate.TextOf(this, app => new MemberIamStack(app, context)), MemberTemplate.TextOf(this, app => new MemberRulesStack(app, context)),
        context.OrganisationalUnits, context.Regions, context.DelegatedAdmin, bus.Bus.EventBusArn, role.Role.RoleArn, detector.Function.Role.RoleArn));

    private void AddOnlyMember(DeploymentContext context, SentinelBus bus, ResponderRole role, string[] ownRoles, string[] ownFunctions, IReadOnlyList<EventSource> sources)
    {
        var iam = new MemberIam(this, "Member", new MemberIamProps(bus.Bus.EventBusArn, role.Role.RoleArn, Aws.ACCOUNT_ID, context.FlowLogGroups.Count > 0, context.ExternalId, ownRoles, ownFunctions, context.Canary));
        _ = new MemberRules(this, "MemberRules", new MemberRulesProps(bus.Bus.EventBusArn, iam.Forwarder.Role.RoleArn, sources, iam.Canary?.Role.RoleArn));
    }

    private TrailObjects? AddTrailObjects(DeploymentContext context, Code bundle, EncryptionKey key, StateTable state, DeliveryQueue containment, DataTrail? trail)
    {
        if (context.TrailBucket is not { } named) return null;
        var own = named == "own" ? trail : null;
        var objects = new TrailObjects(this, "TrailObjects", new TrailObjectsProps(bundle, key, state.Table, containment.Queue, own?.Bucket.BucketName ?? named,
            own is null ? context.TrailBucketAccount ?? Aws.ACCOUNT_ID : Aws.ACCOUNT_ID, own is null ? context.TrailBucketKey : null, context.Reserve));
        own?.Tell(objects.Queue);
        if (own is null)
        {
            const string Suffix = """"Events":["s3:ObjectCreated:*"],"Filter":{"Key":{"FilterRules":[{"Name":"suffix","Value":".json.gz"}]}}}]}"""";
            var configuration = "{\"QueueConfigurations\":[{\"QueueArn\":\"" + objects.Queue.Queue.QueueArn + "\"," + Suffix;
            Output("NextTrailBucket", $"aws s3api put-bucket-notification-configuration --bucket {named} --notification-configuration '{configuration}'", "With credentials of the bucket's account; it replaces what the bucket tells others: add what get-bucket-notification-configuration shows. The bucket's policy, and its key's, must let the role TrailObjectsRoleArn read");
            Output("TrailObjectsRoleArn", objects.Function.Role.RoleArn, "What reads the trail's bucket");
        }
        return objects;
    }

    private void AddOutputs(DeploymentContext context, SentinelBus bus, ResponderRole role, Detector detector, OnCallTopic onCall, ReleaseDocuments documents, OnCallDashboard dashboard)
    {
        var stack = context.StackName == "sentinel" ? "" : $" --stack {context.StackName}";
        Output("BusArn", bus.Bus.EventBusArn, "Where members forward to");
        Output("ResponderRoleArn", role.Role.RoleArn, "The only role that containment roles trust");
        Output("DetectorRoleArn", detector.Function.Role.RoleArn, "A role that is never contained");
        Output("Mode", context.Mode.ToString().ToLowerInvariant(), "What happens about an incident, until /sentinel/response/mode says otherwise");
        Output("Dashboard", $"https://{Aws.REGION}.console.aws.amazon.com/cloudwatch/home?region={Aws.REGION}#dashboards/dashboard/{dashboard.Dashboard.DashboardName}", "For whoever is on call");
        Output("NextSubscribe", $"aws sns subscribe --region {Aws.REGION} --topic-arn {onCall.Topic.TopicArn} --protocol email --notification-endpoint ADDRESS", "Who else shall be paged");
        Output("NextIncidents", $"sentinel incidents --open --region {Aws.REGION}{stack}", "What is contained or waits");
        Output("NextRelease", $"sentinel release FUNCTION-ARN --region {Aws.REGION}{stack}", "Takes a containment back");
        Output("NextReleaseInConsole", $"aws ssm start-automation-execution --region {Aws.REGION} --document-name {documents.Release.Ref} --parameters Function=FUNCTION-ARN", "The same without the command line of SentinelStack");
        Output("NextApproveInConsole", $"aws ssm start-automation-execution --region {Aws.REGION} --document-name {documents.Approve.Ref} --parameters Function=FUNCTION-ARN", "Does what waits for a person");
        Output("NextCoverage", $"sentinel coverage --region {Aws.REGION}{stack}", "What is not seen, and why; our rule of AWS Config judges functions of this region only");
        Output("NextTune", $"sentinel tune list --region {Aws.REGION}", "The settings in force; sentinel tune set changes one");
        if (!context.IsOrganisation) return;
        var parameters = $"--parameters BusArn={bus.Bus.EventBusArn}";
        Output("NextManagementAccount", $"npx cdk deploy {MemberIamStack.Id} {parameters} --parameters ResponderRoleArn={role.Role.RoleArn} --parameters DetectorRoleArn={detector.Function.Role.RoleArn}", "With credentials of the management account, which StackSets skip, and the -c of this deployment");
        Output("NextManagementRules", $"for region in {string.Join(' ', context.Regions)}; do AWS_REGION=$region npx cdk deploy {MemberRulesStack.Id} {parameters}; done", "The same account, after its roles");
        Output("NextGuard", $"npx cdk deploy {GuardStack.Id}", "The same account, by choice: nobody but StackSets changes what is ours in the members");
    }

    private void Output(string id, string value, string about) => _ = new CfnOutput(this, id, new CfnOutputProps { Value = value, Description = about });
}
