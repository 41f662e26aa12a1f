using Amazon.Organizations;
using Amazon.Runtime;
using Amazon.SQS;
using Amazon.SQS.Model;
using Sentinel.Core.Coverage;
using Sentinel.Core.Reports;
using Sentinel.Core.Settings;

namespace Sentinel.Aws.Coverage;

/// <summary>What a <see cref="CoverageCheck"/> works with.</summary>
public sealed record CoverageOptions
{
    public required AwsClients Clients { get; init; }
    public required HeartbeatBook Heartbeats { get; init; }
    public required GapBook Gaps { get; init; }
    public required Roster Roster { get; init; }

    /// <summary>Of this deployment.</summary>
    public required string OwnAccount { get; init; }

    /// <summary>Whose accounts are expected; empty in one-account mode.</summary>
    public IReadOnlyList<string> Units { get; init; } = [];

    /// <summary>Where the members' rules stand.</summary>
    public required IReadOnlyList<string> Regions { get; init; }
    public required string BusArn { get; init; }

    /// <summary>What the names of the members' rules begin with.</summary>
    public required string RulePrefix { get; init; }

    /// <summary>Without <see cref="Core.Coverage.Expected.Sensitive"/>, which the settings tell.</summary>
    public required Expected Expected { get; init; }

    /// <summary>URLs of the queues of this account that functions work off, and of their dead-letter queues.</summary>
    public IReadOnlyList<string> Queues { get; init; } = [];
    public IReadOnlyList<string> DeadLetters { get; init; } = [];
    public required Func<CancellationToken, ValueTask<SentinelSettings>> Settings { get; init; }

    /// <summary>Tells on-call; when it returns the page was sent, or is kept to be sent.</summary>
    public required Func<Page, CancellationToken, Task> Tell { get; init; }
    public required TimeProvider Clock { get; init; }
}

/// <summary>
/// Asks what can be seen. Every run looks who is silent and whether the queues drain; accounts are asked in turn, the one that waits longest first, each at most
/// once an hour, for as long as the run lasts. On-call hears of blindness once when it begins and once when it ends; a run that dies is made up for by the next.
/// </summary>
public sealed class CoverageCheck(CoverageOptions options)
{
    /// <summary>How old an answer may be before an account is asked again.</summary>
    public static readonly TimeSpan Fresh = TimeSpan.FromHours(1);

    // More, and nobody can say that the queue is worked off: an hour of a large organisation's control plane.
    private const long MostWaiting = 10_000;

    private const int RegionsAtOnce = 6;
    private const int AccountsAtOnce = 4;
    private const int MostGapsTold = 5_000;

    private readonly PlaceReader _reader = new(options.BusArn, options.RulePrefix);

    /// <param name="only">Check these accounts now; null: those whose turn it is.</param>
    /// <param name="until">No account is begun later than this.</param>
    public async Task<CoverageResult> RunAsync(IReadOnlyList<string>? only, DateTimeOffset until, CancellationToken cancellationToken)
    {
        var heard = await options.Heartbeats.ListAsync(cancellationToken);
        var (expected, unlisted) = await ExpectedAsync(heard, cancellationToken);
        var found = new List<Gap>([.. unlisted, .. Silence.Of(expected.ToDictionary(e => e.Account, e => e.Since, StringComparer.Ordinal), options.Regions, heard, options.Clock.GetUtcNow())]);
        var queues = await QueuesAsync(cancellationToken);
        found.AddRange(queues);
        var visited = await VisitAsync(expected, only, until, cancellationToken);
        foreach (var (_, gaps) in visited) found.AddRange(gaps);
        var open = await FileAsync(found, expected, visited.Keys.ToHashSet(StringComparer.Ordinal), cancellationToken);
        foreach (var account in visited.Keys) await options.Roster.CheckedAsync(account, cancellationToken);
        var sorted = open.OrderByDescending(o => o.Gap.Sight).ThenBy(o => o.Gap.Key, StringComparer.Ordinal).ToList();
        return new CoverageResult(expected.Count, options.Regions.Count, visited.Count, expected.Count(e => e.CheckedAt is null && !visited.ContainsKey(e.Account)), open.Count(o => o.Gap.Sight == Sight.Blind),
            [.. sorted.Take(MostGapsTold).Select(Line)], Math.Max(0, sorted.Count - MostGapsTold));
    }

    /// <summary>The accounts that are expected to be seen, without asking any of them.</summary>
    public async Task<IReadOnlyList<string>> AccountsAsync(CancellationToken cancellationToken) =>
        [.. (await ExpectedAsync(await options.Heartbeats.ListAsync(cancellationToken), cancellationToken)).Expected.Select(e => e.Account)];

