using Amazon.Lambda.Core;

namespace Sentinel.Handlers;

/// <summary>What one Lambda function does. One instance lives as long as the execution environment and is invoked by one caller at a time.</summary>
public interface IHandler
{
    /// <summary>
    /// Called once, before the first invocation, while Lambda gives the function a full processor: the place for one cheap call to AWS, which opens
    /// the connection and loads the certificates. Best effort: what it throws is logged and the function starts.
    /// </summary>
    /// <param name="cancellationToken">Cancelled well before Lambda's limit for the init phase.</param>
    Task PrimeAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Handles one event. Whatever escapes is logged, reported to Lambda as the invocation's error, and the next event is taken.</summary>
    /// <param name="payload">The event as it came, UTF-8 JSON. Valid until the returned task completes; the bytes are reused.</param>
    /// <param name="cancellationToken">Cancelled shortly before the deadline, in time to answer with what is done.</param>
    /// <returns>The response, UTF-8 JSON.</returns>
    Task<ReadOnlyMemory<byte>> InvokeAsync(ReadOnlyMemory<byte> payload, ILambdaContext context, CancellationToken cancellationToken);
}
