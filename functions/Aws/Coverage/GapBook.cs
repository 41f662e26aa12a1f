using System.Globalization;
using Amazon.DynamoDBv2.Model;
using Sentinel.Aws.State;
using Sentinel.Core.Coverage;

namespace Sentinel.Aws.Coverage;

/// <summary>A gap with what became of it.</summary>
/// <param name="Told">On-call knows.</param>
/// <param name="Ended">It is seen again, and on-call does not know that yet.</param>
public sealed record GapEntry(OpenGap Open, bool Told, bool Ended);

/// <summary>The gaps that are open, one item each. Open ones do not expire.</summary>
public sealed class GapBook(StateTable table)
{
    private const string Partition = "GAPS";
    private const int AtOnce = 16;

    public async Task<IReadOnlyList<GapEntry>> ListAsync(CancellationToken cancellationToken) => [.. (await table.QueryAsync(Partition, cancellationToken)).Select(Read)];

    /// <summary>Writes entries as they are; may be called again.</summary>
    public Task KeepAsync(IEnumerable<GapEntry> entries, CancellationToken cancellationToken) => StateTable.ForEachAsync(entries, AtOnce, (entry, cancelled) => table.Dynamo.PutItemAsync(new PutItemRequest
    {
        TableName = table.Name,
        Item = Write(entry),
    }, cancelled), cancellationToken);

    public Task RemoveAsync(IEnumerable<GapEntry> entries, CancellationToken cancellationToken) => StateTable.ForEachAsync(entries, AtOnce, (entry, cancelled) =>
        table.Dynamo.DeleteItemAsync(new DeleteItemRequest { TableName = table.Name, Key = StateTable.Key(Partition, entry.Open.Gap.Key) }, cancelled), cancellationToken);

    private static Dictionary<string, AttributeValue> Write(GapEntry entry)
    {
        var gap = entry.Open.Gap;
        return new(StateTable.Key(Partition, gap.Key), StringComparer.Ordinal)
        {
            ["account"] = new(gap.Account),
            ["region"] = new() { S = gap.Region },
            ["sensor"] = new(gap.Sensor.Id()),
            ["sight"] = StateTable.Number((long)gap.Sight),
            ["what"] = new(gap.What),
            ["subject"] = new() { S = gap.Subject },
            ["since"] = StateTable.Number(entry.Open.Since.ToUnixTimeSeconds()),
            ["told"] = new() { BOOL = entry.Told },
            ["ended"] = new() { BOOL = entry.Ended },
        };
    }

    private static GapEntry Read(Dictionary<string, AttributeValue> item)
    {
        var sensor = Enum.GetValues<Sensor>().First(s => s.Id() == item["sensor"].S);
        var gap = new Gap(item["account"].S, item["region"].S, sensor, (Sight)int.Parse(item["sight"].N, CultureInfo.InvariantCulture), item["what"].S, item["subject"].S);
        return new GapEntry(new OpenGap(gap, DateTimeOffset.FromUnixTimeSeconds(long.Parse(item["since"].N, CultureInfo.InvariantCulture))), item["told"].BOOL ?? false, item["ended"].BOOL ?? false);
    }
}
