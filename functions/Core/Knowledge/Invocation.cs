using Sentinel.Core.CloudTrail;

namespace Sentinel.Core.Knowledge;

/// <summary>A successful invocation of a function, as far as detections need it.</summary>
/// <param name="Time"><c>eventTime</c>, UTC.</param>
/// <param name="EventId"><c>eventID</c>.</param>
/// <param name="Function">Full ARN without qualifier.</param>
/// <param name="Account">The account that owns the record.</param>
/// <param name="AccountSubject">The subject under which that account is known.</param>
public readonly record struct Invocation(DateTimeOffset Time, string EventId, Principal Caller, SourceAddress Source, string Function, string Account, string Region, string AccountSubject);
