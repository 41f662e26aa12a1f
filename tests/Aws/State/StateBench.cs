using Microsoft.Extensions.Time.Testing;
using Sentinel.Aws.State;
using Sentinel.Aws.Tests.Emulators;
using Sentinel.Core.Tests.Knowledge;

namespace Sentinel.Aws.Tests.State;

/// <summary>A state table of its own on the emulator, a clock that stands at the time of which tests speak, and a count of the requests made.</summary>
public sealed class StateBench : IDisposable
{
    private readonly AwsClients _clients;

    public StateBench(Dynalite dynalite)
    {
        Requests = new CountingHandler();
        _clients = dynalite.Clients(Requests);
        Table = new StateTable(_clients.DynamoDb, dynalite.NewTableAsync(_clients.DynamoDb).GetAwaiter().GetResult(), Clock);
        Requests.Count = 0;
    }

    public FakeTimeProvider Clock { get; } = new(Build.Noon);

    public CountingHandler Requests { get; }

    public StateTable Table { get; }

    public StateOptions Options { get; init; } = new();

    public void Dispose()
    {
        _clients.Dispose();
        Requests.Dispose();
    }
}

/// <summary>Counts requests, and lets some fail.</summary>
public sealed class CountingHandler : DelegatingHandler
{
    private int _count;

    public CountingHandler()
        : base(new SocketsHttpHandler())
    {
    }

    public int Count { get => _count; set => _count = value; }

    /// <summary>Given the name of the operation, as <c>UpdateItem</c>, says with what to answer in place of the emulator; null lets the request through.</summary>
    public Func<string, HttpResponseMessage?> Instead { get; set; } = static _ => null;

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _count);
        var operation = request.Headers.GetValues("X-Amz-Target").Single().Split('.')[^1];
        return Instead(operation) is { } answer ? Task.FromResult(answer) : base.SendAsync(request, cancellationToken);
    }
}
