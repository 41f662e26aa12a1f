using Sentinel.Core.CloudTrail;

namespace Sentinel.Aws.Calls.Wire;

/// <summary>Where a service is called, and for which service and region the calls are signed.</summary>
/// <param name="Service">Signing name: <c>lambda</c>, <c>iam</c>, <c>sns</c>.</param>
internal sealed record ServiceAddress(string Service, string SigningRegion, Uri Endpoint)
{
    public static ServiceAddress Of(string service, string region, EndpointOverrides overrides)
    {
        var signing = service is "iam" or "organizations" ? HomeRegion(service, region) : region;
        return new ServiceAddress(service, signing, overrides.Of(IdOf(service)) ?? new Uri($"https://{Host(service, region)}/"));
    }

    // Some services are called otherwise in the names of variables: https://docs.aws.amazon.com/sdkref/latest/guide/ss-endpoints-table.html
    private static string IdOf(string service) => service switch
    {
        "events" => "eventbridge",
        "config" => "config-service",
        "monitoring" => "cloudwatch",
        _ => service,
    };

    /// <summary>IAM and Organizations are each one service for a whole partition and live, for the signature, in one region of it.</summary>
    private static string HomeRegion(string service, string region) => Arns.PartitionOf(region) switch
    {
        "aws-cn" => service == "iam" ? "cn-north-1" : "cn-northwest-1",
        "aws-us-gov" => "us-gov-west-1",
        _ => "us-east-1",
    };

    private static string Host(string service, string region) => (service, Arns.PartitionOf(region)) switch
    {
        ("iam", "aws-cn") => "iam.cn-north-1.amazonaws.com.cn",
        ("iam", "aws-us-gov") => "iam.us-gov.amazonaws.com",
        ("iam", _) => "iam.amazonaws.com",
        ("organizations", "aws-cn") => "organizations.cn-northwest-1.amazonaws.com.cn",
        ("organizations", "aws-us-gov") => "organizations.us-gov-west-1.amazonaws.com",
        ("organizations", _) => "organizations.us-east-1.amazonaws.com",
        (_, "aws-cn") => $"{service}.{region}.amazonaws.com.cn",
        _ => $"{service}.{region}.amazonaws.com",
    };
}
