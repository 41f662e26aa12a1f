using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Sentinel.Aws.State;
using Sentinel.Core.Containment;

namespace Sentinel.Aws.Response;

/// <summary>Remembers which answers to which messages were counted: a message that comes again is answered again, and is no second containment.</summary>
public sealed class CountedAnswers(StateTable table)
{
    private const string At = "at";

    // Longer than any redelivery.
    private static readonly TimeSpan Kept = TimeSpan.FromDays(90);

    /// <returns>False: it was counted before.</returns>
    /// <exception cref="Amazon.Runtime.AmazonServiceException">DynamoDB refused, or kept failing.</exception>
    public async Task<bool> IsFirstAsync(ContainmentMessage message, ActionStatus answer, CancellationToken cancellationToken)
    {
        var now = table.Clock.GetUtcNow();
        var at = StateTable.Time(now);
        try
        {
            await table.Dynamo.PutItemAsync(new PutItemRequest
            {
                TableName = table.Name,
                Item = new(StateTable.Key($"COUNTED#{message.Incident.Id}", $"{message.Cause}#{answer}"), StringComparer.Ordinal)
                {
                    [At] = at,
                    [StateTable.Expiry] = StateTable.Number((now + Kept).ToUnixTimeSeconds()),
                },
                ConditionExpression = "attribute_not_exists(pk)",
                ReturnValuesOnConditionCheckFailure = ReturnValuesOnConditionCheckFailure.ALL_OLD,
            }, cancellationToken);
            return true;
        }
        catch (ConditionalCheckFailedException e) // counted before, or just now: the answer to the first attempt was lost
        {
            return e.Item?.GetValueOrDefault(At)?.S == at.S;
        }
    }
}
