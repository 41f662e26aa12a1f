using System.Globalization;
using System.Net;
using System.Text;
using Sentinel.Core.CloudTrail;
using Sentinel.Core.Containment;
using Sentinel.Core.Detections;
using Sentinel.Core.FlowLogs;
using Sentinel.Core.Incidents;
using Sentinel.Core.Knowledge;
using Sentinel.Core.Settings;

namespace Sentinel.Core.Tests.Detections;

/// <summary>Plays an example through the ordinary pipeline and tells what was signalled.</summary>
internal static class ExampleRunner
{
    public static readonly DateTimeOffset Noon = new(2024, 3, 14, 12, 0, 0, TimeSpan.Zero);

    public static ICountries KnownCountries => Countries.Instance;

    public static Heard Play(Example example, params Detection[] detections) => Play(example, new Pasts(), times: 1, reversed: false, detections);

    /// <param name="pasts">What was learned before, for examples that share it.</param>
    /// <param name="times">How often each call of the day is delivered.</param>
    /// <param name="reversed">The calls of the day are delivered from the last to the first.</param>
    public static Heard Play(Example example, Pasts pasts, int times, bool reversed, Detection[] detections)
    {
        var heard = new Heard();
        var (facts, id) = pasts.Of(example, detections);
        var options = new PipelineOptions
        {
            Detections = detections,
            Settings = SettingsOf(example),
            Countries = Countries.Instance,
            Observer = heard,
            SkipDuplicates = times == 1,
            Facts = facts,
        };
        var pipeline = pasts.Make(options);
        var today = new List<(object What, byte[] Bytes)>();
        foreach (var call in example.Calls) Each(call, Noon, time => today.Add((call, Json(call, time, ++id))));
        foreach (var flow in example.Flows) today.Add((flow, Line(flow, Noon)));
        if (reversed) today.Reverse();
        object? last = null;
        foreach (var (what, bytes) in today)
        {
            if (!ReferenceEquals(what, last)) heard.LastCall = [];
            last = what;
            for (var i = 0; i < times; i++)
            {
                Assert.True(what is Flow ? pipeline.AcceptFlow(bytes, FlowLogFormat.Default, null, out var reason) : pipeline.Accept(bytes, out reason), reason);
            }
        }
        pipeline.Complete();
        return heard;
    }

