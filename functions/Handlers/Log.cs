using Microsoft.Extensions.Logging;

namespace Sentinel.Handlers;

/// <summary>What every function says of itself and of its queue; 1000 to 1099.</summary>
internal static partial class Log
{
    [LoggerMessage(1001, LogLevel.Critical, "The function could not start.")]
    public static partial void NotStarted(this ILogger log, Exception e);

    [LoggerMessage(1002, LogLevel.Warning, "The first call to AWS failed; the function starts without.")]
    public static partial void NotPrimed(this ILogger log, Exception e);

    [LoggerMessage(1003, LogLevel.Critical, "The Runtime API cannot be reached, or says that the environment is lost.")]
    public static partial void EnvironmentLost(this ILogger log, Exception e);

    [LoggerMessage(1004, LogLevel.Error, "Lambda did not take the response to {RequestId} ({Bytes} bytes): too large, or too late.")]
    public static partial void ResponseNotTaken(this ILogger log, string requestId, int bytes);

    [LoggerMessage(1005, LogLevel.Error, "Lambda did not take the error {ErrorType} of {RequestId}: too late.")]
    public static partial void ErrorNotTaken(this ILogger log, string requestId, string errorType);

    [LoggerMessage(1006, LogLevel.Error, "The invocation failed.")]
    public static partial void InvocationFailed(this ILogger log, Exception e);

    [LoggerMessage(1010, LogLevel.Error, "Message {MessageId} failed, received {ReceiveCount} times; the queue will deliver it again.")]
    public static partial void MessageFailed(this ILogger log, Exception e, string messageId, int receiveCount);

    [LoggerMessage(1011, LogLevel.Error, "Message {MessageId} is malformed, received {ReceiveCount} times, and will end in the dead-letter queue: {Reason}")]
    public static partial void MessageMalformed(this ILogger log, string messageId, int receiveCount, string reason);

    [LoggerMessage(1012, LogLevel.Error, "The batch failed with {Unfinished} of {Messages} messages unfinished; the queue will deliver those again.")]
    public static partial void BatchFailed(this ILogger log, Exception e, int unfinished, int messages);

    [LoggerMessage(1022, LogLevel.Error, "A setting is refused: {Refusal}")]
    public static partial void SettingRefused(this ILogger log, string refusal);

    [LoggerMessage(1023, LogLevel.Error, "The settings could not be read; those last in force stay.")]
    public static partial void SettingsUnreadable(this ILogger log, Exception e);

    [LoggerMessage(1024, LogLevel.Warning, "Nothing is contained anywhere: {Pause}")]
    public static partial void Paused(this ILogger log, string pause);

    [LoggerMessage(1025, LogLevel.Error, "Page {PageId} ({State} of incident {Incident}) could not be sent.")]
    public static partial void PageNotSent(this ILogger log, Exception e, string pageId, Core.Reports.PageState state, string incident);

    [LoggerMessage(1026, LogLevel.Error, "Page {PageId} ({State} of incident {Incident}) could not be remembered and may arrive twice.")]
    public static partial void PageNotRemembered(this ILogger log, Exception e, string pageId, Core.Reports.PageState state, string incident);

    [LoggerMessage(1027, LogLevel.Warning, "Whether a containment for incident {Incident} was counted before is not known; it is counted.")]
    public static partial void NotCounted(this ILogger log, string incident, Exception e);

    [LoggerMessage(1028, LogLevel.Error, "The report of incident {Incident} could not be written; it is tried again.")]
    public static partial void ReportNotWritten(this ILogger log, string incident, Exception e);

    [LoggerMessage(1021, LogLevel.Warning, "Countries are off: {Reason}")]
    public static partial void NoCountries(this ILogger log, string reason);

    [LoggerMessage(1020, LogLevel.Information, "Incident {Incident}: {Step} of {Target} is {Status}: {Reason}")]
    public static partial void Acted(this ILogger log, string incident, string step, string target, Core.Containment.ActionStatus status, string reason);

    [LoggerMessage(1013, LogLevel.Warning, "The deadline came with {Unfinished} of {Messages} messages unfinished; the queue will deliver those again.")]
    public static partial void BatchOutOfTime(this ILogger log, int unfinished, int messages);

    [LoggerMessage(1050, LogLevel.Error, "Line {Index} of {Stream} cannot be read, one of {Rejected}: {Reason}")]
    public static partial void FlowLineMalformed(this ILogger log, string stream, int index, int rejected, string reason);

    [LoggerMessage(1051, LogLevel.Error, "Record {SequenceNumber} of the stream of flow logs is malformed and will end where failures do: {Reason}")]
    public static partial void FlowRecordMalformed(this ILogger log, string sequenceNumber, string reason);

    [LoggerMessage(1052, LogLevel.Warning, "The descriptions of network interfaces cannot be had; invocations tell which function ran on them.")]
    public static partial void InterfacesNotDescribed(this ILogger log, Exception e);

    [LoggerMessage(1040, LogLevel.Error, "The containment of {Function} could not be verified; the next sweep tries again.")]
    public static partial void NotVerified(this ILogger log, string function, Exception e);

    [LoggerMessage(1050, LogLevel.Error, "A record of {Key} at {Place} is not understood: {Reason}")]
    public static partial void RecordRejected(this ILogger log, string key, string place, string reason);
}
