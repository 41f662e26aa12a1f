using Amazon.CloudTrail;
using Amazon.ConfigService;
using Amazon.EC2;
using Amazon.EventBridge;
using Amazon.GuardDuty;
using Amazon.IdentityManagement;
using Amazon.Lambda;
using Amazon.SQS;
using Sentinel.Aws.Calls.Wire;

namespace Sentinel.Aws;

/// <summary>Clients that look at one account and region, with the role there that only reads.</summary>
public sealed record WatchingClients(IAmazonCloudTrail CloudTrail, IAmazonEventBridge EventBridge, IAmazonConfigService Config, IAmazonGuardDuty GuardDuty, IAmazonEC2 Ec2, IAmazonSQS Sqs, IAmazonLambda Lambda) : IDisposable
{
    public void Dispose()
    {
        CloudTrail.Dispose();
        EventBridge.Dispose();
        Config.Dispose();
        GuardDuty.Dispose();
        Ec2.Dispose();
        Sqs.Dispose();
        Lambda.Dispose();
    }
}

/// <summary>Clients that evaluate for AWS Config in one account and region, with the role there that may.</summary>
public sealed record EvaluatingClients(IAmazonConfigService Config, IAmazonLambda Lambda, IAmazonIdentityManagementService Iam) : IDisposable
{
    public void Dispose()
    {
        Config.Dispose();
        Lambda.Dispose();
        Iam.Dispose();
    }
}

public sealed partial class AwsClients
{
    /// <summary>For the check of coverage. No call is made before the first one of theirs; credentials are kept as <see cref="For"/> keeps them.</summary>
    /// <param name="session">What stands in CloudTrail as the session's name.</param>
    public WatchingClients Watching(string account, string region, string session)
    {
        var credentials = In(account, _settings.CoverageRole, SessionName(session));
        ServiceAddress At(string service) => ServiceAddress.Of(service, region, _settings.Endpoints);
        return new WatchingClients(
            new AmazonCloudTrailClient(_parts, credentials, At("cloudtrail")),
            new AmazonEventBridgeClient(_parts, credentials, At("events")),
            new AmazonConfigServiceClient(_parts, credentials, At("config")),
            new AmazonGuardDutyClient(_parts, credentials, At("guardduty")),
            new AmazonEC2Client(credentials, Configured(new AmazonEC2Config(), "ec2", region)),
            new AmazonSQSClient(credentials, Configured(new AmazonSQSConfig(), "sqs", region)),
            new AmazonLambdaClient(_parts, credentials, At("lambda")));
    }

    /// <summary>Assumes the role of <see cref="Watching"/> now, if it is not assumed already.</summary>
    /// <exception cref="Amazon.Runtime.AmazonServiceException">STS refused: there is no such role, or it does not trust this one.</exception>
    internal async Task ProveWatchingAsync(string account, string session) => await In(account, _settings.CoverageRole, SessionName(session)).GetCredentialsAsync();

    /// <summary>Describes the network interfaces of an account, in the deployment's region. No call is made before the first one of its own; credentials are kept as <see cref="For"/> keeps them.</summary>
    public IAmazonEC2 Describing(string account) => new AmazonEC2Client(In(account, _settings.InterfaceRole, "flow-logs"), Configured(new AmazonEC2Config(), "ec2"));

    /// <summary>For the rule of AWS Config.</summary>
    public EvaluatingClients Evaluating(string account, string region)
    {
        var credentials = In(account, _settings.EvaluationRole, "config-rule");
        ServiceAddress At(string service) => ServiceAddress.Of(service, region, _settings.Endpoints);
        return new EvaluatingClients(
            new AmazonConfigServiceClient(_parts, credentials, At("config")),
            new AmazonLambdaClient(_parts, credentials, At("lambda")),
            new AmazonIdentityManagementServiceClient(_parts, credentials, At("iam")));
    }
}
