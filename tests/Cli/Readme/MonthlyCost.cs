namespace Sentinel.Cli.Tests.Readme;

/// <summary>What an account does in a day. Nobody measured it: whoever knows better puts that in.</summary>
internal sealed record AccountDay
{
    /// <summary>Records of the control plane that some rule forwards; most are roles assumed.</summary>
    public int Control { get; init; } = 1_000;

    /// <summary>Of these: changes of functions and roles, and the first of their kind in an hour, which are written too.</summary>
    public int News { get; init; } = 100;

    /// <summary>Invocations that the trail records, whoever makes them.</summary>
    public int Recorded { get; init; } = 20_000;

    /// <summary>Of these: not by services, and so forwarded.</summary>
    public int Forwarded { get; init; } = 5_000;

    /// <summary>Those that every account has: cdk/Context/DeploymentContext.cs.</summary>
    public int Regions { get; init; } = 17;
}

/// <summary>What a deployment for an organisation costs in a month, in USD. What is not known is taken on the dear side.</summary>
internal sealed record MonthlyCost(decimal Forwarding, decimal Queues, decimal Functions, decimal Table, decimal LogsAndKey, decimal Watching, decimal DataEvents)
{
    public const int Days = 30;
    public const int HeartbeatsOfDay = 288; // every five minutes: cdk/Constructs/MemberRules.cs

    // cdk/Constructs/Detector.cs: a batch of invocations, how long it gathers, how many are at work at once.
    public const int InvocationsBatch = 1_000;
    public const int GatherSeconds = 5;
    public const int AtOnce = 10;

    public const decimal Gigabytes = 0.5m; // cdk/Constructs/SentinelFunction.cs
    public const int BatchMilliseconds = 50; // a few requests to DynamoDB, one after the other; what it computes takes less than a millisecond

    private const int MessagesOfReceive = 10; // the most that SQS hands out at a time

    // Lambda listens at each of four queues with five long polls of 20 seconds, also when nothing comes.
    private const decimal IdleReceives = 4 * 5 * (Days * 86_400 / 20m);

    // cdk/Constructs/Heartbeats.cs: how long a batch of heartbeats gathers, how many are at work at once.
    public const int BeatSeconds = 60;
    public const int BeatsAtOnce = 2;

    // cdk/Constructs/Coverage.cs looks every five minutes, functions/Aws/Coverage/CoverageCheck.cs asks each account once an hour.
    public const int ChecksOfDay = 24;
    public const int LooksOfDay = 288;
    private const decimal CheckSeconds = 0.5m; // some 170 calls of 60 ms, 24 at once
    private const decimal ReadUnitsOfAccount = 0.5m; // a kilobyte of heartbeats and gaps, four to a unit, and what rounding takes

    private const decimal BatchLogGigabytes = 1_000 / 1e9m; // what Lambda says of an invocation, and our line of metrics

    // Table, queues and logs ask for their data keys every few minutes, whatever the traffic.
    private const int KeyRequests = 100_000;

    public decimal WithoutDataEvents => Forwarding + Queues + Functions + Table + LogsAndKey + Watching;

    public decimal Total => WithoutDataEvents + DataEvents;

    public static decimal Heartbeats(int accounts, AccountDay day) => (decimal)accounts * Days * HeartbeatsOfDay * day.Regions;

    public static MonthlyCost Of(int accounts, AccountDay day, MeasuredRequests measured)
    {
        var month = (decimal)accounts * Days;
        var (control, invocations, heartbeats) = (month * day.Control, month * day.Forwarded, Heartbeats(accounts, day));
        // Control-plane records are not waited for, so each may be a batch of its own.
        var invocationBatches = Math.Max(invocations / InvocationsBatch, Math.Min(invocations, AtOnce * (Days * 86_400 / GatherSeconds)));
        var batches = control + invocationBatches;
        var together = invocationBatches == 0 ? 1 : Math.Clamp(invocations / invocationBatches, 1, MessagesOfReceive);
        // Sent one by one, received and deleted together.
        var queueRequests = (control * 3) + (invocations * (1 + (2 / together))) + IdleReceives;
        return new(
            (control + invocations + heartbeats) * Prices.Event.Each,
            queueRequests * Prices.QueueRequest.Each,
            batches * (Prices.Invocation.Each + (BatchMilliseconds / 1000m * Gigabytes * Prices.GigabyteSecond.Each)),
            Requests(measured.Control, month * (day.Control - day.News), measured.Control.Records)
                + Requests(measured.Changes, month * day.News, measured.Changes.Records)
                // Calls from many accounts rarely have function, caller and minute in common, as those of the benchmark do.
                + Requests(measured.Invocations, invocations, measured.Invocations.Sets ?? measured.Invocations.Records),
            (batches * BatchLogGigabytes * Prices.LogGigabyte.Each) + Prices.Key.Each + (KeyRequests * Prices.KeyRequest.Each),
            Watch(month, day.Regions, heartbeats),
            month * day.Recorded * Prices.DataEvent.Each);
    }

    private static decimal Watch(decimal month, int regions, decimal heartbeats)
    {
        // Regions of an account that are heard in one batch are one write; each batch of each poller may hold one of them only.
        var writes = month * HeartbeatsOfDay * Math.Min(regions, 5 * 60 / BeatSeconds * BeatsAtOnce);
        var batches = Math.Min(heartbeats, BeatsAtOnce * (Days * 86_400m / BeatSeconds));
        var milliseconds = (batches * BatchMilliseconds) + (writes / 8 * 5); // a write takes 5 ms, eight go side by side at the least
        return (heartbeats * (1 + (2m / MessagesOfReceive)) * Prices.QueueRequest.Each)
            + ((batches + (Days * LooksOfDay)) * Prices.Invocation.Each)
            + (((milliseconds / 1000m) + (month * ChecksOfDay * CheckSeconds)) * Gigabytes * Prices.GigabyteSecond.Each)
            + ((writes + (month * ChecksOfDay)) * Prices.WriteUnit.Each)
            + (month * LooksOfDay * ReadUnitsOfAccount * Prices.ReadUnit.Each);
    }

    // Counted as if items were below 1 KB where they are written and below 4 KB where they are read: a unit each. What is known of a busy caller is larger.
    private static decimal Requests(MeasuredLoad load, decimal times, decimal measuredFor) =>
        times / measuredFor * ((load.Writes * Prices.WriteUnit.Each) + (load.Reads * Prices.ReadUnit.Each));
}
