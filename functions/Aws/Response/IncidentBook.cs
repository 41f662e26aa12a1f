using System.Text;
using Amazon.DynamoDBv2.Model;
using Sentinel.Aws.State;
using Sentinel.Core.Incidents;
using Sentinel.Core.Reports;

namespace Sentinel.Aws.Response;

/// <summary>An incident as the Responder last heard of it.</summary>
/// <param name="States">What on-call was told of it, in no order.</param>
public sealed record LoggedIncident(Incident Incident, IReadOnlyCollection<PageState> States);

/// <summary>The incidents that reached the Responder, each one item, for 400 days.</summary>
public sealed class IncidentBook(StateTable table)
{
    private const string Partition = "INCIDENTS";

    private static readonly TimeSpan Kept = TimeSpan.FromDays(400);

    /// <summary>Writes it down, unless more is on file already: messages may come late and twice.</summary>
    public async Task KeepAsync(Incident incident, CancellationToken cancellationToken)
    {
        try
        {
            await table.Dynamo.UpdateItemAsync(new UpdateItemRequest
            {
                TableName = table.Name,
                Key = StateTable.Key(Partition, incident.Id),
                UpdateExpression = "SET incident = :incident, #r = :rank, #t = :ttl",
                ConditionExpression = "attribute_not_exists(#r) OR #r <= :rank",
                ExpressionAttributeNames = new(StringComparer.Ordinal) { ["#r"] = "rank", ["#t"] = StateTable.Expiry },
                ExpressionAttributeValues = new(StringComparer.Ordinal)
                {
                    [":incident"] = new(incident.ToJson()),
                    [":rank"] = StateTable.Number(RankOf(incident)),
                    [":ttl"] = StateTable.Number((table.Clock.GetUtcNow() + Kept).ToUnixTimeSeconds()),
                },
            }, cancellationToken);
        }
        catch (ConditionalCheckFailedException) // what is on file holds more
        {
        }
    }

    /// <summary>On-call was told so.</summary>
    public Task ToldAsync(string incident, PageState state, CancellationToken cancellationToken) => table.Dynamo.UpdateItemAsync(new UpdateItemRequest
    {
        TableName = table.Name,
        Key = StateTable.Key(Partition, incident),
        UpdateExpression = "ADD states :state",
        ExpressionAttributeValues = new(StringComparer.Ordinal) { [":state"] = new() { SS = [state.ToString()] } },
    }, cancellationToken);

    /// <summary>Null when there is none of that id, or nothing but what on-call was told is known of it.</summary>
    public async Task<LoggedIncident?> FindAsync(string id, CancellationToken cancellationToken) =>
        (await table.QueryAsync(Partition, id, id, cancellationToken)).Where(i => i.ContainsKey("incident")).Select(Read).FirstOrDefault();

    /// <summary>Those that alerted at or after <paramref name="since"/>, by event time, oldest first; what another one has absorbed is left out.</summary>
    public async Task<IReadOnlyList<LoggedIncident>> ListAsync(DateTimeOffset since, CancellationToken cancellationToken)
    {
        var all = (await table.QueryAsync(Partition, cancellationToken)).Where(i => i.ContainsKey("incident")).Select(Read).ToList();
        var absorbed = all.SelectMany(i => i.Incident.Supersedes).ToHashSet(StringComparer.Ordinal);
        return [.. all.Where(i => i.Incident.AlertTime >= since && !absorbed.Contains(i.Incident.Id)).OrderBy(i => i.Incident.AlertTime).ThenBy(i => i.Incident.Id, StringComparer.Ordinal)];
    }

    // A verdict never falls and signals are only added.
    private static long RankOf(Incident incident) => ((long)incident.Verdict << 32) + incident.Signals.Count;

    private static LoggedIncident Read(Dictionary<string, AttributeValue> item) => new(Incident.Parse(Encoding.UTF8.GetBytes(item["incident"].S)),
        item.TryGetValue("states", out var states) ? [.. states.SS.Select(Enum.Parse<PageState>)] : []);
}
