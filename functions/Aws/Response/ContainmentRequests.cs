using Amazon.SQS;
using Amazon.SQS.Model;
using Sentinel.Core.Containment;

namespace Sentinel.Aws.Response;

/// <summary>Hands requests to the acting side, through an SQS FIFO queue: one group a function, so that what concerns one is dealt with in order.</summary>
public sealed class ContainmentRequests(IAmazonSQS sqs, string queueUrl)
{
    private const int MostInOne = 10, LongestGroup = 128;

    /// <exception cref="InvalidOperationException">Some could not be sent: the batch that brought them up must not be acknowledged.</exception>
    public async ValueTask SendAsync(IReadOnlyList<ContainmentRequest> requests, CancellationToken cancellationToken)
    {
        // The last word on one cause counts: an incident that grew while the batch was read is told once.
        var messages = requests.Select(ContainmentMessage.Of).GroupBy(m => m.Cause, StringComparer.Ordinal).Select(g => g.Last()).ToList();
        foreach (var some in messages.Chunk(MostInOne))
        {
            var answer = await sqs.SendMessageBatchAsync(new SendMessageBatchRequest
            {
                QueueUrl = queueUrl,
                Entries =
                [
                    .. some.Select((m, i) => new SendMessageBatchRequestEntry
                    {
                        Id = $"m{i}", MessageBody = m.ToJson(), MessageGroupId = GroupOf(m.Function), MessageDeduplicationId = m.Cause,
                    }),
                ],
            }, cancellationToken);
            if (answer.Failed is { Count: > 0 } failed) throw new InvalidOperationException($"{failed.Count} of {some.Length} requests were not taken by the queue: {failed[0].Code}");
        }
    }

    // Account and name tell a function apart as well as its ARN, which may be longer than a group's name.
    private static string GroupOf(string function) => function.Length == 0 ? "alerts" : function.Length <= LongestGroup ? function : function[^LongestGroup..];
}
