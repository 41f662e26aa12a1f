using Amazon.Runtime;
using Sentinel.Aws.Coverage;
using Sentinel.Aws.Response;
using Sentinel.Aws.State;

namespace Sentinel.Cli.Watch;

/// <summary>A contained function.</summary>
/// <param name="Since">By the acting clock.</param>
/// <param name="IsBeingAnswered">A lift was found, and the answer to it is under way.</param>
internal sealed record WatchedContainment(string Function, string Incident, DateTimeOffset Since, int Lifts, bool IsBeingAnswered);

/// <summary>A deployment at one moment, as its table tells, and CloudWatch of its queues.</summary>
/// <param name="Gaps">What the coverage check found missing; null when it has left no word.</param>
/// <param name="Queues">The oldest message first; null when whoever watches may not read them.</param>
internal sealed record WatchedState(DateTimeOffset At, IReadOnlyList<LoggedIncident> Incidents, IReadOnlyList<WatchedContainment> Contained, IReadOnlyList<PendingApproval> Waiting, IReadOnlyList<string>? Gaps, IReadOnlyList<QueueAge>? Queues)
{
    // As long as an incident is worked on, mostly.
    private static readonly TimeSpan Shown = TimeSpan.FromDays(7);

    /// <exception cref="AmazonServiceException">DynamoDB refused, or kept failing; or SQS or CloudWatch kept failing.</exception>
    public static async Task<WatchedState> ReadAsync(StateTable table, TimeProvider clock, CoverageGaps coverage, QueueAges queues, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var ledger = new ContainmentLedger(table);
        var contained = new List<WatchedContainment>();
        foreach (var function in await ledger.OpenFunctionsAsync(cancellationToken))
        {
            if (await ledger.LatestAsync(function, cancellationToken) is { IsOpen: true } open) contained.Add(new(function, open.Header.Incident, open.Header.ActedAt, open.Lifts.Count, open.Answering is not null));
        }
        return new WatchedState(now, await new IncidentBook(table).ListAsync(now - Shown, cancellationToken), [.. contained.OrderBy(c => c.Since)],
            [.. (await new Approvals(table).ListAsync(null, cancellationToken)).Where(a => a.Until > now)], await coverage.ReadAsync(cancellationToken), await QueuesAsync(queues, cancellationToken));
    }

    // The table tells most of it: who may read that and no more sees all but the queues.
    private static async Task<IReadOnlyList<QueueAge>?> QueuesAsync(QueueAges queues, CancellationToken cancellationToken)
    {
        try
        {
            return await queues.ReadAsync(cancellationToken);
        }
        catch (AmazonServiceException e) when (e.ErrorCode?.StartsWith("AccessDenied", StringComparison.Ordinal) is true)
        {
            return null;
        }
    }
}
