using System.Text.Json;
using System.Text.Json.Serialization;
using Amazon.Lambda.Core;
using Sentinel.Aws.Response;

namespace Sentinel.Handlers;

/// <summary>Asks for a release.</summary>
/// <param name="Function">Full ARN without qualifier.</param>
/// <param name="Force">Also when code or role differ from what was condemned.</param>
public sealed record ReleaseRequest(string Function, bool Force = false);

/// <summary>Takes a containment back, invoked directly with a <see cref="ReleaseRequest"/>; answers with a <see cref="ReleaseResult"/>.</summary>
internal sealed class Release(ContainmentRelease release) : IHandler
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
        return JsonSerializer.SerializeToUtf8Bytes(await release.ReleaseAsync(request.Function, request.Force, cancellationToken), ReleaseJson.Default.ReleaseResult);
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ReleaseRequest))]
[JsonSerializable(typeof(ReleaseResult))]
internal sealed partial class ReleaseJson : JsonSerializerContext;
