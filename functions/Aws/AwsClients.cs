using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using Amazon;
using Amazon.CloudWatch;
using Amazon.DynamoDBv2;
using Amazon.IdentityManagement;
using Amazon.Lambda;
using Amazon.Organizations;
using Amazon.Runtime;
using Amazon.Runtime.Credentials;
using Amazon.S3;
using Amazon.SecurityToken;
using Amazon.SimpleNotificationService;
using Amazon.SimpleSystemsManagement;
using Amazon.SQS;
using Sentinel.Aws.Calls.Wire;
using Sentinel.Aws.Containment;
using Sentinel.Core.CloudTrail;

namespace Sentinel.Aws;

/// <summary>The one place where clients of AWS are made. Each is made when it is first asked for, and lives as long as this. Safe to use from many threads.</summary>
public sealed partial class AwsClients : ITargets, IDisposable
{
    // A process that has handled so many incidents gets its credentials anew.
    private const int MostSessions = 256;

    private readonly AwsClientSettings _settings;
    private readonly HttpMessageHandler _handler;
    private readonly SharedHttp _http;
    private readonly WireParts _parts;
    private readonly Lazy<AWSCredentials> _credentials;
    private readonly Lazy<IAmazonDynamoDB> _dynamo;
    private readonly Lazy<IAmazonS3> _s3;
    private readonly Lazy<IAmazonSQS> _sqs;
    private readonly Lazy<IAmazonSimpleSystemsManagement> _ssm;
    private readonly Lazy<IAmazonSecurityTokenService> _sts;
    private readonly Lazy<IAmazonSimpleNotificationService> _sns;
    private readonly Lazy<IAmazonLambda> _lambda;
    private readonly Lazy<IAmazonOrganizations> _organizations;
    private readonly Lazy<IAmazonCloudWatch> _cloudWatch;
    private readonly ConcurrentDictionary<(string Account, string Role, string Session), AssumedRoleCredentials> _assumed = new();

