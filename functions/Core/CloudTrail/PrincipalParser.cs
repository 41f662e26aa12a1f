namespace Sentinel.Core.CloudTrail;

/// <summary>Reads <c>userIdentity</c>. Every shape gives a principal; what is missing is inferred from what is there.</summary>
internal static class PrincipalParser
{
    private const string SsoPrefix = "AWSReservedSSO_";

    public static Principal Parse(ReadOnlySpan<byte> json)
    {
        if (json.IsEmpty) return Principal.Nobody;
        var session = JsonText.Member(json, "sessionContext"u8);
        var raw = new Raw(
            TypeOf(JsonText.Text(json, "type"u8)),
            JsonText.Filled(json, "arn"u8),
            JsonText.Filled(json, "principalId"u8),
            JsonText.Filled(json, "accountId"u8),
            JsonText.Filled(json, "userName"u8),
            JsonText.Filled(json, "invokedBy"u8),
            JsonText.Filled(JsonText.Member(session, "sessionIssuer"u8), "arn"u8));
        var arn = ArnOf(raw);
        var name = SessionOf(raw);
        var sso = arn is not null && name is not null && IsSsoRole(arn);
        return new Principal
        {
            Type = raw.Type,
            Arn = arn,
            Subject = SubjectOf(raw, json, arn, sso ? name : null),
            SessionName = name,
            SourceIdentity = JsonText.Filled(session, "sourceIdentity"u8),
            Account = raw.Account,
            AccessKeyId = JsonText.Filled(json, "accessKeyId"u8),
            InvokedBy = raw.InvokedBy,
            MfaAuthenticated = JsonText.Filled(JsonText.Member(session, "attributes"u8), "mfaAuthenticated"u8),
            FunctionInScope = InScope(JsonText.Member(json, "inScopeOf"u8)),
            IsSso = sso,
        };
    }

    /// <summary>See <see cref="Principal.SubjectOf"/>.</summary>
    public static string SubjectOf(string arn)
    {
        if (Arns.RoleOfSession(arn) is not { } role) return arn.Contains(":role/" + SsoPrefix, StringComparison.Ordinal) ? arn : Arns.Role(arn);
        return IsSsoRole(role) && arn.Split('/', 3) is [_, _, var session] ? $"{role}/{session}" : role;
    }

    private static IdentityType TypeOf(string? type) =>
        type is { Length: > 0 } && char.IsAsciiLetter(type[0]) && Enum.TryParse<IdentityType>(type, ignoreCase: false, out var known) && Enum.IsDefined(known) ? known : IdentityType.Unknown;

    private static string? ArnOf(Raw raw) => raw.Type switch
    {
        IdentityType.AWSService => raw.InvokedBy ?? raw.Arn,
        IdentityType.AWSAccount => null,
        IdentityType.Root => raw.Arn ?? (raw.Account is { } account ? $"arn:aws:iam::{account}:root" : null),
        IdentityType.AssumedRole or IdentityType.FederatedUser => raw.Issuer ?? Arns.RoleOfSession(raw.Arn) ?? raw.Arn,
        IdentityType.IAMUser or IdentityType.Role => raw.Arn,
        // Also no type at all: a service event has accountId and invokedBy, nothing more.
        _ => raw.Issuer ?? Arns.RoleOfSession(raw.Arn) ?? raw.Arn ?? (raw.PrincipalId is null && raw.UserName is null ? raw.InvokedBy : null),
    };

    private static string SubjectOf(Raw raw, ReadOnlySpan<byte> json, string? arn, string? ssoSession)
    {
        if (arn is not null) return ssoSession is null ? Arns.Role(arn) : $"{Arns.Role(arn)}/{ssoSession}";
        var behalf = JsonText.Member(json, "onBehalfOf"u8);
        if (JsonText.Filled(behalf, "userId"u8) is { } user)
            return $"{JsonText.Filled(behalf, "identityStoreArn"u8) ?? "identitystore"}/{user}";
        if (raw.Type is IdentityType.SAMLUser or IdentityType.WebIdentityUser && (raw.UserName ?? raw.PrincipalId) is { } federated)
            return $"{JsonText.Filled(json, "identityProvider"u8) ?? "identity-provider"}/{federated}";
        return (raw.Account, raw.PrincipalId ?? raw.UserName) switch
        {
            ({ } account, { } id) => $"{account}:{id}",
            (null, { } id) => id,
            ({ } account, null) => account,
            _ => JsonText.Filled(json, "credentialId"u8) ?? Principal.Nobody.Subject,
        };
    }

    private static string? SessionOf(Raw raw)
    {
        if (raw.Type is not (IdentityType.AssumedRole or IdentityType.FederatedUser or IdentityType.Unknown)) return null;
        if (raw.Arn?.Split(':', 6) is [_, _, "sts", _, _, var resource] && resource.Split('/', 3) is { Length: > 1 } names)
            return names[^1].Length > 0 && names[0] is "assumed-role" or "federated-user" && (names.Length == 3 || names[0] is "federated-user") ? names[^1] : null;
        var colon = raw.PrincipalId?.IndexOf(':', StringComparison.Ordinal) ?? -1;
        return raw.Type != IdentityType.Unknown && colon >= 0 && colon + 1 < raw.PrincipalId!.Length ? raw.PrincipalId[(colon + 1)..] : null;
    }

    private static bool IsSsoRole(string arn) => arn.AsSpan(arn.LastIndexOf('/') + 1).StartsWith(SsoPrefix, StringComparison.Ordinal);

    private static string? InScope(ReadOnlySpan<byte> json)
    {
        var issued = JsonText.Filled(json, "credentialsIssuedTo"u8);
        return issued is not null && issued.StartsWith("arn:", StringComparison.Ordinal) ? Arns.Function(issued, "", "") : null;
    }

    private readonly record struct Raw(IdentityType Type, string? Arn, string? PrincipalId, string? Account, string? UserName, string? InvokedBy, string? Issuer);
}
