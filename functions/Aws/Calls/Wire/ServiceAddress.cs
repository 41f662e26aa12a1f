using Sentinel.Core.CloudTrail;

namespace Sentinel.Aws.Calls.Wire;

/// <summary>Where a service is called, and for which service and region the calls are signed.</summary>
/// <param name="Service">Signing name: <c>lambda</c>, <c>iam</c>, <c>sns</c>.</param>
internal sealed record ServiceAddress(string Service, string SigningRegion, Uri Endpoint)
{
    public static ServiceAddress Of(string service, string region, EndpointOverrides overrides)
    {
        var signing = service == "iam" ? HomeRegion(region) : region;
        return new ServiceAddress(service, signing, overrides.Of(service) ?? new Uri($"https://{Host(service, region)}/"));
    }

    /// <summary>IAM is one service for a whole partition and lives, for the signature, in one region of it.</summary>
    private static string HomeRegion(string region) => Arns.PartitionOf(region) switch
    {
        "aws-cn" => "cn-north-1",
        "aws-us-gov" => "us-gov-west-1",
        _ => "us-east-1",
    };

    private static string Host(string service, string region) => (service, Arns.PartitionOf(region)) switch
    {
        ("iam", "aws-cn") => "iam.cn-north-1.amazonaws.com.cn",
        ("iam", "aws-us-gov") => "iam.us-gov.amazonaws.com",
        ("iam", _) => "iam.amazonaws.com",
        (_, "aws-cn") => $"{service}.{region}.amazonaws.com.cn",
        _ => $"{service}.{region}.amazonaws.com",
    };
}
