namespace Sentinel.Aws.Tests.Emulators;

/// <summary>Stands before everything: notes what is sent, and dies beside one call if told so.</summary>
public sealed class Edge(HttpMessageHandler inner) : DelegatingHandler(inner)
{
    private readonly List<string> _sent = [];
    private int _calls;
    private int? _deadly;
    private bool _afterwards;

    /// <summary>Method and path, or the action of a form; since the last <see cref="Reset"/>.</summary>
    public IReadOnlyList<string> Sent => _sent;

    /// <summary>Looks at each request before it goes on; an answer of its own is given back at once.</summary>
    public Func<HttpRequestMessage, string, HttpResponseMessage?>? Before { get; set; }

    public void Reset()
    {
        lock (_sent) _sent.Clear();
        _calls = 0;
        _deadly = null;
    }

    /// <summary>The process "dies" at the <paramref name="call"/>th call from now, counted from 0: before it, or when its effect is there and the answer is not.</summary>
    public void DieAt(int call, bool afterwards)
    {
        Reset();
        (_deadly, _afterwards) = (call, afterwards);
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var body = request.Content is null || request.Content.Headers.ContentType?.MediaType is not ("application/x-www-form-urlencoded" or "application/json")
            ? "" : await request.Content.ReadAsStringAsync(cancellationToken);
        lock (_sent) _sent.Add(body.StartsWith("Action=", StringComparison.Ordinal) ? body.Split('&')[0][7..] : $"{request.Method} {request.RequestUri!.AbsolutePath}");
        var deadly = Interlocked.Increment(ref _calls) - 1 == _deadly;
        if (deadly && !_afterwards) throw new ProcessDiedException();
        if (Before?.Invoke(request, body) is { } answer) return answer;
        var passed = await base.SendAsync(request, cancellationToken);
        if (!deadly) return passed;
        await passed.Content.LoadIntoBufferAsync(cancellationToken);
        passed.Dispose();
        throw new ProcessDiedException();
    }
}

/// <summary>Nothing catches this: as when the process ends.</summary>
public sealed class ProcessDiedException : Exception;
