using System.Runtime.CompilerServices;
using Amazon.DynamoDBv2.Model;
using Sentinel.Core.Knowledge;

namespace Sentinel.Aws.State;

/// <summary>Reads the facts of all subjects out of a state table. It has no list of them, so the whole table is scanned: for people at a prompt, not for a function.</summary>
public sealed class FactExport(StateTable table)
{
    /// <summary>Subjects whose name is too long to be a key (1,000 bytes) are kept under a hash, from which it cannot be had back: so many were passed over.</summary>
    public long Nameless { get; private set; }

    /// <summary>In no order. Needs <c>dynamodb:Scan</c> on the table.</summary>
    public async IAsyncEnumerable<SubjectFacts> AllAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Dictionary<string, AttributeValue>? next = null;
        do
        {
            var page = await table.Dynamo.ScanAsync(new ScanRequest
            {
                TableName = table.Name,
                FilterExpression = $"{StateTable.Sort} = :f",
                ExpressionAttributeValues = new(StringComparer.Ordinal) { [":f"] = new(FactItem.SortKey) },
                ExclusiveStartKey = next,
            }, cancellationToken);
            foreach (var item in page.Items ?? [])
            {
                if (StateTable.SubjectOf(item[StateTable.Partition].S) is not { } subject) Nameless++;
                else if (FactItem.Read(subject, item).Facts is { IsEmpty: false } facts) yield return facts;
            }
            next = page.LastEvaluatedKey is { Count: > 0 } last ? last : null;
        }
        while (next is not null);
    }
}
