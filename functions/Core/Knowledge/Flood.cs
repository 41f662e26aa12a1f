namespace Sentinel.Core.Knowledge;

/// <summary>A five-minute sum of invocations that reached its threshold within one UTC hour.</summary>
/// <param name="ByPrincipal">The sum over one caller's calls of any function; otherwise over one function's calls by anyone.</param>
/// <param name="Subject">The caller's habit subject, or the function's ARN.</param>
/// <param name="Principal">The caller's ARN; null for a function's flood.</param>
/// <param name="Time">End (second 59) of the earliest minute of the hour at which the sum was reached, UTC.</param>
/// <param name="Last">End of the latest such minute seen so far.</param>
/// <param name="Count">The sum at <paramref name="Time"/>; each caller's minute counts 5,000 at most.</param>
/// <param name="Threshold">What it had to reach: the setting, or the baseline factor times the highest sum on established days, at most 25,000 for a function and 100,000 for a caller.</param>
public readonly record struct Flood(
    bool ByPrincipal, string Subject, string? Principal, string? Function, string Account, string Region, DateTimeOffset Time, DateTimeOffset Last, int Count, int Threshold);
