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
    public RecordKind Kind { get; internal set; }

    /// <summary>The record as given, with its envelope.</summary>
    public ReadOnlySpan<byte> Whole { get; internal set; }

    public ReadOnlySpan<byte> EventId { get; internal set; }
    public ReadOnlySpan<byte> EventSource { get; internal set; }
    public ReadOnlySpan<byte> EventName { get; internal set; }
    public ReadOnlySpan<byte> EventTime { get; internal set; }
    public ReadOnlySpan<byte> AwsRegion { get; internal set; }
    public ReadOnlySpan<byte> SourceIp { get; internal set; }

    /// <summary>Content of the JSON string, escapes not replaced.</summary>
    public ReadOnlySpan<byte> UserAgent { get; internal set; }

    public ReadOnlySpan<byte> ErrorCode { get; internal set; }

    /// <summary>Content of the JSON string, escapes not replaced.</summary>
    public ReadOnlySpan<byte> ErrorMessage { get; internal set; }

    public ReadOnlySpan<byte> RequestId { get; internal set; }
    public ReadOnlySpan<byte> SharedEventId { get; internal set; }
    public ReadOnlySpan<byte> RecipientAccountId { get; internal set; }

    /// <summary>Raw JSON object.</summary>
    public ReadOnlySpan<byte> UserIdentity { get; internal set; }

    /// <summary>Raw JSON.</summary>
    public ReadOnlySpan<byte> RequestParameters { get; internal set; }

    /// <summary>Raw JSON.</summary>
    public ReadOnlySpan<byte> ResponseElements { get; internal set; }

    /// <summary>Raw JSON.</summary>
    public ReadOnlySpan<byte> AdditionalEventData { get; internal set; }

    /// <summary>Raw JSON array.</summary>
    public ReadOnlySpan<byte> Resources { get; internal set; }

    /// <summary><c>detail-type</c> of the envelope, empty without one.</summary>
    public ReadOnlySpan<byte> DetailType { get; internal set; }

    /// <summary><c>account</c> of the envelope, empty without one.</summary>
    public ReadOnlySpan<byte> EnvelopeAccount { get; internal set; }

    /// <summary>Raw JSON of an envelope's <c>detail</c>.</summary>
    public ReadOnlySpan<byte> Detail { get; internal set; }
}
