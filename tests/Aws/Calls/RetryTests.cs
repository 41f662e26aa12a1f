using Amazon.Lambda;
using Amazon.Lambda.Model;
using Amazon.Runtime;
using CsCheck;
using Sentinel.Aws.Calls.Wire;

namespace Sentinel.Aws.Tests.Calls;

public sealed class RetryTests
{
    private const string Done = """{"ReservedConcurrentExecutions":0}""";

    public static TheoryData<int, string?, string> Passing => new()
    {
        { 429, "TooManyRequestsException", """{"Reason":"CallerRateLimitExceeded","message":"Rate exceeded"}""" },
        { 400, "ThrottlingException", """{"message":"Rate exceeded"}""" },
        { 400, null, """{"__type":"com.amazonaws.lambda#Throttling","message":"Rate exceeded"}""" },
        { 500, "ServiceException", """{"Type":"Service","Message":"An error occurred and the request cannot be processed."}""" },
        { 503, null, "<html>Service Unavailable</html>" },
        { 502, null, "" },
        { 409, "ResourceConflictException", """{"Type":"User","message":"The operation cannot be performed at this time. An update is in progress for resource"}""" },
        { 400, "ResourceInUseException", """{"Type":"User","Message":"Cannot update the event source mapping because it is in use."}""" },
    };

    [Theory]
    [MemberData(nameof(Passing))]
    public async Task What_may_pass_is_tried_again(int status, string? type, string body)
    {
        using var script = new Script(Script.Answer(status, body, type), Script.Answer(status, body, type), Script.Answer(200, Done));

        await PutAsync(script);

        Assert.Equal(3, script.Seen.Count);
    }

    [Theory]
    [InlineData(400, "InvalidParameterValueException")]
    [InlineData(403, "AccessDeniedException")]
    [InlineData(404, "ResourceNotFoundException")]
    [InlineData(412, "PreconditionFailedException")]
    [InlineData(301, null)]
    public async Task What_will_not_pass_is_not_tried_again(int status, string? type)
    {
        using var script = new Script(Script.Answer(status, "{}", type));

        await Assert.ThrowsAnyAsync<AmazonLambdaException>(() => PutAsync(script));

        Assert.Single(script.Seen);
    }

    [Fact]
    public async Task Attempts_have_an_end_and_the_last_error_is_thrown()
    {
        using var script = new Script(Script.Answer(429, """{"message":"Rate exceeded"}""", "TooManyRequestsException"));

        var thrown = await Assert.ThrowsAsync<TooManyRequestsException>(() => PutAsync(script));

        Assert.Equal(new Retries().Attempts, script.Seen.Count);
        Assert.Equal("9b8a", thrown.RequestId);
    }

    [Fact]
    public async Task A_connection_that_breaks_is_tried_again_and_then_given_up()
    {
        using var breaks = new Script(Script.Throw(new HttpRequestException("refused")), Script.Throw(new IOException("reset")), Script.Answer(200, Done));
        using var broken = new Script(Script.Throw(new HttpRequestException("refused")));

        await PutAsync(breaks);
        var thrown = await Assert.ThrowsAsync<AmazonClientException>(() => PutAsync(broken));

        Assert.Equal(3, breaks.Seen.Count);
        Assert.Equal(new Retries().Attempts, broken.Seen.Count);
        Assert.IsType<HttpRequestException>(thrown.InnerException);
    }

    [Fact]
    public async Task An_attempt_that_takes_too_long_is_given_up_and_tried_again()
    {
        using var slow = new Slow(times: 2);
        using var client = Client(slow, Script.Quick with { AttemptTimeout = TimeSpan.FromMilliseconds(50) });

        await client.PutFunctionConcurrencyAsync(new PutFunctionConcurrencyRequest { FunctionName = "f", ReservedConcurrentExecutions = 0 });

        Assert.Equal(3, slow.Calls);
    }

    [Fact]
    public async Task A_caller_who_cancels_is_obeyed_at_once()
    {
        using var slow = new Slow(times: 99);
        using var client = Client(slow, Script.Quick);
        using var cancel = new CancellationTokenSource(50);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => client.GetFunctionAsync(new GetFunctionRequest { FunctionName = "f" }, cancel.Token));