    public AwsClients(AwsClientSettings settings)
    {
        _settings = settings;
        // Connections are renewed now and then, so that a change of address is seen.
        _handler = settings.Handler ?? new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, PooledConnectionLifetime = TimeSpan.FromMinutes(5) };
        _http = new SharedHttp(_handler);
        _parts = new WireParts(_handler, settings.Retry, settings.Clock);
        _credentials = new Lazy<AWSCredentials>(() => settings.Credentials ?? DefaultAWSCredentialsIdentityResolver.GetCredentials());
        _dynamo = new Lazy<IAmazonDynamoDB>(() => new AmazonDynamoDBClient(_credentials.Value, Configured(new AmazonDynamoDBConfig(), "dynamodb")));
        _s3 = new Lazy<IAmazonS3>(() => new AmazonS3Client(_credentials.Value,
            Configured(new AmazonS3Config { ForcePathStyle = settings.Endpoints.Of("s3") is not null }, "s3")));
        _sqs = new Lazy<IAmazonSQS>(() => new AmazonSQSClient(_credentials.Value, Configured(new AmazonSQSConfig(), "sqs")));
        _ssm = new Lazy<IAmazonSimpleSystemsManagement>(() => new AmazonSimpleSystemsManagementClient(_credentials.Value, Configured(new AmazonSimpleSystemsManagementConfig(), "ssm")));
        _sts = new Lazy<IAmazonSecurityTokenService>(() => new AmazonSecurityTokenServiceClient(_credentials.Value, Configured(new AmazonSecurityTokenServiceConfig(), "sts")));
        _lambda = new Lazy<IAmazonLambda>(() => new AmazonLambdaClient(_parts, _credentials.Value, ServiceAddress.Of("lambda", settings.Region, settings.Endpoints)));
        _organizations = new Lazy<IAmazonOrganizations>(() => new AmazonOrganizationsClient(_parts, _credentials.Value, ServiceAddress.Of("organizations", settings.Region, settings.Endpoints)));
        _cloudWatch = new Lazy<IAmazonCloudWatch>(() => new AmazonCloudWatchClient(_parts, _credentials.Value, ServiceAddress.Of("monitoring", settings.Region, settings.Endpoints)));
        _sns = new Lazy<IAmazonSimpleNotificationService>(() =>
            new AmazonSimpleNotificationServiceClient(_parts, _credentials.Value, ServiceAddress.Of("sns", settings.Region, settings.Endpoints)));
    }

    public IAmazonDynamoDB DynamoDb => _dynamo.Value;

    public IAmazonS3 S3 => _s3.Value;

    public IAmazonSQS Sqs => _sqs.Value;

    public IAmazonSimpleSystemsManagement Ssm => _ssm.Value;

    /// <summary>At the regional endpoint of the deployment's region.</summary>
    public IAmazonSecurityTokenService Sts => _sts.Value;

    public IAmazonSimpleNotificationService Sns => _sns.Value;

    /// <summary>In the deployment's own account and region; for targets see <see cref="For"/>.</summary>
    public IAmazonLambda Lambda => _lambda.Value;

    /// <summary>As a delegated administrator may ask it.</summary>
    public IAmazonOrganizations Organizations => _organizations.Value;

    /// <summary>In the deployment's own account and region.</summary>
    public IAmazonCloudWatch CloudWatch => _cloudWatch.Value;

    /// <summary>Carries requests that are signed already, as the presigned address of a function's code. Not to be disposed.</summary>
    public HttpMessageHandler Handler => _handler;

    /// <summary>Clients for <paramref name="account"/> and <paramref name="region"/>, with the containment role. No call is made before the first one of theirs.
    /// Credentials are kept for each account and incident until shortly before they expire.</summary>
    /// <param name="incident">Becomes the name of the session, so that CloudTrail tells for what each call was made.</param>
    public TargetClients For(string account, string region, string incident)
    {
        var credentials = In(account, _settings.ContainmentRole, SessionName(incident));
        return new TargetClients(
            new AmazonLambdaClient(_parts, credentials, ServiceAddress.Of("lambda", region, _settings.Endpoints)),
            new AmazonIdentityManagementServiceClient(_parts, credentials, ServiceAddress.Of("iam", region, _settings.Endpoints)));
    }

    private AssumedRoleCredentials In(string account, string role, string session)
    {
        if (_assumed.Count > MostSessions) _assumed.Clear();
        return _assumed.GetOrAdd((account, role, session), static (key, clients) => new AssumedRoleCredentials(clients.Sts,
            $"arn:{Arns.PartitionOf(clients._settings.Region)}:iam::{key.Account}:role/{key.Role}", key.Session, clients._settings.ExternalId), this);
    }

    TargetClients ITargets.For(StepTarget target) => For(target.Account, target.Region, target.Incident);

    public void Dispose()
    {
        Close(_dynamo);
        Close(_s3);
        Close(_sqs);
        Close(_ssm);
        Close(_sts);
        Close(_sns);
        Close(_lambda);
        Close(_organizations);
        Close(_cloudWatch);
        _http.Dispose();
        if (_settings.Handler is null) _handler.Dispose();
    }

    private static void Close<T>(Lazy<T> client)
        where T : IDisposable
    {
        if (client.IsValueCreated) client.Value.Dispose();
    }

    /// <summary>STS takes letters, digits and <c>_=,.@+-</c>, 2 to 64 of them.</summary>
    private static string SessionName(string incident)
    {
        var name = OutsideSessionName().Replace(incident, "-").PadRight(2, '-');
        return name[..Math.Min(64, name.Length)];
    }

    [GeneratedRegex("[^A-Za-z0-9_=,.@+-]", RegexOptions.None, 1000)]
    private static partial Regex OutsideSessionName();

    private T Configured<T>(T config, string service)
        where T : ClientConfig => Configured(config, service, _settings.Region);

    private T Configured<T>(T config, string service, string region)
        where T : ClientConfig
    {
        config.HttpClientFactory = _http;
        config.RetryMode = RequestRetryMode.Standard;
        if (_settings.Endpoints.Of(service) is { } elsewhere)
        {
            config.ServiceURL = elsewhere.AbsoluteUri;
            config.AuthenticationRegion = region;
            return config;
        }
        config.IgnoreConfiguredEndpointUrls = true; // they were read above
        config.RegionEndpoint = RegionEndpoint.GetBySystemName(region);
        return config;
    }
}
