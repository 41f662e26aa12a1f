using Sentinel.Core.Incidents;

namespace Sentinel.Core.Containment;

/// <summary>A function as it really is at the moment of acting.</summary>
public sealed record FunctionState
{
    public required string Function { get; init; }
    public required bool Exists { get; init; }
    /// <summary>Reserved concurrency; null for none, which is not 0.</summary>
    public int? Concurrency { get; init; }
    /// <summary>Execution role, full ARN without path; null when unknown.</summary>
    public string? Role { get; init; }
    /// <summary>The execution role was created inside the incident.</summary>
    public bool RoleIsNew { get; init; }
    /// <summary>The function was created inside the incident: protection and caps do not speak for it.</summary>
    public bool IsNew { get; init; }
    /// <summary>UUIDs of its enabled event source mappings, sorted.</summary>
    public IReadOnlyList<string> Mappings { get; init; } = [];
    /// <summary>SHA-256 of the code before the incident, Base64, and the role; null where no event told them.</summary>
    public string? CodeBefore { get; init; }
    public string? RoleBefore { get; init; }
    /// <summary>Code and role are known to equal those before the incident.</summary>
    public bool IsAsBefore { get; init; }
}

/// <summary>Where the responder looks before it acts. Throws when reality cannot be read: then nothing may be done.</summary>
public interface IFunctionWorld
{
    /// <summary>The function at the clock's time.</summary>
    FunctionState Look(ContainmentTarget target, DateTimeOffset clock);

    /// <summary>Creation time of the life in which the function was at <paramref name="time"/>, as far as is known now.</summary>
    DateTimeOffset LifeAt(string function, DateTimeOffset time);
}
