using System.Text.Json.Nodes;
using Sentinel.Core.CloudTrail;

namespace Sentinel.Core.Tests.CloudTrail;

public sealed class PrincipalTests
{
    private const string Role = "arn:aws:iam::111122223333:role/team/Deploy";
    private const string Sso = "arn:aws:iam::111122223333:role/aws-reserved/sso.amazonaws.com/eu-west-1/AWSReservedSSO_Admin_0123456789abcdef";

    [Fact]
    public void An_iam_user_is_its_arn()
    {
        var who = Of(Sample.User());

        Assert.Equal((IdentityType.IAMUser, "arn:aws:iam::111122223333:user/dev_user", "arn:aws:iam::111122223333:user/dev_user"), (who.Type, who.Arn, who.Subject));
        Assert.True(who.IsHuman);
        Assert.Null(who.MfaAuthenticated);
        Assert.Equal("AKIAEXAMPLE", who.AccessKeyId);
    }

    [Fact]
    public void A_role_session_is_its_role_and_keeps_its_habits_without_path()
    {
        var who = Of(Session(Role, "Deploy", "anything"));

        Assert.Equal((Role, "arn:aws:iam::111122223333:role/Deploy", "anything"), (who.Arn, who.Subject, who.SessionName));
        Assert.Equal(("true", "jane", (string?)null), (who.MfaAuthenticated, who.SourceIdentity, who.AccessKeyId));
        Assert.False(who.IsHuman);
    }

    [Fact]
    public void A_role_session_without_issuer_is_known_by_its_session_arn()
    {
        var identity = Session(Role, "Deploy", "s1");
        identity.Remove("sessionContext");

        var who = Of(identity);

        Assert.Equal("arn:aws:iam::111122223333:role/Deploy", who.Arn);
        Assert.Equal("arn:aws:iam::111122223333:role/Deploy", who.Subject);
    }

    [Fact]
    public void A_role_session_without_arn_takes_its_name_from_the_principal_id()
    {
        var identity = Session(Role, "Deploy", "s1");
        identity.Remove("arn");

        Assert.Equal("s1", Of(identity).SessionName);
    }

    [Fact]
    public void An_sso_session_is_role_and_person()
    {
        var who = Of(Session(Sso, "AWSReservedSSO_Admin_0123456789abcdef", "jane@example.com"));

        Assert.True(who.IsSso);
        Assert.True(who.IsHuman);
        Assert.Equal("arn:aws:iam::111122223333:role/AWSReservedSSO_Admin_0123456789abcdef/jane@example.com", who.Subject);
        Assert.Equal(Sso, who.Arn);
    }