    public static byte[] Json(Call call, DateTimeOffset time, int id)
    {
        var parts = call.Api.Split(':');
        var when = time.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
        if (call.Whole is { } whole) return Encoding.UTF8.GetBytes(whole.Replace("TIME", when, StringComparison.Ordinal).Replace("FINDING", $"finding-{id:D12}", StringComparison.Ordinal));
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $$"""{"eventVersion":"1.09","userIdentity":{{call.By}},"eventTime":"{{when}}","eventSource":"{{parts[0]}}.amazonaws.com","eventName":"{{parts[1]}}","awsRegion":"{{call.Region}}","sourceIPAddress":"{{call.From}}","userAgent":"{{call.Agent}}",""");
        if (call.Error is not null) text.Append(CultureInfo.InvariantCulture, $"\"errorCode\":\"{call.Error}\",");
        if (call.Message is not null) text.Append(CultureInfo.InvariantCulture, $"\"errorMessage\":\"{call.Message}\",");
        text.Append(CultureInfo.InvariantCulture, $"\"requestParameters\":{call.Request ?? "null"},\"responseElements\":{call.Response ?? "null"},");
        if (call.More is not null) text.Append(CultureInfo.InvariantCulture, $"\"additionalEventData\":{call.More},");
        text.Append(CultureInfo.InvariantCulture, $$"""
            "requestID":"00000000-0000-0000-0000-{{id:D12}}","eventID":"00000000-0000-4000-8000-{{id:D12}}","readOnly":false,"eventType":"AwsApiCall","managementEvent":true,"recipientAccountId":"{{Who.Account}}","eventCategory":"Management"}
            """);
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    /// <summary>A record of flow logs in the default format.</summary>
    public static byte[] Line(Flow flow, DateTimeOffset noon)
    {
        var end = noon.AddMinutes(flow.Minute).ToUnixTimeSeconds();
        return Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture,
            $"2 {Who.Account} {flow.Interface} {flow.From} {flow.To} {flow.FromPort} {flow.Port} 6 {1 + (flow.Bytes / 1400)} {flow.Bytes} {end - 60} {end} {flow.Action} OK"));
    }

    private static void Each(Call call, DateTimeOffset noon, Action<DateTimeOffset> play)
    {
        for (var i = 0; i < call.Times; i++) play(noon.AddMinutes(call.Minute).AddSeconds(i));
    }

    private static SentinelSettings SettingsOf(Example example) => ExampleSettings.Read(example.Settings);

    /// <summary>The pasts of examples, each lived through once: to learn one takes longer than the day that follows.</summary>
    /// <param name="make">How a pipeline is made; null: as anybody would.</param>
    internal sealed class Pasts(Func<PipelineOptions, Pipeline>? make = null)
    {
        private readonly Dictionary<string, (MemoryFactStore Facts, int Calls)> _lived = new(StringComparer.Ordinal);

        public Pipeline Make(PipelineOptions options) => make is null ? new Pipeline(options) : make(options);

        /// <summary>What was learned until the example's day, for it alone, and from how many calls.</summary>
        public (MemoryFactStore Facts, int Calls) Of(Example example, Detection[] detections)
        {
            var key = string.Join('\n', [.. detections.SelectMany(d => d.Wants), $"{example.HistoryDays} days", .. example.Settings.Select(s => s.ToString()), .. example.Habits.Select(h => h.ToString()), .. example.FlowHabits.Select(h => h.ToString())]);
            if (!_lived.TryGetValue(key, out var past)) _lived.Add(key, past = Live(example, detections));
            return (past.Facts.Copy(), past.Calls);
        }

        private (MemoryFactStore Facts, int Calls) Live(Example example, Detection[] detections)
        {
            var facts = new MemoryFactStore();
            var pipeline = Make(new PipelineOptions { Detections = detections, Settings = SettingsOf(example), Countries = Countries.Instance, Facts = facts });
            var calls = 0;
            for (var day = example.HistoryDays; day > 0; day--)
            {
                Learn(new Call("signin:ConsoleLogin") { By = Who.Sso, Response = """{"ConsoleLogin":"Success"}""" }, Noon.AddDays(-day).AddHours(-2));
                foreach (var call in example.Habits) Each(call, Noon.AddDays(-day), time => Learn(call, time));
                foreach (var flow in example.FlowHabits) Assert.True(pipeline.LearnFlow(Line(flow, Noon.AddDays(-day)), FlowLogFormat.Default, out var reason), reason);
            }
            return (facts, calls);

            void Learn(Call call, DateTimeOffset time) => Assert.True(pipeline.Learn(Json(call, time, ++calls), out var reason), reason);
        }
    }

    /// <summary>What the pipeline told.</summary>
    internal sealed class Heard : IPipelineObserver
    {
        public List<Signal> All { get; } = [];
        public List<Signal> LastCall { get; set; } = [];
        public List<Incident> Incidents { get; } = [];
        public List<ContainmentAction> Actions { get; } = [];

        public void Signalled(Signal signal)
        {
            All.Add(signal);
            LastCall.Add(signal);
        }

        public void Happened(Incident incident, IReadOnlyList<string> supersedes) => Incidents.Add(incident);

        public void Acted(ContainmentAction action) => Actions.Add(action);
    }

    private sealed class Countries : ICountries
    {
        public static Countries Instance { get; } = new();

        public string? CountryOf(IPAddress address) => address.ToString() switch
        {
            Who.Home or Who.OtherProvider => "US",
            Who.Abroad => "RU",
            _ => null,
        };
    }
}
