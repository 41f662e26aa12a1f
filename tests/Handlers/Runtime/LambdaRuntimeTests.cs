using System.Globalization;
using System.Text;
using System.Text.Json;
using Amazon.Lambda.Core;
using Microsoft.Extensions.Time.Testing;
using Sentinel.Handlers.Runtime;

namespace Sentinel.Handlers.Tests.Runtime;

/// <summary>The loop against the Runtime API over real HTTP. In one class, as the trace lies in the environment of the process.</summary>
public sealed class LambdaRuntimeTests : IAsyncLifetime, IDisposable
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(60);

    private readonly Observed _observed = new();
    private readonly CancellationTokenSource _terminated = new();
    private RuntimeApiStub _lambda = null!;

    public async Task InitializeAsync() => _lambda = await RuntimeApiStub.StartAsync();

    public async Task DisposeAsync() => await _lambda.DisposeAsync();

    public void Dispose()
    {
        _terminated.Dispose();
        _observed.Dispose();
    }

    [Fact]
    public async Task An_event_and_its_context_reach_the_handler_and_its_response_goes_back()
    {
        string? seen = null;
        var run = Run(new TestHandler((payload, context, _) =>
        {
            seen = $"{context.AwsRequestId} {context.InvokedFunctionArn} {context.FunctionName} {context.MemoryLimitInMB} {Environment.GetEnvironmentVariable("_X_AMZN_TRACE_ID")}";
            Assert.InRange(context.RemainingTime, TimeSpan.FromSeconds(50), TimeSpan.FromSeconds(60));
            return payload.ToArray();
        }));

        var answers = new[] { await AskAsync("""{"a":"ü"}"""), await AskAsync("[]") };

        Assert.Equal(["""{"a":"ü"}""", "[]"], answers.Select(a => a.Body));
        Assert.All(answers, a => Assert.False(a.IsError));
        Assert.Equal($"8476a536-e9f4-11e8-9739-000000000002 {RuntimeApiStub.FunctionArn} sentinel-detector 256 {RuntimeApiStub.Trace}", seen);
        await EndsWell(run);
    }

    [Fact]
    public async Task Events_of_every_size_up_to_the_largest_arrive_whole()
    {
        var run = Run(new TestHandler((payload, _, _) => Encoding.UTF8.GetBytes($"\"{payload.Length} {payload.Span[0]} {payload.Span[^1]}\"")));

        foreach (var size in new[] { 1, 65_535, 65_536, 65_537, RuntimeApiStub.LongestResponse, 3 })
        {
            var payload = new byte[size];
            payload.AsSpan().Fill(7);
            payload[^1] = 9;
            Assert.Equal($"\"{size} {payload[0]} 9\"", (await _lambda.InvokeAsync(payload).WaitAsync(Soon)).Body);
        }
        await EndsWell(run);
    }

    [Fact]
    public async Task An_exception_is_reported_cut_and_printable_and_the_next_event_is_served()
    {
        var run = Run(new TestHandler((payload, _, _) => payload.Length == 0 ? "1"u8.ToArray() : throw new InvalidOperationException("\u001b[31m\u202e" + new string('x', 10_000))));

        var error = await AskAsync("{}");
        var next = await AskAsync("");

        Assert.Equal("Function.InvalidOperationException", error.ErrorType);
        var report = JsonElement.Parse(error.Body);
        Assert.Equal(["errorMessage", "errorType", "stackTrace"], report.EnumerateObject().Select(p => p.Name));
        Assert.Equal("InvalidOperationException", report.GetProperty("errorType").GetString());
        Assert.StartsWith("\\u001B[31m\\u202Exxx", report.GetProperty("errorMessage").GetString(), StringComparison.Ordinal);
        Assert.Equal(1000, report.GetProperty("errorMessage").GetString()!.Length);
        Assert.Contains(nameof(LambdaRuntimeTests), report.GetProperty("stackTrace")[0].GetString(), StringComparison.Ordinal);
        Assert.Equal("1", next.Body);
        await EndsWell(run);
    }

    [Fact]
    public async Task A_response_that_lambda_does_not_take_becomes_an_error_and_the_loop_goes_on()
    {
        var run = Run(new TestHandler((payload, _, _) => new byte[payload.Length == 0 ? RuntimeApiStub.LongestResponse + 1 : 1]));

        var tooLarge = await AskAsync("");
        var next = await AskAsync("{}");

        Assert.Equal("Function.ResponseNotTaken", tooLarge.ErrorType);
        Assert.False(next.IsError);
        Assert.Contains("did not take the response", _observed.Text, StringComparison.Ordinal);
        await EndsWell(run);
    }

    [Fact]
    public async Task The_handler_is_told_to_stop_before_the_deadline()
    {
        var clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        var run = RunAsync(() => new TestHandler((_, context, token) =>
        {
            while (!token.IsCancellationRequested) clock.Advance(TimeSpan.FromMilliseconds(10));
            return JsonSerializer.SerializeToUtf8Bytes(context.RemainingTime.TotalMilliseconds);
        }), clock);

        var left = double.Parse((await AskAsync("{}", timeout: TimeSpan.FromSeconds(60))).Body, CultureInfo.InvariantCulture);

        Assert.InRange(left, 480, 500);
        await EndsWell(run);
    }

    [Fact]
    public async Task Terminated_in_an_invocation_it_answers_that_and_takes_no_other()
    {
        var started = new TaskCompletionSource();
        var go = new TaskCompletionSource();
        var run = Run(new TestHandler(async (_, _, _) =>
        {
            started.SetResult();
            await go.Task;
            return "1"u8.ToArray();
        }));
        var running = _lambda.InvokeAsync("{}");
        var waiting = _lambda.InvokeAsync("{}");

        await started.Task.WaitAsync(Soon);
        await _terminated.CancelAsync();
        go.SetResult();

        Assert.Equal(0, await run.WaitAsync(Soon));
        Assert.Equal("1", (await running).Body);
        Assert.False(waiting.IsCompleted);
    }

    [Fact]
    public async Task An_unknown_handler_is_an_init_error_that_names_the_known_ones()
    {
        var registry = new HandlerRegistry().Add("responder", () => throw new InvalidOperationException("not asked for")).Add("detector", () => throw new InvalidOperationException("not asked for"));

        var code = await RunAsync(() => registry.Make("detektor\n")).WaitAsync(Soon);

        Assert.Equal(1, code);
        var error = await _lambda.InitError.WaitAsync(Soon);
        Assert.Equal("Runtime.NoSuchHandler", error.ErrorType);
        Assert.Contains("_HANDLER is 'detektor\\\\u000A', expected one of: detector, responder", error.Body.Replace("\\u0027", "'", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.False(_lambda.Started.IsCompleted);
    }

    [Fact]
    public async Task A_handler_that_cannot_be_made_is_an_init_error()
    {
        Assert.Equal(1, await RunAsync(() => throw new InvalidOperationException("TABLE is not set")).WaitAsync(Soon));

        var error = await _lambda.InitError.WaitAsync(Soon);
        Assert.Equal("Runtime.InitError", error.ErrorType);
        Assert.Contains("TABLE is not set", error.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_handler_is_primed_before_the_first_event_is_asked_for()
    {
        var asked = true;
        var run = Run(new TestHandler((_, _, _) => "1"u8.ToArray())
        {
            Prime = async _ =>
            {
                await Task.Delay(50, CancellationToken.None);
                asked = _lambda.Started.IsCompleted;
            },
        });

        await AskAsync("{}");

        Assert.False(asked);
        await EndsWell(run);
    }

    [Fact]
    public async Task A_failed_prime_only_costs_time()
    {
        var run = Run(new TestHandler((_, _, _) => "1"u8.ToArray()) { Prime = _ => throw new HttpRequestException("throttled") });

        Assert.Equal("1", (await AskAsync("{}")).Body);
        Assert.Contains("throttled", _observed.Text, StringComparison.Ordinal);
        await EndsWell(run);
    }

    [Fact]
    public async Task A_lost_environment_ends_the_process()
    {
        _lambda.IsLost = true;

        Assert.Equal(1, await Run(new TestHandler((_, _, _) => "1"u8.ToArray())).WaitAsync(Soon));
        Assert.Equal("Critical", Assert.Single(_observed.Lines).GetProperty("level").GetString());
    }

    [Fact]
    public async Task A_connection_that_breaks_inside_an_event_ends_the_process_and_the_half_event_is_not_handled()
    {
        _lambda.IsCut = true;
        var handled = false;
        var queued = _lambda.InvokeAsync("""{"Records":[]}""");

        var code = await Run(new TestHandler((payload, _, _) =>
        {
            handled = true;
            return payload.ToArray();
        })).WaitAsync(Soon);

        Assert.Equal(1, code);
        Assert.False(handled);
        Assert.False(queued.IsCompleted);
    }

    private Task<RuntimeApiStub.Answer> AskAsync(string payload, TimeSpan? timeout = null) => _lambda.InvokeAsync(payload, timeout).WaitAsync(Soon);

    private Task<int> Run(IHandler handler) => RunAsync(() => handler);

    private async Task<int> RunAsync(Func<IHandler> make, TimeProvider? clock = null)
    {
        using var api = new RuntimeApi(Sample.Environment(_lambda.Endpoint), clock ?? TimeProvider.System);
        return await new LambdaRuntime(api, clock ?? TimeProvider.System, _observed.Logs.CreateLogger("Runtime")).RunAsync(make, _terminated.Token);
    }

    private async Task EndsWell(Task<int> run)
    {
        await _terminated.CancelAsync();
        Assert.Equal(0, await run.WaitAsync(Soon));
    }

    private sealed class TestHandler(Func<ReadOnlyMemory<byte>, ILambdaContext, CancellationToken, Task<byte[]>> handle) : IHandler
    {
        public TestHandler(Func<ReadOnlyMemory<byte>, ILambdaContext, CancellationToken, byte[]> handle)
            : this((payload, context, token) => Task.FromResult(handle(payload, context, token)))
        {
        }

        public Func<CancellationToken, Task> Prime { get; init; } = _ => Task.CompletedTask;

        public Task PrimeAsync(CancellationToken cancellationToken) => Prime(cancellationToken);

        public async Task<ReadOnlyMemory<byte>> InvokeAsync(ReadOnlyMemory<byte> payload, ILambdaContext context, CancellationToken cancellationToken) => await handle(payload, context, cancellationToken);
    }
}
