using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Amazon.Lambda.Core;
using Sentinel.Aws.Notifications;
using Sentinel.Aws.Response;
using Sentinel.Core.Reports;

namespace Sentinel.Handlers;

/// <summary>Asks for a release.</summary>
/// <param name="Function">Full ARN without qualifier.</param>
/// <param name="Force">Also when code or role differ from what was condemned.</param>
public sealed record ReleaseRequest(string Function, bool Force = false);

/// <summary>Takes a containment back, invoked directly with a <see cref="ReleaseRequest"/>; answers with a <see cref="ReleaseResult"/>.</summary>
internal sealed class Release(ContainmentRelease release, INotifier notifier, TimeProvider clock) : IHandler
{
    public async Task<ReadOnlyMemory<byte>> InvokeAsync(ReadOnlyMemory<byte> payload, ILambdaContext context, CancellationToken cancellationToken)
    {
        ReleaseRequest request;
        try
        {
            request = JsonSerializer.Deserialize(payload.Span, ReleaseJson.Default.ReleaseRequest) ?? throw new JsonException("null");
        }
        catch (JsonException e)
        {
            throw new MalformedEventException($"the event is no request for a release, expected {{\"function\":\"arn:…\",\"force\":false}}: {e.Message}");
        }
        if (request.Function is null || !request.Function.StartsWith("arn:", StringComparison.Ordinal)) throw new MalformedEventException("function is no ARN, expected arn:aws:lambda:REGION:ACCOUNT:function:NAME");
        var result = await release.ReleaseAsync(request.Function, request.Force, cancellationToken);
        if (result.Incident is { } incident)
        {
            // Held back although it was asked for: somebody must look.
            await notifier.NotifyAsync(new Page
            {
                State = result.Released ? PageState.Released : PageState.Failed,
                Incident = incident,
                Time = clock.GetUtcNow(),
                Target = result.Function,
                Note = string.Join("; ", result.Lines),
                Occasion = result.Epoch.ToString(CultureInfo.InvariantCulture),
            }, cancellationToken);
        }
        return JsonSerializer.SerializeToUtf8Bytes(result, ReleaseJson.Default.ReleaseResult);
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ReleaseRequest))]
[JsonSerializable(typeof(ReleaseResult))]
internal sealed partial class ReleaseJson : JsonSerializerContext;
