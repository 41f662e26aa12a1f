using Amazon.Lambda.Core;
using Microsoft.Extensions.Logging;
using Sentinel.Handlers.Runtime;

namespace Sentinel.Handlers.Observability;

/// <summary>Puts an invocation's keys on the log lines of a handler, logs what escapes it, once, and writes its metrics when it is done.</summary>
internal sealed class ObservedHandler(IHandler inner, StructuredLog logs, Metrics metrics) : IHandler
{
    private readonly ILogger _log = logs.CreateLogger("Invocation");

    public Task PrimeAsync(CancellationToken cancellationToken) => inner.PrimeAsync(cancellationToken);

    public async Task<ReadOnlyMemory<byte>> InvokeAsync(ReadOnlyMemory<byte> payload, ILambdaContext context, CancellationToken cancellationToken)
    {
        logs.Begin(context, Environment.GetEnvironmentVariable(LambdaRuntime.TraceVariable));
        try
        {
            return await inner.InvokeAsync(payload, context, cancellationToken);
        }
        catch (Exception e)
        {
            _log.InvocationFailed(e);
            throw;
        }
        finally
        {
            metrics.Flush(context.AwsRequestId);
            logs.End();
        }
    }
}
