using Amazon.Lambda;
using Amazon.Lambda.Model;
using Amazon.Runtime;
using CsCheck;
using Sentinel.Aws.Calls.Wire;

namespace Sentinel.Aws.Tests.Calls;

public sealed class LambdaWireTests
{
    private const string Arn = "arn:aws:lambda:eu-central-1:111122223333:function:orders";

    [Fact]
    public async Task A_function_is_read_whole()
    {
        using var script = new Script(Script.Answer(200, """
            {"Configuration":{"FunctionName":"orders","FunctionArn":"arn:aws:lambda:eu-central-1:111122223333:function:orders","Runtime":"python3.9","Role":"arn:aws:iam::111122223333:role/exec",
            "Handler":"index.handler","CodeSize":304,"Description":"","Timeout":3,"MemorySize":128,"LastModified":"2024-03-14T18:02:45.000+0000","CodeSha256":"c2hh","Version":"$LATEST",
            "VpcConfig":{"SubnetIds":["subnet-1"],"SecurityGroupIds":["sg-1"],"VpcId":"vpc-1","Ipv6AllowedForDualStack":false},"Environment":{"Variables":{"A":"1"}},"KMSKeyArn":null,
            "TracingConfig":{"Mode":"PassThrough"},"RevisionId":"8f1e","Layers":[{"Arn":"arn:aws:lambda:eu-central-1:1:layer:l:1","CodeSize":9}],"State":"Active","PackageType":"Zip","Architectures":["x86_64"]},
            "Code":{"RepositoryType":"S3","Location":"https://awslambda-eu-central-1-tasks.s3.eu-central-1.amazonaws.com/snapshots/x?X-Amz-Signature=1"},
            "Tags":{"team":"orders"},"Concurrency":{"ReservedConcurrentExecutions":0}}
            """));
        using var client = Client(script);

        var function = await client.GetFunctionAsync(new GetFunctionRequest { FunctionName = Arn, Qualifier = "live" });

        Assert.Equal(HttpMethod.Get, script.Only.Method);
        Assert.Equal("https://lambda.eu-central-1.amazonaws.com/2015-03-31/functions/arn%3Aaws%3Alambda%3Aeu-central-1%3A111122223333%3Afunction%3Aorders?Qualifier=live", script.Only.Uri.AbsoluteUri);
        Assert.Equal(0, function.Concurrency?.ReservedConcurrentExecutions);
        Assert.Equal("orders", function.Tags?["team"]);
        Assert.Contains("snapshots/x", function.Code?.Location, StringComparison.Ordinal);
        var configuration = Assert.IsType<FunctionConfiguration>(function.Configuration);
        Assert.Equal("c2hh", configuration.CodeSha256);
        Assert.Equal(304, configuration.CodeSize);
        Assert.Equal(PackageType.Zip, configuration.PackageType);
        Assert.Equal("python3.9", configuration.Runtime?.Value);
        Assert.Equal("1", configuration.Environment?.Variables?["A"]);
        Assert.Equal(["subnet-1"], configuration.VpcConfig?.SubnetIds);
        Assert.EndsWith(":layer:l:1", Assert.Single(configuration.Layers!).Arn, StringComparison.Ordinal);
        Assert.Equal("9b8a", function.ResponseMetadata.RequestId);
        SignatureCheck.Holds(script.Only, "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", "lambda", "eu-central-1");
        Assert.Equal("token==", script.Only.Headers["X-Amz-Security-Token"]);
    }

    [Fact]
    public async Task No_reservation_is_null_and_a_reservation_of_nothing_is_zero()
    {
        using var none = new Script(Script.Answer(200, "{}"));
        using var zero = new Script(Script.Answer(200, """{"ReservedConcurrentExecutions":0}"""));

        Assert.Null((await Client(none).GetFunctionConcurrencyAsync(new GetFunctionConcurrencyRequest { FunctionName = "f" })).ReservedConcurrentExecutions);
        Assert.Equal(0, (await Client(zero).GetFunctionConcurrencyAsync(new GetFunctionConcurrencyRequest { FunctionName = "f" })).ReservedConcurrentExecutions);
    }

