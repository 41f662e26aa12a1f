using System.IO.Compression;
using System.Net;
using System.Text;
using System.Text.Json;
using Amazon.Runtime;
using Sentinel.Aws;
using Sentinel.Aws.Network;
using Sentinel.Aws.State;
using Sentinel.Aws.Tests.Emulators;
using Sentinel.Core;
using Sentinel.Core.Batches;
using Sentinel.Core.Containment;
using Sentinel.Core.FlowLogs;
using Sentinel.Handlers.Tests.RoundTrip;

namespace Sentinel.Handlers.Tests;

/// <summary>Flow logs as CloudWatch Logs delivers them, over an emulated table that a Detector writes to as well.</summary>
[Collection(OnEmulators.Name)]
public sealed class FlowLogsTests(Dynalite dynalite) : IDisposable
{
    private const string Account = "111122223333", Interface = "eni-0a1b2c3d4e5f60718", Function = $"arn:aws:lambda:eu-west-1:{Account}:function:backup", Abroad = "185.143.221.89";
    private static readonly DateTimeOffset Sent = new(2024, 3, 14, 12, 8, 20, TimeSpan.Zero);

    private readonly Observed _observed = new();
    private readonly Ec2 _ec2 = new();
    private readonly List<ContainmentRequest> _asked = [];

    public void Dispose()
    {
        _observed.Dispose();
        _ec2.Dispose();
    }

    [Fact]
    public async Task What_is_sent_to_the_creator_is_told_and_asked_for_over_the_state_that_the_Detector_keeps()
    {
        var stored = await StoresAsync();
        await stored().TakeAsync([Record("lambda", "CreateFunction20150331", 0), Record("lambda", "Invoke", 120)], CancellationToken.None);

        var answer = await Handler(stored()).InvokeAsync(Packed(Line(40_000_000), Line(40_000_000)), Sample.Context(), CancellationToken.None);

        Assert.Equal("{}", Encoding.UTF8.GetString(answer.Span));
        var incident = Assert.Single(_asked.OfType<ContainmentRequest.Contain>(), c => c.Target.Function == Function).Incident;
        var signal = Assert.Single(incident.Signals, s => s.Detection == "egress-to-caller");
        Assert.Equal((40_000_000, $"{Abroad}:443", Function), (signal.Count, signal.Resource, signal.Function));
        Assert.Contains("unexpected-function-creator", incident.Detections);
        Assert.Equal(1, Metric("Records"));
    }

    [Fact]
    public async Task What_came_before_the_call_that_makes_it_suspicious_is_judged_by_the_Detector()
    {
        var stored = await StoresAsync();
        await stored().TakeAsync([Record("lambda", "Invoke", 120, from: "73.162.10.20", by: "pipeline")], CancellationToken.None);
        await Handler(stored()).InvokeAsync(Packed(Line(40_000_000)), Sample.Context(), CancellationToken.None);
        Assert.DoesNotContain(_asked.OfType<ContainmentRequest.Alert>(), a => a.Incident.Detections.Contains("egress-to-caller"));

        var late = await stored().TakeAsync([Record("lambda", "UpdateFunctionCode20150331v2", 60)], CancellationToken.None);

        Assert.Contains(late.Signals, s => s.Detection == "egress-to-caller");
    }

    [Fact]
    public async Task Where_no_invocation_tells_the_description_of_the_interface_does()
    {
        var stored = await StoresAsync();
        await stored().TakeAsync([Record("lambda", "CreateFunction20150331", 0)], CancellationToken.None);
        _ec2.Describe(Interface, "lambda", "AWS Lambda VPC ENI-backup-0a1b2c3d-1111-2222-3333-0123456789ab");

        await Handler(stored()).InvokeAsync(Packed(Line(40_000_000)), Sample.Context(), CancellationToken.None);
        await Handler(stored()).InvokeAsync(Packed(Line(40_000_001)), Sample.Context(), CancellationToken.None);

        Assert.Contains(_asked.OfType<ContainmentRequest.Contain>(), c => c.Incident.Detections.Contains("egress-to-caller"));
        Assert.Equal(2, _ec2.Calls); // a handler each
        Assert.Equal([$"arn:aws:iam::{Account}:role/SentinelInterfaces"], _ec2.Roles); // in the account that the log group is of
    }

    [Fact]
    public async Task Interfaces_are_described_once_in_an_hour_and_those_of_machines_are_left_out()
    {
        var stored = await StoresAsync();
        _ec2.Describe(Interface, "interface", "web server");
        var handler = Handler(stored());

        await handler.InvokeAsync(Packed(Line(40_000_000)), Sample.Context(), CancellationToken.None);
        await handler.InvokeAsync(Packed(Line(40_000_001)), Sample.Context(), CancellationToken.None);

        Assert.Equal((1, 0), (_ec2.Calls, Metric("Records")));
    }

