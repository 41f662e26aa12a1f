using System.Text;
using Sentinel.Handlers.Observability;
using Sentinel.Handlers.Queue;

namespace Sentinel.Handlers.Tests.Queue;

public sealed class SqsBatchTests : IDisposable
{
    private readonly Observed _observed = new();
    private readonly List<string> _worked = [];

    public void Dispose() => _observed.Dispose();

    [Fact]
    public async Task When_all_goes_well_nothing_is_delivered_again()
    {
        var response = await EachAsync(Sample.Batch("a", "b"));

        Assert.Equal("""{"batchItemFailures":[]}""", Encoding.UTF8.GetString(response.Span));
        Assert.Equal(["a", "b"], _worked);
        Assert.Empty(_observed.Text);
    }

    [Fact]
    public async Task One_message_that_fails_is_named_and_logged_and_the_rest_goes_on()
    {
        var response = await EachAsync(Sample.Batch("a", "fail", "c"));

        Assert.Equal(["m1"], Sample.Failures(response));
        Assert.Equal(["a", "c"], _worked);
        var line = Assert.Single(_observed.Lines);
        Assert.Equal("m1", line.GetProperty("correlation_id").GetString());
        Assert.Equal(2, line.GetProperty("receive_count").GetInt32());
        Assert.Equal("System.InvalidOperationException", line.GetProperty("exception").GetProperty("type").GetString());
    }

    [Fact]
    public async Task A_malformed_message_is_failed_with_its_reason_and_counted_but_its_body_is_not_logged()
    {
        var response = await EachAsync("""{"Records":[{"messageId":"m0","body":{"secret":"AKIA"}},{"messageId":"m1","body":"malformed"},{"messageId":"m2","body":"c"}]}"""u8.ToArray());
        _observed.Metrics.Flush("r1");

        Assert.Equal(["m0", "m1"], Sample.Failures(response).Order());
        Assert.Equal(["c"], _worked);
        Assert.Equal(["its body is no text", "not what I take"], _observed.Lines.Take(2).Select(l => l.GetProperty("reason").GetString()));
        Assert.Equal(2, _observed.Lines[2].GetProperty("Rejected").GetInt32());
        Assert.DoesNotContain("AKIA", _observed.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task In_a_fifo_queue_what_is_behind_a_failure_waits_within_its_group_only()
    {
        var response = await EachAsync(Sample.Batch(fifo: true, [("g1", "a"), ("g2", "fail"), ("g1", "b"), ("g2", "c"), ("g3", "malformed"), ("g3", "d")]));

        Assert.Equal(["a", "b"], _worked);
        Assert.Equal(["m1", "m3", "m4", "m5"], Sample.Failures(response).Order());
    }

    [Fact]
    public async Task In_a_standard_queue_a_group_is_no_order()
    {
        var response = await EachAsync(Sample.Batch(fifo: false, [("g", "fail"), ("g", "b")]));

        Assert.Equal(["b"], _worked);
        Assert.Equal(["m0"], Sample.Failures(response));
    }

    [Fact]
    public async Task At_the_deadline_what_is_not_done_is_left_to_the_queue()
    {
        using var deadline = new CancellationTokenSource();
        var response = await _observed.Batch.EachAsync(Sample.Batch("a", "b", "c"), async (message, token) =>
        {
            if (message.MessageId == "m1") await deadline.CancelAsync();
            token.ThrowIfCancellationRequested();
            _worked.Add(message.MessageId);
        }, deadline.Token);

        Assert.Equal(["m0"], _worked);
        Assert.Equal(["m1", "m2"], Sample.Failures(response).Order());
        Assert.Equal(2, Assert.Single(_observed.Lines).GetProperty("unfinished").GetInt32());
    }

    [Fact]
    public async Task A_cancellation_of_something_else_is_a_failure_like_any_other()
    {
        var response = await _observed.Batch.EachAsync(Sample.Batch("a", "b"), (message, _) => message.MessageId == "m0" ? throw new OperationCanceledException("a call of AWS timed out") : Task.CompletedTask, CancellationToken.None);

        Assert.Equal(["m0"], Sample.Failures(response));
        Assert.Equal("Error", Assert.Single(_observed.Lines).GetProperty("level").GetString());
    }

    [Fact]
    public async Task Together_only_what_is_done_is_acknowledged()
    {
        var response = await _observed.Batch.TogetherAsync(Sample.Batch("a", "b", "c"), (work, _) =>
        {
            work.Done(work.Messages[0]);
            work.Reject(work.Messages[1], "not what I take");
            return Task.CompletedTask;
        }, CancellationToken.None);

        Assert.Equal(["m1", "m2"], Sample.Failures(response).Order());
        Assert.Equal("not what I take", Assert.Single(_observed.Lines).GetProperty("reason").GetString());
    }

    [Fact]
    public async Task Together_a_failure_in_the_middle_keeps_what_was_done_before()
    {
        var response = await _observed.Batch.TogetherAsync(Sample.Batch("a", "b", "c"), (work, _) =>
        {
            work.Done(work.Messages[0]);
            throw new InvalidOperationException("the table is throttled");
        }, CancellationToken.None);

        Assert.Equal(["m1", "m2"], Sample.Failures(response).Order());
        Assert.Equal("the table is throttled", Assert.Single(_observed.Lines).GetProperty("exception").GetProperty("message").GetString());
    }

    [Fact]
    public async Task An_event_that_is_no_batch_fails_as_a_whole()
    {
        await Assert.ThrowsAsync<MalformedEventException>(() => EachAsync("""{"detail":{}}"""u8.ToArray()));
    }

    [Fact]
    public async Task Inspect_counts_what_it_understands_tells_its_age_and_rejects_the_rest()
    {
        var handler = new Inspect(_observed.Batch, _observed.Metrics, _observed.Clock);

        var response = await handler.InvokeAsync(Sample.Batch(Sample.Envelope("2024-03-14T11:59:58Z"), "{}", Sample.Envelope("yesterday")), Sample.Context(), CancellationToken.None);
        _observed.Metrics.Flush("r1");

        Assert.Equal(["m1", "m2"], Sample.Failures(response).Order());
        var metrics = _observed.Lines[^1];
        Assert.Equal((1, 2), (metrics.GetProperty("Records").GetInt32(), metrics.GetProperty("Rejected").GetInt32()));
        Assert.Equal(2000, Assert.Single(metrics.GetProperty("EventAge").EnumerateArray()).GetInt32());
        Assert.Contains("eventTime is yesterday", _observed.Text, StringComparison.Ordinal);
    }

    private Task<ReadOnlyMemory<byte>> EachAsync(byte[] payload) => _observed.Batch.EachAsync(payload, (message, _) =>
    {
        var body = Encoding.UTF8.GetString(message.Body.Span);
        if (body == "fail") throw new InvalidOperationException("no");
        if (body == "malformed") throw new MalformedEventException("not what I take");
        _worked.Add(body);
        return Task.CompletedTask;
    }, CancellationToken.None);
}
