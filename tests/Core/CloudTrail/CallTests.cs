using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Sentinel.Core.CloudTrail;

namespace Sentinel.Core.Tests.CloudTrail;

public sealed class CallTests
{
    private const string Worker = "arn:aws:lambda:us-east-1:111122223333:function:worker";

    [Theory]
    [InlineData("CreateFunction20150331", "CreateFunction")]
    [InlineData("UpdateFunctionCode20150331v2", "UpdateFunctionCode")]
    [InlineData("PutFunctionConcurrency20171031", "PutFunctionConcurrency")]
    [InlineData("CreateFunctionUrlConfig", "CreateFunctionUrlConfig")]
    [InlineData("InvokeWithResponseStream", "InvokeWithResponseStream")]
    [InlineData("Getv2", "Get")]
    [InlineData("ListObjectsV2", "ListObjectsV2")]
    [InlineData("Odd-Name20150331", "Odd-Name20150331")]
    [InlineData("Call19990101", "Call19990101")]
    [InlineData("20150331", "20150331")]
    public void Api_dates_and_versions_are_taken_off(string recorded, string api) => Assert.Equal(api, ApiName.WithoutApiDate(recorded));

    [Fact]
    public void A_pair_that_nobody_wants_is_null_and_a_wanted_one_is_one_object()
    {
        var reader = Sample.Reader();

        Assert.Null(Api(reader, Sample.Record("lambda", "CreateFunctionUrlConfig")));
        Assert.Null(Api(reader, Sample.Record("s3", "CreateFunction20150331")));
        Assert.Same(Api(reader, Sample.Record("lambda", "CreateFunction20150331")), Api(reader, Sample.Record("lambda", "CreateFunction")));
    }

    [Theory]
    [InlineData("2024-03-14T18:02:45Z", true, 0)]
    [InlineData("2024-03-14T18:02:45.123Z", true, 1230000)]
    [InlineData("2024-03-14T18:02:45.123456789Z", true, 1234567)]
    [InlineData("2024-02-30T18:02:45Z", false, 0)]
    [InlineData("2024-03-14T24:02:45Z", false, 0)]
    [InlineData("2024-03-14T18:02:45", false, 0)]
    [InlineData("2024-03-14T18:02:45+00:00", false, 0)]
    [InlineData("2024-03-14T18:02:45.Z", false, 0)]
    [InlineData("2024-03-14 18:02:45Z", false, 0)]
    [InlineData("0001-01-01T00:00:00Z", false, 0)]
    [InlineData("9999-12-31T23:59:59Z", false, 0)]
    [InlineData("20x4-03-14T18:02:45Z", false, 0)]
    [InlineData("", false, 0)]
    public void Times_are_read_strictly(string text, bool understood, long ticks)
    {
        Assert.Equal(understood, Sample.Reader().TryTime(Encoding.UTF8.GetBytes(text), out var time));

        if (understood) Assert.Equal(new DateTimeOffset(2024, 3, 14, 18, 2, 45, TimeSpan.Zero).AddTicks(ticks), time);
    }

    [Theory]
    [InlineData("worker", Worker)]
    [InlineData("worker:live", Worker)]
    [InlineData("function:worker", Worker)]
    [InlineData("111122223333:function:worker", Worker)]
    [InlineData("444455556666:function:worker:7", "arn:aws:lambda:us-east-1:444455556666:function:worker")]
    [InlineData("arn:aws:lambda:eu-west-1:444455556666:function:worker", "arn:aws:lambda:eu-west-1:444455556666:function:worker")]
    [InlineData("arn:aws:lambda:eu-west-1:444455556666:function:worker:live", "arn:aws:lambda:eu-west-1:444455556666:function:worker")]
    [InlineData("arn:aws:s3:::bucket", null)]
    [InlineData("", null)]
    public void A_function_is_named_in_many_ways(string named, string? arn) =>
        Assert.Equal(arn, Sample.Read(Sample.Record("lambda", "Invoke", request: new JsonObject { ["functionName"] = named })).Function);

    [Theory]
    [InlineData("cn-north-1", "arn:aws-cn:lambda:cn-north-1:111122223333:function:worker")]
    [InlineData("us-gov-west-1", "arn:aws-us-gov:lambda:us-gov-west-1:111122223333:function:worker")]
    public void A_built_arn_has_the_partition_of_its_region(string region, string arn) =>
        Assert.Equal(arn, Sample.Read(Sample.Record("lambda", "Invoke", request: new JsonObject { ["functionName"] = "worker" }).With("awsRegion", region)).Function);

    [Fact]
    public void Without_parameters_the_function_is_in_the_resources()
    {
        var record = Sample.Record("lambda", "Invoke").With("resources", new JsonArray(new JsonObject { ["type"] = "AWS::Lambda::Function", ["ARN"] = Worker + ":live" }));

        Assert.Equal(Worker, Sample.Read(record).Function);
    }

