using System.Text.Json;
using Amazon.Lambda.Core;
using Sentinel.Aws.Response;
using Sentinel.Core.Containment;
using Sentinel.Core.Incidents;
using Sentinel.Handlers.Queue;

namespace Sentinel.Handlers;

/// <summary>Acts upon what the Detector asks, one function after the other.</summary>
internal sealed class ContainmentResponder(SqsBatch batch, ContainmentRunner runner, IncidentBook incidents, ContainmentNews news, ReportWriter reports) : IHandler
{
    /// <exception cref="ReportsNotWrittenException">The batch is to come again: what was done is found done, and the reports are tried again.</exception>
    public async Task<ReadOnlyMemory<byte>> InvokeAsync(ReadOnlyMemory<byte> payload, ILambdaContext context, CancellationToken cancellationToken)
    {
        var answered = new Dictionary<string, (Incident Incident, List<ContainmentAction> Actions)>(StringComparer.Ordinal);
        var answer = await batch.EachAsync(payload, (message, cancelled) => RespondAsync(message, answered, cancelled), cancellationToken);
        // After the last message: a report holds up no containment.
        var left = 0;
        foreach (var (incident, actions) in answered.Values) left += await reports.WriteAsync(incident, actions, cancellationToken) ? 0 : 1;
        return left == 0 ? answer : throw new ReportsNotWrittenException(left);
    }

    private async Task RespondAsync(SqsMessage message, Dictionary<string, (Incident Incident, List<ContainmentAction> Actions)> answered, CancellationToken cancellationToken)
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
        var actions = await news.OfAsync(request, () => runner.HandleAsync(request, cancellationToken), cancellationToken);
        if (!answered.TryGetValue(request.Incident.Id, out var known)) known = (request.Incident, []);
        known.Actions.AddRange(actions);
        // Messages of one incident come as it grows.
        answered[request.Incident.Id] = (request.Incident.Signals.Count >= known.Incident.Signals.Count ? request.Incident : known.Incident, known.Actions);
    }
}
