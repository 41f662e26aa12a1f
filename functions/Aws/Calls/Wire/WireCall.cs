using System.Net;

namespace Sentinel.Aws.Calls.Wire;

/// <summary>One operation as it goes over the wire; it can be sent again.</summary>
/// <param name="Path">Absolute, its parts encoded.</param>
internal sealed record WireCall(HttpMethod Method, string Path, byte[]? Body = null, string? ContentType = null)
{
    /// <summary>False where 409 means "there is one already", which waiting does not change.</summary>
    public bool RetriesConflict { get; init; } = true;

    /// <summary>What the JSON protocols put into <c>X-Amz-Target</c>; null for the others.</summary>
    public string? Target { get; init; }
}

/// <summary>A successful answer.</summary>
/// <param name="FunctionError">What <c>X-Amz-Function-Error</c> says: the call of a function was taken, and the function failed.</param>
internal sealed record WireAnswer(HttpStatusCode Status, string? RequestId, byte[] Body, string? FunctionError = null);

/// <summary>What a service said about a call that failed.</summary>
/// <param name="Code">The bare name of the error, as <c>ResourceNotFoundException</c>; empty when the answer named none.</param>
internal sealed record WireError(string Code, string Message, string? RequestId, HttpStatusCode Status)
{
    private static readonly HashSet<string> Throttling = new(StringComparer.Ordinal)
    {
        "Throttling", "Throttled", "ThrottlingException", "ThrottledException", "RequestThrottledException", "RequestThrottled", "TooManyRequestsException",
        "RequestLimitExceeded", "BandwidthLimitExceeded", "SlowDown", "PriorRequestNotComplete", "EC2ThrottledException",
    };

    private static readonly HashSet<string> Conflicts = new(StringComparer.Ordinal)
    {
        "ResourceConflictException", "ResourceInUseException", "EntityTemporarilyUnmodifiable", "ConcurrentModification",
    };

    public bool IsConflict => Conflicts.Contains(Code);

    /// <summary>Another attempt may end otherwise.</summary>
    public bool MayPass => (int)Status is 429 or >= 500 || Throttling.Contains(Code) || IsConflict;
}
