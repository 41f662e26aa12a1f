using Amazon.CDK;
using Amazon.CDK.AWS.CloudWatch;
using Amazon.CDK.AWS.CloudWatch.Actions;
using Amazon.CDK.AWS.SNS;
using Constructs;

namespace Sentinel.Cdk.Constructs;

/// <param name="Topic">Who hears when the machinery, not an attacker, needs somebody.</param>
/// <param name="Functions">By handler.</param>
internal sealed record AlarmsProps(Topic Topic, DeliveryQueue Control, DeliveryQueue Invocations, DeliveryQueue Containment, IReadOnlyDictionary<string, SentinelFunction> Functions, Heartbeats Heartbeats, TrailObjects? TrailObjects, FlowLogs? FlowLogs, FailedQueue Failed);

/// <summary>What wakes somebody. Every alarm says in its description what to do first.</summary>
internal sealed class Alarms : Construct
{
    // CloudTrail delivers within minutes; what is older waits for us.
    private static readonly Duration LongestControl = Duration.Minutes(5);
    private static readonly Duration LongestInvocations = Duration.Minutes(15);
    private static readonly Duration LongestContainment = Duration.Minutes(2);
    private static readonly Duration LongestTrailFiles = Duration.Minutes(30);

    private readonly Topic _topic;
    private readonly List<Alarm> _all = [];

    public Alarms(Construct scope, string id, AlarmsProps props)
        : base(scope, id)
    {
        _topic = props.Topic;
        Watch("Control", props.Control, LongestControl);
        Watch("Invocations", props.Invocations, LongestInvocations);
        Watch("Containment", props.Containment, LongestContainment);
        Watch("Heartbeats", props.Heartbeats.Queue, LongestControl);
        if (props.FlowLogs is { } flowLogs) _all.Add(flowLogs.GivenUp);
        if (props.TrailObjects is { } trail) Watch("TrailObjects", trail.Queue, LongestTrailFiles);
        Above("Failed", props.Failed.Queue.MetricApproximateNumberOfMessagesVisible(new MetricOptions { Statistic = "Maximum" }), 0, "coverage or config-rule was given up on an event, which waits in the queue of failed events. Its log says why.");
        foreach (var (handler, function) in props.Functions) Watch(handler, function);
        // Written by the functions themselves; a count that was never written is none.
        Above("ContainmentHappened", Counted("responder", "Containments"), 0, "A function was contained. sentinel incidents --open shows which and why; sentinel release takes it back.");
        Above("GuardRailRefused", Counted("responder", "Refusals"), 0, "A guard rail kept a function from being contained. The page says which one; sentinel approve, or contain by hand.");
        Above("PagesNotSent", Sum("responder", "PagesNotSent", "verify", "approve", "release"), 0, "On-call could not be told; it is tried again every 15 minutes. Look at the topic and its key.");
        Above("ReportsNotWritten", Sum("responder", "ReportsNotWritten", "approve"), 0, "A report could not be put beside its evidence; it is tried again with the message. The log of responder says why; sentinel incidents report writes one meanwhile.");
        Above("NotUnderstood", Counted("detector", "Rejected"), 0, "Records could not be read. Their log lines say why; they wait in the dead-letter queue.");
        Below("NothingArrives", props.Control.Queue.MetricNumberOfMessagesSent(new MetricOptions { Period = Duration.Hours(1), Statistic = "Sum" }), "For an hour no account sent anything of the control plane. Look whether the trail logs, and at the policy of the bus.");
        Below("NoHeartbeat", props.Heartbeats.Queue.Queue.MetricNumberOfMessagesSent(new MetricOptions { Period = Duration.Minutes(10), Statistic = "Sum" }), "No account can be heard. Look at the policy of the bus, and at its rule of heartbeats.");
        Above("Silent", Counted("coverage", "SilentPlaces").With(new MetricOptions { Statistic = "Maximum" }), 0, "Accounts or regions missed two heartbeats. The page names them; sentinel coverage lists them.");
        Above("Blind", Counted("coverage", "BlindSpots").With(new MetricOptions { Statistic = "Maximum" }), 0, "Something is not seen. The page says what; sentinel coverage lists it.");
        Below("NoCoverage", props.Functions["coverage"].Function.MetricInvocations(new MetricOptions { Period = Duration.Minutes(30), Statistic = "Sum" }), "Nobody looks any more what can be seen. Look at the schedule of coverage.");
    }

    public IReadOnlyList<Alarm> All => _all;

    /// <summary>A count that a function writes of itself.</summary>
    public static Metric Counted(string handler, string name) => new(new MetricProps
    {
        Namespace = "SentinelStack",
        MetricName = name,
        DimensionsMap = new Dictionary<string, string>(StringComparer.Ordinal) { ["Service"] = handler },
        Statistic = "Sum",
        Period = Duration.Minutes(5),
    });

    private static MathExpression Sum(string first, string name, params string[] others)
    {
        var all = others.Prepend(first).ToDictionary(h => h, h => (IMetric)Counted(h, name), StringComparer.Ordinal);
        return new MathExpression(new MathExpressionProps { Expression = string.Join('+', all.Keys.Select(h => $"FILL({h},0)")), UsingMetrics = all, Label = name, Period = Duration.Minutes(5) });
    }

    private void Watch(string name, DeliveryQueue queue, Duration longest)
    {
        Above($"{name}DeadLetters", queue.DeadLetters.MetricApproximateNumberOfMessagesVisible(new MetricOptions { Statistic = "Maximum" }), 0, $"Messages of {name} were given up. Read why in the function's log, mend it, and start the redrive of the dead-letter queue.");
        Above($"{name}Late", queue.Queue.MetricApproximateAgeOfOldestMessage(new MetricOptions { Statistic = "Maximum" }), longest.ToSeconds(), $"Messages of {name} wait too long: containment comes late. Look for errors and throttles of the function.");
    }

    private void Watch(string handler, SentinelFunction function)
    {
        Above($"{handler}Errors", function.Function.MetricErrors(), 0, $"{handler} failed. Its log holds one line for each failure.");
        Above($"{handler}Throttles", function.Function.MetricThrottles(), 0, $"{handler} was throttled. Raise its reserved concurrency, or the limit of the account.");
    }

    private void Above(string id, IMetric metric, double limit, string first) => Add(id, metric, limit, ComparisonOperator.GREATER_THAN_THRESHOLD, TreatMissingData.NOT_BREACHING, first);

    // What says nothing at all is what is looked for here.
    private void Below(string id, IMetric metric, string first) => Add(id, metric, 1, ComparisonOperator.LESS_THAN_THRESHOLD, TreatMissingData.BREACHING, first);

    private void Add(string id, IMetric metric, double limit, ComparisonOperator comparison, TreatMissingData missing, string first)
    {
        var alarm = new Alarm(this, id, new AlarmProps
        {
            AlarmDescription = first,
            Metric = metric,
            Threshold = limit,
            EvaluationPeriods = 1,
            ComparisonOperator = comparison,
            TreatMissingData = missing,
        });
        alarm.AddAlarmAction(new SnsAction(_topic));
        _all.Add(alarm);
    }
}
