using Sentinel.Core.Knowledge;

namespace Sentinel.Aws.State;

/// <summary>The calls of one function by one caller in one UTC minute.</summary>
/// <param name="Function">Full ARN without qualifier.</param>
/// <param name="Caller">The caller's habit subject.</param>
/// <param name="Minute">Minutes since 1970-01-01 UTC.</param>
public sealed record MinuteCalls(string Function, string Caller, int Minute, CallSet Calls);
