using System.Net;
using System.Text;
using Amazon.Runtime;
using Sentinel.Aws.Calls.Wire;

namespace Sentinel.Aws.Tests.Calls;

/// <summary>A request as it reached the wire.</summary>
internal sealed record Seen(HttpMethod Method, Uri Uri, string Body, IReadOnlyDictionary<string, string> Headers)
{
    /// <summary>Action and parameters of a form, decoded.</summary>
    public IReadOnlyDictionary<string, string> Form => Body.Split('&').Select(p => p.Split('=', 2)).ToDictionary(p => Uri.UnescapeDataString(p[0]), p => Uri.UnescapeDataString(p[1]));
}

/// <summary>Answers by a script, keeps what was asked. The last answer is repeated.</summary>
internal sealed class Script(params Func<HttpResponseMessage>[] answers) : HttpMessageHandler
{
    public static readonly AWSCredentials Keys = new SessionAWSCredentials("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", "token==");

    public List<Seen> Seen { get; } = [];

    public Seen Only => Assert.Single(Seen);

    public static Func<HttpResponseMessage> Answer(int status, string body = "", string? errorType = null) => () =>
    {
        var answer = new HttpResponseMessage((HttpStatusCode)status) { Content = new StringContent(body, Encoding.UTF8) };
        answer.Headers.Add("x-amzn-RequestId", "9b8a");
        if (errorType is not null) answer.Headers.Add("x-amzn-ErrorType", errorType);
        return answer;
    };

    public static Func<HttpResponseMessage> Throw(Exception e) => () => throw e;

    public WireParts Parts(Retries? retries = null, TimeProvider? clock = null) => new(this, retries ?? Quick, clock ?? TimeProvider.System);

    public static Retries Quick { get; } = new() { Base = TimeSpan.FromTicks(1), ConflictBase = TimeSpan.FromTicks(1), Cap = TimeSpan.FromTicks(1) };

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var body = request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken);
        var headers = request.Headers.Concat(request.Content?.Headers ?? Enumerable.Empty<KeyValuePair<string, IEnumerable<string>>>())
            .ToDictionary(h => h.Key, h => string.Join(",", h.Value), StringComparer.OrdinalIgnoreCase);
        lock (Seen) Seen.Add(new Seen(request.Method, request.RequestUri!, body, headers));
        var answer = answers[Math.Min(Seen.Count, answers.Length) - 1]();
        answer.RequestMessage = request;
        return answer;
    }
}

/// <summary>Time passes at once: waits are noted and over. What is longer than any wait, a timeout, never comes.</summary>
internal sealed class InstantClock : TimeProvider
{
    public List<TimeSpan> Waits { get; } = [];

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (dueTime > new Retries().Cap) return base.CreateTimer(callback, state, Timeout.InfiniteTimeSpan, period);
        lock (Waits) Waits.Add(dueTime);
        return base.CreateTimer(callback, state, TimeSpan.Zero, period);
    }
}
