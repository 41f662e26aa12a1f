using System.Globalization;
using System.Text;

namespace Sentinel.Cli.Tests.Readme;

/// <summary>What the README says about money.</summary>
internal static class CostMarkdown
{
    public static readonly IReadOnlyList<int> Sizes = [10, 300, 10_000];

    private static readonly (string Part, Func<MonthlyCost, decimal> Usd)[] Rows =
    [
        ("forwarding and heartbeats (EventBridge)", c => c.Forwarding),
        ("queues (SQS)", c => c.Queues),
        ("functions (Lambda), logs (CloudWatch), key (KMS)", c => c.Functions + c.LogsAndKey),
        ("table (DynamoDB)", c => c.Table),
        ("heartbeats noted, coverage checked (SQS, Lambda, DynamoDB)", c => c.Watching),
        ("**without data events**", c => c.WithoutDataEvents),
        ("data events (CloudTrail)", c => c.DataEvents),
        ("**all**", c => c.Total),
    ];

    public static string Of(AccountDay day, MeasuredRequests measured)
    {
        var costs = Sizes.Select(s => MonthlyCost.Of(s, day, measured)).ToList();
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"""
            What it costs a month is accounts × {MonthlyCost.Days} days × (events and heartbeats forwarded + requests to queues + batches judged + requests to the table + log lines + data events), each at its
            price, and a few dollars that do not grow. Assumed of an account and day: {day.Control:N0} wanted records of the control plane, {day.News:N0} of them changes of functions and roles or the first of their kind
            in an hour; {day.Recorded:N0} recorded invocations, {day.Forwarded:N0} of them not by services; heartbeats from {day.Regions} regions. Requests to the table are those counted of one Detector in [requests.md](tests/Benchmarks/results/requests.md).

            | USD a month |
            """);
        foreach (var size in Sizes) text.Append(CultureInfo.InvariantCulture, $" {size:N0} accounts |");
        text.Append("\n|---|").Append(string.Concat(Enumerable.Repeat("---:|", Sizes.Count))).Append('\n');
        foreach (var (part, usd) in Rows) text.Append(CultureInfo.InvariantCulture, $"| {part} | {string.Join(" | ", costs.Select(c => Money(usd(c))))} |\n");
        text.Append(CultureInfo.InvariantCulture, $"""

            {Dominant(day, costs[^1])} Taken on the dear side: a control-plane record is a batch of its own, a batch
            takes {MonthlyCost.BatchMilliseconds} ms, no two invocations of a batch share function, caller and minute (one that shares neither function nor caller with any writes two items, not {measured.Invocations.Writes / measured.Invocations.Sets:N1}). Not in it: data events that a
            trail records anyway, floods and incidents, S3, stored data, transfer between regions, X-Ray, metrics, alarms and the dashboard, AWS Config, GuardDuty, support, taxes.

            | prices of us-east-1 | USD | read on {Prices.Read} in a stored copy of |
            |---|---|---|

            """);
        foreach (var prices in Prices.All.GroupBy(p => p.Page))
        {
            var service = $"[{prices.First().Service}](https://aws.amazon.com/{prices.Key}/pricing/)";
            var read = prices.GroupBy(p => p.SecondHand).Select(source => Source(source, alone: source.Count() == prices.Count()));
            text.Append(CultureInfo.InvariantCulture, $"| {service} | {string.Join(", ", prices.Select(p => $"{p.Of} {p.Written}"))} | {string.Join("; ", read)} |\n");
        }
        return text.ToString();
    }

    private static string Source(IGrouping<string?, Price> source, bool alone)
    {
        var place = source.Key is { } other ? $"second hand, {other}" : "AWS's page";
        return alone ? place : $"{string.Join(", ", source.Select(p => p.Of))}: {place}";
    }

    private static string Dominant(AccountDay day, MonthlyCost cost)
    {
        var parts = Rows.Where(r => !r.Part.StartsWith('*')).OrderByDescending(r => r.Usd(cost)).Take(2).Select(r => $"{r.Part}, {Percent(r.Usd(cost) / cost.Total)}");
        var heartbeats = MonthlyCost.Heartbeats(Sizes[^1], day) * Prices.Event.Each / cost.Total;
        return $"Most goes to {string.Join(", and to ", parts)}; heartbeats alone take {Percent(heartbeats)}, fewer with fewer `regions`.";
    }

    private static string Percent(decimal part) => (part * 100).ToString("N0", CultureInfo.InvariantCulture) + " %";

    private static string Money(decimal usd) => usd.ToString(usd < 100 ? "N2" : "N0", CultureInfo.InvariantCulture);
}
