using System.Text.Json;
using System.Text.Json.Serialization;
using Amazon.Lambda.Core;
using Sentinel.Aws.Compliance;
using Sentinel.Core.Compliance;
using Sentinel.Handlers.Observability;

namespace Sentinel.Handlers;

/// <summary>The custom rule of AWS Config: says of functions whether they are as they should be, to Config, in the account it asks about.</summary>
internal sealed class ConfigRule(RuleEvaluation evaluation, Metrics metrics, TimeProvider clock) : IHandler
{
    public async Task<ReadOnlyMemory<byte>> InvokeAsync(ReadOnlyMemory<byte> payload, ILambdaContext context, CancellationToken cancellationToken)
    {
        ConfigRuleEvent asked;
        try
        {
            asked = ConfigRuleEvent.Parse(payload.Span);
        }
        catch (JsonException e)
        {
            throw new MalformedEventException($"the event is none of a rule of AWS Config: {e.Message}");
        }
        var result = await evaluation.AnswerAsync(asked, clock.GetUtcNow(), cancellationToken);
        metrics.Add(Counter.Evaluations, result.Evaluated);
        metrics.Add(Counter.NonCompliant, result.NonCompliant);
        return JsonSerializer.SerializeToUtf8Bytes(result, ConfigRuleJson.Default.RuleEvaluationResult);
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(RuleEvaluationResult))]
internal sealed partial class ConfigRuleJson : JsonSerializerContext;