    [Fact]
    public async Task A_refusing_EC2_costs_no_record()
    {
        var stored = await StoresAsync();
        await stored().TakeAsync([Record("lambda", "CreateFunction20150331", 0), Record("lambda", "Invoke", 120)], CancellationToken.None);
        _ec2.Refuses = true;
        var handler = Handler(stored());

        await handler.InvokeAsync(Packed(Line(40_000_000)), Sample.Context(), CancellationToken.None);
        await handler.InvokeAsync(Packed(Line(40_000_000).Replace(Interface, "eni-0another00000000", StringComparison.Ordinal)), Sample.Context(), CancellationToken.None);

        Assert.Equal(1, _ec2.Calls); // who refuses one refuses all, for a while

        Assert.Contains(_asked.OfType<ContainmentRequest.Contain>(), c => c.Incident.Detections.Contains("egress-to-caller"));
        Assert.Contains("cannot be had", _observed.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_line_that_cannot_be_read_is_told_with_its_place_and_the_rest_goes_on()
    {
        var stored = await StoresAsync();

        await Handler(stored()).InvokeAsync(Packed("nonsense", Line(40_000_000)), Sample.Context(), CancellationToken.None);

        Assert.Equal((1, 1), (Metric("Records"), Metric("Rejected")));
        var told = Assert.Single(_observed.Lines, l => l.TryGetProperty("rejected", out _));
        Assert.Equal((0, "eni-stream"), (told.GetProperty("index").GetInt32(), told.GetProperty("stream").GetString()));
        Assert.StartsWith("version is nonsense, expected a whole number", told.GetProperty("reason").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_payload_that_cannot_be_read_fails_the_invocation_with_its_reason()
    {
        var handler = Handler((await StoresAsync())());

        var e = await Assert.ThrowsAsync<MalformedEventException>(() => handler.InvokeAsync("""{"awslogs":{"data":"aGVsbG8="}}"""u8.ToArray(), Sample.Context(), CancellationToken.None));

        Assert.Contains("is no gzip", e.Message, StringComparison.Ordinal);
        Assert.Equal(1, Metric("Rejected"));
    }

    [Fact]
    public async Task A_control_message_is_done_with() =>
        Assert.Equal("{}", Encoding.UTF8.GetString((await Handler((await StoresAsync())()).InvokeAsync(Awslogs(Zip("""{"messageType":"CONTROL_MESSAGE","logEvents":[]}""")), Sample.Context(), CancellationToken.None)).Span));

    [Fact]
    public async Task Records_of_a_stream_are_read_and_those_that_cannot_be_are_named()
    {
        var stored = await StoresAsync();
        await stored().TakeAsync([Record("lambda", "CreateFunction20150331", 0), Record("lambda", "Invoke", 120)], CancellationToken.None);
        var payload = JsonSerializer.SerializeToUtf8Bytes(new
        {
            Records = new[] { Zip(Inner(Line(40_000_000))), "no gzip"u8.ToArray() }.Select((data, i) => new { eventSource = "aws:kinesis", kinesis = new { sequenceNumber = $"49{i}", data = Convert.ToBase64String(data) } }),
        });

        var answer = await Handler(stored()).InvokeAsync(payload, Sample.Context(), CancellationToken.None);

        Assert.Equal(["491"], Sample.Failures(answer));
        Assert.Contains(_asked.OfType<ContainmentRequest.Contain>(), c => c.Incident.Detections.Contains("egress-to-caller"));
    }

    [Theory]
    [InlineData("lambda", "AWS Lambda VPC ENI-my-function_1-0a1b2c3d-1111-2222-3333-0123456789ab", true, "my-function_1")]
    [InlineData("interface", "AWS Lambda VPC ENI-backup-0a1b2c3d-1111-2222-3333-0123456789ab", true, "backup")]
    [InlineData("lambda", "", true, null)]
    [InlineData("interface", "ELB app/web/1", false, null)]
    [InlineData(null, null, false, null)]
    public void A_description_tells_whose_an_interface_is(string? type, string? description, bool isFunctions, string? function) =>
        Assert.Equal(new InterfaceDescription(isFunctions, function), FunctionInterfaces.Read(type, description));

    /// <summary>One table, and over it detectors that know nothing of each other.</summary>
    private async Task<Func<BatchDetector>> StoresAsync()
    {
        var clients = dynalite.Clients();
        var table = new StateTable(clients.DynamoDb, await dynalite.NewTableAsync(clients.DynamoDb), _observed.Clock);
        var options = new StateOptions();
        var facts = new DynamoFactStore(table, options);
        var past = new Pipeline(new PipelineOptions { Facts = facts });
        for (var day = 20; day > 1; day -= 2) Assert.True(past.Learn(Record("signin", "ConsoleLogin", -day * 86_400, from: "73.162.10.20").Span, out var reason), reason);
        await facts.FlushAsync(CancellationToken.None);
        return () => new BatchDetector(new BatchDetectorOptions
        {
            Facts = new DynamoFactStore(table, options),
            Records = new DynamoRecordStore(table, options),
            Signals = new DynamoSignalStore(table, options),
            Calls = new DynamoCallStore(table, options),
            Ask = (requests, _) =>
            {
                _asked.AddRange(requests);
                return ValueTask.CompletedTask;
            },
        });
    }

    private FlowLogs Handler(BatchDetector detector) => new(detector, new FlowLogsOptions(FlowLogFormat.Default, "eu-west-1"),
        new FunctionInterfaces(_ec2.In, _observed.Clock, e => _observed.Logs.CreateLogger("FlowLogs").InterfacesNotDescribed(e)), _observed.Metrics, _observed.Logs, _ => Task.CompletedTask);

    private long Metric(string name)
    {
        _observed.Metrics.Flush("r");
        return _observed.Lines.Where(l => l.TryGetProperty(name, out _)).Sum(l => l.GetProperty(name).GetInt64());
    }

    private static ReadOnlyMemory<byte> Record(string service, string api, int second, string from = Abroad, string by = "dev_user") => JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, object?>
    {
        ["eventVersion"] = "1.09",
        ["userIdentity"] = new { type = "IAMUser", arn = $"arn:aws:iam::{Account}:user/{by}", accountId = Account },
        ["eventTime"] = Sample.Noon.AddSeconds(second).ToString("yyyy-MM-ddTHH:mm:ssZ", System.Globalization.CultureInfo.InvariantCulture),
        ["eventSource"] = $"{service}.amazonaws.com",
        ["eventName"] = api,
        ["awsRegion"] = "eu-west-1",
        ["sourceIPAddress"] = from,
        ["requestParameters"] = new { functionName = Function },
        ["responseElements"] = api is "ConsoleLogin" ? new { ConsoleLogin = "Success" } : null,
        ["additionalEventData"] = api is "Invoke" ? new { customerEniId = Interface } : null,
        ["requestID"] = $"r{second}",
        ["eventID"] = $"e-{api}-{second}",
        ["recipientAccountId"] = Account,
    });

    private static string Line(long bytes) => $"2 {Account} {Interface} 10.0.1.17 {Abroad} 41234 443 6 29000 {bytes} {Sent.ToUnixTimeSeconds() - 60} {Sent.ToUnixTimeSeconds()} ACCEPT OK";

    private static string Inner(params string[] lines) => JsonSerializer.Serialize(new
    {
        messageType = "DATA_MESSAGE",
        owner = Account,
        logGroup = "/vpc/flow-logs",
        logStream = "eni-stream",
        logEvents = lines.Select((l, i) => new { id = $"{i}", timestamp = 1710418100000, message = l }),
    });

    private static byte[] Packed(params string[] lines) => Awslogs(Zip(Inner(lines)));

    private static byte[] Awslogs(byte[] gzip) => JsonSerializer.SerializeToUtf8Bytes(new { awslogs = new { data = Convert.ToBase64String(gzip) } });

    private static byte[] Zip(string text)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true)) gzip.Write(Encoding.UTF8.GetBytes(text));
        return packed.ToArray();
    }

