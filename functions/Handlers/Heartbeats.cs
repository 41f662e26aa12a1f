using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.RegularExpressions;
using Amazon.Lambda.Core;
using Sentinel.Aws.Coverage;
using Sentinel.Core.Settings;
using Sentinel.Handlers.Queue;

namespace Sentinel.Handlers;

/// <summary>Notes the members' heartbeats, and the records of canary calls, that wait in a queue of their own: a batch writes once for an account, however many of
/// its regions were heard.</summary>
internal sealed partial class Heartbeats(SqsBatch batch, HeartbeatBook heartbeats, CanaryBook canaries, TimeProvider clock) : IHandler
{
    // Clocks differ a little; what claims to come from further ahead would hide a silence for as long.
    private static readonly TimeSpan Ahead = TimeSpan.FromMinutes(5);

    // In a large organisation a batch holds a thousand accounts.
    private const int AtOnce = 16;

    public Task<ReadOnlyMemory<byte>> InvokeAsync(ReadOnlyMemory<byte> payload, ILambdaContext context, CancellationToken cancellationToken) => batch.TogetherAsync(payload, NoteAsync, cancellationToken);

    private async Task NoteAsync(SqsWork work, CancellationToken cancellationToken)
    {
        var beats = new Dictionary<string, (Dictionary<string, DateTimeOffset> Regions, List<SqsMessage> Messages)>(StringComparer.Ordinal);
        foreach (var message in work.Messages)
        {
            if (Read(message.Body, out var heard) is { } problem)
            {
                work.Reject(message, problem);
                continue;
            }
            if (heard!.Canary is { } canary)
            {
                await canaries.ArrivedAsync(canary, heard.Account, heard.Region, heard.Kind!, clock.GetUtcNow(), cancellationToken);
                work.Done(message);
                continue;
            }
            if (!beats.TryGetValue(heard.Account, out var account)) beats[heard.Account] = account = (new(StringComparer.Ordinal), []);
            if (!account.Regions.TryGetValue(heard.Region, out var last) || last < heard.Time) account.Regions[heard.Region] = heard.Time;
            account.Messages.Add(message);
        }
        var noted = new ConcurrentQueue<SqsMessage>();
        try
        {
            await Parallel.ForEachAsync(beats, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken }, async (account, cancelled) =>
            {
                await heartbeats.NoteAsync(account.Key, account.Value.Regions, cancelled);
                foreach (var message in account.Value.Messages) noted.Enqueue(message);
            });
        }
        finally
        {
            // Whichever failed, the others are stored.
            foreach (var message in noted) work.Done(message);
        }
    }

    /// <returns>What is wrong with it; null: nothing.</returns>
    private string? Read(ReadOnlyMemory<byte> body, out Heard? heard)
    {
        heard = null;
        try
        {
            using var document = JsonDocument.Parse(body);
            var root = document.RootElement;
            if (Text(root, "account") is not { } account || !Account().IsMatch(account) || Text(root, "region") is not { } region || !Region().IsMatch(region)) return "no envelope of EventBridge: account or region is missing or no such thing";
            if (!root.TryGetProperty("time", out var at) || at.ValueKind != JsonValueKind.String || !at.TryGetDateTimeOffset(out var time)) return "no envelope of EventBridge: time is missing or no time";
            if (time - clock.GetUtcNow() > Ahead) return $"time is {Printable.Of(Text(root, "time")!, 40)}, expected none of the future";
            if (Text(root, "source") == "aws.events")
            {
                heard = new Heard(account, region, time, null, null);
                return null;
            }
            // CloudTrail writes the session into the ARN: arn:aws:sts::ACCOUNT:assumed-role/SentinelCoverage/canary-NAME.
            if (Text(root, "source") != "aws.lambda" || !root.TryGetProperty("detail", out var detail) || !detail.TryGetProperty("userIdentity", out var who) || Text(who, "arn") is not { } arn
                || Canary().Match(arn) is not { Success: true } canary) return "neither a heartbeat nor the record of a canary call";
            heard = new Heard(account, region, time, canary.Groups["name"].Value, Text(detail, "eventName")?.StartsWith("Invoke", StringComparison.Ordinal) is true ? CanaryBook.Invoke : CanaryBook.Denied);
            return null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException) // not JSON, or of other shapes
        {
            return $"no envelope of EventBridge: {Printable.Of(e.Message, 200)}";
        }
    }

    private static string? Text(JsonElement element, string name) => element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private sealed record Heard(string Account, string Region, DateTimeOffset Time, string? Canary, string? Kind);

    [GeneratedRegex("^[0-9]{12}$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Account();

    [GeneratedRegex("^[a-z]{2}(-[a-z]+)+-[0-9]$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Region();

    [GeneratedRegex("/canary-(?<name>[A-Za-z0-9-]{1,40})$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Canary();
}
