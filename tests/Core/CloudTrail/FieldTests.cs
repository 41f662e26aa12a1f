using System.Text.Json.Nodes;
using Sentinel.Core.CloudTrail;

namespace Sentinel.Core.Tests.CloudTrail;

public sealed class FieldTests
{
    [Theory]
    [InlineData("lambda", "CreateFunction20150331", """{"code":{"s3Bucket":"b","s3Key":"k"},"runtime":"python3.9","publish":true}""", """{"codeSha256":"abc"}""", "CodeLocation=s3://b/k;Runtime=python3.9;CodeSha256=abc")]
    [InlineData("lambda", "UpdateFunctionCode20150331v2", """{"imageUri":"repo/i:1","s3Bucket":"only"}""", null, "CodeLocation=repo/i:1")]
    [InlineData("lambda", "UpdateFunctionCode20150331v2", """{"s3Bucket":"b","s3Key":"k \"quoted\""}""", null, "CodeLocation=s3://b/k \"quoted\"")]
    [InlineData("lambda", "UpdateFunctionConfiguration20150331v2", """{"functionName":"f","layers":["l1","l2"],"deadLetterConfig":{"targetArn":"q"}}""", """{"layers":[{"arn":"l3"}]}""", "Layers=l1\nl2;LayersRequested=true;DeadLetterTarget=q")]
    [InlineData("lambda", "UpdateFunctionCode20150331v2", """{"functionName":"f","dryRun":true}""", """{"layers":[{"arn":"l3"}],"functionArn":"arn"}""", "DryRun=true;Layers=l3")]
    [InlineData("lambda", "CreateEventSourceMapping20150331", """{"eventSourceArn":"s","enabled":true,"destinationConfig":{"onFailure":{"destination":"d"}}}""", """{"uUID":"u"}""", "EventSourceArn=s;Enabled=true;OnFailure=d;Uuid=u")]
    [InlineData("lambda", "AddPermission20150331v2", """{"principal":"*","action":"lambda:InvokeFunction","principalOrgID":"o-1","functionUrlAuthType":"NONE"}""", null, "Principal=*;Action=lambda:InvokeFunction;PrincipalOrgId=o-1")]
    [InlineData("iam", "CreateAccessKey", """{"userName":"u"}""", """{"accessKey":{"accessKeyId":"AKIA1","status":"Active","userName":"x"}}""", "UserName=u")]
    [InlineData("sts", "AssumeRole", """{"roleArn":"r","roleSessionName":"s"}""", """{"credentials":{"accessKeyId":"ASIA1"}}""", "RoleArn=r")]
    [InlineData("events", "PutTargets", """{"rule":"r","targets":[{"id":"1","arn":"a1"},{"id":"2","arn":"a2"}]}""", null, "Ids=r;Targets=a1\na2")]
    [InlineData("ec2", "DeleteFlowLogs", """{"DeleteFlowLogsRequest":{"FlowLogId":{"content":"fl-1","tag":1}}}""", null, "Ids=fl-1")]
    [InlineData("signin", "ConsoleLogin", null, """{"ConsoleLogin":"Success"}""", "ConsoleLogin=Success;MfaUsed=No")]
    public void What_detections_use_is_kept(string source, string name, string? request, string? response, string expected)
    {
        var record = Sample.Record(source, name, request: request is null ? null : JsonNode.Parse(request), response: response is null ? null : JsonNode.Parse(response));
        if (source is "signin") record["additionalEventData"] = new JsonObject { ["MFAUsed"] = "No" };

        var read = Sample.Read(record);

        var found = Enum.GetValues<Field>().Where(f => read[f] is not null).Select(f => $"{f}={read[f]}");
        Assert.Equal(expected.Split(';').Order(StringComparer.Ordinal), found.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("tags")]
    [InlineData("environment")]
    [InlineData("variables")]
    [InlineData("metadata")]
    [InlineData("context")]
    public void What_the_caller_may_fill_with_anything_is_not_entered(string name)
    {
        var poison = new JsonObject { ["role"] = "x", ["s3Bucket"] = "x", ["functionName"] = "x", ["layers"] = new JsonArray("x"), ["variables"] = new JsonObject { ["role"] = "x" } };

        var read = Sample.Read(Sample.Record(request: new JsonObject { [name] = poison }));

        Assert.DoesNotContain(Enum.GetValues<Field>(), f => read[f] is not null);
        Assert.Null(read.Function);
        Assert.Null(read.Role);
    }

    [Fact]
    public void Omitted_parameters_are_told() =>
        Assert.True(Sample.Read(Sample.Record(request: new JsonObject { ["reason"] = "requestParameters too large", ["omitted"] = true })).ParametersOmitted);

    [Fact]
    public void Policies_are_decoded_and_cut()
    {
        var plain = "{\"Statement\":\"" + new string('x', 20_000) + "\"}";

        var read = Sample.Read(Sample.Record("iam", "PutRolePolicy", request: new JsonObject { ["roleName"] = "r", ["policyName"] = "p", ["policyDocument"] = Uri.EscapeDataString(plain) }));

        Assert.Equal(plain[..(16 * 1024)], read[Field.PolicyDocument]);
    }

    [Fact]
    public void Text_is_decoded()
    {
        var read = Sample.Read(Sample.Record());

        Assert.Equal("aws-cli/2.15 \"quoted\" \u00e9", read.UserAgent);
        Assert.Equal(("lambda", "CreateFunction", "111122223333", "us-east-1"), (read.Service, read.Api, read.Account, read.Region));
    }
}
