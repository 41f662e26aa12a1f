using Amazon.Runtime;
using Sentinel.Aws.Calls.Wire;

namespace Sentinel.Aws;

/// <summary>What <see cref="AwsClients"/> builds its clients from.</summary>
public sealed record AwsClientSettings
{
    /// <summary>Region of the deployment, as <c>eu-central-1</c>.</summary>
    public required string Region { get; init; }

    /// <summary>Null: the ordinary credential chain (compiled ahead of time it cannot follow a profile that assumes a role: then give the credentials here).</summary>
    public AWSCredentials? Credentials { get; init; }

    /// <summary>Name of the role that is assumed in the account of a target; every member account has it.</summary>
    public string ContainmentRole { get; init; } = "SentinelContainment";

    /// <summary>Name of the role that only reads, with which coverage is checked; every member account has it.</summary>
    public string CoverageRole { get; init; } = "SentinelCoverage";

    /// <summary>Name of the role that describes network interfaces for flow logs; every member account has it where they are judged.</summary>
    public string InterfaceRole { get; init; } = "SentinelInterfaces";

    /// <summary>Name of the role with which the rule of AWS Config reads and reports; every member account has it.</summary>
    public string EvaluationRole { get; init; } = "SentinelConfigEvaluation";

    /// <summary>External id that the trust policies of those roles ask for; null when they ask for none.</summary>
    public string? ExternalId { get; init; }

    /// <summary>Services that are called elsewhere.</summary>
    public EndpointOverrides Endpoints { get; init; } = EndpointOverrides.None;

    /// <summary>Carries every request, those of the AWS SDK's clients too; it must not follow redirects, and whoever gave it disposes of it. Null: one of our own.</summary>
    public HttpMessageHandler? Handler { get; init; }

    /// <summary>For the calls that do not go through the AWS SDK; the SDK's clients have its standard retry mode.</summary>
    public Retries Retry { get; init; } = new();

    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Region and endpoints out of the standard variables.</summary>
    /// <exception cref="ConfigurationException"><c>AWS_REGION</c> and <c>AWS_DEFAULT_REGION</c> are not set.</exception>
    public static AwsClientSettings FromEnvironment(Func<string, string?> variable) => new()
    {
        Region = variable("AWS_REGION") ?? variable("AWS_DEFAULT_REGION") ?? throw new ConfigurationException("AWS_REGION is not set; Lambda sets it."),
        Endpoints = new EndpointOverrides(variable),
    };
}
