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
        var heartbeats = new Heartbeats(this, "Heartbeats", new HeartbeatsProps(bus.Bus, key));

        // what is kept
        var state = new StateTable(this, "State", new StateTableProps(key));
        var evidence = new EvidenceBucket(this, "Evidence", new EvidenceBucketProps(key));
        _ = new PublishedDefaults(this, "Defaults", new PublishedDefaultsProps(context.Mode));

        // who is told
        var onCall = new OnCallTopic(this, "OnCall", new OnCallTopicProps(key, "SentinelStack incidents", context.Emails));
        var operations = new OnCallTopic(this, "Operations", new OnCallTopicProps(key, "SentinelStack operations", context.Emails));
        operations.AllowAlarms();

        // who judges, who acts
        var containment = new DeliveryQueue(this, "Containment", new DeliveryQueueProps(key, Responders.Timeout, Fifo: true));
        var detector = new Detector(this, "Detector", new DetectorProps(bundle, key, state.Table, control.Queue, invocations.Queue, containment.Queue, context.Reserve));
        var role = new ResponderRole(this, "ResponderRole", new ResponderRoleProps(key, state.Table, evidence.Bucket, onCall.Topic, context.OrganisationId));
        var flowLogs = context.FlowLogGroups.Count == 0 ? null
            : new FlowLogs(this, "FlowLogs", new FlowLogsProps(bundle, key, state.Table, containment.Queue, operations.Topic, context.FlowLogGroups, context.FlowLogFormat, context.OrganisationId, context.Reserve));
        string[] ownRoles = [detector.Function.Role.RoleArn, role.Role.RoleArn, .. flowLogs is null ? [] : (string[])[flowLogs.Function.Role.RoleArn]];
        var responders = new Responders(this, "Responders", new RespondersProps(bundle, key, role, state.Table, evidence.Bucket, onCall.Topic, containment, context.ExternalId, [.. ownFunctions, .. ownRoles], context.Reserve));
        var documents = new ReleaseDocuments(this, "Documents", new ReleaseDocumentsProps(responders.Release.Function, responders.Approve.Function));

        // the members
        if (context.IsOrganisation) AddMembers(context, bus, role, detector);
        else AddOnlyMember(context, bus, role, ownRoles, ownFunctions, sources);
        if (context.Trail != TrailChoice.None) _ = new DataTrail(this, "Trail", new DataTrailProps(key, context.Trail == TrailChoice.Organisation ? context.OrganisationId : null, context.SensitiveTables, ownFunctions));
        _ = new ConfigRules(this, "Posture", new ConfigRulesProps(context.Config));

        // who watches the watchers
        var functions = new Dictionary<string, SentinelFunction>(StringComparer.Ordinal)
        {
            ["detector"] = detector.Function,
            ["responder"] = responders.Responder,
            ["release"] = responders.Release,
            ["approve"] = responders.Approve,
            ["verify"] = responders.Verify,
        };
        if (flowLogs is not null) functions[FlowLogs.Handler] = flowLogs.Function;
        var alarms = new Alarms(this, "Alarms", new AlarmsProps(operations.Topic, control, invocations, containment, functions, heartbeats));
        var dashboard = new OnCallDashboard(this, "OnCallDashboard", new OnCallDashboardProps(alarms, control, invocations, containment, functions, heartbeats));

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
        var iam = new MemberIam(this, "Member", new MemberIamProps(bus.Bus.EventBusArn, role.Role.RoleArn,
            $"arn:{Aws.PARTITION}:iam::{Aws.ACCOUNT_ID}:role/{ConfigEvaluationRole.Evaluator}", context.ExternalId, ownRoles, ownFunctions));
        _ = new MemberRules(this, "MemberRules", new MemberRulesProps(bus.Bus.EventBusArn, iam.Forwarder.Role.RoleArn, sources));
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
        Output("NextTune", $"sentinel tune list --region {Aws.REGION}", "The settings in force; sentinel tune set changes one");
        if (!context.IsOrganisation) return;
        var parameters = $"--parameters BusArn={bus.Bus.EventBusArn}";
        Output("NextManagementAccount", $"npx cdk deploy {MemberIamStack.Id} {parameters} --parameters ResponderRoleArn={role.Role.RoleArn} --parameters DetectorRoleArn={detector.Function.Role.RoleArn}", "With credentials of the management account, which StackSets skip, and the -c of this deployment");
        Output("NextManagementRules", $"for region in {string.Join(' ', context.Regions)}; do AWS_REGION=$region npx cdk deploy {MemberRulesStack.Id} {parameters}; done", "The same account, after its roles");
        Output("NextGuard", $"npx cdk deploy {GuardStack.Id}", "The same account, by choice: nobody but StackSets changes what is ours in the members");
    }

    private void Output(string id, string value, string about) => _ = new CfnOutput(this, id, new CfnOutputProps { Value = value, Description = about });
}
