using System.Text.Json.Serialization;

namespace Sentinel.Aws.Response;

/// <summary>Asks for a release; what the handler <c>release</c> is invoked with, and answers with a <see cref="ReleaseResult"/>.</summary>
/// <param name="Function">Full ARN without qualifier.</param>
/// <param name="Force">Also when code or role differ from what was condemned.</param>
public sealed record ReleaseRequest(string Function, bool Force = false);

/// <summary>Says yes to what waits about a function; what the handler <c>approve</c> is invoked with.</summary>
/// <param name="Function">Full ARN without qualifier.</param>
public sealed record ApproveRequest(string Function);

/// <summary>What came of an approval.</summary>
/// <param name="Approved">Something waited, in time, and was done.</param>
/// <param name="Lines">What was done, or why not; one line each, safe to print.</param>
public sealed record ApproveResult(string Function, bool Approved, IReadOnlyList<string> Lines);

/// <summary>These as JSON, camel case.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ReleaseRequest))]
[JsonSerializable(typeof(ReleaseResult))]
[JsonSerializable(typeof(ApproveRequest))]
[JsonSerializable(typeof(ApproveResult))]
public sealed partial class DirectJson : JsonSerializerContext;
