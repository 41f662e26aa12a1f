using Amazon.Lambda.Core;

namespace Sentinel.Handlers.Runtime;

/// <summary>One event as the Runtime API hands it out, and the context that the handler sees.</summary>
internal sealed class Invocation(FunctionEnvironment environment, TimeProvider clock) : ILambdaContext
{
    /// <summary>So long before the deadline the handler is told to stop: enough to answer, not enough to be missed.</summary>
    public static readonly TimeSpan Margin = TimeSpan.FromMilliseconds(500);

    // Lambda's longest timeout.
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(15);

    public required string AwsRequestId { get; init; }
    public required string InvokedFunctionArn { get; init; }

    /// <summary>The X-Ray header, <c>Root=1-...;Parent=...;Sampled=1</c>; null when tracing is off.</summary>
    public required string? TraceId { get; init; }

    public required DateTimeOffset Deadline { get; init; }

    /// <summary>Valid until the next event is asked for.</summary>
    public required ReadOnlyMemory<byte> Payload { get; init; }

    public string FunctionName => environment.FunctionName;
    public string FunctionVersion => environment.FunctionVersion;
    public int MemoryLimitInMB => environment.MemoryLimitInMB;

    public TimeSpan RemainingTime
    {
        get
        {
            var remaining = Deadline - clock.GetUtcNow();
            return remaining < TimeSpan.Zero ? TimeSpan.Zero : remaining;
        }
    }

    /// <summary>How long the handler may work: to the margin before the deadline; where that is all there is, nine tenths of it.</summary>
    public TimeSpan WorkingTime
    {
        get
        {
            var remaining = RemainingTime > Longest ? Longest : RemainingTime;
            return remaining > Margin * 10 ? remaining - Margin : remaining * 0.9;
        }
    }
}
