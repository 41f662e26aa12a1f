using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;

namespace Sentinel.Cli.Tests.Baseline;

/// <summary>moto does not know LookupEvents: what answers here is the few lines of it that are needed.</summary>
public sealed class LookupTests : IDisposable
{
    private readonly Folder _folder = new();
    private readonly HttpListener _aws;
    private readonly List<(long From, long Until)> _asked = [];
    private readonly Uri _address;

    public LookupTests()
    {
        _aws = Loopback.Listen(out _address);
        _ = AnswerAsync();
    }

    public void Dispose()
    {
        _aws.Close();
        _folder.Dispose();
    }

    [Fact]
    public void The_event_history_is_learned_day_by_day_and_days_that_are_over_only_once()
    {
        string[] learn = ["baseline", "learn", "--lookup", "3", "--out", _folder.In("b.jsonl")];

        var first = Run(learn);
        var second = Run(learn);

        Assert.True(first.Code == 0, first.Error);
        Assert.Contains("3 records of 3 places", first.Out, StringComparison.Ordinal);
        Assert.Contains("2 records of 2 places", second.Out, StringComparison.Ordinal);
        Assert.Contains("1 places were done before", second.Out, StringComparison.Ordinal);
        Assert.Equal(5, _asked.Count);
        Assert.All(_asked, a => Assert.Equal(86_399, a.Until - a.From));
        Assert.Contains("lambda:CreateFunction", Run(["baseline", "show", Sample.User, "--from", _folder.In("b.jsonl")]).Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--lookup 91", "--lookup 91 is no whole number from 1 to 90.")]
    [InlineData("--lookup 9 trail/", "Name paths, or --lookup with the days to look back: one of the two.")]
    [InlineData("", "Name paths, or --lookup with the days to look back: one of the two.")]
    [InlineData("trail/ --since yesterday", "--since yesterday is no day; write it as 2024-03-14.")]
    [InlineData("trail/ --parallel 0", "--parallel 0 is no whole number from 1 to 64.")]
    public void What_cannot_be_meant_is_refused(string options, string expected)
    {
        var run = CliRun.Of(["baseline", "learn", .. options.Split(' ', StringSplitOptions.RemoveEmptyEntries)], "");

        Assert.Equal(2, run.Code);
        Assert.Contains(expected, run.Error, StringComparison.Ordinal);
    }

    private CliRun Run(string[] args) => CliRun.Of(args, "", variable: new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["AWS_REGION"] = "us-east-1",
        ["AWS_ENDPOINT_URL"] = _address.AbsoluteUri,
        ["AWS_ACCESS_KEY_ID"] = "testing",
        ["AWS_SECRET_ACCESS_KEY"] = "testing",
    }.GetValueOrDefault);

    private async Task AnswerAsync()
    {
        while (_aws.IsListening)
        {
            HttpListenerContext context;
            try
            {
                context = await _aws.GetContextAsync();
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException) // the test is over
            {
                return;
            }
            using var body = new StreamReader(context.Request.InputStream);
            var answer = Answer(context.Request.Headers["X-Amz-Target"], await body.ReadToEndAsync());
            await context.Response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes(answer));
            context.Response.Close();
        }
    }

    private string Answer(string? target, string body)
    {
        if (target is null) return "<GetCallerIdentityResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><GetCallerIdentityResult><Account>111122223333</Account></GetCallerIdentityResult></GetCallerIdentityResponse>";
        var asked = JsonDocument.Parse(body).RootElement;
        var from = asked.GetProperty("StartTime").GetInt64();
        lock (_asked) _asked.Add((from, asked.GetProperty("EndTime").GetInt64()));
        var day = DateOnly.FromDateTime(DateTimeOffset.FromUnixTimeSeconds(from).UtcDateTime);
        return $$"""{"Events":[{"CloudTrailEvent":{{JsonSerializer.Serialize(TrailBucket.Call(day))}}}]}""";
    }
}
