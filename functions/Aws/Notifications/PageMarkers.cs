using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Sentinel.Core.Reports;

namespace Sentinel.Aws.Notifications;

/// <summary>Remembers which pages were sent: one item each in the state table, under <c>PAGE#incident</c> and <c>state#target</c>.</summary>
/// <param name="table">Keys <c>pk</c> and <c>sk</c>, time to live on <c>ttl</c>.</param>
public sealed class PageMarkers(IAmazonDynamoDB dynamo, string table, TimeProvider clock)
{
    // Longer than any redelivery, and than an incident is worked on.
    private static readonly TimeSpan Kept = TimeSpan.FromDays(90);

    // DynamoDB takes 2,048 and 1,024 bytes (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html).
    private const int LongestKey = 512;

    /// <exception cref="Amazon.Runtime.AmazonServiceException">DynamoDB refused, or kept failing.</exception>
    public async Task<bool> IsSentAsync(Page page, CancellationToken cancellationToken)
    {
        var found = await dynamo.GetItemAsync(new GetItemRequest { TableName = table, Key = KeyOf(page), ConsistentRead = true, ProjectionExpression = "pk" }, cancellationToken);
        return found.Item is { Count: > 0 };
    }

    /// <summary>Call after the page was sent. Another sender who was first is no error.</summary>
    /// <exception cref="Amazon.Runtime.AmazonServiceException">DynamoDB refused, or kept failing.</exception>
    public async Task MarkAsync(Page page, string? message, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var item = KeyOf(page);
        item["page"] = new AttributeValue(page.Id);
        item["at"] = new AttributeValue(now.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
        item["ttl"] = new AttributeValue { N = (now + Kept).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture) };
        if (!string.IsNullOrEmpty(message)) item["message"] = new AttributeValue(message);
        try
        {
            await dynamo.PutItemAsync(new PutItemRequest { TableName = table, Item = item, ConditionExpression = "attribute_not_exists(pk)" }, cancellationToken);
        }
        catch (ConditionalCheckFailedException) // somebody else sent it at the same time
        {
        }
    }

    private static Dictionary<string, AttributeValue> KeyOf(Page page) => new(StringComparer.Ordinal)
    {
        ["pk"] = new AttributeValue(Short("PAGE#" + page.Incident)),
        ["sk"] = new AttributeValue(Short($"{page.State.Text()}#{page.Target}{(page.Occasion is { } occasion ? "#" + occasion : "")}")),
    };

    // A name that is long, or no plain text, is told apart by its hash.
    private static string Short(string key) => key.Length <= LongestKey && !key.AsSpan().ContainsAnyExceptInRange(' ', '~')
        ? key
        : $"{Defanged.Ascii(key, 64)}#{Convert.ToHexStringLower(SHA256.HashData(Encoding.Unicode.GetBytes(key)))}";
}
