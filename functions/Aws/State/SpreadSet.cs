using System.Globalization;
using Amazon.DynamoDBv2;

namespace Sentinel.Aws.State;

/// <summary>An element of a binary set of an item.</summary>
internal readonly record struct Element(string Attribute, byte[] Bytes);

/// <summary>
/// Binary sets that may grow past what one item holds (400 KB). While they are small they stand under one sort key; what is added later goes to
/// <c>key#d</c>, then <c>key#dd</c>, by the first hex digits of its hash. Readers take all keys that begin so: where an element lies does not matter.
/// </summary>
internal static class SpreadSet
{
    private const int MostBytes = 100_000; // aimed at; what others add at the same time is not known
    private const int MostDigits = 4;

    /// <param name="stored">Bytes known to stand under this sort key already, in all its items.</param>
    public static Task AddAsync(StateTable table, string partition, string sort, IReadOnlyList<Element> elements, long stored, long expiry, CancellationToken cancellationToken)
    {
        var (digits, room) = (0, (long)MostBytes);
        for (var size = stored + elements.Sum(e => e.Bytes.Length); size > room && digits < MostDigits; room *= 16) digits++;
        return AddAtAsync(table, partition, sort, elements, digits, expiry, cancellationToken);
    }

    private static async Task AddAtAsync(StateTable table, string partition, string sort, IEnumerable<Element> elements, int digits, long expiry, CancellationToken cancellationToken)
    {
        foreach (var item in elements.GroupBy(e => KeyOf(sort, e.Bytes, digits), StringComparer.Ordinal))
        {
            var change = new ItemChange { Expiry = expiry };
            foreach (var element in item) change.Add(element.Attribute, element.Bytes);
            try
            {
                await table.UpdateAsync(partition, item.Key, change, cancellationToken);
            }
            catch (AmazonDynamoDBException e) when (digits < MostDigits && StateTable.IsTooLarge(e))
            {
                await AddAtAsync(table, partition, sort, item, digits + 1, expiry, cancellationToken);
            }
        }
    }

    private static string KeyOf(string sort, byte[] bytes, int digits) =>
        digits == 0 ? sort : $"{sort}#{Packed.HashOf(bytes).ToString("x32", CultureInfo.InvariantCulture)[..digits]}";
}