    private async Task<(IReadOnlyList<Expectation> Expected, IReadOnlyList<Gap> Unlisted)> ExpectedAsync(IReadOnlyDictionary<(string Account, string Region), DateTimeOffset> heard, CancellationToken cancellationToken)
    {
        if (options.Units.Count == 0) return (await options.Roster.ExpectAsync([options.OwnAccount], cancellationToken), []);
        try
        {
            return (await options.Roster.ExpectAsync(await new Members(options.Clients.Organizations).ListAsync(options.Units, cancellationToken), cancellationToken), []);
        }
        catch (AmazonOrganizationsException e)
        {
            // Those that are known by now; whoever has never been heard cannot be missed.
            string[] known = [options.OwnAccount, .. heard.Keys.Select(k => k.Account), .. (await options.Roster.ListAsync(cancellationToken)).Select(x => x.Account)];
            return (await options.Roster.ExpectAsync([.. known.Distinct(StringComparer.Ordinal)], cancellationToken),
                [new Gap(options.OwnAccount, "", Sensor.Accounts, Sight.Unknown, $"the accounts of the organisation could not be listed, those never heard are not missed: {e.ErrorCode}: {e.Message}")]);
        }
    }

    private async Task<IReadOnlyList<Gap>> QueuesAsync(CancellationToken cancellationToken)
    {
        var gaps = new List<Gap>();
        foreach (var (url, given) in options.Queues.Select(q => (q, false)).Concat(options.DeadLetters.Select(q => (q, true))))
        {
            var name = url[(url.LastIndexOf('/') + 1)..];
            Gap At(Sight sight, string what) => new(options.OwnAccount, "", Sensor.Queue, sight, what, name);
            try
            {
                var waiting = (await options.Clients.Sqs.GetQueueAttributesAsync(new GetQueueAttributesRequest { QueueUrl = url, AttributeNames = [QueueAttributeName.ApproximateNumberOfMessages] }, cancellationToken)).ApproximateNumberOfMessages;
                // Not how many: a gap that says another number each time is another gap each time.
                if (given && waiting > 0) gaps.Add(At(Sight.Blind, $"messages were given up: they wait in {name}"));
                if (!given && waiting > MostWaiting) gaps.Add(At(Sight.Blind, $"{name} is not worked off: more than {MostWaiting} messages wait"));
            }
            catch (AmazonServiceException e)
            {
                gaps.Add(At(Sight.Unknown, $"{name} could not be asked: {e.ErrorCode}: {e.Message}"));
            }
        }
        return gaps;
    }

    private async Task<IReadOnlyDictionary<string, IReadOnlyList<Gap>>> VisitAsync(IReadOnlyList<Expectation> expected, IReadOnlyList<string>? only, DateTimeOffset until, CancellationToken cancellationToken)
    {
        var wanted = await WantedAsync(cancellationToken);
        var now = options.Clock.GetUtcNow();
        var due = (only is null ? expected.Where(e => e.CheckedAt is not { } at || now - at >= Fresh) : expected.Where(e => only.Contains(e.Account, StringComparer.Ordinal)))
            // The own one first: it may read what a trail of the organisation does.
            .OrderBy(e => e.Account != options.OwnAccount).ThenBy(e => e.CheckedAt ?? DateTimeOffset.MinValue).ThenBy(e => e.Account, StringComparer.Ordinal).ToList();
        var visited = new System.Collections.Concurrent.ConcurrentDictionary<string, IReadOnlyList<Gap>>(StringComparer.Ordinal);
        await Parallel.ForEachAsync(due, new ParallelOptions { MaxDegreeOfParallelism = AccountsAtOnce, CancellationToken = cancellationToken }, async (one, cancelled) =>
        {
            if (options.Clock.GetUtcNow() >= until) return;
            visited[one.Account] = await VisitAsync(one.Account, wanted, cancelled);
        });
        return visited;
    }

    private async Task<Expected> WantedAsync(CancellationToken cancellationToken) => options.Expected with { Sensitive = (await options.Settings(cancellationToken)).SensitiveResources };

