using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Sentinel.Aws.Containment;
using Sentinel.Aws.State;
using Sentinel.Core.Containment;

namespace Sentinel.Aws.Response;

/// <summary>What is known of one containment from its first moment on.</summary>
/// <param name="Life">Event time of the creation that began this life of the function; <see cref="DateTimeOffset.MinValue"/> when it was never seen.</param>
/// <param name="Since">Event time from which the function stood condemned.</param>
/// <param name="IsNew">The function was created inside the incident.</param>
public sealed record LedgerHeader(string Function, string Account, string Region, string Incident, DateTimeOffset Life, DateTimeOffset Since, DateTimeOffset ActedAt, bool IsNew);

/// <summary>One step against one target, as far as it went.</summary>
/// <param name="Record">What was there before; filed before anything was done.</param>
public sealed record LedgerStep(string Step, StepRecord Record, DateTimeOffset FiledAt, bool Applied, bool Reverted);

/// <summary>One containment of a function: from when it was condemned until it was released.</summary>
/// <param name="Epoch">1, 2, … : a release, or a function made anew under the name, opens the next; a lift by anyone else does not.</param>
/// <param name="ReleasedAt">Null while it is open.</param>
/// <param name="Lifts">Ids of the signals of lifts that were answered.</param>
/// <param name="Steps">In the order in which they were filed.</param>
public sealed record LedgerEpoch(int Epoch, LedgerHeader Header, DateTimeOffset? ReleasedAt, IReadOnlyCollection<string> Lifts, IReadOnlyList<LedgerStep> Steps)
{
    public bool IsOpen => ReleasedAt is null;

    /// <summary>A lift that was found and is being answered; null when there is none.</summary>
    public ContainmentMessage? Answering { get; init; }
}

/// <summary>
/// The ledger of containments in DynamoDB. Every write is one conditional write of one item, so that of two who act at once the first one's record stands, and a
/// repetition after a crash changes nothing. Entries do not expire while they are open.
/// </summary>
public sealed class ContainmentLedger(StateTable table)
{
    private const string Open = "OPEN", Lift = "#lift", Message = "message";

    /// <summary>The latest epoch of a function; null when it was never contained.</summary>
    public async Task<LedgerEpoch?> LatestAsync(string function, CancellationToken cancellationToken)
    {
        var items = await table.QueryAsync(KeyOf(function), cancellationToken);
        return items.Where(i => i.ContainsKey("header")).Select(i => Read(i, items)).MaxBy(e => e.Epoch);
    }

    /// <summary>Opens an epoch, unless it is there already: the first writer wins.</summary>
    public async Task OpenAsync(int epoch, LedgerHeader header, CancellationToken cancellationToken)
    {
        await PutIfAbsentAsync(new(StateTable.Key(KeyOf(header.Function), KeyOf(epoch)), StringComparer.Ordinal)
        {
            ["header"] = new(JsonSerializer.Serialize(header, LedgerJson.Default.LedgerHeader)),
        }, cancellationToken);
        // Found again by the sweep. Whoever died before this writes it when the message comes again.
        await table.Dynamo.PutItemAsync(new PutItemRequest
        {
            TableName = table.Name,
            Item = new(StateTable.Key(Open, header.Function), StringComparer.Ordinal) { ["epoch"] = StateTable.Number(epoch) },
        }, cancellationToken);
    }

    /// <summary>Files what a step found before it acts.</summary>
    /// <returns>The record in force: the one that was filed first.</returns>
    public async Task<StepRecord> FileAsync(string function, int epoch, string step, StepRecord record, CancellationToken cancellationToken, string revision = "")
    {
        var key = StateTable.Key(KeyOf(function), $"{KeyOf(epoch)}#{step}#{record.Target.Arn}{revision}");
        if (await PutIfAbsentAsync(new(key, StringComparer.Ordinal) { ["step"] = new(step), ["record"] = new(record.ToJson()), ["filed"] = StateTable.Time(table.Clock.GetUtcNow()) }, cancellationToken)) return record;
        var found = await table.Dynamo.GetItemAsync(new GetItemRequest { TableName = table.Name, Key = key, ConsistentRead = true }, cancellationToken);
        return StepRecord.Parse(found.Item["record"].S);
    }