    /// <summary>Answers DescribeNetworkInterfaces as EC2 does.</summary>
    private sealed class Ec2 : HttpMessageHandler
    {
        private const string Credentials = """
            <AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult><Credentials><AccessKeyId>ASIATESTING</AccessKeyId><SecretAccessKey>testing</SecretAccessKey><SessionToken>testing</SessionToken><Expiration>2099-01-01T00:00:00Z</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>
            """;

        private readonly StringBuilder _interfaces = new();
        private readonly AwsClients _clients;

        public Ec2() => _clients = new AwsClients(new AwsClientSettings { Region = "eu-west-1", Credentials = new BasicAWSCredentials("testing", "testing"), Handler = this });

        public Amazon.EC2.IAmazonEC2 In(string account) => _clients.Describing(account);

        /// <summary>ARNs of the roles that were assumed.</summary>
        public List<string> Roles { get; } = [];

        public int Calls { get; private set; }

        public bool Refuses { get; set; }

        public void Describe(string id, string type, string description) =>
            _interfaces.Append($"<item><networkInterfaceId>{id}</networkInterfaceId><interfaceType>{type}</interfaceType><description>{description}</description></item>");

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (request.RequestUri!.Host.StartsWith("sts.", StringComparison.Ordinal))
            {
                Roles.Add(System.Web.HttpUtility.ParseQueryString(await request.Content!.ReadAsStringAsync(cancellationToken))["RoleArn"]!);
                return new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent(Credentials, Encoding.UTF8, "text/xml"), RequestMessage = request };
            }
            Calls++;
            var (status, body) = Refuses
                ? (HttpStatusCode.Forbidden, "<Response><Errors><Error><Code>UnauthorizedOperation</Code><Message>no</Message></Error></Errors><RequestID>r</RequestID></Response>")
                : (HttpStatusCode.OK, $"<DescribeNetworkInterfacesResponse xmlns=\"http://ec2.amazonaws.com/doc/2016-11-15/\"><requestId>r</requestId><networkInterfaceSet>{_interfaces}</networkInterfaceSet></DescribeNetworkInterfacesResponse>");
            return new HttpResponseMessage(status) { Content = new StringContent(body, Encoding.UTF8, "text/xml"), RequestMessage = request };
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing) _clients.Dispose();
            base.Dispose(disposing);
        }
    }
}