        Assert.Equal(1, slow.Calls);
    }

    [Fact]
    public async Task Every_attempt_is_signed_anew()
    {
        using var script = new Script(Script.Answer(503), Script.Answer(503), Script.Answer(200, Done));
        using var client = new AmazonLambdaClient(script.Parts(), new Rotating(), ServiceAddress.Of("lambda", "eu-central-1", EndpointOverrides.None));

        await client.PutFunctionConcurrencyAsync(new PutFunctionConcurrencyRequest { FunctionName = "f", ReservedConcurrentExecutions = 0 });

        Assert.Equal(3, script.Seen.Count);
        for (var i = 0; i < 3; i++)
        {
            Assert.Contains($"Credential=KEY{i + 1}/", script.Seen[i].Headers["Authorization"], StringComparison.Ordinal);
            SignatureCheck.Holds(script.Seen[i], $"secret{i + 1}", "lambda", "eu-central-1");
            Assert.Equal("""{"ReservedConcurrentExecutions":0}""", script.Seen[i].Body);
        }
    }

    [Fact]
    public async Task Waits_have_full_jitter_double_and_are_capped()
    {
        using var script = new Script(Script.Answer(503));
        var clock = new InstantClock();
        using var client = Client(script, new Retries { Jitter = () => 0.5, Attempts = 8 }, clock);

        await Assert.ThrowsAnyAsync<AmazonLambdaException>(() => client.GetFunctionAsync(new GetFunctionRequest { FunctionName = "f" }));

        Assert.Equal([100, 200, 400, 800, 1600, 2500, 2500], clock.Waits.Select(w => w.TotalMilliseconds));
    }

    [Fact]
    public void No_wait_is_negative_or_longer_than_the_cap() => Gen.Select(Gen.Int[1, 10_000], Gen.Bool).Sample((attempt, conflict) =>
    {
        var wait = new Retries().DelayAfter(attempt, conflict);
        return wait >= TimeSpan.Zero && wait < new Retries().Cap;
    });

    [Fact]
    public async Task A_permission_that_exists_already_is_no_reason_to_wait()
    {
        using var script = new Script(Script.Answer(409, """{"Type":"User","message":"The statement id (s) provided already exists."}""", "ResourceConflictException"));
        using var client = Client(script, Script.Quick);

        await Assert.ThrowsAsync<ResourceConflictException>(() => client.AddPermissionAsync(new AddPermissionRequest { FunctionName = "f", StatementId = "s" }));

        Assert.Single(script.Seen);
    }

    [Fact]
    public async Task An_answer_without_end_is_not_read_to_the_end()
    {
        using var script = new Script(() => new HttpResponseMessage { Content = new StreamContent(new Containment.Zeros(long.MaxValue)) });

        await Assert.ThrowsAsync<AmazonClientException>(() => PutAsync(script));
    }

    private static AmazonLambdaClient Client(HttpMessageHandler handler, Retries retries, TimeProvider? clock = null) =>
        new(new WireParts(handler, retries, clock ?? TimeProvider.System), Script.Keys, ServiceAddress.Of("lambda", "eu-central-1", EndpointOverrides.None));

    private static async Task PutAsync(Script script)
    {
        using var client = Client(script, Script.Quick);
        await client.PutFunctionConcurrencyAsync(new PutFunctionConcurrencyRequest { FunctionName = "f", ReservedConcurrentExecutions = 0 });
    }

    private sealed class Slow(int times) : HttpMessageHandler
    {
        public int Calls { get; private set; }

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (++Calls <= times) await Task.Delay(Timeout.Infinite, cancellationToken);
            return new HttpResponseMessage { Content = new StringContent(Done) };
        }
    }

    /// <summary>Another key each time it is asked.</summary>
    private sealed class Rotating : AWSCredentials
    {
        private int _asked;

        public override ImmutableCredentials GetCredentials()
        {
            var asked = Interlocked.Increment(ref _asked);
            return new ImmutableCredentials($"KEY{asked}", $"secret{asked}", null);
        }
    }
}
