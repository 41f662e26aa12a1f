using System.Globalization;
using System.Text.Json;
using Amazon.Lambda.Core;
using Sentinel.Aws.Response;
using Sentinel.Core.Reports;

namespace Sentinel.Handlers;

/// <summary>Takes a containment back, invoked directly with a <see cref="ReleaseRequest"/>; answers with a <see cref="ReleaseResult"/>.</summary>
internal sealed class Release(ContainmentRelease release, Pager pager, TimeProvider clock) : IHandler
{
    public async Task<ReadOnlyMemory<byte>> InvokeAsync(ReadOnlyMemory<byte> payload, ILambdaContext context, CancellationToken cancellationToken)
    {
        var request = DirectRequest.Read(payload, DirectJson.Default.ReleaseRequest, r => r.Function, """{"function":"arn:…","force":false}""");
        var result = await release.ReleaseAsync(request.Function, request.Force, (incident, ended) => pager.TellAsync(PageOf(incident, ended), cancellationToken), cancellationToken);
        return JsonSerializer.SerializeToUtf8Bytes(result, DirectJson.Default.ReleaseResult);
    }

    // Held back although it was asked for: somebody must look.
    private Page PageOf(string incident, ReleaseResult result) => new()
    {
        State = result.Released ? PageState.Released : PageState.Failed,
        Incident = incident,
        Time = clock.GetUtcNow(),
        Target = result.Function,
        Note = string.Join("; ", result.Lines),
        Occasion = result.Epoch.ToString(CultureInfo.InvariantCulture),
    };
}