    private async Task<IReadOnlyList<Gap>> VisitAsync(string account, Expected wanted, CancellationToken cancellationToken)
    {
        Answer<IReadOnlyList<string>> regions;
        try
        {
            using var first = options.Clients.Watching(account, options.Regions[0], "coverage");
            // Whether the role can be had shows here; the SDK's client wraps what STS says.
            await options.Clients.ProveWatchingAsync(account, "coverage");
            regions = await PlaceReader.RegionsAsync(first, cancellationToken);
        }
        catch (AmazonServiceException e)
        {
            return [new Gap(account, "", Sensor.Role, Sight.Blind, $"the role that reads cannot be had, so nothing else is known: {e.ErrorCode}")];
        }
        var gaps = new System.Collections.Concurrent.ConcurrentBag<Gap>();
        if (regions.Value is { } open)
        {
            var unwatched = open.Except(options.Regions, StringComparer.Ordinal).ToList();
            if (unwatched.Count > 0) gaps.Add(new Gap(account, "", Sensor.Regions, Sight.Blind, $"regions are open in which nothing is watched: {string.Join(", ", unwatched)}"));
        }
        else
        {
            gaps.Add(new Gap(account, "", Sensor.Regions, Sight.Unknown, $"open regions could not be listed: {regions.Problem}"));
        }
        // A region that is closed has nothing to see.
        var watched = options.Regions.Where(r => regions.Value is not { } all || all.Contains(r, StringComparer.Ordinal));
        await Parallel.ForEachAsync(watched, new ParallelOptions { MaxDegreeOfParallelism = RegionsAtOnce, CancellationToken = cancellationToken }, async (region, cancelled) =>
        {
            using var clients = options.Clients.Watching(account, region, "coverage");
            foreach (var gap in PlaceJudge.Of(await _reader.ReadAsync(clients, account, region, cancelled), wanted)) gaps.Add(gap);
        });
        return [.. gaps];
    }

    // Written down first, then told, then noted as told: whatever dies in between, the next run tells with the same id.
    private async Task<IReadOnlyList<OpenGap>> FileAsync(IReadOnlyList<Gap> found, IReadOnlyList<Expectation> expected, HashSet<string> visited, CancellationToken cancellationToken)
    {
        var now = options.Clock.GetUtcNow();
        var accounts = expected.Select(e => e.Account).ToHashSet(StringComparer.Ordinal);
        // Seconds are what is kept.
        now = DateTimeOffset.FromUnixTimeSeconds(now.ToUnixTimeSeconds());
        var present = found.GroupBy(g => g.Key, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.First(), StringComparer.Ordinal);
        var known = await options.Gaps.ListAsync(cancellationToken);
        var (kept, ended, changed) = (new List<GapEntry>(), new List<GapEntry>(), new List<GapEntry>());
        foreach (var entry in known)
        {
            var gap = entry.Open.Gap;
            if (present.Remove(gap.Key, out var again))
            {
                // Worse than before is news; otherwise it goes on, with the latest words.
                var worse = again.Sight == Sight.Blind && gap.Sight != Sight.Blind;
                var next = new GapEntry(new OpenGap(again, worse || entry.Ended ? now : entry.Open.Since), entry.Told && !worse && !entry.Ended, Ended: false);
                kept.Add(next);
                if (next != entry) changed.Add(next);
            }
            else if (!WasAsked(gap))
            {
                kept.Add(entry);
            }
            else
            {
                ended.Add(entry with { Ended = true });
                if (!entry.Ended) changed.Add(entry with { Ended = true });
            }
        }
        var begun = present.Values.Select(g => new GapEntry(new OpenGap(g, now), Told: false, Ended: false)).ToList();
        await options.Gaps.KeepAsync([.. changed, .. begun], cancellationToken);
        kept.AddRange(begun);
        var untold = kept.Where(e => !e.Told && e.Open.Gap.Sight == Sight.Blind).ToList();
        if (CoveragePages.Begun([.. untold.Select(e => e.Open)], now) is { } news) await options.Tell(news, cancellationToken);
        // Who never heard that it was blind need not hear that it sees again, and neither of one that left.
        if (CoveragePages.Ended([.. ended.Where(e => e.Told && accounts.Contains(e.Open.Gap.Account)).Select(e => e.Open)], now) is { } over) await options.Tell(over, cancellationToken);
        await options.Gaps.KeepAsync(untold.Select(e => e with { Told = true }), cancellationToken);
        await options.Gaps.RemoveAsync(ended, cancellationToken);
        return [.. kept.Select(e => e.Open)];

        bool WasAsked(Gap gap) => !accounts.Contains(gap.Account) || gap.Sensor is Sensor.Heartbeat or Sensor.Queue or Sensor.Accounts || visited.Contains(gap.Account);
    }

    private static GapLine Line(OpenGap open) => new(open.Gap.Account, open.Gap.Region is { Length: > 0 } region ? region : null, open.Gap.Sensor.Id(), open.Gap.Sight.ToString().ToLowerInvariant(),
        open.Gap.What, $"{open.Since.UtcDateTime:yyyy-MM-ddTHH:mm:ss}Z");
}
