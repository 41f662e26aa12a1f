namespace Sentinel.Core.CloudTrail;

/// <summary>A CloudTrail record that some detection wants, read once. Immutable. Names follow
/// https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html.</summary>
public sealed class CloudTrailRecord
{
    /// <summary><c>eventID</c>; never empty.</summary>
    public required string EventId { get; init; }

    /// <summary><c>eventTime</c>, UTC.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary><c>eventSource</c> without <c>.amazonaws.com</c>: <c>lambda</c>, <c>iam</c>, <c>signin</c>.</summary>
    public required string Service { get; init; }

    /// <summary><c>eventName</c> without the API date and version: <c>CreateFunction</c> for <c>CreateFunction20150331</c>.</summary>
    public required string Api { get; init; }

    /// <summary><c>lambda:CreateFunction</c>: service and API in one.</summary>
    public string Call { get => field ??= $"{Service}:{Api}"; init; }

    /// <summary><c>recipientAccountId</c>, else <c>userIdentity.accountId</c>; empty when neither is there.</summary>
    public required string Account { get; init; }

    /// <summary>Subject under which the account is known.</summary>
    internal string AccountSubject { get => field ??= Knowledge.Known.AccountSubject(Account); init; }

    /// <summary><c>awsRegion</c>; empty when absent.</summary>
    public required string Region { get; init; }

    public required Principal Caller { get; init; }
    public required SourceAddress Source { get; init; }
    public string? UserAgent { get; init; }

    /// <summary>Null for a call that succeeded.</summary>
    public string? ErrorCode { get; init; }

    public string? ErrorMessage { get; init; }

    /// <summary>CloudTrail left the parameters out because they were too large (<c>"omitted":true</c>).</summary>
    public bool ParametersOmitted { get; init; }

    /// <summary>The Lambda function that the call names, as a full ARN without qualifier; null when none is named.</summary>
    public string? Function { get; init; }

    /// <summary>The IAM role that the call names: passed to a function, created, changed or assumed; full ARN, else null.</summary>
    public string? Role { get; init; }

    /// <summary>The parameters and response elements that detections use.</summary>
    public required FieldMap Fields { get; init; }

    public bool Succeeded => ErrorCode is null;

    /// <summary>The call was refused for want of permission.</summary>
    public bool Denied => ErrorCode is "AccessDenied" or "AccessDeniedException" or "UnauthorizedOperation" or "Client.UnauthorizedOperation" or "UnauthorizedAccess";

    public string? this[Field field] => Fields[field];

    /// <summary>Event time, then event id: the order in which every record is judged.</summary>
    public static int Compare(DateTimeOffset time, string eventId, DateTimeOffset otherTime, string otherEventId)
    {
        var byTime = time.CompareTo(otherTime);
        return byTime != 0 ? byTime : string.CompareOrdinal(eventId, otherEventId);
    }
}
