using Amazon.CDK.AWS.IAM;

namespace Sentinel.Cdk.Constructs;

/// <summary>What a role in a member is made with that one function of the security account assumes.</summary>
/// <param name="SecurityAccount">Where the functions are.</param>
public sealed record CalledRoleProps(string SecurityAccount, string ExternalId)
{
    /// <summary>That function's role alone. IAM takes no principal that does not exist yet, so the account is named and the role in a condition.</summary>
    internal IPrincipal Only(string role) =>
        new PrincipalWithConditions(new AccountPrincipal(SecurityAccount), EncryptionKey.Condition("ArnEquals", "aws:PrincipalArn", SharedNames.RoleArn(SecurityAccount, role)));
}
