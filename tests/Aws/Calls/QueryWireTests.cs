using System.Net;
using Amazon.IdentityManagement;
using Amazon.IdentityManagement.Model;
using Amazon.Runtime;
using Amazon.SimpleNotificationService;
using Amazon.SimpleNotificationService.Model;
using CsCheck;
using Sentinel.Aws.Calls.Wire;

namespace Sentinel.Aws.Tests.Calls;

/// <summary>IAM and SNS: forms and XML.</summary>
public sealed class QueryWireTests
{
    private const string Secret = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";

    [Fact]
    public async Task A_role_is_read_with_its_boundary()
    {
        using var script = new Script(Script.Answer(200, """
            <GetRoleResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><GetRoleResult><Role><Path>/service-role/</Path><RoleName>exec</RoleName><RoleId>AROAEXAMPLE</RoleId>
            <Arn>arn:aws:iam::111122223333:role/service-role/exec</Arn><CreateDate>2024-03-14T18:00:15Z</CreateDate>
            <AssumeRolePolicyDocument>%7B%22Version%22%3A%222012-10-17%22%7D</AssumeRolePolicyDocument><PermissionsBoundary><PermissionsBoundaryType>Policy</PermissionsBoundaryType>
            <PermissionsBoundaryArn>arn:aws:iam::111122223333:policy/b</PermissionsBoundaryArn></PermissionsBoundary></Role></GetRoleResult>
            <ResponseMetadata><RequestId>r1</RequestId></ResponseMetadata></GetRoleResponse>
            """));
        using var iam = Iam(script);

        var role = (await iam.GetRoleAsync(new GetRoleRequest { RoleName = "exec" })).Role!;

        Assert.Equal(new DateTime(2024, 3, 14, 18, 0, 15, DateTimeKind.Utc), role.CreateDate);
        Assert.Equal(("AROAEXAMPLE", "arn:aws:iam::111122223333:policy/b"), (role.RoleId, role.PermissionsBoundary?.PermissionsBoundaryArn));
        Assert.Equal("%7B%22Version%22%3A%222012-10-17%22%7D", role.AssumeRolePolicyDocument);
        Assert.Equal(HttpMethod.Post, script.Only.Method);
        Assert.Equal("Action=GetRole&Version=2010-05-08&RoleName=exec", script.Only.Body);
        SignatureCheck.Holds(script.Only, Secret, "iam", "us-east-1");
    }

    [Fact]
    public async Task Pages_tell_whether_more_follows()
    {
        using var script = new Script(Script.Answer(200, """
            <ListAttachedRolePoliciesResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><ListAttachedRolePoliciesResult><IsTruncated>true</IsTruncated><Marker>next</Marker>
            <AttachedPolicies><member><PolicyName>a</PolicyName><PolicyArn>arn:aws:iam::aws:policy/a</PolicyArn></member><member><PolicyName>b</PolicyName><PolicyArn>arn:aws:iam::aws:policy/b</PolicyArn></member></AttachedPolicies>
            </ListAttachedRolePoliciesResult></ListAttachedRolePoliciesResponse>
            """));
        using var iam = Iam(script);

        var page = await iam.ListAttachedRolePoliciesAsync(new ListAttachedRolePoliciesRequest { RoleName = "r", Marker = "m=" });

        Assert.Equal((true, "next"), (page.IsTruncated, page.Marker));
        Assert.Equal(["a", "b"], page.AttachedPolicies!.Select(p => p.PolicyName));
        Assert.Equal("m=", script.Only.Form["Marker"]);
    }

