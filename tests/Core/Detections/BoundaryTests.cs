using Sentinel.Core.Detections;

namespace Sentinel.Core.Tests.Detections;

/// <summary>Where a detection begins and ends to speak.</summary>
public class BoundaryTests
{
    [Theory]
    [InlineData(59.9, true)]
    [InlineData(60, false)]
    public void A_role_is_fresh_for_an_hour(double minute, bool fires)
    {
        Assert.Equal(fires, Speaks(new FreshRolePassed(), Acts.CreateRole, Acts.CreateFunction with { Minute = minute }));
        Assert.Equal(fires, Speaks(new DataPolicyOnFreshRole(), Acts.CreateRole, Acts.AttachPolicy("AmazonS3FullAccess") with { Minute = minute }));
    }

    [Theory]
    [InlineData(9.9, true)]
    [InlineData(10.1, false)]
    public void Refusals_count_together_for_ten_minutes(double minute, bool fires)
    {
        Call[] four = [Acts.Denied("iam:CreateRole", 0), Acts.Denied("iam:CreateUser", 1), Acts.Denied("iam:CreatePolicy", 2), Acts.Denied("lambda:CreateFunction", 3)];

        Assert.Equal(fires, Speaks(new DeniedProbing(), [.. four, Acts.Denied("iam:CreateAccessKey", minute)]));
    }

    [Fact]
    public void Others_refusals_about_a_role_are_not_the_roles_own()
    {
        const string deploy = """{"roleArn":"arn:aws:iam::111122223333:role/deploy","roleSessionName":"s"}""";
        Call[] four = [Acts.Denied("iam:CreateRole", 0), Acts.Denied("iam:CreateUser", 1), Acts.Denied("iam:CreatePolicy", 2), Acts.Denied("lambda:CreateFunction", 3)];

        Assert.False(Speaks(new DeniedProbing(), [Acts.Denied("sts:AssumeRole", 0) with { Request = deploy }, .. four.Select(c => c with { By = Who.Pipeline })]));
    }

    [Theory]
    [InlineData("signin:ConsoleLogin", """{"ConsoleLogin":"Success"}""", null, null, true)]
    [InlineData("signin:ConsoleLogin", """{"ConsoleLogin":"Failure"}""", null, null, false)]
    [InlineData("signin:ConsoleLogin", null, null, "Failed authentication", false)]
    [InlineData("signin:ConsoleLogin", null, "AccessDenied", null, false)]
    [InlineData("sts:AssumeRoleWithSAML", null, "AccessDenied", null, false)]
    [InlineData("sts:AssumeRoleWithWebIdentity", null, "AccessDenied", null, false)]
    [InlineData("sts:AssumeRoleWithWebIdentity", null, null, null, true)]
    [InlineData("sts:AssumeRole", null, "AccessDenied", null, true)]
    [InlineData("iam:CreateUser", null, "EntityAlreadyExistsException", null, false)]
    public void Only_who_has_proven_to_be_the_caller_is_in_a_new_place(string api, string? response, string? error, string? message, bool fires)
    {
        var call = new Call(api) { From = Who.Abroad, Region = "us-east-1", Response = response, Error = error, Message = message };

        Assert.Equal(fires, Speaks(new NovelSource(), Acts.SignIn with { Minute = -5 }, call));
    }

    [Theory]
    [InlineData("CreateLoginProfile", """{"userName":"dev"}""", true)] // a password where there was none
    [InlineData("UpdateLoginProfile", """{"userName":"dev"}""", false)]
    [InlineData("UpdateLoginProfile", """{"userName":"admin"}""", true)]
    [InlineData("CreateAccessKey", """{"userName":"v"}""", true)] // the caller's name only ends like it
    [InlineData("PutUserPolicy", """{"userName":"dev","policyName":"p","policyDocument":"{\"Statement\":[{\"Effect\":\"Allow\",\"Action\":\"*\"}]}"}""", true)]
    [InlineData("PutUserPolicy", """{"userName":"dev","policyName":"p","policyDocument":"{\"Statement\":[{\"Effect\":\"Allow\",\"Action\":\"s3:*\"}]}"}""", false)]
    public void A_second_way_in_is_what_was_not_the_callers_before(string api, string request, bool fires) =>
        Assert.Equal(fires, Speaks(new IdentityPersistence(), Acts.OnUser(api, request)));

    [Theory]
    [InlineData("\"role\":\"arn:aws:iam::111122223333:role/states\"", true)]
    [InlineData("\"handler\":\"exfil.handler\"", true)]
    [InlineData("\"runtime\":\"python3.13\"", true)]
    [InlineData("\"layers\":[]", true)]
    [InlineData("\"deadLetterConfig\":{\"targetArn\":\"arn:aws:sqs:eu-west-1:999988887777:drop\"}", true)]
    [InlineData("\"environment\":{}", false)]
    public void Tampering_is_what_decides_over_the_code_that_runs(string members, bool fires) => Assert.Equal(fires, Speaks(new ConfigurationTampering(), Acts.Configure(members)));

    [Theory]
    [InlineData("lambda:PutRuntimeManagementConfig")]
    [InlineData("lambda:PutFunctionCodeSigningConfig")]
    public void So_is_what_is_set_beside_the_configuration(string api) =>
        Assert.True(Speaks(new ConfigurationTampering(), new Call(api) { Request = """{"functionName":"orders"}""" }));

    private static bool Speaks(Detection detection, params Call[] calls) =>
        ExampleRunner.Play(Example.Fires("", calls) with { Habits = [Acts.SignIn] }, SharedReaders.Pasts(), times: 1, reversed: false, [detection]).LastCall.Count > 0;
}
