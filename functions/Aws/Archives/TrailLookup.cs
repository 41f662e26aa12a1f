using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Amazon.Runtime;
using Sentinel.Aws.Calls.Wire;

namespace Sentinel.Aws.Archives;

/// <summary>
/// CloudTrail's event history over LookupEvents: management events of the last 90 days, of one account and region, at most 50 a request and two requests a
/// second (https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_LookupEvents.html). Data events, invocations among them, are not in it.
/// Safe to use from several threads: they share the rate.
/// </summary>
public sealed class TrailLookup : IDisposable
{
    /// <summary>Days that the event history reaches back.</summary>
    public const int MostDays = 90;

    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(500);

    private readonly ServiceWire _wire;
    private readonly TimeProvider _clock;
    private readonly SemaphoreSlim _turn = new(1);
    private DateTimeOffset _next = DateTimeOffset.MinValue;

    internal TrailLookup(WireParts parts, AWSCredentials credentials, ServiceAddress address, TimeProvider clock)
    {
        _wire = new ServiceWire(parts, credentials, address, e => new AmazonServiceException(e.Message, null, (int)e.Status >= 500 ? ErrorType.Receiver : ErrorType.Sender, e.Code, e.RequestId, e.Status));
        (Region, _clock) = (address.SigningRegion, clock);
    }

    public string Region { get; }

    /// <summary>The records of a span of event time, newest first, as CloudTrail recorded them.</summary>
    /// <exception cref="AmazonServiceException">CloudTrail refused, or kept failing.</exception>
    /// <exception cref="AmazonClientException">It could not be reached, or what it answered cannot be read.</exception>
    public async IAsyncEnumerable<ReadOnlyMemory<byte>> EventsAsync(DateTimeOffset from, DateTimeOffset until, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string? next = null;
        do
        {
            List<ReadOnlyMemory<byte>> events;
            (events, next) = await PageAsync(from, until, next, cancellationToken);
            foreach (var one in events) yield return one;
        }
        while (next is not null);
    }

    /// <summary>Leaves the connections alone: they belong to the handler that all clients share.</summary>
    public void Dispose()
    {
        _wire.Dispose();
        _turn.Dispose();
    }

    private async Task<(List<ReadOnlyMemory<byte>> Events, string? Next)> PageAsync(DateTimeOffset from, DateTimeOffset until, string? token, CancellationToken cancellationToken)
    {
        await WaitForTurnAsync(cancellationToken);
        var call = new WireCall(HttpMethod.Post, "/", Request(from, until, token), "application/x-amz-json-1.1") { Target = "com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101.LookupEvents" };
        var answer = await _wire.SendAsync(call, cancellationToken);
        try
        {
            using var document = JsonDocument.Parse(answer.Body);
            var events = document.RootElement.List("Events", static e => e.Text("CloudTrailEvent")) ?? [];
            return ([.. events.Select(e => new ReadOnlyMemory<byte>(System.Text.Encoding.UTF8.GetBytes(e)))], document.RootElement.Text("NextToken"));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException) // the second: text that is not valid UTF-16
        {
            throw new AmazonClientException("The answer to LookupEvents cannot be read.", e);
        }
    }

    private async Task WaitForTurnAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            var wait = _next - _clock.GetUtcNow();
            if (wait > TimeSpan.Zero) await Task.Delay(wait, _clock, cancellationToken);
            _next = _clock.GetUtcNow() + Pace;
        }
        finally
        {
            _turn.Release();
        }
    }

    private static byte[] Request(DateTimeOffset from, DateTimeOffset until, string? token)
    {
        var body = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(body))
        {
            json.WriteStartObject();
            json.WriteNumber("StartTime"u8, from.ToUnixTimeSeconds());
            json.WriteNumber("EndTime"u8, until.ToUnixTimeSeconds());
            json.WriteNumber("MaxResults"u8, 50);
            if (token is not null) json.WriteString("NextToken"u8, token);
            json.WriteEndObject();
        }
        return body.WrittenSpan.ToArray();
    }
}
