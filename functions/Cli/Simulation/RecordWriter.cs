using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Sentinel.Cli.Simulation;

/// <summary>One API call as CloudTrail will record it. Parameters are ready JSON, because all names come from <see cref="Words"/>.</summary>
internal sealed record Call(DateTimeOffset Time, Caller By, string Service, string Name, string Region)
{
    public string? Request { get; init; }
    public string? Response { get; init; }
    public string? Additional { get; init; }
    public string? Resources { get; init; }
    public string? Error { get; init; }
    public string? ErrorMessage { get; init; }
    public string? RequestId { get; init; }
    public string? SharedEventId { get; init; }
    public string? Recipient { get; init; }
    public string Type { get; init; } = "AwsApiCall";
    public bool ReadOnly { get; init; }
    public bool Data { get; init; }
}

/// <summary>
/// Writes records as CloudTrail and EventBridge do. Which optional fields are left out and which form a record takes is drawn from the
/// generator, so it varies by seed. Not safe for two threads.
/// </summary>
internal sealed class RecordWriter(Prng random)
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };
    private readonly ArrayBufferWriter<byte> _buffer = new(4096);

    /// <summary>A third as envelopes.</summary>
    public byte[] Write(Call call) => Write(call, random.Percent(33), exact: false);

    /// <summary>With <paramref name="exact"/> nothing is left to chance: every optional field is there, only <c>tlsDetails</c> is not.</summary>
    public byte[] Write(Call call, bool envelope, bool exact)
    {
        _buffer.ResetWrittenCount();
        using var json = new Utf8JsonWriter(_buffer, Options);
        if (envelope) WriteEnvelope(json, call, exact);
        if (!envelope) WriteRecord(json, call, exact);
        json.Flush();
        return _buffer.WrittenSpan.ToArray();
    }

    private void WriteEnvelope(Utf8JsonWriter json, Call call, bool exact)
    {
        json.WriteStartObject();
        json.WriteString("version"u8, "0"u8);
        json.WriteString("id"u8, random.Uuid());
        json.WriteString("detail-type"u8, DetailType(call.Type));
        json.WriteString("source"u8, $"aws.{call.Service}");
        json.WriteString("account"u8, call.Recipient ?? call.By.Account);
        json.WriteString("time"u8, Identity.Stamp(call.Time));
        json.WriteString("region"u8, call.Region);
        json.WriteStartArray("resources"u8);
        json.WriteEndArray();
        json.WritePropertyName("detail"u8);
        WriteRecord(json, call, exact);
        json.WriteEndObject();
    }

    private void WriteRecord(Utf8JsonWriter json, Call call, bool exact)
    {
        json.WriteStartObject();
        json.WriteString("eventVersion"u8, exact || random.Percent(70) ? "1.09"u8 : "1.08"u8);
        Raw(json, "userIdentity", call.By.Who.Json);
        json.WriteString("eventTime"u8, Identity.Stamp(call.Time));
        json.WriteString("eventSource"u8, $"{call.Service}.amazonaws.com");
        json.WriteString("eventName"u8, call.Name);
        json.WriteString("awsRegion"u8, call.Region);
        json.WriteString("sourceIPAddress"u8, call.By.Address);
        if (exact || random.Percent(97)) json.WriteString("userAgent"u8, call.By.Agent);
        if (call.Error is not null) json.WriteString("errorCode"u8, call.Error);
        if (call.ErrorMessage is not null) json.WriteString("errorMessage"u8, call.ErrorMessage);
        Raw(json, "requestParameters", call.Request ?? "null");
        Raw(json, "responseElements", call.Response ?? "null");
        if (call.Additional is not null) Raw(json, "additionalEventData", call.Additional);
        if (call.Type is "AwsApiCall") json.WriteString("requestID"u8, call.RequestId ?? random.Uuid());
        json.WriteString("eventID"u8, random.Uuid());
        json.WriteBoolean("readOnly"u8, call.ReadOnly);
        if (call.Resources is not null) Raw(json, "resources", call.Resources);
        json.WriteString("eventType"u8, call.Type);
        if (call.Data || exact || random.Percent(95)) json.WriteBoolean("managementEvent"u8, !call.Data);
        json.WriteString("recipientAccountId"u8, call.Recipient ?? call.By.Account);
        if (call.SharedEventId is not null) json.WriteString("sharedEventID"u8, call.SharedEventId);
        if (call.Data || exact || random.Percent(95)) json.WriteString("eventCategory"u8, call.Data ? "Data"u8 : "Management"u8);
        if (char.IsAsciiDigit(call.By.Address[0]) && !exact && random.Percent(85))
            Raw(json, "tlsDetails", $$"""{"tlsVersion":"TLSv1.3","cipherSuite":"TLS_AES_128_GCM_SHA256","clientProvidedHostHeader":"{{HostHeader(call)}}"}""");
        json.WriteEndObject();
    }

    private static ReadOnlySpan<byte> DetailType(string eventType) => eventType switch
    {
        "AwsConsoleSignIn" => "AWS Console Sign In via CloudTrail"u8,
        "AwsServiceEvent" => "AWS Service Event via CloudTrail"u8,
        _ => "AWS API Call via CloudTrail"u8,
    };

    private static string HostHeader(Call call) =>
        call.Service is "iam" or "signin" ? $"{call.Service}.amazonaws.com" : $"{call.Service}.{call.Region}.amazonaws.com";

    private static void Raw(Utf8JsonWriter json, string name, string value)
    {
        json.WritePropertyName(name);
        json.WriteRawValue(value, skipInputValidation: true);
    }
}
