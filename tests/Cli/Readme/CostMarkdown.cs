using System.Globalization;
using System.Text;

namespace Sentinel.Cli.Tests.Readme;

/// <summary>What the README says about money.</summary>
internal static class CostMarkdown
{
    public static readonly IReadOnlyList<int> Sizes = [10, 300, 10_000];

    private static readonly (string Part, Func<MonthlyCost, decimal> Usd)[] Rows =
    [
        ("forwarding (EventBridge), heartbeats included", c => c.Forwarding),
        ("queues (SQS)", c => c.Queues),
        ("functions (Lambda)", c => c.Functions),
        ("table (DynamoDB)", c => c.Table),
        ("logs and key", c => c.LogsAndKey),
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
            in an hour; {day.Recorded:N0} recorded invocations, {day.Forwarded:N0} of them not by services; heartbeats from {day.Regions} regions. Requests to the table are those counted in [requests.md](tests/Benchmarks/results/requests.md).

            | USD a month |
            """);
        foreach (var size in Sizes) text.Append(CultureInfo.InvariantCulture, $" {size:N0} accounts |");
        text.Append("\n|---|").Append(string.Concat(Enumerable.Repeat("---:|", Sizes.Count))).Append('\n');
        foreach (var (part, usd) in Rows) text.Append(CultureInfo.InvariantCulture, $"| {part} | {string.Join(" | ", costs.Select(c => Money(usd(c))))} |\n");
        text.Append(CultureInfo.InvariantCulture, $"""

            {Dominant(day, costs[^1])} The dearer is taken where it depends: each control-plane record is a batch of its own, of {MonthlyCost.BatchMilliseconds} ms, and no
            two invocations of a batch share function, caller and minute. Not in it: data events that a trail records anyway (then the first sum holds), floods and incidents, S3, stored data, transfer between
            regions, X-Ray, metrics, alarms and the dashboard, AWS Config, GuardDuty, support, taxes.

            | price in us-east-1 | USD | number read {Prices.Read} on |
            |---|---|---|

            """);
        foreach (var prices in Prices.All.GroupBy(p => (p.Page, p.SecondHand)))
            text.Append(CultureInfo.InvariantCulture, $"| {string.Join("; ", prices.Select(p => p.Of))} | {string.Join("; ", prices.Select(p => p.Written))} | {Source(prices.First())} |\n");
        return text.ToString();
    }

    private static string Dominant(AccountDay day, MonthlyCost cost)
    {
        var parts = Rows.Where(r => !r.Part.StartsWith('*')).OrderByDescending(r => r.Usd(cost)).Take(2).Select(r => $"{r.Part} with {Percent(r.Usd(cost) / cost.Total)}");
        var heartbeats = MonthlyCost.Heartbeats(Sizes[^1], day) * Prices.Event.Each / cost.Total;
        return $"Most of it is {string.Join(" and ", parts)}; heartbeats alone are {Percent(heartbeats)}, and fewer `regions` make fewer.";
    }

    private static string Percent(decimal part) => (part * 100).ToString("N0", CultureInfo.InvariantCulture) + " %";

    private static string Source(Price price)
    {
        var page = $"[AWS's page](https://aws.amazon.com/{price.Page}/)";
        return price.SecondHand is { } other ? $"second hand: {other}; check {page}" : page;
    }

    private static string Money(decimal usd) => usd.ToString(usd < 100 ? "N2" : "N0", CultureInfo.InvariantCulture);
}