    /// <summary>Appends what a contained target has been given since: the record in force is replaced by one that holds more.</summary>
    /// <returns>False when somebody else replaced it meanwhile; read again.</returns>
    public async Task<bool> ExtendAsync(string function, int epoch, string step, StepRecord known, StepRecord extended, CancellationToken cancellationToken)
    {
        try
        {
            await table.Dynamo.UpdateItemAsync(new UpdateItemRequest
            {
                TableName = table.Name,
                Key = StateTable.Key(KeyOf(function), $"{KeyOf(epoch)}#{step}#{known.Target.Arn}"),
                UpdateExpression = "SET #r = :new",
                ConditionExpression = "#r = :known",
                ExpressionAttributeNames = new(StringComparer.Ordinal) { ["#r"] = "record" },
                ExpressionAttributeValues = new(StringComparer.Ordinal) { [":new"] = new(extended.ToJson()), [":known"] = new(known.ToJson()) },
            }, cancellationToken);
            return true;
        }
        catch (ConditionalCheckFailedException)
        {
            return false;
        }
    }

    /// <summary>Notes that a step was taken.</summary>
    public Task AppliedAsync(string function, int epoch, string step, string target, CancellationToken cancellationToken, string revision = "") =>
        StampAsync(function, $"{KeyOf(epoch)}#{step}#{target}{revision}", "applied", cancellationToken);

    /// <summary>Notes that a step was taken back.</summary>
    public Task RevertedAsync(string function, int epoch, LedgerStep step, CancellationToken cancellationToken) =>
        StampAsync(function, $"{KeyOf(epoch)}#{step.Step}#{step.Record.Target.Arn}", "reverted", cancellationToken);

    /// <summary>Notes a lift that is being answered.</summary>
    /// <returns>How many were, this one included.</returns>
    public async Task<int> LiftedAsync(string function, int epoch, string lift, CancellationToken cancellationToken)
    {
        var answer = await table.Dynamo.UpdateItemAsync(new UpdateItemRequest
        {
            TableName = table.Name,
            Key = StateTable.Key(KeyOf(function), KeyOf(epoch)),
            UpdateExpression = "ADD lifts :lift",
            ExpressionAttributeValues = new(StringComparer.Ordinal) { [":lift"] = new() { SS = [lift] } },
            ReturnValues = ReturnValue.ALL_NEW,
        }, cancellationToken);
        return answer.Attributes["lifts"].SS.Count;
    }

    /// <summary>Writes down a lift that was found, before it is answered.</summary>
    /// <returns>The one that is being answered: the one that was found first.</returns>
    public async Task<ContainmentMessage> AnsweringAsync(string function, int epoch, ContainmentMessage lift, CancellationToken cancellationToken)
    {
        var key = StateTable.Key(KeyOf(function), $"{KeyOf(epoch)}{Lift}");
        if (await PutIfAbsentAsync(new(key, StringComparer.Ordinal) { [Message] = new(lift.ToJson()) }, cancellationToken)) return lift;
        var found = await table.Dynamo.GetItemAsync(new GetItemRequest { TableName = table.Name, Key = key, ConsistentRead = true }, cancellationToken);
        return found.Item is { Count: > 0 } item ? Parse(item) : lift;
    }

    /// <summary>It is answered. May be called again.</summary>
    public Task AnsweredAsync(string function, int epoch, CancellationToken cancellationToken) => table.Dynamo.DeleteItemAsync(new DeleteItemRequest
    {
        TableName = table.Name,
        Key = StateTable.Key(KeyOf(function), $"{KeyOf(epoch)}{Lift}"),
    }, cancellationToken);

    /// <summary>Closes an epoch. May be called again.</summary>
    public async Task CloseAsync(string function, int epoch, CancellationToken cancellationToken)
    {
        await StampAsync(function, KeyOf(epoch), "released", cancellationToken);
        await ForgetAsync(function, epoch, cancellationToken);
    }

    /// <summary>Takes a function whose epoch is closed off the list of those that are looked at, unless a later one is open by now. Whoever closes it does; the sweep
    /// does it for one who died before.</summary>
    public async Task ForgetAsync(string function, int epoch, CancellationToken cancellationToken)
    {
        try
        {
            await table.Dynamo.DeleteItemAsync(new DeleteItemRequest
            {
                TableName = table.Name,
                Key = StateTable.Key(Open, function),
                ConditionExpression = "epoch <= :epoch",
                ExpressionAttributeValues = new(StringComparer.Ordinal) { [":epoch"] = StateTable.Number(epoch) },
            }, cancellationToken);
        }
        catch (ConditionalCheckFailedException) // it is off already, or contained again
        {
        }
    }