    public static TheoryData<string, string, Func<AmazonLambdaClient, Task>> Operations => new()
    {
        { "PUT /2017-10-31/functions/f/concurrency", """{"ReservedConcurrentExecutions":0}""", c => c.PutFunctionConcurrencyAsync(new() { FunctionName = "f", ReservedConcurrentExecutions = 0 }) },
        { "DELETE /2017-10-31/functions/f/concurrency", "", c => c.DeleteFunctionConcurrencyAsync(new() { FunctionName = "f" }) },
        { "GET /2019-09-30/functions/f/concurrency", "", c => c.GetFunctionConcurrencyAsync(new() { FunctionName = "f" }) },
        { "GET /2015-03-31/functions/f/configuration", "", c => c.GetFunctionConfigurationAsync(new() { FunctionName = "f" }) },
        { "GET /2019-09-30/functions/f/provisioned-concurrency?List=ALL", "", c => c.ListProvisionedConcurrencyConfigsAsync(new() { FunctionName = "f" }) },
        { "GET /2019-09-30/functions/f/provisioned-concurrency?Qualifier=live", "", c => c.GetProvisionedConcurrencyConfigAsync(new() { FunctionName = "f", Qualifier = "live" }) },
        { "PUT /2019-09-30/functions/f/provisioned-concurrency?Qualifier=live", """{"ProvisionedConcurrentExecutions":3}""", c => c.PutProvisionedConcurrencyConfigAsync(new() { FunctionName = "f", Qualifier = "live", ProvisionedConcurrentExecutions = 3 }) },
        { "DELETE /2019-09-30/functions/f/provisioned-concurrency?Qualifier=live", "", c => c.DeleteProvisionedConcurrencyConfigAsync(new() { FunctionName = "f", Qualifier = "live" }) },
        { "GET /2015-03-31/event-source-mappings?FunctionName=f&Marker=m%2F%3D", "", c => c.ListEventSourceMappingsAsync(new() { FunctionName = "f", Marker = "m/=" }) },
        { "GET /2015-03-31/event-source-mappings/u", "", c => c.GetEventSourceMappingAsync(new() { UUID = "u" }) },
        { "PUT /2015-03-31/event-source-mappings/u", """{"Enabled":false}""", c => c.UpdateEventSourceMappingAsync(new() { UUID = "u", Enabled = false }) },
        { "GET /2015-03-31/functions/f/policy", "", c => c.GetPolicyAsync(new() { FunctionName = "f" }) },
        { "POST /2015-03-31/functions/f/policy?Qualifier=live", """{"Action":"lambda:InvokeFunction","Principal":"*","StatementId":"s"}""", c => c.AddPermissionAsync(new() { FunctionName = "f", Qualifier = "live", Action = "lambda:InvokeFunction", Principal = "*", StatementId = "s" }) },
        { "DELETE /2015-03-31/functions/f/policy/s", "", c => c.RemovePermissionAsync(new() { FunctionName = "f", StatementId = "s" }) },
        { "GET /2021-10-31/functions/f/urls", "", c => c.ListFunctionUrlConfigsAsync(new() { FunctionName = "f" }) },
        { "GET /2021-10-31/functions/f/url", "", c => c.GetFunctionUrlConfigAsync(new() { FunctionName = "f" }) },
        { "PUT /2021-10-31/functions/f/url", """{"AuthType":"AWS_IAM"}""", c => c.UpdateFunctionUrlConfigAsync(new() { FunctionName = "f", AuthType = FunctionUrlAuthType.AWS_IAM }) },
        { "DELETE /2021-10-31/functions/f/url", "", c => c.DeleteFunctionUrlConfigAsync(new() { FunctionName = "f" }) },
        { "GET /2017-03-31/tags/arn%3Ax", "", c => c.ListTagsAsync(new() { Resource = "arn:x" }) },
    };

    [Theory]
    [MemberData(nameof(Operations))]
    public async Task Operations_go_where_the_API_reference_says(string line, string body, Func<AmazonLambdaClient, Task> call)
    {
        using var script = new Script(Script.Answer(200, "{}"));
        using var client = Client(script);

        await call(client);

        Assert.Equal(line, $"{script.Only.Method} {script.Only.Uri.PathAndQuery}");
        Assert.Equal(body, script.Only.Body);
        SignatureCheck.Holds(script.Only, "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", "lambda", "eu-central-1");
    }

