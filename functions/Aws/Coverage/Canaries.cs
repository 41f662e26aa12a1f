using System.Globalization;
using Amazon.DynamoDBv2.Model;
using Amazon.Lambda;
using Amazon.Lambda.Model;
using Amazon.Runtime;
using Sentinel.Aws.State;

namespace Sentinel.Aws.Coverage;

/// <summary>
/// Harmless calls in every account and region, and when their records arrived. One invokes the canary's own function, which does nothing; one asks to lift a limit
/// of a function that does not exist, which the role is denied by name, so that it is refused whatever else is allowed. Both are made with the role that only reads,
/// in a session called <c>canary-NAME</c>, by which the bus knows them.
/// </summary>
public sealed class Canaries(AwsClients clients, CanaryBook book, TimeProvider clock)
{
    /// <summary>The function that the members' rules bring along where the deployment has <c>canary=true</c>; nothing else is ever invoked.</summary>
    public const string Function = "SentinelCanary";

    /// <summary>What the names of sessions begin with.</summary>
    public const string Session = "canary-";

    // Nowhere.
    private const string Nobody = "SentinelCanary-that-is-not-there";

    private const int AtOnce = 16;

    /// <param name="name">Letters, digits and hyphens, at most 40.</param>
    public async Task<IReadOnlyList<CanaryCall>> MakeAsync(string name, IReadOnlyList<string> accounts, IReadOnlyList<string> regions, CancellationToken cancellationToken)
    {
        var calls = new System.Collections.Concurrent.ConcurrentBag<CanaryCall>();
        var places = accounts.SelectMany(a => regions.Select(r => (Account: a, Region: r)));
        await Parallel.ForEachAsync(places, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken }, async (place, cancelled) =>
        {
            using var there = clients.Watching(place.Account, place.Region, Session + name);
            calls.Add(await MakeAsync(place, CanaryBook.Denied, () => there.Lambda.DeleteFunctionConcurrencyAsync(new DeleteFunctionConcurrencyRequest { FunctionName = Nobody }, cancelled)));
            calls.Add(await MakeAsync(place, CanaryBook.Invoke, () => there.Lambda.InvokeAsync(new InvokeRequest { FunctionName = Function, Payload = "{}" }, cancelled)));
        });
        var made = calls.OrderBy(c => c.Account, StringComparer.Ordinal).ThenBy(c => c.Region, StringComparer.Ordinal).ThenBy(c => c.Kind, StringComparer.Ordinal).ToList();
        await book.MadeAsync(name, made, cancellationToken);
        return made;
    }

    private async Task<CanaryCall> MakeAsync((string Account, string Region) place, string kind, Func<Task> call)
    {
        var at = clock.GetUtcNow().ToUnixTimeSeconds();
        CanaryCall Failed(string problem) => new(place.Account, place.Region, kind, null, problem);
        try
        {
            await call();
            return kind == CanaryBook.Denied ? Failed("was not refused: the role in this account is not the one of this version") : new CanaryCall(place.Account, place.Region, kind, at, null);
        }
        catch (AmazonLambdaException e) when (kind == CanaryBook.Denied && e.StatusCode == System.Net.HttpStatusCode.Forbidden && e.ErrorCode.StartsWith("AccessDenied", StringComparison.Ordinal))
        {
            return new CanaryCall(place.Account, place.Region, kind, at, null);
        }
        catch (Amazon.Lambda.Model.ResourceNotFoundException) when (kind == CanaryBook.Invoke)
        {
            return Failed($"there is no function {Function}: deploy with canary=true");
        }
        catch (AmazonServiceException e)
        {
            return Failed($"{e.ErrorCode}: {e.Message}");
        }
        catch (AmazonClientException e)
        {
            return Failed(e.Message);
        }
    }
}

/// <summary>Which canary calls were made, and which arrived; for a day.</summary>
public sealed class CanaryBook(StateTable table)
{
    public const string Denied = "denied";
    public const string Invoke = "invoke";

    private static readonly TimeSpan Kept = TimeSpan.FromDays(1);

    /// <summary>When the record of a call arrived here. The first time counts; may be called again.</summary>
    public Task ArrivedAsync(string name, string account, string region, string kind, DateTimeOffset at, CancellationToken cancellationToken) => SetAsync(name, account, region, kind,
        "SET arrived = if_not_exists(arrived, :at), #t = :ttl", at, cancellationToken);

    /// <summary>When each of its calls arrived.</summary>
    public async Task<IReadOnlyDictionary<(string Account, string Region, string Kind), DateTimeOffset>> ArrivalsAsync(string name, CancellationToken cancellationToken)
    {
        var arrived = new Dictionary<(string, string, string), DateTimeOffset>();
        foreach (var item in await table.QueryAsync(PartitionOf(name), cancellationToken))
        {
            if (item[StateTable.Sort].S.Split('#') is not [var account, var region, var kind] || !item.TryGetValue("arrived", out var at)) continue;
            arrived[(account, region, kind)] = DateTimeOffset.FromUnixTimeSeconds(long.Parse(at.N, CultureInfo.InvariantCulture));
        }
        return arrived;
    }

    internal Task MadeAsync(string name, IEnumerable<CanaryCall> calls, CancellationToken cancellationToken) => StateTable.ForEachAsync(calls.Where(c => c.At is not null), 16,
        (call, cancelled) => SetAsync(name, call.Account, call.Region, call.Kind, "SET made = :at, #t = :ttl", DateTimeOffset.FromUnixTimeSeconds(call.At!.Value), cancelled), cancellationToken);

    private Task<UpdateItemResponse> SetAsync(string name, string account, string region, string kind, string update, DateTimeOffset at, CancellationToken cancellationToken) => table.Dynamo.UpdateItemAsync(new UpdateItemRequest
    {
        TableName = table.Name,
        Key = StateTable.Key(PartitionOf(name), $"{account}#{region}#{kind}"),
        UpdateExpression = update,
        ExpressionAttributeNames = new(StringComparer.Ordinal) { ["#t"] = StateTable.Expiry },
        ExpressionAttributeValues = new(StringComparer.Ordinal) { [":at"] = StateTable.Number(at.ToUnixTimeSeconds()), [":ttl"] = StateTable.Number((table.Clock.GetUtcNow() + Kept).ToUnixTimeSeconds()) },
    }, cancellationToken);

    private static string PartitionOf(string name) => "CANARY#" + name;
}
