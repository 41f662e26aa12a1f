using Microsoft.Extensions.Time.Testing;
using Sentinel.Aws.Coverage;
using Sentinel.Aws.State;
using Sentinel.Aws.Tests.Emulators;

namespace Sentinel.Aws.Tests.Coverage;

[Collection(MotoTests.Name)]
public sealed class CanaryTests(MotoServer server) : IAsyncLifetime, IDisposable
{
    private readonly MotoAccount _account = new(server);
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2024, 3, 14, 12, 0, 0, TimeSpan.Zero));
    private CanaryBook _book = null!;

    public async Task InitializeAsync()
    {
        var name = $"canary-{_account.Id}";
        await _account.Clients.DynamoDb.CreateTableAsync(StateTable.Definition(name));
        _book = new CanaryBook(new StateTable(_account.Clients.DynamoDb, name, _clock));
    }

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose() => _account.Dispose();

    [Fact]
    public async Task It_invokes_its_own_function_and_asks_for_what_it_is_denied_in_every_place_in_a_session_of_its_name()
    {
        var asked = new List<string>();
        _account.Edge.Before = (request, body) =>
        {
            var path = request.RequestUri!.AbsolutePath;
            lock (asked) asked.Add(body.Contains("Action=AssumeRole", StringComparison.Ordinal) ? body : $"{request.Method} {path}");
            if (path.EndsWith("/invocations", StringComparison.Ordinal)) return new HttpResponseMessage(System.Net.HttpStatusCode.OK) { Content = new StringContent("\"seen\"") };
            // moto enforces no policy: this is what AWS says.
            return path.EndsWith("/concurrency", StringComparison.Ordinal)
                ? new HttpResponseMessage(System.Net.HttpStatusCode.Forbidden) { Headers = { { "x-amzn-ErrorType", "AccessDeniedException" } }, Content = new StringContent("""{"Message":"not authorized to perform: lambda:DeleteFunctionConcurrency with an explicit deny"}""") } : null;
        };

        var calls = await new Canaries(_account.Clients, _book, _clock).MakeAsync("noon", [_account.Id], ["eu-central-1", "us-east-1"], CancellationToken.None);

        Assert.Equal([("eu-central-1", "denied"), ("eu-central-1", "invoke"), ("us-east-1", "denied"), ("us-east-1", "invoke")], calls.Select(c => (c.Region, c.Kind)));
        Assert.All(calls, c => Assert.Equal((_clock.GetUtcNow().ToUnixTimeSeconds(), null), (c.At, c.Problem)));
        Assert.Contains(asked, a => a.Contains("RoleSessionName=canary-noon", StringComparison.Ordinal) && a.Contains("SentinelCoverage", StringComparison.Ordinal));
        Assert.Equal(["DELETE /2017-10-31/functions/SentinelCanary-that-is-not-there/concurrency", "POST /2015-03-31/functions/SentinelCanary/invocations"],
            asked.Where(a => a.Contains("/functions/", StringComparison.Ordinal)).Distinct().Order());
    }

    [Fact]
    public async Task A_call_that_is_not_refused_and_a_function_that_is_not_there_are_told()
    {
        _account.Edge.Before = (request, _) => request.Method == HttpMethod.Delete ? new HttpResponseMessage(System.Net.HttpStatusCode.NoContent) : null;

        var calls = await new Canaries(_account.Clients, _book, _clock).MakeAsync("noon", [_account.Id], ["eu-central-1"], CancellationToken.None);

        Assert.Contains("was not refused", Assert.Single(calls, c => c.Kind == "denied").Problem, StringComparison.Ordinal);
        Assert.Contains("canary=true", Assert.Single(calls, c => c.Kind == "invoke").Problem, StringComparison.Ordinal);
        Assert.All(calls, c => Assert.Null(c.At));
    }

    [Fact]
    public async Task The_first_arrival_counts()
    {
        var noon = _clock.GetUtcNow();
        await _book.ArrivedAsync("noon", "111122223333", "eu-west-1", "invoke", noon.AddSeconds(40), CancellationToken.None);
        await _book.ArrivedAsync("noon", "111122223333", "eu-west-1", "invoke", noon.AddSeconds(90), CancellationToken.None);
        await _book.ArrivedAsync("other", "111122223333", "eu-west-1", "denied", noon, CancellationToken.None);

        Assert.Equal([KeyValuePair.Create(("111122223333", "eu-west-1", "invoke"), noon.AddSeconds(40))], await _book.ArrivalsAsync("noon", CancellationToken.None));
    }
}