    public static TheoryData<string, Func<AmazonIdentityManagementServiceClient, Task>> Operations => new()
    {
        { "Action=ListRolePolicies&Version=2010-05-08&RoleName=r", c => c.ListRolePoliciesAsync(new() { RoleName = "r" }) },
        { "Action=GetRolePolicy&Version=2010-05-08&RoleName=r&PolicyName=p", c => c.GetRolePolicyAsync(new() { RoleName = "r", PolicyName = "p" }) },
        { "Action=AttachRolePolicy&Version=2010-05-08&RoleName=r&PolicyArn=arn%3Ap", c => c.AttachRolePolicyAsync(new() { RoleName = "r", PolicyArn = "arn:p" }) },
        { "Action=DetachRolePolicy&Version=2010-05-08&RoleName=r&PolicyArn=arn%3Ap", c => c.DetachRolePolicyAsync(new() { RoleName = "r", PolicyArn = "arn:p" }) },
        { "Action=PutRolePermissionsBoundary&Version=2010-05-08&RoleName=r&PermissionsBoundary=arn%3Ap", c => c.PutRolePermissionsBoundaryAsync(new() { RoleName = "r", PermissionsBoundary = "arn:p" }) },
        { "Action=DeleteRolePermissionsBoundary&Version=2010-05-08&RoleName=r", c => c.DeleteRolePermissionsBoundaryAsync(new() { RoleName = "r" }) },
        { "Action=GetUser&Version=2010-05-08&UserName=u", c => c.GetUserAsync(new() { UserName = "u" }) },
        { "Action=ListAttachedUserPolicies&Version=2010-05-08&UserName=u", c => c.ListAttachedUserPoliciesAsync(new() { UserName = "u" }) },
        { "Action=AttachUserPolicy&Version=2010-05-08&UserName=u&PolicyArn=arn%3Ap", c => c.AttachUserPolicyAsync(new() { UserName = "u", PolicyArn = "arn:p" }) },
        { "Action=DetachUserPolicy&Version=2010-05-08&UserName=u&PolicyArn=arn%3Ap", c => c.DetachUserPolicyAsync(new() { UserName = "u", PolicyArn = "arn:p" }) },
        { "Action=PutUserPermissionsBoundary&Version=2010-05-08&UserName=u&PermissionsBoundary=arn%3Ap", c => c.PutUserPermissionsBoundaryAsync(new() { UserName = "u", PermissionsBoundary = "arn:p" }) },
        { "Action=DeleteUserPermissionsBoundary&Version=2010-05-08&UserName=u", c => c.DeleteUserPermissionsBoundaryAsync(new() { UserName = "u" }) },
        { "Action=ListAccessKeys&Version=2010-05-08&UserName=u", c => c.ListAccessKeysAsync(new() { UserName = "u" }) },
        { "Action=UpdateAccessKey&Version=2010-05-08&UserName=u&AccessKeyId=AKIA&Status=Inactive", c => c.UpdateAccessKeyAsync(new() { UserName = "u", AccessKeyId = "AKIA", Status = StatusType.Inactive }) },
    };

    [Theory]
    [MemberData(nameof(Operations))]
    public async Task Operations_say_what_the_API_reference_asks(string form, Func<AmazonIdentityManagementServiceClient, Task> call)
    {
        using var script = new Script(Script.Answer(200, "<R/>"));
        using var iam = Iam(script);

        await call(iam);

        Assert.Equal(form, script.Only.Body);
        SignatureCheck.Holds(script.Only, Secret, "iam", "us-east-1");
    }

    [Theory]
    [InlineData("NoSuchEntity", 404, typeof(NoSuchEntityException))]
    [InlineData("LimitExceeded", 409, typeof(LimitExceededException))]
    [InlineData("UnmodifiableEntity", 400, typeof(UnmodifiableEntityException))]
    [InlineData("AccessDenied", 403, typeof(AmazonIdentityManagementServiceException))]
    public async Task Errors_of_IAM_have_their_type_and_are_not_repeated(string code, int status, Type expected)
    {
        using var script = new Script(Script.Answer(status,
            $"<ErrorResponse xmlns=\"https://iam.amazonaws.com/doc/2010-05-08/\"><Error><Type>Sender</Type><Code>{code}</Code><Message>why &lt;b&gt;</Message></Error><RequestId>r</RequestId></ErrorResponse>"));
        using var iam = Iam(script);

        var thrown = await Assert.ThrowsAnyAsync<AmazonIdentityManagementServiceException>(() => iam.GetRoleAsync(new GetRoleRequest { RoleName = "r" }));

        Assert.IsType(expected, thrown);
        Assert.Equal((code, "why <b>", (HttpStatusCode)status), (thrown.ErrorCode, thrown.Message, thrown.StatusCode));
        Assert.Single(script.Seen);
    }

    [Fact]
    public async Task A_throttled_call_is_repeated_and_then_told()
    {
        using var script = new Script(Script.Answer(400, "<ErrorResponse><Error><Code>Throttling</Code><Message>Rate exceeded</Message></Error></ErrorResponse>"));
        using var iam = Iam(script);

        await Assert.ThrowsAsync<AmazonIdentityManagementServiceException>(() => iam.GetUserAsync(new GetUserRequest { UserName = "u" }));

        Assert.Equal(new Retries().Attempts, script.Seen.Count);
    }

