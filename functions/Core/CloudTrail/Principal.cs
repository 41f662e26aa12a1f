namespace Sentinel.Core.CloudTrail;

/// <summary>The <c>userIdentity.type</c> values of CloudTrail
/// (https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-user-identity.html).
/// <see cref="Unknown"/> also stands for an absent or new type.</summary>
public enum IdentityType
{
    Unknown, Root, IAMUser, AssumedRole, Role, FederatedUser, Directory, AWSAccount, AWSService, IdentityCenterUser, SAMLUser, WebIdentityUser,
}

/// <summary>Who made a call, as CloudTrail tells it. Immutable; one instance may serve many records.</summary>
public sealed record Principal
{
    /// <summary>A principal of which the record says nothing.</summary>
    public static Principal Nobody { get; } = new() { Subject = "unknown" };

    /// <summary>The <see cref="Subject"/> of whoever has this ARN, be it a user's, a role's or that of a role's session; another ARN is its own.</summary>
    public static string SubjectOf(string arn) => PrincipalParser.SubjectOf(arn);

    public IdentityType Type { get; init; }

    /// <summary>IAM user ARN; for sessions the ARN of the role (session issuer); for root the account's root ARN; for a service
    /// its name (<c>s3.amazonaws.com</c>); else null.</summary>
    public string? Arn { get; init; }

    /// <summary>Under which habits are kept: the IAM user; for <c>AWSReservedSSO_*</c> the role and session name; for other roles the
    /// role alone, because whoever assumes it picks the session name. Never empty.</summary>
    public required string Subject { get; init; }

    /// <summary>Role session name, null when there is no session.</summary>
    public string? SessionName { get; init; }

    /// <summary><c>sessionContext.sourceIdentity</c>, else null.</summary>
    public string? SourceIdentity { get; init; }

    /// <summary><c>userIdentity.accountId</c>, else null.</summary>
    public string? Account { get; init; }

    /// <summary>Null when absent or empty.</summary>
    public string? AccessKeyId { get; init; }

    /// <summary>The service that called on the principal's behalf (<c>cloudformation.amazonaws.com</c>), else null.</summary>
    public string? InvokedBy { get; init; }

    /// <summary><c>sessionContext.attributes.mfaAuthenticated</c> as the string that it is; null without a session context.
    /// SSO sessions say "false" although the identity provider asked for MFA.</summary>
    public string? MfaAuthenticated { get; init; }

    /// <summary>ARN of the function whose credentials made the call (<c>inScopeOf.credentialsIssuedTo</c>), without qualifier; else null.</summary>
    public string? FunctionInScope { get; init; }

    /// <summary>The call was made by an AWS service for itself, not on behalf of somebody.</summary>
    public bool IsService => Type == IdentityType.AWSService || (Arn is not null && !Arn.StartsWith("arn:", StringComparison.Ordinal));

    /// <summary>A session of IAM Identity Center (<c>AWSReservedSSO_*</c> role).</summary>
    public bool IsSso { get; init; }

    /// <summary>Credentials of a person as far as the record tells: an IAM user, root, an SSO, SAML or web identity session. A plain
    /// role session may be either; it is not counted as human.</summary>
    public bool IsHuman => IsSso || Type is IdentityType.IAMUser or IdentityType.Root or IdentityType.FederatedUser or IdentityType.SAMLUser or IdentityType.IdentityCenterUser;
}
