using System.Runtime.CompilerServices;

namespace Sentinel.Core.CloudTrail;

/// <summary>What a record is, as far as its top-level keys tell.</summary>
public enum RecordKind
{
    /// <summary>A CloudTrail record, bare or out of an EventBridge envelope.</summary>
    CloudTrail,

    /// <summary>A GuardDuty finding; <see cref="RecordScan.Detail"/> is the finding.</summary>
    GuardDutyFinding,

    /// <summary>An event of AWS Config, from EventBridge (<see cref="RecordScan.Detail"/>) or as a custom rule gets it (whole).</summary>
    ConfigEvent,

    /// <summary>Something else of AWS that is well formed and of no interest: another envelope, an Insights record, a digest.</summary>
    OtherEvent,
}

/// <summary>Where in the bytes the parts of a record lie; nothing is decoded. Valid as long as the bytes are. Absent and null parts are
/// empty. Strings are plain UTF-8 (escapes already replaced) except <see cref="UserAgent"/> and <see cref="ErrorMessage"/>, which stay as
/// JSON wrote them. The other parts are raw JSON.</summary>
public ref struct RecordScan
{
    /// <summary>Start and end of the value of each <see cref="RecordKey"/> up to <see cref="RecordKey.Source"/>: so many numbers.</summary>
    internal const int Noted = 2 * ((int)RecordKey.Source + 1);

    private Places _places;

    public RecordKind Kind { get; internal set; }

    /// <summary>The record as given, with its envelope.</summary>
    public ReadOnlySpan<byte> Whole { get; internal set; }

    /// <summary>No value is written with escapes or holds more than ASCII; false also when that is not known.</summary>
    internal bool IsPlain { get; set; }

    public readonly ReadOnlySpan<byte> EventId => String(RecordKey.EventId);
    public readonly ReadOnlySpan<byte> EventSource => String(RecordKey.EventSource);
    public readonly ReadOnlySpan<byte> EventName => String(RecordKey.EventName);
    public readonly ReadOnlySpan<byte> EventTime => String(RecordKey.EventTime);
    public readonly ReadOnlySpan<byte> AwsRegion => Text(RecordKey.AwsRegion);
    public readonly ReadOnlySpan<byte> SourceIp => Text(RecordKey.SourceIp);

    /// <summary>Content of the JSON string, escapes not replaced.</summary>
    public readonly ReadOnlySpan<byte> UserAgent => Content(RecordKey.UserAgent);

    public readonly ReadOnlySpan<byte> ErrorCode => Text(RecordKey.ErrorCode);

    /// <summary>Content of the JSON string, escapes not replaced.</summary>
    public readonly ReadOnlySpan<byte> ErrorMessage => Content(RecordKey.ErrorMessage);

    public readonly ReadOnlySpan<byte> RequestId => Text(RecordKey.RequestId);
    public readonly ReadOnlySpan<byte> SharedEventId => Text(RecordKey.SharedEventId);
    public readonly ReadOnlySpan<byte> RecipientAccountId => Text(RecordKey.RecipientAccountId);

    /// <summary>Raw JSON object.</summary>
    public readonly ReadOnlySpan<byte> UserIdentity => Tree(RecordKey.UserIdentity);

    /// <summary>Raw JSON.</summary>
    public readonly ReadOnlySpan<byte> RequestParameters => Tree(RecordKey.RequestParameters);

    /// <summary>Raw JSON.</summary>
    public readonly ReadOnlySpan<byte> ResponseElements => Tree(RecordKey.ResponseElements);

    /// <summary>Raw JSON.</summary>
    public readonly ReadOnlySpan<byte> AdditionalEventData => Tree(RecordKey.AdditionalEventData);

    /// <summary>Raw JSON array.</summary>
    public readonly ReadOnlySpan<byte> Resources => Tree(RecordKey.Resources);

    /// <summary><c>detail-type</c> of the envelope, empty without one.</summary>
    public readonly ReadOnlySpan<byte> DetailType => Text(RecordKey.DetailType);

    /// <summary><c>account</c> of the envelope, empty without one.</summary>
    public readonly ReadOnlySpan<byte> EnvelopeAccount => Text(RecordKey.Account);

    /// <summary>Raw JSON of an envelope's <c>detail</c>.</summary>
    public readonly ReadOnlySpan<byte> Detail => Tree(RecordKey.Detail);

    /// <summary><c>source</c> of the envelope, empty without one.</summary>
    internal readonly ReadOnlySpan<byte> Source => Text(RecordKey.Source);

    internal readonly bool HasSource => _places[(2 * (int)RecordKey.Source) + 1] != 0;

    /// <summary>Notes where the value of a key lies; the last one counts.</summary>
    internal void Note(RecordKey key, int start, int end)
    {
        _places[2 * (int)key] = start;
        _places[(2 * (int)key) + 1] = end;
    }

    /// <summary>Takes over what was noted elsewhere: start and end of each key's value.</summary>
    internal void Note(ReadOnlySpan<int> places) => places[..Noted].CopyTo(_places);

    /// <summary>Takes over what only an envelope has.</summary>
    internal void Envelop(scoped in RecordScan outer)
    {
        for (var i = 2 * (int)RecordKey.DetailType; i < Noted; i++) _places[i] = outer._places[i];
    }

    private readonly ReadOnlySpan<byte> Raw(RecordKey key)
    {
        var start = _places[2 * (int)key];
        return Whole.Slice(start, _places[(2 * (int)key) + 1] - start);
    }

    private readonly ReadOnlySpan<byte> String(RecordKey key)
    {
        var value = Raw(key);
        return value.Length > 0 && value[0] == (byte)'"' ? Unescaped(value[1..^1]) : default;
    }

    private readonly ReadOnlySpan<byte> Text(RecordKey key)
    {
        var value = Raw(key);
        if (value.IsEmpty) return default;
        if (value[0] == (byte)'"') return Unescaped(value[1..^1]);
        return value[0] is (byte)'{' or (byte)'[' or (byte)'n' ? default : value;
    }

    private readonly ReadOnlySpan<byte> Unescaped(ReadOnlySpan<byte> content) => !IsPlain && content.Contains((byte)'\\') ? JsonText.Unescape(content) : content;

    private readonly ReadOnlySpan<byte> Content(RecordKey key)
    {
        var value = Raw(key);
        return value.Length > 0 && value[0] == (byte)'"' ? value[1..^1] : default;
    }

    private readonly ReadOnlySpan<byte> Tree(RecordKey key)
    {
        var value = Raw(key);
        return value.Length > 0 && value[0] is (byte)'{' or (byte)'[' ? value : default;
    }

    /// <summary>Both are 0 where a key has no value.</summary>
    [InlineArray(Noted)]
    private struct Places
    {
        private int _first;
    }
}
