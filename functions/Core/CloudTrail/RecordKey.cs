namespace Sentinel.Core.CloudTrail;

/// <summary>The top-level keys that matter.</summary>
internal enum RecordKey : byte
{
    Other, EventId, EventSource, EventName, EventTime, AwsRegion, SourceIp, UserAgent, ErrorCode, ErrorMessage, RequestId, SharedEventId,
    RecipientAccountId, UserIdentity, RequestParameters, ResponseElements, AdditionalEventData, Resources,
    DetailType, Detail, Account, Source, InvokingEvent, InsightDetails, DigestStartTime, SchemaVersion, Severity,
}

internal static class RecordKeys
{
    /// <summary>The key that so many bytes spell, escapes replaced.</summary>
    public static RecordKey Of(ReadOnlySpan<byte> name) => name.Length switch
    {
        6 => name.SequenceEqual("detail"u8) ? RecordKey.Detail : name.SequenceEqual("source"u8) ? RecordKey.Source : RecordKey.Other,
        7 => name.SequenceEqual("eventID"u8) ? RecordKey.EventId : name.SequenceEqual("account"u8) ? RecordKey.Account : RecordKey.Other,
        // GuardDuty's API begins its names with capitals, its events do not.
        8 => name[1..].SequenceEqual("everity"u8) && (name[0] | 32) == 's' ? RecordKey.Severity : RecordKey.Other,
        9 => OfNine(name),
        11 => name.SequenceEqual("eventSource"u8) ? RecordKey.EventSource : name.SequenceEqual("detail-type"u8) ? RecordKey.DetailType : RecordKey.Other,
        12 => name.SequenceEqual("userIdentity"u8) ? RecordKey.UserIdentity : name.SequenceEqual("errorMessage"u8) ? RecordKey.ErrorMessage : RecordKey.Other,
        13 => OfThirteen(name),
        14 => name.SequenceEqual("insightDetails"u8) ? RecordKey.InsightDetails : RecordKey.Other,
        15 => name.SequenceEqual("sourceIPAddress"u8) ? RecordKey.SourceIp : name.SequenceEqual("digestStartTime"u8) ? RecordKey.DigestStartTime : RecordKey.Other,
        16 => name.SequenceEqual("responseElements"u8) ? RecordKey.ResponseElements : RecordKey.Other,
        17 => name.SequenceEqual("requestParameters"u8) ? RecordKey.RequestParameters : RecordKey.Other,
        18 => name.SequenceEqual("recipientAccountId"u8) ? RecordKey.RecipientAccountId : RecordKey.Other,
        19 => name.SequenceEqual("additionalEventData"u8) ? RecordKey.AdditionalEventData : RecordKey.Other,
        _ => RecordKey.Other,
    };

    private static RecordKey OfNine(ReadOnlySpan<byte> name) => name[5] switch
    {
        (byte)'T' => name.SequenceEqual("eventTime"u8) ? RecordKey.EventTime : RecordKey.Other,
        (byte)'N' => name.SequenceEqual("eventName"u8) ? RecordKey.EventName : RecordKey.Other,
        (byte)'g' => name.SequenceEqual("awsRegion"u8) ? RecordKey.AwsRegion : name.SequenceEqual("userAgent"u8) ? RecordKey.UserAgent : RecordKey.Other,
        (byte)'C' => name.SequenceEqual("errorCode"u8) ? RecordKey.ErrorCode : RecordKey.Other,
        (byte)'s' => name.SequenceEqual("requestID"u8) ? RecordKey.RequestId : RecordKey.Other,
        (byte)'r' => name.SequenceEqual("resources"u8) ? RecordKey.Resources : RecordKey.Other,
        _ => name.SequenceEqual("userAgent"u8) ? RecordKey.UserAgent : name.SequenceEqual("requestID"u8) ? RecordKey.RequestId
            : name.SequenceEqual("awsRegion"u8) ? RecordKey.AwsRegion : name.SequenceEqual("resources"u8) ? RecordKey.Resources : RecordKey.Other,
    };

    private static RecordKey OfThirteen(ReadOnlySpan<byte> name) => name.SequenceEqual("sharedEventID"u8) ? RecordKey.SharedEventId
        : name.SequenceEqual("invokingEvent"u8) ? RecordKey.InvokingEvent
        : name[1..].SequenceEqual("chemaVersion"u8) && (name[0] | 32) == 's' ? RecordKey.SchemaVersion : RecordKey.Other;
}
