using Amazon.CDK;
using Amazon.CDK.AWS.CloudWatch;
using Constructs;

namespace Sentinel.Cdk.Constructs;

internal sealed record OnCallDashboardProps(Alarms Alarms, IReadOnlyList<DeliveryQueue> Queues, IReadOnlyDictionary<string, SentinelFunction> Functions, Heartbeats Heartbeats);

/// <summary>One page for whoever is on call, in the order of the questions: is something wrong, what was done, does it still hear, is it keeping up, what does it say.</summary>
internal sealed class OnCallDashboard : Construct
{
    private const double Third = 8, Half = 12, Whole = 24;

    public OnCallDashboard(Construct scope, string id, OnCallDashboardProps props)
        : base(scope, id)
    {
        Dashboard = new Dashboard(this, "Dashboard", new DashboardProps { DefaultInterval = Duration.Hours(12) });
        Dashboard.AddWidgets(new AlarmStatusWidget(new AlarmStatusWidgetProps { Title = "Is something wrong?", Alarms = [.. props.Alarms.All], Width = Whole, Height = 5 }));
        Dashboard.AddWidgets(
            Graph("Contained, and refused by a guard rail", Third, Alarms.Counted("responder", "Containments"), Alarms.Counted("responder", "Refusals")),
            Graph("Signals and incidents", Third, Alarms.Counted("detector", "Signals"), Alarms.Counted("detector", "Incidents")),
            Graph("From the event to its containment, ms", Third, Age("responder", "ContainmentAge")));
        Dashboard.AddWidgets(
            Graph("Heartbeats in five minutes", Third, props.Heartbeats.Queue.Queue.MetricNumberOfMessagesSent(new MetricOptions { Statistic = "Sum", Period = Duration.Minutes(5), Label = "Heartbeats" })),
            Graph("Records understood, and not", Third, Alarms.Counted("detector", "Records"), Alarms.Counted("detector", "Rejected")),
            Graph("Silent, and blind in any way", Third, Alarms.Counted("coverage", "SilentPlaces").With(new MetricOptions { Statistic = "Maximum" }), Alarms.Counted("coverage", "BlindSpots").With(new MetricOptions { Statistic = "Maximum" })));
        Dashboard.AddWidgets(
            Graph("Oldest message, seconds", Half, [.. props.Queues.Select(q => q.Queue.MetricApproximateAgeOfOldestMessage(new MetricOptions { Statistic = "Maximum", Label = q.Node.Id }))]),
            Graph("Given up", Half, [.. props.Queues.Select(q => q.DeadLetters.MetricApproximateNumberOfMessagesVisible(new MetricOptions { Statistic = "Maximum", Label = q.Node.Id }))]));
        Dashboard.AddWidgets(
            Graph("Errors", Third, [.. props.Functions.Select(f => f.Value.Function.MetricErrors(new MetricOptions { Label = f.Key }))]),
            Graph("Throttles", Third, [.. props.Functions.Select(f => f.Value.Function.MetricThrottles(new MetricOptions { Label = f.Key }))]),
            Graph("Duration, longest, ms", Third, [.. props.Functions.Select(f => f.Value.Function.MetricDuration(new MetricOptions { Label = f.Key, Statistic = "Maximum" }))]));
        Dashboard.AddWidgets(new LogQueryWidget(new LogQueryWidgetProps
        {
            Title = "What it last did and complained of",
            LogGroupNames = [.. props.Functions.Values.Select(f => f.Logs.LogGroupName)],
            QueryLines = ["fields @timestamp, level, message", "filter level in ['Warning', 'Error', 'Critical'] or message like /^Incident /", "sort @timestamp desc", "limit 50"],
            Width = Whole,
            Height = 8,
        }));
    }

    public Dashboard Dashboard { get; }

    private static Metric Age(string handler, string name) => Alarms.Counted(handler, name).With(new MetricOptions { Statistic = "p90" });

    private static GraphWidget Graph(string title, double width, params IMetric[] metrics) => new(new GraphWidgetProps { Title = title, Left = metrics, Width = width, Height = 6, LeftYAxis = new YAxisProps { Min = 0, ShowUnits = false } });
}
