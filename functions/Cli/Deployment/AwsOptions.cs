using System.CommandLine;
using System.CommandLine.Parsing;
using Amazon.Runtime;
using Amazon.Runtime.CredentialManagement;
using Sentinel.Aws;
using Sentinel.Aws.Calls.Wire;

namespace Sentinel.Cli.Deployment;

/// <summary><c>--profile</c> and <c>--region</c>, and the clients that follow from them: a profile by name, else the ordinary credential chain; the region
/// that is given, else <c>AWS_REGION</c>, <c>AWS_DEFAULT_REGION</c>, else the profile's. Endpoints may be overridden by the standard <c>AWS_ENDPOINT_URL</c>
/// variables.</summary>
internal sealed class AwsOptions
{
    private readonly Option<string?> _profile = new("--profile") { Description = "Profile of the shared AWS files; default AWS_PROFILE, else the ordinary credential chain.", HelpName = "name" };
    private readonly Option<string?> _region = new("--region") { Description = "Home region of the deployment; default AWS_REGION, else the profile's.", HelpName = "region" };

    public void AddTo(Command command)
    {
        command.Add(_profile);
        command.Add(_region);
    }

    /// <exception cref="DeploymentException">No such profile, or no region.</exception>
    public AwsClients Connect(ParseResult parsed, Terminal terminal)
    {
        var variable = terminal.Variable;
        var name = parsed.GetValue(_profile) ?? variable("AWS_PROFILE");
        CredentialProfile? profile = null;
        if (name is { Length: > 0 } && !new CredentialProfileStoreChain().TryGetProfile(name, out profile)) throw new DeploymentException($"there is no profile {name} in the shared AWS files; aws configure list-profiles names those there are");
        var region = parsed.GetValue(_region) ?? variable("AWS_REGION") ?? variable("AWS_DEFAULT_REGION") ?? profile?.Region?.SystemName;
        return new AwsClients(new AwsClientSettings
        {
            Region = region is { Length: > 0 } ? region : throw new DeploymentException("no region: give --region, or set AWS_REGION"),
            Credentials = parsed.GetValue(_profile) is null ? Of(variable) : Of(profile!),
            Endpoints = new EndpointOverrides(variable),
            // A function that releases may have much to put back, and starts cold.
            Retry = new Retries { AttemptTimeout = TimeSpan.FromMinutes(3) },
            Clock = terminal.Clock,
        });
    }

    /// <summary>Null: whatever else the ordinary chain finds.</summary>
    private static AWSCredentials? Of(Func<string, string?> variable)
    {
        if (variable("AWS_ACCESS_KEY_ID") is not { Length: > 0 } id || variable("AWS_SECRET_ACCESS_KEY") is not { Length: > 0 } secret) return null;
        return variable("AWS_SESSION_TOKEN") is { Length: > 0 } token ? new SessionAWSCredentials(id, secret, token) : new BasicAWSCredentials(id, secret);
    }

    private static AWSCredentials Of(CredentialProfile profile)
    {
        try
        {
            return profile.GetAWSCredentials(new CredentialProfileStoreChain());
        }
        catch (Exception e) when (e is InvalidDataException or AmazonClientException)
        {
            throw new DeploymentException($"the credentials of profile {profile.Name} cannot be used: {e.Message}", e);
        }
    }
}
