namespace Sentinel.Cli.Simulation;

/// <summary>Calls of IAM, STS, CloudFormation, sign-in and a denied call of any service.</summary>
internal static class OtherApi
{
    private const string LambdaTrust = """{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":{\"Service\":\"lambda.amazonaws.com\"},\"Action\":\"sts:AssumeRole\"}]}""";

    // IAM is a global service: its events carry us-east-1, whatever region the caller works in.
    private const string Global = "us-east-1";

    public static Call CreateRole(DateTimeOffset at, Caller by, Role role) => new(at, by, "iam", "CreateRole", Global)
    {
        Request = $$"""{"path":"{{role.Path}}","roleName":"{{role.Name}}","assumeRolePolicyDocument":"{{LambdaTrust}}"}""",
        Response = $$$$"""{"role":{"path":"{{{{role.Path}}}}","roleName":"{{{{role.Name}}}}","roleId":"{{{{role.Id}}}}","arn":"{{{{role.Arn}}}}","createDate":"{{{{Identity.Stamp(at)}}}}","assumeRolePolicyDocument":"{{{{Uri.EscapeDataString(LambdaTrust.Replace("\\", "", StringComparison.Ordinal))}}}}"}}""",
    };

    public static Call AttachPolicy(DateTimeOffset at, Caller by, Role role, string policy) => new(at, by, "iam", "AttachRolePolicy", Global)
    {
        Request = $$"""{"roleName":"{{role.Name}}","policyArn":"arn:aws:iam::aws:policy/{{policy}}"}""",
    };

    public static Call PutPolicy(DateTimeOffset at, Caller by, Role role, string action) => new(at, by, "iam", "PutRolePolicy", Global)
    {
        Request = $$"""{"roleName":"{{role.Name}}","policyName":"inline","policyDocument":"{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Action\":\"{{action}}\",\"Resource\":\"*\"}]}"}""",
    };

    public static Call ConsoleLogin(DateTimeOffset at, User user, string address) => new(at, new(Identity.SigningIn(user), address, Words.Browser), "signin", "ConsoleLogin", Global)
    {
        Type = "AwsConsoleSignIn",
        Response = """{"ConsoleLogin":"Success"}""",
        Additional = $$"""{"LoginTo":"https://console.aws.amazon.com/console/home","MobileVersion":"No","MFAIdentifier":"arn:aws:iam::{{user.Account}}:mfa/{{user.Name}}","MFAUsed":"Yes"}""",
    };

    public static Call AssumeWithSaml(DateTimeOffset at, Role role, string name, string keyId, string address, Prng random)
    {
        // A hash of issuer, account and provider (AssumeRoleWithSAML, NameQualifier): the same at every sign-in.
        var provider = Convert.ToBase64String(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(role.Account + role.Id)).AsSpan(0, 20));
        var who = new Identity($$"""{"type":"SAMLUser","principalId":"{{provider}}:{{name}}","userName":"{{name}}","identityProvider":"{{provider}}"}""", role.Account, role.Arn);
        return new(at, new(who, address, Words.Browser), "sts", "AssumeRoleWithSAML", Global)
        {
            Request = $$"""{"sAMLAssertionID":"_{{random.Uuid()}}","roleSessionName":"{{name}}","durationSeconds":3600,"roleArn":"{{role.Arn}}","principalArn":"arn:aws:iam::{{role.Account}}:saml-provider/AWSSSO_{{role.Id[^12..]}}_DO_NOT_DELETE"}""",
            Response = Credentials(role, name, keyId, at),
            ReadOnly = true,
        };
    }

    public static Call AssumeWithWebIdentity(DateTimeOffset at, Role role, string name, string keyId, string address, Prng random)
    {
        var who = new Identity($$"""{"type":"WebIdentityUser","principalId":"arn:aws:iam::{{role.Account}}:oidc-provider/token.actions.githubusercontent.com:sts.amazonaws.com:repo:example/{{name}}:ref:refs/heads/main","userName":"repo:example/{{name}}:ref:refs/heads/main","identityProvider":"arn:aws:iam::{{role.Account}}:oidc-provider/token.actions.githubusercontent.com"}""", role.Account, role.Arn);
        return new(at, new(who, address, random.Pick(Words.Tools)), "sts", "AssumeRoleWithWebIdentity", Global)
        {
            Request = $$"""{"roleArn":"{{role.Arn}}","roleSessionName":"{{name}}","durationSeconds":3600}""",
            Response = Credentials(role, name, keyId, at),
            ReadOnly = true,
        };
    }

    public static Call AssumeRole(DateTimeOffset at, Caller by, Role role, string name, string keyId, string region) => new(at, by, "sts", "AssumeRole", region)
    {
        Request = $$"""{"roleArn":"{{role.Arn}}","roleSessionName":"{{name}}","durationSeconds":3600}""",
        Response = Credentials(role, name, keyId, at),
        Resources = $$"""[{"accountId":"{{role.Account}}","type":"AWS::IAM::Role","ARN":"{{role.Arn}}"}]""",
        Recipient = role.Account,
        ReadOnly = true,
    };

    public static Call Stack(DateTimeOffset at, Caller by, string name, string stack, string region, Prng random) => new(at, by, "cloudformation", name, region)
    {
        Request = name is "ExecuteChangeSet"
            ? $$"""{"changeSetName":"deploy-{{random.Hex(8)}}","stackName":"{{stack}}"}"""
            : $$"""{"stackName":"{{stack}}","templateURL":"https://s3.{{region}}.amazonaws.com/templates-{{by.Account}}/{{random.Hex(16)}}.yml","capabilities":["CAPABILITY_IAM","CAPABILITY_NAMED_IAM"]}""",
        Response = $$"""{"stackId":"arn:aws:cloudformation:{{region}}:{{by.Account}}:stack/{{stack}}/{{random.Uuid()}}"}""",
    };

    /// <summary>A refused call: no parameters are recorded, the target is only in the message.</summary>
    public static Call Denied(DateTimeOffset at, Caller by, string service, string name, string action, string resource, string region, bool readOnly = false) => new(at, by, service, name, region)
    {
        Error = "AccessDenied",
        ErrorMessage = $"User: {by.Who.Principal} is not authorized to perform: {service}:{action} on resource: {resource} because no identity-based policy allows the {service}:{action} action",
        ReadOnly = readOnly,
    };

    /// <summary>Any other call, with ready parameters.</summary>
    public static Call Any(DateTimeOffset at, Caller by, string service, string name, string region, string? request, bool readOnly = true) => new(at, by, service, name, region)
    {
        Request = request,
        ReadOnly = readOnly,
    };

    private static string Credentials(Role role, string name, string keyId, DateTimeOffset at) =>
        $$$$"""{"credentials":{"accessKeyId":"{{{{keyId}}}}","expiration":"{{{{Identity.Stamp(at.AddHours(1))}}}}"},"assumedRoleUser":{"assumedRoleId":"{{{{role.Id}}}}:{{{{name}}}}","arn":"arn:aws:sts::{{{{role.Account}}}}:assumed-role/{{{{role.Name}}}}/{{{{name}}}}"}}""";
}
