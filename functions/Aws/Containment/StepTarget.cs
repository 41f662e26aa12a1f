using Sentinel.Core.CloudTrail;

namespace Sentinel.Aws.Containment;

/// <summary>What a step acts upon.</summary>
/// <param name="Incident">Id of the incident: name of the session that acts, and of the folder of the evidence.</param>
/// <param name="Arn">Of the function (without qualifier), role or user.</param>
/// <param name="Region">Of the function; for a role or user of the incident, any of its partition.</param>
public sealed record StepTarget(string Incident, string Arn, string Region)
{
    private string[] Parts => Arn.Split(':', 6) is { Length: 6 } parts && parts[0] == "arn" ? parts : throw new FormatException("The target is no ARN.");

    /// <exception cref="FormatException">The target is no ARN; here and below.</exception>
    internal string Account => Parts[4];

    /// <summary>Name of the function, role or user: the last part, without path.</summary>
    internal string Name => Parts[5][(Parts[5].LastIndexOfAny(['/', ':']) + 1)..];

    internal string DenyAll => $"arn:{Arns.PartitionOf(Region)}:iam::{Account}:policy/{DenyAllPolicy}";

    /// <summary>The managed policy that the member stack puts into every account. The containment role may attach no other.</summary>
    internal const string DenyAllPolicy = "SentinelDenyAll";
}