    [Fact]
    public async Task Errors_have_the_type_that_the_header_names()
    {
        using var script = new Script(Script.Answer(404, """{"Type":"User","Message":"Function not found: arn:aws:lambda:eu-central-1:111122223333:function:orders"}""", "ResourceNotFoundException"));
        using var client = Client(script);

        var thrown = await Assert.ThrowsAsync<ResourceNotFoundException>(() => client.GetFunctionAsync(new GetFunctionRequest { FunctionName = "orders" }));

        Assert.StartsWith("Function not found", thrown.Message, StringComparison.Ordinal);
        Assert.Equal(("ResourceNotFoundException", "9b8a", System.Net.HttpStatusCode.NotFound, ErrorType.Sender), (thrown.ErrorCode, thrown.RequestId, thrown.StatusCode, thrown.ErrorType));
    }

    [Theory]
    [InlineData("InvalidParameterValueException:http://internal.amazon.com/coral/com.amazonaws.lambda/", null, typeof(InvalidParameterValueException))]
    [InlineData(null, """{"__type":"com.amazonaws.lambda#ResourceConflictException"}""", typeof(ResourceConflictException))]
    [InlineData(null, """{"__type":"TooManyRequestsException"}""", typeof(TooManyRequestsException))]
    [InlineData(null, "<Error><Code>ServiceException</Code></Error>", typeof(ServiceException))]
    [InlineData(null, "not JSON {", typeof(AmazonLambdaException))]
    [InlineData(null, "{\"__type\":", typeof(AmazonLambdaException))]
    [InlineData(null, "[]", typeof(AmazonLambdaException))]
    public async Task Errors_are_understood_in_every_form(string? header, string? body, Type expected)
    {
        using var script = new Script(Script.Answer(400, body ?? "{}", header));
        using var client = Client(script);

        var thrown = await Assert.ThrowsAnyAsync<AmazonLambdaException>(() => client.GetFunctionAsync(new GetFunctionRequest { FunctionName = "f" }));

        Assert.IsType(expected, thrown);
    }

    [Fact]
    public async Task An_answer_that_is_no_JSON_is_an_error_and_not_an_empty_answer()
    {
        using var script = new Script(Script.Answer(200, "<html>"));
        using var client = Client(script);

        await Assert.ThrowsAsync<AmazonClientException>(() => client.GetFunctionConcurrencyAsync(new GetFunctionConcurrencyRequest { FunctionName = "f" }));
    }

    [Fact]
    public void A_name_is_one_part_of_the_path_whatever_it_holds() => Gen.String.Select(Gen.OneOf(Gen.Const(""), Gen.Const("../"), Gen.Const("%2e%2e/"), Gen.Const("?x=1#"), Gen.Const("\r\nHost: evil"))).Sample((name, prefix) =>
    {
        using var script = new Script(Script.Answer(200, "{}"));
        using var client = Client(script);
        var hostile = prefix + name;
        if (hostile is "" or "." or "..")
        {
            Assert.Throws<ArgumentException>(() => { _ = client.GetFunctionConcurrencyAsync(new() { FunctionName = hostile }); });
            return;
        }

        client.GetFunctionConcurrencyAsync(new() { FunctionName = hostile }).GetAwaiter().GetResult();

        var parts = script.Only.Uri.AbsolutePath.Split('/');
        Assert.Equal("lambda.eu-central-1.amazonaws.com", script.Only.Uri.Host);
        Assert.Equal(["", "2019-09-30", "functions", parts[3], "concurrency"], parts);
        Assert.Equal(Whole(hostile), Uri.UnescapeDataString(parts[3]));
        Assert.Empty(script.Only.Uri.Query);
        SignatureCheck.Holds(script.Only, "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", "lambda", "eu-central-1");
    }, iter: 2000);

    /// <summary>Lone surrogates cannot be encoded.</summary>
    private static string Whole(string text) => System.Text.Encoding.UTF8.GetString(System.Text.Encoding.UTF8.GetBytes(text));

    private static AmazonLambdaClient Client(Script script) => new(script.Parts(), Script.Keys, ServiceAddress.Of("lambda", "eu-central-1", EndpointOverrides.None));
}
