using Amazon.Runtime;
using Amazon.SecurityToken;
using Amazon.SecurityToken.Model;

namespace Sentinel.Aws;

/// <summary>Credentials of a role in another account, got again shortly before they expire. (<c>AssumeRoleAWSCredentials</c> of the SDK finds its client
/// by reflection, which fails at run time, without a warning, when compiled ahead of time.) They can be had asynchronously only.</summary>
internal sealed class AssumedRoleCredentials : RefreshingAWSCredentials
{
    /// <summary>The shortest that STS gives: a containment takes seconds.</summary>
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(15);

    private readonly IAmazonSecurityTokenService _sts;
    private readonly AssumeRoleRequest _request;

    public AssumedRoleCredentials(IAmazonSecurityTokenService sts, string role, string session, string? externalId)
    {
        _sts = sts;
        _request = new AssumeRoleRequest { RoleArn = role, RoleSessionName = session, ExternalId = externalId, DurationSeconds = (int)Lifetime.TotalSeconds };
        PreemptExpiryTime = TimeSpan.FromMinutes(3);
    }

    protected override async Task<CredentialsRefreshState> GenerateNewCredentialsAsync()
    {
        var given = (await _sts.AssumeRoleAsync(_request)).Credentials;
        return new CredentialsRefreshState(
            new ImmutableCredentials(given.AccessKeyId, given.SecretAccessKey, given.SessionToken), given.Expiration!.Value.ToUniversalTime());
    }
}