    /// <summary>Functions whose latest epoch is open.</summary>
    public async Task<IReadOnlyList<string>> OpenFunctionsAsync(CancellationToken cancellationToken) =>
        [.. (await table.QueryAsync(Open, cancellationToken)).Select(i => i[StateTable.Sort].S)];

    /// <summary>Counts a containment against the cap of an account and UTC hour, unless the cap is reached. A function counts once.</summary>
    /// <returns>False when the cap is reached.</returns>
    public async Task<bool> TryCountAsync(string account, DateTimeOffset now, string function, int most, CancellationToken cancellationToken)
    {
        if (most <= 0) return false;
        try
        {
            await table.Dynamo.UpdateItemAsync(new UpdateItemRequest
            {
                TableName = table.Name,
                Key = StateTable.Key($"CAP#{account}", now.UtcDateTime.ToString("yyyyMMddHH", CultureInfo.InvariantCulture)),
                UpdateExpression = "ADD functions :one SET #t = :ttl",
                ConditionExpression = "attribute_not_exists(functions) OR contains(functions, :function) OR size(functions) < :most",
                ExpressionAttributeNames = new(StringComparer.Ordinal) { ["#t"] = StateTable.Expiry },
                ExpressionAttributeValues = new(StringComparer.Ordinal) { [":one"] = new() { SS = [function] }, [":function"] = new(function), [":most"] = StateTable.Number(most), [":ttl"] = StateTable.Number(now.AddDays(2).ToUnixTimeSeconds()) },
            }, cancellationToken);
            return true;
        }
        catch (ConditionalCheckFailedException)
        {
            return false;
        }
    }

    private async Task<bool> PutIfAbsentAsync(Dictionary<string, AttributeValue> item, CancellationToken cancellationToken)
    {
        try
        {
            await table.Dynamo.PutItemAsync(new PutItemRequest { TableName = table.Name, Item = item, ConditionExpression = "attribute_not_exists(pk)" }, cancellationToken);
            return true;
        }
        catch (ConditionalCheckFailedException)
        {
            return false;
        }
    }

    // The first stamp stands.
    private Task<UpdateItemResponse> StampAsync(string function, string key, string what, CancellationToken cancellationToken) => table.Dynamo.UpdateItemAsync(new UpdateItemRequest
    {
        TableName = table.Name,
        Key = StateTable.Key(KeyOf(function), key),
        UpdateExpression = "SET #w = if_not_exists(#w, :now)",
        ExpressionAttributeNames = new(StringComparer.Ordinal) { ["#w"] = what },
        ExpressionAttributeValues = new(StringComparer.Ordinal) { [":now"] = StateTable.Time(table.Clock.GetUtcNow()) },
    }, cancellationToken);

    private static LedgerEpoch Read(Dictionary<string, AttributeValue> item, List<Dictionary<string, AttributeValue>> all)
    {
        var key = item[StateTable.Sort].S;
        var steps = all.Where(i => i.ContainsKey("record") && i[StateTable.Sort].S.StartsWith(key + "#", StringComparison.Ordinal))
            .Select(i => new LedgerStep(i["step"].S, StepRecord.Parse(i["record"].S), StateTable.TimeOf(i["filed"]), i.ContainsKey("applied"), i.ContainsKey("reverted")));
        return new LedgerEpoch(
            int.Parse(key, CultureInfo.InvariantCulture),
            JsonSerializer.Deserialize(item["header"].S, LedgerJson.Default.LedgerHeader)!,
            item.TryGetValue("released", out var released) ? StateTable.TimeOf(released) : null,
            item.TryGetValue("lifts", out var lifts) ? lifts.SS : [],
            [.. steps.OrderBy(s => s.FiledAt).ThenBy(s => s.Step, StringComparer.Ordinal)])
        {
            Answering = all.Find(i => i[StateTable.Sort].S == key + Lift) is { } lift ? Parse(lift) : null,
        };
    }

    private static ContainmentMessage Parse(Dictionary<string, AttributeValue> lift) => ContainmentMessage.Parse(Encoding.UTF8.GetBytes(lift[Message].S));

    private static string KeyOf(string function) => $"LEDGER#{function}";

    private static string KeyOf(int epoch) => epoch.ToString("D4", CultureInfo.InvariantCulture);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(LedgerHeader))]
internal sealed partial class LedgerJson : JsonSerializerContext;
