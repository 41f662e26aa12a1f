using System.Text.Json;
using Amazon.ConfigService;
using Amazon.ConfigService.Model;
using Amazon.Lambda;
using Amazon.Lambda.Model;
using Amazon.Runtime;
using Sentinel.Core.Compliance;

namespace Sentinel.Aws.Compliance;

/// <summary>What came of an event.</summary>
/// <param name="Evaluated">Resources of which AWS Config was told something.</param>
/// <param name="NonCompliant">Functions among them that are not as they should be.</param>
public sealed record RuleEvaluationResult(int Evaluated, int NonCompliant);

/// <summary>Answers one event of the rule in AWS Config: finds the functions it is about, judges each and tells Config. Safe to repeat.</summary>
public sealed class RuleEvaluation(Func<string, string, EvaluatingClients> clients, SurroundingsReader surroundings)
{
    /// <summary>What Config takes at once: https://docs.aws.amazon.com/config/latest/APIReference/API_PutEvaluations.html</summary>
    public const int MostAtOnce = 100;

    /// <exception cref="AmazonServiceException">A service refused or kept failing; Config asks again.</exception>
    /// <exception cref="EvaluationRefusedException">Config did not take some of the answers.</exception>
    public async Task<RuleEvaluationResult> AnswerAsync(ConfigRuleEvent asked, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (asked.Occasion == ConfigOccasion.Other) return new RuleEvaluationResult(0, 0);
        using var there = clients(asked.Account, asked.Region);
        var evaluations = asked.Occasion == ConfigOccasion.Scheduled ? await AllAsync(there, asked, now, cancellationToken) : [await OneAsync(there, asked, now, cancellationToken)];
        foreach (var some in evaluations.Chunk(MostAtOnce))
        {
            var answer = await there.Config.PutEvaluationsAsync(new PutEvaluationsRequest { Evaluations = [.. some], ResultToken = asked.ResultToken, TestMode = asked.IsTest ? true : null }, cancellationToken);
            if (answer.FailedEvaluations is { Count: > 0 } failed) throw new EvaluationRefusedException($"AWS Config did not take {failed.Count} of {some.Length} evaluations, the first of {failed[0].ComplianceResourceId}");
        }
        return new RuleEvaluationResult(evaluations.Count, evaluations.Count(e => e.ComplianceType == "NON_COMPLIANT"));
    }

    private async Task<Evaluation> OneAsync(EvaluatingClients there, ConfigRuleEvent asked, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var item = asked.Item!;
        if (asked.LeftScope || item.IsDeleted || item.ResourceType != ConfigItem.FunctionType) return Evaluation(item, ComplianceVerdict.NotApplicable);
        var function = asked.Occasion == ConfigOccasion.ItemOversized ? await FetchAsync(there.Config, item, cancellationToken) : item.Function;
        return Evaluation(item, function is null ? ComplianceVerdict.NotApplicable : await JudgeAsync(there, function, item.Account, now, cancellationToken));
    }

    private async Task<List<Evaluation>> AllAsync(EvaluatingClients there, ConfigRuleEvent asked, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var evaluations = new List<Evaluation>();
        string? marker = null;
        do
        {
            var page = await there.Lambda.ListFunctionsAsync(new ListFunctionsRequest { Marker = marker }, cancellationToken);
            foreach (var listed in page.Functions ?? [])
            {
                if (listed is not { FunctionArn: { } arn, FunctionName: { } name }) continue;
                var function = new FunctionItem(arn, listed.Role, listed.Runtime?.Value, [.. (listed.Layers ?? []).Select(l => l.Arn).OfType<string>()]);
                try
                {
                    // Config knows a function by its name.
                    evaluations.Add(Evaluation(new ConfigItem(ConfigItem.FunctionType, name, asked.Account, asked.Region, "OK", asked.At, function), await JudgeAsync(there, function, asked.Account, now, cancellationToken)));
                }
                catch (AmazonLambdaException e) when (e.StatusCode == System.Net.HttpStatusCode.NotFound) // deleted meanwhile
                {
                }
            }
            marker = page.NextMarker;
        }
        while (!string.IsNullOrEmpty(marker));
        return evaluations;
    }

    private async Task<ComplianceVerdict> JudgeAsync(EvaluatingClients there, FunctionItem function, string account, DateTimeOffset now, CancellationToken cancellationToken) =>
        FunctionJudge.Of(function, await surroundings.ReadAsync(there, function, account, now, cancellationToken), now);

    // The latest until then, as the notification would have held it.
    private static async Task<FunctionItem?> FetchAsync(IAmazonConfigService config, ConfigItem summary, CancellationToken cancellationToken)
    {
        var history = await config.GetResourceConfigHistoryAsync(new GetResourceConfigHistoryRequest { ResourceType = summary.ResourceType, ResourceId = summary.ResourceId, LaterTime = summary.CapturedAt, Limit = 1 }, cancellationToken);
        if (history.ConfigurationItems is not [{ Configuration: { Length: > 0 } text }, ..]) return null;
        try
        {
            using var document = JsonDocument.Parse(text);
            return FunctionItem.Read(document.RootElement);
        }
        catch (JsonException e)
        {
            throw new AmazonClientException($"The configuration of {summary.ResourceId} cannot be read.", e);
        }
    }

    private static Evaluation Evaluation(ConfigItem item, ComplianceVerdict verdict) => new()
    {
        ComplianceResourceType = item.ResourceType,
        ComplianceResourceId = item.ResourceId,
        ComplianceType = verdict.State switch
        {
            ComplianceState.Compliant => "COMPLIANT",
            ComplianceState.NonCompliant => "NON_COMPLIANT",
            _ => "NOT_APPLICABLE",
        },
        Annotation = verdict.Annotation,
        OrderingTimestamp = item.CapturedAt,
    };
}

/// <summary>AWS Config took the call and not all of what it said; it asks again.</summary>
public sealed class EvaluationRefusedException(string message) : Exception(message);