    [Theory]
    [InlineData(200)]
    [InlineData(400)]
    public async Task A_document_type_is_refused(int status)
    {
        using var script = new Script(Script.Answer(status,
            "<!DOCTYPE r [<!ENTITY e SYSTEM \"file:///etc/passwd\">]><GetUserResponse><GetUserResult><User><UserName>&e;</UserName></User></GetUserResult><Error><Code>NoSuchEntity</Code><Message>&e;</Message></Error></GetUserResponse>"));
        using var iam = Iam(script);

        var thrown = await Assert.ThrowsAnyAsync<Exception>(() => iam.GetUserAsync(new GetUserRequest { UserName = "u" }));

        Assert.False(thrown is NoSuchEntityException, "the document was read");
        Assert.True(status == 200 ? thrown is AmazonClientException : thrown is AmazonIdentityManagementServiceException);
        Assert.DoesNotContain("root:", thrown.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Any_text_arrives_as_it_was_and_makes_no_parameter_of_its_own() => Gen.String.Select(Gen.String).Sample((user, key) =>
    {
        using var script = new Script(Script.Answer(200, "<R/>"));
        using var iam = Iam(script);

        iam.UpdateAccessKeyAsync(new() { UserName = $"{user}&Action=DeleteUser", AccessKeyId = key, Status = StatusType.Active }).GetAwaiter().GetResult();

        Assert.Equal(["AccessKeyId", "Action", "Status", "UserName", "Version"], script.Only.Form.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(("UpdateAccessKey", Whole($"{user}&Action=DeleteUser"), Whole(key)), (script.Only.Form["Action"], script.Only.Form["UserName"], script.Only.Form["AccessKeyId"]));
        SignatureCheck.Holds(script.Only, Secret, "iam", "us-east-1");
    }, iter: 1000);

    [Fact]
    public async Task A_message_is_published_with_its_attributes()
    {
        using var script = new Script(Script.Answer(200,
            "<PublishResponse xmlns=\"http://sns.amazonaws.com/doc/2010-03-31/\"><PublishResult><MessageId>m1</MessageId></PublishResult><ResponseMetadata><RequestId>r</RequestId></ResponseMetadata></PublishResponse>"));
        using var sns = Sns(script);

        var published = await sns.PublishAsync(new PublishRequest
        {
            TopicArn = "arn:aws:sns:eu-central-1:111122223333:pages",
            Subject = "contained",
            MessageStructure = "json",
            Message = """{"default":"é & = +"}""",
            MessageAttributes = new Dictionary<string, MessageAttributeValue> { ["state"] = new() { DataType = "String", StringValue = "contained" }, ["incident"] = new() { DataType = "String", StringValue = "i" } },
        });

        Assert.Equal("m1", published.MessageId);
        Assert.Equal("""{"default":"é & = +"}""", script.Only.Form["Message"]);
        Assert.Equal("incident", script.Only.Form["MessageAttributes.entry.1.Name"]);
        Assert.Equal("contained", script.Only.Form["MessageAttributes.entry.2.Value.StringValue"]);
        Assert.Equal("https://sns.eu-central-1.amazonaws.com/", script.Only.Uri.AbsoluteUri);
        SignatureCheck.Holds(script.Only, Secret, "sns", "eu-central-1");
    }

    [Theory]
    [InlineData("NotFound", 404, typeof(NotFoundException))]
    [InlineData("AuthorizationError", 403, typeof(AuthorizationErrorException))]
    [InlineData("InvalidParameter", 400, typeof(InvalidParameterException))]
    public async Task Errors_of_SNS_have_their_type(string code, int status, Type expected)
    {
        using var script = new Script(Script.Answer(status, $"<ErrorResponse xmlns=\"http://sns.amazonaws.com/doc/2010-03-31/\"><Error><Type>Sender</Type><Code>{code}</Code><Message>m</Message></Error></ErrorResponse>"));
        using var sns = Sns(script);

        var thrown = await Assert.ThrowsAnyAsync<AmazonSimpleNotificationServiceException>(() => sns.PublishAsync(new PublishRequest { TopicArn = "t", Message = "m" }));

        Assert.IsType(expected, thrown);
    }

    /// <summary>Lone surrogates cannot be encoded.</summary>
    private static string Whole(string text) => System.Text.Encoding.UTF8.GetString(System.Text.Encoding.UTF8.GetBytes(text));

    private static AmazonIdentityManagementServiceClient Iam(Script script) => new(script.Parts(), Script.Keys, ServiceAddress.Of("iam", "eu-central-1", EndpointOverrides.None));

    private static AmazonSimpleNotificationServiceClient Sns(Script script) => new(script.Parts(), Script.Keys, ServiceAddress.Of("sns", "eu-central-1", EndpointOverrides.None));
}
