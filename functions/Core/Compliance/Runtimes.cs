namespace Sentinel.Core.Compliance;

/// <summary>
/// When AWS stops patching a runtime of Lambda: https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html. Taken over on 2026-11-27 from cfn-lint 1.51, which follows
/// that page. AWS moves such dates, later as a rule: a function may then be held against its owner too early, and never too late. What is not listed is not deprecated.
/// </summary>
public static class Runtimes
{
    private static readonly Dictionary<string, DateOnly> Deprecated = new(StringComparer.Ordinal)
    {
        ["dotnet6"] = new(2024, 12, 20),
        ["dotnet8"] = new(2026, 11, 10),
        ["dotnetcore1.0"] = new(2019, 6, 27),
        ["dotnetcore2.0"] = new(2019, 5, 30),
        ["dotnetcore2.1"] = new(2022, 1, 5),
        ["dotnetcore3.1"] = new(2023, 4, 3),
        ["go1.x"] = new(2024, 1, 8),
        ["java11"] = new(2026, 6, 30),
        ["java17"] = new(2026, 6, 30),
        ["java21"] = new(2029, 6, 30),
        ["java25"] = new(2029, 6, 30),
        ["java8"] = new(2024, 1, 8),
        ["java8.al2"] = new(2026, 6, 30),
        ["nodejs"] = new(2016, 8, 30),
        ["nodejs10.x"] = new(2021, 7, 30),
        ["nodejs12.x"] = new(2023, 3, 31),
        ["nodejs14.x"] = new(2023, 12, 4),
        ["nodejs16.x"] = new(2024, 6, 12),
        ["nodejs18.x"] = new(2025, 9, 1),
        ["nodejs20.x"] = new(2026, 4, 30),
        ["nodejs22.x"] = new(2027, 4, 30),
        ["nodejs24.x"] = new(2028, 4, 30),
        ["nodejs4.3"] = new(2020, 3, 5),
        ["nodejs4.3-edge"] = new(2020, 3, 5),
        ["nodejs6.10"] = new(2019, 8, 12),
        ["nodejs8.10"] = new(2020, 3, 6),
        ["provided"] = new(2024, 1, 8),
        ["provided.al2"] = new(2026, 6, 30),
        ["provided.al2023"] = new(2029, 6, 30),
        ["python2.7"] = new(2021, 7, 15),
        ["python3.10"] = new(2026, 6, 30),
        ["python3.11"] = new(2026, 6, 30),
        ["python3.12"] = new(2028, 10, 31),
        ["python3.13"] = new(2029, 6, 30),
        ["python3.14"] = new(2029, 6, 30),
        ["python3.6"] = new(2022, 7, 18),
        ["python3.7"] = new(2023, 12, 4),
        ["python3.8"] = new(2024, 10, 14),
        ["python3.9"] = new(2025, 12, 15),
        ["ruby2.5"] = new(2021, 7, 30),
        ["ruby2.7"] = new(2023, 12, 7),
        ["ruby3.2"] = new(2026, 3, 31),
        ["ruby3.3"] = new(2027, 3, 31),
        ["ruby3.4"] = new(2028, 3, 31),
    };

    /// <summary>Since when the runtime is deprecated; null when it is not, on that day, or is not known.</summary>
    public static DateOnly? DeprecatedSince(string? runtime, DateTimeOffset now) =>
        runtime is not null && Deprecated.TryGetValue(runtime, out var day) && day <= DateOnly.FromDateTime(now.UtcDateTime) ? day : null;
}
