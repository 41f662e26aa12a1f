namespace Sentinel.Core.CloudTrail;

/// <summary>A table that a call of DynamoDB touches.</summary>
/// <param name="Arn">Full ARN, without index, stream or export.</param>
/// <param name="Deleted">Items that the call removes from it, as far as the request shows them; 0: it reads.</param>
internal readonly record struct TouchedTable(string Arn, int Deleted);

/// <summary>Finds the tables of a DynamoDB call and counts what it deletes
/// (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/logging-using-cloudtrail.html).</summary>
internal static class TableParser
{
    // BatchGetItem and TransactWriteItems take a hundred items (API reference): there can be no more tables.
    private const int Most = 100;

    /// <param name="into">Cleared first. Stays empty for a batch of writes that deletes nothing, and where no table is named.</param>
    /// <param name="account">In which a bare table name lies.</param>
    public static void Read(in RecordScan scan, string api, string region, string account, List<TouchedTable> into)
    {
        into.Clear();
        switch (api)
        {
            case "DeleteItem":
                Named(scan, region, account, into, deleted: 1);
                return;
            case "BatchWriteItem":
                BatchDeletes(JsonText.Member(scan.RequestParameters, "requestItems"u8), region, account, into);
                return;
            case "TransactWriteItems":
                TransactionDeletes(JsonText.Member(scan.RequestParameters, "transactItems"u8), region, account, into);
                return;
            case "BatchGetItem":
                Resources(scan.Resources, into);
                if (into.Count == 0) RequestedItems(JsonText.Member(scan.RequestParameters, "requestItems"u8), region, account, into);
                return;
            default:
                Named(scan, region, account, into, deleted: 0);
                return;
        }
    }

    private static void Named(in RecordScan scan, string region, string account, List<TouchedTable> into, int deleted)
    {
        var name = JsonText.Filled(scan.RequestParameters, "tableName"u8) ?? JsonText.Filled(scan.RequestParameters, "tableArn"u8);
        if (name is not null) Add(into, Arn(name, region, account), deleted);
        else Resources(scan.Resources, into); // PartiQL hides its statement
        if (deleted > 0 && into.Count == 1) into[0] = into[0] with { Deleted = deleted };
    }

    private static void Resources(ReadOnlySpan<byte> resources, List<TouchedTable> into)
    {
        var each = new JsonMembers(resources);
        while (into.Count < Most && each.MoveNext())
        {
            var arn = JsonText.Filled(each.Value, "ARN"u8) ?? JsonText.Filled(each.Value, "arn"u8);
            if (arn is not null && arn.Contains(":table/", StringComparison.Ordinal)) Add(into, Arn(arn, "", ""), 0);
        }
    }

    private static void RequestedItems(ReadOnlySpan<byte> items, string region, string account, List<TouchedTable> into)
    {
        if (items.IsEmpty || items[0] != (byte)'{') return;
        var tables = new JsonMembers(items);
        while (into.Count < Most && tables.MoveNext()) Add(into, Arn(JsonText.Decode(tables.Name, 2048), region, account), 0);
    }

    private static void BatchDeletes(ReadOnlySpan<byte> items, string region, string account, List<TouchedTable> into)
    {
        if (items.IsEmpty || items[0] != (byte)'{') return;
        var tables = new JsonMembers(items);
        while (into.Count < Most && tables.MoveNext())
        {
            var deleted = 0;
            var writes = new JsonMembers(tables.Value);
            while (writes.MoveNext())
            {
                if (!JsonText.Member(writes.Value, "deleteRequest"u8).IsEmpty || !JsonText.Member(writes.Value, "DeleteRequest"u8).IsEmpty) deleted++;
            }
            if (deleted > 0) Add(into, Arn(JsonText.Decode(tables.Name, 2048), region, account), deleted);
        }
    }

    private static void TransactionDeletes(ReadOnlySpan<byte> items, string region, string account, List<TouchedTable> into)
    {
        var writes = new JsonMembers(items);
        while (into.Count < Most && writes.MoveNext())
        {
            var delete = JsonText.Member(writes.Value, "delete"u8);
            if (delete.IsEmpty) delete = JsonText.Member(writes.Value, "Delete"u8);
            if ((JsonText.Filled(delete, "tableName"u8) ?? JsonText.Filled(delete, "TableName"u8)) is { } name) Add(into, Arn(name, region, account), 1);
        }
    }

    private static void Add(List<TouchedTable> into, string? arn, int deleted)
    {
        if (arn is null) return;
        for (var i = 0; i < into.Count; i++)
        {
            if (!string.Equals(into[i].Arn, arn, StringComparison.Ordinal)) continue;
            into[i] = into[i] with { Deleted = into[i].Deleted + deleted };
            return;
        }
        into.Add(new TouchedTable(arn, deleted));
    }

    /// <summary>The ARN of a table, out of its name or an ARN of it or of something in it; null for another thing.</summary>
    internal static string? Arn(string named, string region, string account)
    {
        if (!named.StartsWith("arn:", StringComparison.Ordinal))
        {
            return named.Length is 0 or > 255 || region.Length == 0 || account.Length == 0 || named.Contains(':', StringComparison.Ordinal) ? null
                : $"arn:{Arns.PartitionOf(region)}:dynamodb:{region}:{account}:table/{named}";
        }
        var table = named.IndexOf(":table/", StringComparison.Ordinal);
        if (table < 0 || Arns.Part(named, 2) is not "dynamodb") return null;
        var end = named.IndexOf('/', table + ":table/".Length);
        return end < 0 ? named : named[..end];
    }
}