    [Theory]
    [InlineData("""{"type":"Root","accountId":"111122223333","arn":"arn:aws:iam::111122223333:root"}""", IdentityType.Root, "arn:aws:iam::111122223333:root", "arn:aws:iam::111122223333:root")]
    [InlineData("""{"type":"Root","accountId":"111122223333"}""", IdentityType.Root, "arn:aws:iam::111122223333:root", "arn:aws:iam::111122223333:root")]
    [InlineData("""{"type":"Role","arn":"arn:aws:iam::111122223333:role/p/R"}""", IdentityType.Role, "arn:aws:iam::111122223333:role/p/R", "arn:aws:iam::111122223333:role/R")]
    [InlineData("""{"type":"FederatedUser","arn":"arn:aws:sts::111122223333:federated-user/bob","principalId":"111122223333:bob","sessionContext":{"sessionIssuer":{"type":"IAMUser","arn":"arn:aws:iam::111122223333:user/alice"}}}""", IdentityType.FederatedUser, "arn:aws:iam::111122223333:user/alice", "arn:aws:iam::111122223333:user/alice")]
    [InlineData("""{"type":"Directory","accountId":"111122223333","principalId":"D1"}""", IdentityType.Directory, null, "111122223333:D1")]
    [InlineData("""{"type":"AWSAccount","accountId":"444455556666","principalId":"AROAX:s"}""", IdentityType.AWSAccount, null, "444455556666:AROAX:s")]
    [InlineData("""{"type":"AWSService","invokedBy":"s3.amazonaws.com"}""", IdentityType.AWSService, "s3.amazonaws.com", "s3.amazonaws.com")]
    [InlineData("""{"type":"IdentityCenterUser","accountId":"111122223333","onBehalfOf":{"userId":"u-1","identityStoreArn":"arn:aws:identitystore::111122223333:identitystore/d-1"},"credentialId":"c"}""", IdentityType.IdentityCenterUser, null, "arn:aws:identitystore::111122223333:identitystore/d-1/u-1")]
    [InlineData("""{"type":"SAMLUser","principalId":"x:jane","userName":"jane","identityProvider":"idp"}""", IdentityType.SAMLUser, null, "idp/jane")]
    [InlineData("""{"type":"WebIdentityUser","principalId":"accounts.example.com:1","identityProvider":"accounts.example.com"}""", IdentityType.WebIdentityUser, null, "accounts.example.com/accounts.example.com:1")]
    [InlineData("""{"type":"Unknown"}""", IdentityType.Unknown, null, "unknown")]
    [InlineData("""{"type":"NewThing","arn":"arn:aws:x::1:y"}""", IdentityType.Unknown, "arn:aws:x::1:y", "arn:aws:x::1:y")]
    [InlineData("""{"type":"3","accountId":"1"}""", IdentityType.Unknown, null, "1")]
    [InlineData("""{"accountId":"111122223333","invokedBy":"autoscaling.amazonaws.com"}""", IdentityType.Unknown, "autoscaling.amazonaws.com", "autoscaling.amazonaws.com")]
    [InlineData("""{"type":7,"arn":["x"],"sessionContext":"x"}""", IdentityType.Unknown, null, "unknown")]
    [InlineData("{}", IdentityType.Unknown, null, "unknown")]
    public void Every_type_has_a_principal(string identity, IdentityType type, string? arn, string subject)
    {
        var who = Of(JsonNode.Parse(identity)!.AsObject());

        Assert.Equal((type, arn, subject), (who.Type, who.Arn, who.Subject));
    }

    [Fact]
    public void A_service_event_without_type_is_a_service() =>
        Assert.True(Of(JsonNode.Parse("""{"accountId":"111122223333","invokedBy":"autoscaling.amazonaws.com"}""")!.AsObject()).IsService);

    [Fact]
    public void A_call_through_a_service_keeps_its_caller()
    {
        var who = Of(Sample.User().With("invokedBy", "cloudformation.amazonaws.com"));

        Assert.Equal("cloudformation.amazonaws.com", who.InvokedBy);
        Assert.False(who.IsService);
        Assert.EndsWith("user/dev_user", who.Subject, StringComparison.Ordinal);
    }

    [Fact]
    public void The_function_whose_credentials_are_used_is_told_without_qualifier()
    {
        var identity = Session(Role, "Deploy", "worker").With("inScopeOf", new JsonObject { ["issuerType"] = "AWS::Lambda::Function", ["credentialsIssuedTo"] = "arn:aws:lambda:us-east-1:111122223333:function:worker:7" });

        Assert.Equal("arn:aws:lambda:us-east-1:111122223333:function:worker", Of(identity).FunctionInScope);
    }

    [Fact]
    public void No_identity_at_all_is_nobody()
    {
        var record = Sample.Record();
        record.Remove("userIdentity");

        Assert.Same(Principal.Nobody, Sample.Read(record).Caller);
    }

    [Fact]
    public void A_repeated_identity_is_the_same_object()
    {
        var reader = Sample.Reader();

        Assert.Same(reader.Read(Sample.Record().Bytes()).Caller, reader.Read(Sample.Record(name: "UpdateFunctionCode20150331v2").Bytes()).Caller);
    }

    private static Principal Of(JsonObject identity) => Sample.Read(Sample.Record(identity: identity)).Caller;

    private static JsonObject Session(string issuer, string role, string session) => new()
    {
        ["type"] = "AssumedRole",
        ["principalId"] = $"AROAEXAMPLE:{session}",
        ["arn"] = $"arn:aws:sts::111122223333:assumed-role/{role}/{session}",
        ["accountId"] = "111122223333",
        ["accessKeyId"] = "",
        ["sessionContext"] = new JsonObject
        {
            ["sessionIssuer"] = new JsonObject { ["type"] = "Role", ["arn"] = issuer },
            ["sourceIdentity"] = "jane",
            ["attributes"] = new JsonObject { ["mfaAuthenticated"] = "true" },
        },
    };
}
