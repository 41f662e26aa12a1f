using System.Globalization;

namespace Sentinel.Cli.Simulation;

/// <summary>An IAM user as CloudTrail knows it.</summary>
internal sealed record User(string Account, string Name, string Id, string KeyId)
{
    public string Arn => $"arn:aws:iam::{Account}:user/{Name}";

    public static User Create(string account, string name, Prng random) => new(account, name, "AIDA" + random.Upper(16), "AKIA" + random.Upper(16));
}

/// <summary>A role; <see cref="Path"/> begins and ends with a slash.</summary>
internal sealed record Role(string Account, string Name, string Id, string Path = "/")
{
    public string Arn => $"arn:aws:iam::{Account}:role{Path}{Name}";

    public static Role Create(string account, string name, Prng random, string path = "/") => new(account, name, "AROA" + random.Upper(16), path);
}

/// <summary>
/// A ready <c>userIdentity</c>: it is written once for each session, not for each record. <see cref="Principal"/> is what a truth file
/// names: the user's ARN, for sessions the role's.
/// </summary>
internal sealed record Identity(string Json, string Account, string Principal)
{
    private const string EmptyIssuer = """
        "sessionIssuer":{},"webIdFederationData":{},
        """;

    /// <summary>A long-term access key: no session, so nothing is said about MFA.</summary>
    public static Identity Key(User user) => new(
        $$"""{"type":"IAMUser","principalId":"{{user.Id}}","arn":"{{user.Arn}}","accountId":"{{user.Account}}","accessKeyId":"{{user.KeyId}}","userName":"{{user.Name}}"}""",
        user.Account, user.Arn);

    /// <summary>What the sign-in event itself carries: there is no access key yet.</summary>
    public static Identity SigningIn(User user) => new(
        $$"""{"type":"IAMUser","principalId":"{{user.Id}}","accountId":"{{user.Account}}","arn":"{{user.Arn}}","userName":"{{user.Name}}"}""",
        user.Account, user.Arn);

    /// <summary>Older records of a user's session carry an empty issuer.</summary>
    public static Identity UserSession(User user, string keyId, DateTimeOffset since, bool mfa, bool emptyIssuer = false) => new(
        $$$$"""{"type":"IAMUser","principalId":"{{{{user.Id}}}}","arn":"{{{{user.Arn}}}}","accountId":"{{{{user.Account}}}}","accessKeyId":"{{{{keyId}}}}","userName":"{{{{user.Name}}}}","sessionContext":{{{{{(emptyIssuer ? EmptyIssuer : "")}}}}"attributes":{"creationDate":"{{{{Stamp(since)}}}}","mfaAuthenticated":"{{{{(mfa ? "true" : "false")}}}}"}}}""",
        user.Account, user.Arn);

    public static Identity Session(Role role, string name, string keyId, DateTimeOffset since, string? runsIn = null) => new(
        $$$$"""{"type":"AssumedRole","principalId":"{{{{role.Id}}}}:{{{{name}}}}","arn":"arn:aws:sts::{{{{role.Account}}}}:assumed-role/{{{{role.Name}}}}/{{{{name}}}}","accountId":"{{{{role.Account}}}}","accessKeyId":"{{{{keyId}}}}","sessionContext":{"sessionIssuer":{"type":"Role","principalId":"{{{{role.Id}}}}","arn":"{{{{role.Arn}}}}","accountId":"{{{{role.Account}}}}","userName":"{{{{role.Name}}}}"},"attributes":{"creationDate":"{{{{Stamp(since)}}}}","mfaAuthenticated":"false"}}{{{{(runsIn is null ? "" : $$$$""","inScopeOf":{"issuerType":"AWS::Lambda::Function","credentialsIssuedTo":"{{{{runsIn}}}}"}""")}}}}}""",
        role.Account, role.Arn);

    public static Identity Service(string service, string account) => new($$"""{"type":"AWSService","invokedBy":"{{service}}"}""", account, service);

    /// <summary>The same caller, acting through an AWS service: the identity stays, <c>invokedBy</c> is added.</summary>
    public Identity Through(string service) => this with { Json = $$"""{{Json[..^1]}},"invokedBy":"{{service}}"}""" };

    internal static string Stamp(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}

/// <summary>Who calls, from which address, with which tool.</summary>
internal sealed record Caller(Identity Who, string Address, string Agent)
{
    public string Account => Who.Account;

    public Caller Through(string service) => new(Who.Through(service), service, service);

    public static Caller Service(string service, string account) => new(Identity.Service(service, account), service, service);
}
