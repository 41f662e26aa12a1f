using System.Text.Json;
using System.Text.Json.Serialization;
using Amazon.DynamoDBv2.Model;
using Sentinel.Aws.State;
using Sentinel.Core.Reports;

namespace Sentinel.Aws.Response;

/// <summary>Pages that the topic did not take, each one item, so that whatever called for them can be forgotten. The schedule sends what is here.</summary>
public sealed class UnsentPages(StateTable table)
{
    private const string Partition = "UNSENT";

    // As long as it is remembered which pages were sent: later nobody could tell whether this one was.
    private static readonly TimeSpan Kept = TimeSpan.FromDays(90);

    /// <summary>Stored, or it throws. May be called again.</summary>
    /// <exception cref="Amazon.Runtime.AmazonServiceException">DynamoDB refused, or kept failing.</exception>
    public Task KeepAsync(Page page, CancellationToken cancellationToken) => table.Dynamo.PutItemAsync(new PutItemRequest
    {
        TableName = table.Name,
        Item = new(StateTable.Key(Partition, page.Id), StringComparer.Ordinal)
        {
            ["page"] = new(JsonSerializer.Serialize(page, UnsentPagesJson.Default.Page)),
            [StateTable.Expiry] = StateTable.Number((table.Clock.GetUtcNow() + Kept).ToUnixTimeSeconds()),
        },
    }, cancellationToken);

    /// <summary>Oldest first.</summary>
    public async Task<IReadOnlyList<Page>> ListAsync(CancellationToken cancellationToken) =>
        [.. (await table.QueryAsync(Partition, cancellationToken)).Select(i => JsonSerializer.Deserialize(i["page"].S, UnsentPagesJson.Default.Page)!).OrderBy(p => p.Time)];

    /// <summary>On-call knows. May be called again.</summary>
    public Task RemoveAsync(Page page, CancellationToken cancellationToken) =>
        table.Dynamo.DeleteItemAsync(new DeleteItemRequest { TableName = table.Name, Key = StateTable.Key(Partition, page.Id) }, cancellationToken);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, IgnoreReadOnlyProperties = true)]
[JsonSerializable(typeof(Page))]
internal sealed partial class UnsentPagesJson : JsonSerializerContext;
