using System.Text.Json;
using CsCheck;
using Microsoft.Extensions.Logging;
using Sentinel.Handlers.Observability;
using Sentinel.Handlers.Runtime;

namespace Sentinel.Handlers.Tests.Observability;

public sealed partial class StructuredLogTests : IDisposable
{
    private readonly Observed _observed = new();

    public void Dispose() => _observed.Dispose();

    [Fact]
    public void A_line_inside_an_invocation_has_the_keys_of_powertools_and_no_others()
    {
        _observed.Logs.Begin(Sample.Context(), RuntimeApiStub.Trace);
        _observed.Logs.CorrelationId = "m7";
        Hello(_observed.Logs.CreateLogger("Detector"));

        var line = Assert.Single(_observed.Lines);
        Assert.Equal(
            ["level", "message", "timestamp", "service", "name", "cold_start", "function_name", "function_version", "function_memory_size", "function_arn", "function_request_id", "xray_trace_id", "correlation_id"],
            line.EnumerateObject().Select(p => p.Name));
        Assert.Equal("Information", Text(line, "level"));
        Assert.Equal("hello", Text(line, "message"));
        Assert.Equal("2024-03-14T12:00:00.0000000Z", Text(line, "timestamp"));
        Assert.Equal("detector", Text(line, "service"));
        Assert.Equal("Detector", Text(line, "name"));
        Assert.True(line.GetProperty("cold_start").GetBoolean());
        Assert.Equal("sentinel-detector", Text(line, "function_name"));
        Assert.Equal("$LATEST", Text(line, "function_version"));
        Assert.Equal(256, line.GetProperty("function_memory_size").GetInt32());
        Assert.Equal(RuntimeApiStub.FunctionArn, Text(line, "function_arn"));
        Assert.Equal("52fdfc07-2182-154f-163f-5f0f9a621d72", Text(line, "function_request_id"));
        Assert.Equal("1-5bef4de7-ad49b0e87f6ef6c87fc2e700", Text(line, "xray_trace_id"));
        Assert.Equal("m7", Text(line, "correlation_id"));
    }

    [Fact]
    public void Outside_an_invocation_there_are_no_keys_of_one_and_after_the_first_the_start_is_no_longer_cold()
    {
        var log = _observed.Logs.CreateLogger("Runtime");

        Hello(log);
        _observed.Logs.Begin(Sample.Context(), traceHeader: null);
        Hello(log);
        _observed.Logs.End();
        _observed.Logs.Begin(Sample.Context(), traceHeader: null);
        Hello(log);

        Assert.Equal(["level", "message", "timestamp", "service", "name"], _observed.Lines[0].EnumerateObject().Select(p => p.Name));
        Assert.True(_observed.Lines[1].GetProperty("cold_start").GetBoolean());
        Assert.False(_observed.Lines[2].GetProperty("cold_start").GetBoolean());
        Assert.False(_observed.Lines[2].TryGetProperty("xray_trace_id", out _));
    }

    [Fact]
    public void Parameters_of_a_message_are_keys_in_snake_case_and_never_take_the_place_of_a_standard_one()
    {
        Contained(_observed.Logs.CreateLogger("Responder"), "arn:x", 3, true, "Fatal", ["a", "b"]);

        var line = Assert.Single(_observed.Lines);
        Assert.Equal("arn:x contained: 3 steps, True, Fatal, a, b", Text(line, "message"));
        Assert.Equal("arn:x", Text(line, "function_target"));
        Assert.Equal(3, line.GetProperty("steps").GetInt32());
        Assert.True(line.GetProperty("verified").GetBoolean());
        Assert.Equal(["a", "b"], line.GetProperty("all_names").EnumerateArray().Select(n => n.GetString()));
        Assert.Equal("Warning", Text(line, "level"));
        Assert.Single(line.EnumerateObject(), p => p.Name == "level");
    }

    [Fact]
    public void An_exception_tells_type_message_stack_and_cause()
    {
        try
        {
            throw new InvalidOperationException("outer", new FormatException("inner"));
        }
        catch (InvalidOperationException e)
        {
            Failed(_observed.Logs.CreateLogger("x"), e, "failed");
        }

        var exception = _observed.Lines[0].GetProperty("exception");
        Assert.Equal("System.InvalidOperationException", Text(exception, "type"));
        Assert.Equal("outer", Text(exception, "message"));
        Assert.Contains(nameof(An_exception_tells_type_message_stack_and_cause), Text(exception, "stack_trace"), StringComparison.Ordinal);
        Assert.Equal("inner", Text(exception.GetProperty("inner_exception"), "message"));
    }

