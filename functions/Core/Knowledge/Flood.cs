namespace Sentinel.Core.Knowledge;

/// <summary>What a five-minute sum counts.</summary>
public enum FloodKind
{
    /// <summary>Invocations of one function by anyone.</summary>
    Function,
    /// <summary>One caller's invocations of any function.</summary>
    Principal,
    /// <summary>Items that one caller, or one function, deletes from any table.</summary>
    Deletes,
}

/// <summary>A five-minute sum that reached its threshold within one UTC hour.</summary>
/// <param name="Subject">The caller's habit subject; for <see cref="FloodKind.Function"/> the function's ARN.</param>
/// <param name="Principal">The caller's ARN; null for a function's flood.</param>
/// <param name="Function">The function that is invoked, or whose credentials delete; null when there is none.</param>
/// <param name="Table">The table that most items were deleted from; null for invocations.</param>
/// <param name="Time">End (second 59) of the earliest minute of the hour at which the sum was reached, UTC.</param>
/// <param name="Last">End of the five minutes (:00, :05 ...) in which the latest such minute seen so far lies.</param>
/// <param name="Count">The sum at <paramref name="Time"/>; each caller's minute counts 5,000 at most.</param>
/// <param name="Threshold">What it had to reach: the setting, or the baseline factor times the highest sum on established days, at most 25,000 for a function and 100,000 for a caller.</param>
public readonly record struct Flood(
    FloodKind Kind, string Subject, string? Principal, string? Function, string? Table, string Account, string Region, DateTimeOffset Time, DateTimeOffset Last, int Count, int Threshold);
