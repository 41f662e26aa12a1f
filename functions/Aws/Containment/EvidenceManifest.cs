using System.Text.Json;
using System.Text.Json.Serialization;

namespace Sentinel.Aws.Containment;

/// <summary><c>manifest.json</c>: what was preserved. It is written last, so that where it stands everything it lists stands too.</summary>
public sealed record EvidenceManifest
{
    public required string Incident { get; init; }
    public required string Function { get; init; }
    public required DateTimeOffset WrittenAt { get; init; }

    /// <summary>Of the configuration when the function was condemned, Base64.</summary>
    public string? CodeSha256Expected { get; init; }

    /// <summary>Of the package that was copied, Base64; null when none was.</summary>
    public string? CodeSha256Copied { get; init; }

    /// <summary>The copied package is the condemned one.</summary>
    public bool CodeMatches => CodeSha256Copied is not null && CodeSha256Copied == CodeSha256Expected;

    /// <summary>What could not be had, and why.</summary>
    public required IReadOnlyList<string> Notes { get; init; }

    public required IReadOnlyList<EvidenceFile> Files { get; init; }
}

/// <param name="Size">Bytes.</param>
/// <param name="Sha256">Lower-case hexadecimal.</param>
public sealed record EvidenceFile(string Name, long Size, string Sha256);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(EvidenceManifest))]
[JsonSerializable(typeof(FunctionSeen))]
[JsonSerializable(typeof(RoleSeen))]
[JsonSerializable(typeof(ConcurrencyEvidence))]
[JsonSerializable(typeof(IReadOnlyList<MappingSeen>))]
[JsonSerializable(typeof(IReadOnlyList<FunctionUrlSeen>))]
[JsonSerializable(typeof(IReadOnlyDictionary<string, string>))]
internal sealed partial class EvidenceJson : JsonSerializerContext;

internal sealed record ConcurrencyEvidence(int? Reserved, IReadOnlyList<ProvisionedSeen> Provisioned);
