using Sentinel.Aws.Calls.Wire;

namespace Sentinel.Aws.Tests.Calls;

public sealed class EndpointTests
{
    [Theory]
    [InlineData("lambda", "eu-central-1", "https://lambda.eu-central-1.amazonaws.com/", "eu-central-1")]
    [InlineData("lambda", "cn-northwest-1", "https://lambda.cn-northwest-1.amazonaws.com.cn/", "cn-northwest-1")]
    [InlineData("sns", "us-gov-east-1", "https://sns.us-gov-east-1.amazonaws.com/", "us-gov-east-1")]
    [InlineData("monitoring", "eu-central-1", "https://monitoring.eu-central-1.amazonaws.com/", "eu-central-1")]
    [InlineData("iam", "eu-central-1", "https://iam.amazonaws.com/", "us-east-1")]
    [InlineData("iam", "cn-northwest-1", "https://iam.cn-north-1.amazonaws.com.cn/", "cn-north-1")]
    [InlineData("iam", "us-gov-east-1", "https://iam.us-gov.amazonaws.com/", "us-gov-west-1")]
    public void Every_partition_has_its_address_and_IAM_its_home_region(string service, string region, string address, string signing)
    {
        var found = ServiceAddress.Of(service, region, EndpointOverrides.None);

        Assert.Equal((address, signing), (found.Endpoint.AbsoluteUri, found.SigningRegion));
    }

    [Fact]
    public void The_variable_of_a_service_beats_that_of_all_and_both_can_be_ignored()
    {
        var variables = new Dictionary<string, string> { ["AWS_ENDPOINT_URL"] = "http://127.0.0.1:1", ["AWS_ENDPOINT_URL_LAMBDA"] = "http://127.0.0.1:2/base/" };
        var overrides = new EndpointOverrides(name => variables.GetValueOrDefault(name));

        Assert.Equal("http://127.0.0.1:2/base/", ServiceAddress.Of("lambda", "eu-central-1", overrides).Endpoint.AbsoluteUri);
        Assert.Equal("http://127.0.0.1:1/", ServiceAddress.Of("iam", "eu-central-1", overrides).Endpoint.AbsoluteUri);
        Assert.Equal("us-east-1", ServiceAddress.Of("iam", "eu-central-1", overrides).SigningRegion);

        variables["AWS_IGNORE_CONFIGURED_ENDPOINT_URLS"] = "true";
        Assert.Equal("https://iam.amazonaws.com/", ServiceAddress.Of("iam", "eu-central-1", overrides).Endpoint.AbsoluteUri);
    }

    [Theory]
    [InlineData("localhost:4566")]
    [InlineData("file:///etc/passwd")]
    public void What_is_no_address_is_refused_by_the_name_of_its_variable(string text)
    {
        var overrides = new EndpointOverrides(name => name == "AWS_ENDPOINT_URL_IAM" ? text : null);

        Assert.StartsWith($"AWS_ENDPOINT_URL_IAM is {text}; expected", Assert.Throws<ConfigurationException>(() => overrides.Of("iam")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_path_of_the_endpoint_is_kept()
    {
        using var script = new Script(Script.Answer(200, "{}"));
        using var client = new Amazon.Lambda.AmazonLambdaClient(script.Parts(), Script.Keys,
            ServiceAddress.Of("lambda", "eu-central-1", new EndpointOverrides(name => name == "AWS_ENDPOINT_URL" ? "http://127.0.0.1:2/base/" : null)));

        await client.GetFunctionConcurrencyAsync(new() { FunctionName = "f" });

        Assert.Equal("http://127.0.0.1:2/base/2019-09-30/functions/f/concurrency", script.Only.Uri.AbsoluteUri);
    }
}
