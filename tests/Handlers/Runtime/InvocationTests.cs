using Microsoft.Extensions.Time.Testing;
using Sentinel.Handlers.Runtime;

namespace Sentinel.Handlers.Tests.Runtime;

public sealed class InvocationTests
{
    [Theory]
    [InlineData(60_000, 59_500)]
    [InlineData(6_000, 5_500)]
    [InlineData(1_000, 900)]
    [InlineData(0, 0)]
    [InlineData(-5_000, 0)]
    [InlineData(long.MaxValue / 10_000, 899_500)]
    public void The_margin_is_half_a_second_or_a_tenth_of_a_short_time(long remaining, long working)
    {
        var deadline = remaining > 1_000_000_000 ? DateTimeOffset.MaxValue : Sample.Noon.AddMilliseconds(remaining);
        var invocation = new Invocation(Sample.Environment(), new FakeTimeProvider(Sample.Noon)) { AwsRequestId = "r", InvokedFunctionArn = "", TraceId = null, Deadline = deadline, Payload = default };

        Assert.Equal(working, invocation.WorkingTime.TotalMilliseconds);
    }

    [Fact]
    public void Without_lambda_the_environment_says_what_is_missing()
    {
        var e = Assert.Throws<InvalidOperationException>(() => FunctionEnvironment.Read(_ => null));

        Assert.StartsWith("AWS_LAMBDA_RUNTIME_API is not set", e.Message, StringComparison.Ordinal);
    }
}