    [Fact]
    public void The_answer_and_the_qualified_arn_name_the_function_too()
    {
        var qualified = JsonNode.Parse("""{"fullyQualifiedArn":{"arnPrefix":{"account":"444455556666","region":"eu-west-1"},"relativeId":{"functionName":"worker","functionQualifier":"7"}}}""");

        Assert.Equal(Worker, Sample.Read(Sample.Record(request: new JsonObject { ["functionName"] = "other" }, response: new JsonObject { ["functionArn"] = Worker + ":1" })).Function);
        Assert.Equal("arn:aws:lambda:eu-west-1:444455556666:function:worker", Sample.Read(Sample.Record(request: qualified)).Function);
        Assert.Equal(Worker, Sample.Read(Sample.Record(name: "TagResource20170331v2", request: new JsonObject { ["resource"] = Worker })).Function);
    }

    [Fact]
    public void A_denied_call_names_its_function_in_the_message()
    {
        var record = Sample.Read(Sample.Record()
            .With("errorCode", "AccessDenied")
            .With("errorMessage", $"User: arn:aws:iam::111122223333:user/dev_user is not authorized to perform: lambda:CreateFunction on resource: {Worker} because no identity-based policy allows it on resource: arn:aws:lambda:us-east-1:1:function:decoy"));

        Assert.Equal(Worker, record.Function);
        Assert.True(record.Denied);
        Assert.False(record.Succeeded);
    }

    [Fact]
    public void A_dry_run_is_told()
    {
        var reader = Sample.Reader();
        Assert.True(reader.TryScan(Sample.Record("lambda", "Invoke", request: new JsonObject { ["functionName"] = "worker", ["invocationType"] = "DryRun" }).Bytes(), out var scan, out _));

        Assert.Equal(new FunctionRef(Worker, DryRun: true), reader.FunctionOf(scan));
        Assert.Same(reader.FunctionOf(scan), reader.FunctionOf(scan));
    }

    [Theory]
    [InlineData("lambda", "CreateFunction20150331", """{"role":"arn:aws:iam::111122223333:role/team/R"}""", null, "arn:aws:iam::111122223333:role/R")]
    [InlineData("lambda", "UpdateFunctionConfiguration20150331v2", """{"functionName":"f"}""", """{"role":"arn:aws:iam::111122223333:role/R"}""", null)]
    [InlineData("lambda", "UpdateFunctionConfiguration20150331v2", """{"omitted":true,"reason":"requestParameters too large"}""", """{"role":"arn:aws:iam::111122223333:role/R"}""", "arn:aws:iam::111122223333:role/R")]
    [InlineData("iam", "AttachRolePolicy", """{"roleName":"R","policyArn":"p"}""", null, "arn:aws:iam::111122223333:role/R")]
    [InlineData("iam", "CreateRole", """{"roleName":"R","path":"/team/"}""", """{"role":{"arn":"arn:aws:iam::111122223333:role/team/R"}}""", "arn:aws:iam::111122223333:role/R")]
    [InlineData("sts", "AssumeRole", """{"roleArn":"arn:aws:iam::444455556666:role/a/b/R"}""", null, "arn:aws:iam::444455556666:role/R")]
    [InlineData("scheduler", "CreateSchedule", """{"target":{"arn":"arn:aws:lambda:us-east-1:1:function:f","roleArn":"arn:aws:iam::1:role/S"}}""", null, "arn:aws:iam::1:role/S")]
    public void A_role_has_one_spelling_wherever_it_is_named(string source, string name, string request, string? response, string? role) =>
        Assert.Equal(role, Sample.Read(Sample.Record(source, name, request: JsonNode.Parse(request), response: response is null ? null : JsonNode.Parse(response))).Role);

    [Theory]
    [InlineData("192.0.2.10", SourceKind.Address, "192.0.0.0/16")]
    [InlineData("::ffff:192.0.2.10", SourceKind.Address, "192.0.0.0/16")]
    [InlineData("198.51.064.003", SourceKind.Address, "198.51.0.0/16")]
    [InlineData("2001:db8:1234::1", SourceKind.Address, "2001:db8::/32")]
    [InlineData("cloudformation.amazonaws.com", SourceKind.Service, null)]
    [InlineData("AWS Internal", SourceKind.Internal, null)]
    [InlineData("1", SourceKind.Absent, null)]
    [InlineData("0x7f.1", SourceKind.Service, null)]
    [InlineData("[::1]:80", SourceKind.Absent, null)]
    [InlineData("1.2.3.256", SourceKind.Service, null)]
    public void Addresses_are_told_from_names(string text, SourceKind kind, string? network)
    {
        var source = Sample.Read(Sample.Record().With("sourceIPAddress", text)).Source;

        Assert.Equal((kind, network, text), (source.Kind, source.Network, source.Text));
        Assert.Equal(kind == SourceKind.Address, source.Address is not null);
    }

    [Fact]
    public void An_address_is_looked_up_once()
    {
        var countries = new CountingCountries();
        var reader = Sample.Reader(countries);

        for (var i = 0; i < 3; i++) Assert.Equal("US", reader.Read(Sample.Record().Bytes()).Source.Country);

        Assert.Equal(1, countries.Asked);
    }

    private static ApiName? Api(CloudTrailReader reader, JsonObject record)
    {
        Assert.True(reader.TryScan(record.Bytes(), out var scan, out _));
        return reader.ApiOf(scan);
    }

    private sealed class CountingCountries : ICountries
    {
        public int Asked { get; private set; }

        public string? CountryOf(IPAddress address)
        {
            Asked++;
            return "US";
        }
    }
}
