namespace Sentinel.Aws.Containment;

public enum FindingKind
{
    /// <summary>What the step did was undone by somebody else.</summary>
    Lifted,

    /// <summary>There is something that the record does not hold: inspect again, extend the record, file it, apply.</summary>
    Unrecorded,

    /// <summary>It is in force, and does not stop this target.</summary>
    Insufficient,

    /// <summary>The target is there no more: nothing is left to contain.</summary>
    Gone,
}

/// <summary>Something that Verify found.</summary>
/// <param name="Text">One line, made safe to show.</param>
public sealed record Finding(FindingKind Kind, string Text);

/// <summary>What Verify found; nothing, when all is in force.</summary>
public sealed record Verification(IReadOnlyList<Finding> Findings)
{
    /// <summary>The target is contained, or gone.</summary>
    public bool Holds => Findings.All(f => f.Kind == FindingKind.Gone);
}
