using System.Text.Json.Serialization;

namespace Sentinel.Aws.Coverage;

/// <summary>What the function of coverage is asked directly; the schedule's event asks nothing.</summary>
/// <param name="Accounts">Check these now; null: those whose turn it is. What is not enrolled is not checked.</param>
/// <param name="Canary">Letters, digits and hyphens, at most 40: make harmless calls under this name instead, see <see cref="Canaries"/>.</param>
public sealed record CoverageRequest(IReadOnlyList<string>? Accounts = null, string? Canary = null);

/// <summary>A gap as it is told to programs.</summary>
/// <param name="Region">Null: the whole account.</param>
/// <param name="Sight"><c>blind</c>, <c>unknown</c> or <c>noted</c>.</param>
/// <param name="Since">UTC, as <c>2024-03-14T18:02:45Z</c>.</param>
public sealed record GapLine(string Account, string? Region, string Sensor, string Sight, string What, string Since);

/// <summary>A call that a canary made.</summary>
/// <param name="Kind"><c>invoke</c> or <c>denied</c>.</param>
/// <param name="At">UTC, seconds since 1970, when it was made; null: it could not be.</param>
/// <param name="Problem">Why not.</param>
public sealed record CanaryCall(string Account, string Region, string Kind, long? At, string? Problem);

/// <summary>What is known when the check ends.</summary>
/// <param name="Accounts">Expected to be seen.</param>
/// <param name="Checked">Of them, in this run.</param>
/// <param name="Unchecked">Of them, never so far.</param>
/// <param name="Gaps">All that are open, the worst first; at most 5,000.</param>
/// <param name="Left">Gaps that are not in the list.</param>
/// <param name="Calls">Of the canary, when one was asked for.</param>
public sealed record CoverageResult(int Accounts, int Regions, int Checked, int Unchecked, int Blind, IReadOnlyList<GapLine> Gaps, int Left, IReadOnlyList<CanaryCall>? Calls = null);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(CoverageRequest))]
[JsonSerializable(typeof(CoverageResult))]
public sealed partial class CoverageJson : JsonSerializerContext;