    [Fact]
    [Trait("Proof", "hostile-input")]
    public void Whatever_an_attacker_names_is_one_line_of_plain_ascii_and_readable_json()
    {
        var hostile = Gen.OneOf(Gen.String, Gen.OneOf("\r\n{\"level\":\"Critical\"}", "\u001b[2J", "\u202eevil", "\ud800", "\0", "\"}\n", new string('\u0007', 50_000), "\u2028\u2029\ufeff"));

        Gen.Select(hostile, hostile, hostile).Sample((a, b, c) =>
        {
            using var observed = new Observed();
            observed.Logs.Begin(Sample.Context(a), $"Root={b}");
            observed.Logs.CorrelationId = c;
            Contained(observed.Logs.CreateLogger("x"), a, 1, false, b, [c]);
            Failed(observed.Logs.CreateLogger("x"), new InvalidOperationException(c, new FormatException(a)), b);

            Assert.All(observed.Text, character => Assert.True(character is '\n' or (>= ' ' and <= '~')));
            Assert.Equal(2, observed.Lines.Count); // and each parses
            Assert.All(Texts(observed.Lines), text => Assert.DoesNotContain(text, char.IsControl));
            Assert.InRange(observed.Text.Length, 1, 200_000);
        }, iter: 300);
    }

    [Theory]
    [InlineData(null, null, LogLevel.Information)]
    [InlineData("Debug", null, LogLevel.Debug)]
    [InlineData(" warning ", null, LogLevel.Warning)]
    [InlineData("nonsense", null, LogLevel.Information)]
    [InlineData("Debug", "ERROR", LogLevel.Error)]
    [InlineData("Error", "TRACE", LogLevel.Trace)]
    [InlineData("Error", "nonsense", LogLevel.Error)]
    [InlineData(null, "FATAL", LogLevel.Critical)]
    [InlineData("None", null, LogLevel.None)]
    public void The_level_is_lambdas_else_that_of_powertools_else_information(string? powertools, string? lambda, LogLevel expected)
    {
        var environment = FunctionEnvironment.Read(name => name switch
        {
            "AWS_LAMBDA_RUNTIME_API" => "localhost:1",
            "POWERTOOLS_LOG_LEVEL" => powertools,
            "AWS_LAMBDA_LOG_LEVEL" => lambda,
            _ => null,
        });

        Assert.Equal(expected, environment.LogLevel);
        Assert.Equal("service_undefined", environment.Service);
    }

    [Fact]
    public void What_is_below_the_level_is_not_written()
    {
        using var observed = new Observed(LogLevel.Warning);
        var log = observed.Logs.CreateLogger("x");

        Hello(log);
        Failed(log, new InvalidOperationException(), "loud");

        Assert.Equal("loud", Text(Assert.Single(observed.Lines), "message"));
        Assert.False(log.IsEnabled(LogLevel.None));
    }

    [Fact]
    public async Task A_handler_that_throws_is_logged_once_with_its_invocation_and_its_metrics_are_written()
    {
        var handler = new ObservedHandler(new ThrowingHandler(_observed.Metrics), _observed.Logs, _observed.Metrics);

        await Assert.ThrowsAsync<InvalidOperationException>(() => handler.InvokeAsync(default, Sample.Context("r9"), CancellationToken.None));

        Assert.Equal(2, _observed.Lines.Count);
        Assert.Equal("r9", Text(_observed.Lines[0], "function_request_id"));
        Assert.Equal("Error", Text(_observed.Lines[0], "level"));
        Assert.Equal("r9", Text(_observed.Lines[1], "function_request_id"));
        Assert.Equal(1, _observed.Lines[1].GetProperty("Records").GetInt32());
    }

    [LoggerMessage(1, LogLevel.Warning, "{FunctionTarget} contained: {Steps} steps, {Verified}, {Level}, {AllNames}")]
    private static partial void Contained(ILogger log, string functionTarget, int steps, bool verified, string level, string[] allNames);

    [LoggerMessage(2, LogLevel.Information, "hello")]
    private static partial void Hello(ILogger log);

    [LoggerMessage(3, LogLevel.Error, "{Text}")]
    private static partial void Failed(ILogger log, Exception e, string text);

    private static string Text(JsonElement line, string key) => line.GetProperty(key).GetString()!;

    // All texts but stack traces, which hold our own names and line breaks.
    private static IEnumerable<string> Texts(IEnumerable<JsonElement> elements) => elements.SelectMany(e => e.ValueKind switch
    {
        JsonValueKind.String => [e.GetString()!],
        JsonValueKind.Object => Texts(e.EnumerateObject().Where(p => p.Name != "stack_trace").Select(p => p.Value)),
        JsonValueKind.Array => Texts(e.EnumerateArray()),
        _ => [],
    });

    private sealed class ThrowingHandler(Metrics metrics) : IHandler
    {
        public Task<ReadOnlyMemory<byte>> InvokeAsync(ReadOnlyMemory<byte> payload, Amazon.Lambda.Core.ILambdaContext context, CancellationToken cancellationToken)
        {
            metrics.Add(Counter.Records);
            throw new InvalidOperationException("no");
        }
    }
}
