namespace Sentinel.Aws.Containment;

public enum RemainderKind
{
    /// <summary>Somebody else changed the value in between; it was left as they made it.</summary>
    ChangedByOthers,

    /// <summary>What was to be put back belongs to something that is there no more.</summary>
    Gone,

    /// <summary>AWS does not take back what was there: the target stays contained.</summary>
    NotPossible,
}

/// <summary>Something that Revert could not put back as it was.</summary>
/// <param name="Text">One line, made safe to show.</param>
public sealed record Remainder(RemainderKind Kind, string Text);

/// <summary>What Revert left; nothing, when all is exactly as before.</summary>
public sealed record Reversal(IReadOnlyList<Remainder> Remainders)
{
    public bool IsExact => Remainders.Count == 0;

    /// <summary>Something is still held back by us: the ledger entry stays open, and on-call is told.</summary>
    public bool IsHeld => Remainders.Any(r => r.Kind == RemainderKind.NotPossible);
}
