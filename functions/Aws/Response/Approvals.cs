using System.Text;
using Amazon.DynamoDBv2.Model;
using Sentinel.Aws.State;
using Sentinel.Core.Containment;

namespace Sentinel.Aws.Response;

/// <summary>What waits for a yes.</summary>
/// <param name="Until">From then on it is too late to approve.</param>
public sealed record PendingApproval(ContainmentMessage Message, DateTimeOffset AskedAt, DateTimeOffset Until);

/// <summary>Requests that wait for <c>sentinel approve</c>, or that the cap of containments held up. Each is one item; asking again starts its time anew.</summary>
public sealed class Approvals(StateTable table)
{
    /// <summary>How long a request can be approved.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(4);

    private const string Partition = "APPROVALS";

    // Nobody is to look for it in vain the day after.
    private static readonly TimeSpan Kept = TimeSpan.FromDays(7);

    /// <summary>Writes down what is asked for; to be called before anybody is told.</summary>
    public Task AskAsync(ContainmentMessage message, CancellationToken cancellationToken)
    {
        var now = table.Clock.GetUtcNow();
        return table.Dynamo.PutItemAsync(new PutItemRequest
        {
            TableName = table.Name,
            Item = new(KeyOf(message), StringComparer.Ordinal)
            {
                ["message"] = new(message.ToJson()),
                ["asked"] = StateTable.Time(now),
                [StateTable.Expiry] = StateTable.Number((now + Kept).ToUnixTimeSeconds()),
            },
        }, cancellationToken);
    }

    /// <summary>All that waits, or that waited until it was too late; of one function, or of all.</summary>
    public async Task<IReadOnlyList<PendingApproval>> ListAsync(string? function, CancellationToken cancellationToken)
    {
        var items = function is null ? await table.QueryAsync(Partition, cancellationToken) : await table.QueryAsync(Partition, $"{function}#", $"{function}#~", cancellationToken);
        return [.. items.Select(Read).OrderBy(a => a.AskedAt)];
    }

    /// <summary>It is answered, or too old. May be called again.</summary>
    public Task RemoveAsync(PendingApproval approval, CancellationToken cancellationToken) =>
        table.Dynamo.DeleteItemAsync(new DeleteItemRequest { TableName = table.Name, Key = KeyOf(approval.Message) }, cancellationToken);

    private static Dictionary<string, AttributeValue> KeyOf(ContainmentMessage message) => StateTable.Key(Partition, $"{message.Function}#{message.Cause}");

    private static PendingApproval Read(Dictionary<string, AttributeValue> item)
    {
        var asked = StateTable.TimeOf(item["asked"]);
        return new PendingApproval(ContainmentMessage.Parse(Encoding.UTF8.GetBytes(item["message"].S)), asked, asked + Lifetime);
    }
}
