using Amazon.IdentityManagement;
using Amazon.IdentityManagement.Model;
using Amazon.Lambda;
using Sentinel.Aws.Containment;
using Sentinel.Aws.Response;
using Sentinel.Core.Compliance;
using Sentinel.Core.Knowledge;
using Sentinel.Core.Settings;

namespace Sentinel.Aws.Compliance;

/// <summary>Finds out what is to be known of a function beside its configuration: from the account it is in, from what was learned, and from the ledger.</summary>
/// <param name="facts">Read only.</param>
public sealed class SurroundingsReader(IFactStore facts, ContainmentLedger ledger, Func<CancellationToken, ValueTask<SentinelSettings>> settings)
{
    /// <exception cref="Amazon.Runtime.AmazonServiceException">A service refused or kept failing: then there is no verdict, and Config asks again.</exception>
    public async Task<FunctionSurroundings> ReadAsync(EvaluatingClients clients, FunctionItem function, string account, DateTimeOffset now, CancellationToken cancellationToken) => new()
    {
        UnexpectedCreator = await CreatorAsync(function.Arn, account, now, cancellationToken),
        Rights = await RightsAsync(clients.Iam, function.Role, cancellationToken),
        HasOpenUrl = (await clients.Lambda.UrlsAsync(function.Arn, cancellationToken)).Exists(u => u.AuthType == FunctionUrlAuthType.NONE),
        LetsAnybodyIn = await LetsAnybodyInAsync(clients.Lambda, function.Arn, cancellationToken),
        IsQuarantined = await ledger.LatestAsync(function.Arn, cancellationToken) is { IsOpen: true },
    };

    private async Task<string?> CreatorAsync(string function, string account, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var current = await settings(cancellationToken);
        await facts.FetchAsync([function, FunctionJudge.AccountSubject(account)], cancellationToken);
        if (FunctionJudge.CreatorOf(function, facts) is { } creator) await facts.FetchAsync([creator], cancellationToken);
        return FunctionJudge.UnexpectedCreator(function, account, facts, current, now);
    }

    // A role that is gone, or of another account, tells nothing.
    private static async Task<Rights?> RightsAsync(IAmazonIdentityManagementService iam, string? role, CancellationToken cancellationToken)
    {
        if (role is null) return null;
        var name = role[(role.LastIndexOf('/') + 1)..];
        try
        {
            var attached = await AttachedAsync(iam, name, cancellationToken);
            var documents = await InlineAsync(iam, name, cancellationToken);
            // AWS's own are known by name.
            foreach (var policy in attached.Where(a => !a.Contains(":aws:policy/", StringComparison.Ordinal))) documents.Add(await TextAsync(iam, policy, cancellationToken));
            return RoleRights.Of(attached, documents);
        }
        catch (NoSuchEntityException)
        {
            return null;
        }
    }

    private static async Task<List<string>> AttachedAsync(IAmazonIdentityManagementService iam, string role, CancellationToken cancellationToken)
    {
        var found = new List<string>();
        string? marker = null;
        do
        {
            var page = await iam.ListAttachedRolePoliciesAsync(new ListAttachedRolePoliciesRequest { RoleName = role, Marker = marker }, cancellationToken);
            found.AddRange((page.AttachedPolicies ?? []).Select(p => p.PolicyArn).OfType<string>());
            marker = page.IsTruncated is true ? page.Marker : null;
        }
        while (marker is not null);
        return found;
    }

    private static async Task<List<string>> InlineAsync(IAmazonIdentityManagementService iam, string role, CancellationToken cancellationToken)
    {
        var found = new List<string>();
        string? marker = null;
        do
        {
            var page = await iam.ListRolePoliciesAsync(new ListRolePoliciesRequest { RoleName = role, Marker = marker }, cancellationToken);
            foreach (var name in page.PolicyNames ?? [])
            {
                var policy = await iam.GetRolePolicyAsync(new GetRolePolicyRequest { RoleName = role, PolicyName = name }, cancellationToken);
                found.Add(Uri.UnescapeDataString(policy.PolicyDocument ?? ""));
            }
            marker = page.IsTruncated is true ? page.Marker : null;
        }
        while (marker is not null);
        return found;
    }

    private static async Task<string> TextAsync(IAmazonIdentityManagementService iam, string policy, CancellationToken cancellationToken)
    {
        var version = (await iam.GetPolicyAsync(new GetPolicyRequest { PolicyArn = policy }, cancellationToken)).Policy?.DefaultVersionId;
        return Uri.UnescapeDataString((await iam.GetPolicyVersionAsync(new GetPolicyVersionRequest { PolicyArn = policy, VersionId = version }, cancellationToken)).PolicyVersion?.Document ?? "");
    }

    // An alias that anybody may call is as open as the function.
    private static async Task<bool> LetsAnybodyInAsync(IAmazonLambda lambda, string function, CancellationToken cancellationToken)
    {
        if (RoleRights.LetsAnybodyIn(await lambda.PolicyAsync(function, null, cancellationToken))) return true;
        foreach (var qualifier in await lambda.QualifiersAsync(function, cancellationToken))
        {
            if (RoleRights.LetsAnybodyIn(await lambda.PolicyAsync(function, qualifier, cancellationToken))) return true;
        }
        return false;
    }
}
