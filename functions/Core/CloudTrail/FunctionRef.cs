namespace Sentinel.Core.CloudTrail;

/// <summary>The function that a call is about. Immutable; one instance may serve many records.</summary>
/// <param name="Arn">Full ARN without qualifier; null when the record names none.</param>
/// <param name="DryRun">The call only asks whether it would be allowed (<c>invocationType</c> DryRun): nothing runs.</param>
public sealed record FunctionRef(string? Arn, bool DryRun)
{
    /// <summary>The calls counted for it, once some were: saves looking them up by ARN.</summary>
    internal Knowledge.FunctionCalls? Calls { get; set; }

    public static FunctionRef None { get; } = new(null, DryRun: false);
}
