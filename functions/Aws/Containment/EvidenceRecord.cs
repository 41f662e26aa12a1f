namespace Sentinel.Aws.Containment;

/// <summary>A function as it was when it was condemned.</summary>
public sealed record EvidenceRecord : StepRecord
{
    public required FunctionSeen Function { get; init; }

    /// <summary>Reserved concurrency; null for no reservation.</summary>
    public int? Concurrency { get; init; }

    public required IReadOnlyList<ProvisionedSeen> Provisioned { get; init; }
    public required IReadOnlyList<MappingSeen> Mappings { get; init; }

    /// <summary>Resource policy of the function without qualifier, JSON; null for none.</summary>
    public string? Policy { get; init; }

    public required IReadOnlyList<FunctionUrlSeen> Urls { get; init; }
    public required IReadOnlyDictionary<string, string> Tags { get; init; }

    /// <summary>Null when the execution role is there no more.</summary>
    public RoleSeen? Role { get; init; }

    /// <summary>It is a picture of one moment: a function that was changed gets a record of its own.</summary>
    public override StepRecord Extend(StepRecord seenNow) => this;
}

/// <summary>The configuration of a function. In the ledger only the names of its environment variables stand, in the evidence their values too.</summary>
public sealed record FunctionSeen
{
    public string? Arn { get; init; }

    /// <summary>SHA-256 of the package, Base64, as Lambda gives it.</summary>
    public string? CodeSha256 { get; init; }

    public long? CodeSize { get; init; }
    public string? DeadLetterTarget { get; init; }
    public string? Description { get; init; }
    public IReadOnlyDictionary<string, string>? Environment { get; init; }
    public required IReadOnlyList<string> EnvironmentNames { get; init; }
    public string? Handler { get; init; }
    public string? KmsKey { get; init; }
    public string? LastModified { get; init; }
    public required IReadOnlyList<string> Layers { get; init; }

    /// <summary>MB.</summary>
    public int? Memory { get; init; }

    /// <summary><c>Zip</c> or <c>Image</c>.</summary>
    public string? PackageType { get; init; }

    public string? RevisionId { get; init; }
    public string? Role { get; init; }
    public string? Runtime { get; init; }
    public required IReadOnlyList<string> SecurityGroups { get; init; }
    public required IReadOnlyList<string> Subnets { get; init; }

    /// <summary>Seconds.</summary>
    public int? Timeout { get; init; }
}

/// <param name="Arn">Of the function, or of the alias that has the address.</param>
/// <param name="AuthType"><c>NONE</c>: anybody may call it.</param>
public sealed record FunctionUrlSeen(string Arn, string? Url, string? AuthType);

/// <summary>An execution role; documents are JSON.</summary>
public sealed record RoleSeen
{
    public string? Arn { get; init; }
    public string? Id { get; init; }
    public string? Trust { get; init; }
    public string? Boundary { get; init; }

    /// <summary>ARNs of managed policies.</summary>
    public required IReadOnlyList<string> Attached { get; init; }

    /// <summary>Inline policies by name.</summary>
    public required IReadOnlyDictionary<string, string> Inline { get; init; }
}
