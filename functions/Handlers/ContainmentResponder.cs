using System.Text.Json;
using Amazon.Lambda.Core;
using Sentinel.Aws.Response;
using Sentinel.Core.Containment;
using Sentinel.Handlers.Queue;

namespace Sentinel.Handlers;

/// <summary>Acts upon what the Detector asks, one function after the other.</summary>
internal sealed class ContainmentResponder(SqsBatch batch, ContainmentRunner runner, IncidentBook incidents, ContainmentNews news) : IHandler
{
    public Task<ReadOnlyMemory<byte>> InvokeAsync(ReadOnlyMemory<byte> payload, ILambdaContext context, CancellationToken cancellationToken) =>
        batch.EachAsync(payload, RespondAsync, cancellationToken);

    private async Task RespondAsync(SqsMessage message, CancellationToken cancellationToken)
    {
        ContainmentMessage request;
        try
        {
            request = ContainmentMessage.Parse(message.Body.Span);
        }
        catch (JsonException e)
        {
            throw new MalformedEventException($"the message is no request for containment: {e.Message}");
        }
        // Written down first: what is done about it is found by it.
        await incidents.KeepAsync(request.Incident, cancellationToken);
        await news.OfAsync(request, () => runner.HandleAsync(request, cancellationToken), cancellationToken);
    }
}
