using Amazon.SimpleSystemsManagement.Model;
using Microsoft.Extensions.Time.Testing;
using Sentinel.Aws.Settings;
using Sentinel.Aws.Tests.Emulators;
using Sentinel.Core.Settings;

namespace Sentinel.Aws.Tests.Settings;

[Collection(MotoTests.Name)]
public sealed class SsmParametersTests : IAsyncLifetime
{
    private const string Name = "response/protected-functions";
    private readonly MotoAccount _writer;
    private readonly MotoAccount _reader;
    private readonly FakeTimeProvider _clock = new();
    private readonly SsmParameters _parameters;

    public SsmParametersTests(MotoServer server)
    {
        (_writer, _reader) = (new MotoAccount(server), new MotoAccount(server));
        _parameters = new SsmParameters(_writer.Clients.Ssm);
    }

    public async Task InitializeAsync()
    {
        foreach (var name in await StandingAsync()) await _writer.Clients.Ssm.DeleteParameterAsync(new DeleteParameterRequest { Name = "/sentinel/" + name });
    }

    public Task DisposeAsync()
    {
        _writer.Dispose();
        _reader.Dispose();
        return Task.CompletedTask;
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 2)]
    [InlineData(1, 4)]
    [InlineData(2, 1)]
    [InlineData(2, 2)]
    [InlineData(2, 3)]
    [InlineData(14, 3)]
    [InlineData(3, 14)]
    public async Task A_function_that_looks_at_any_moment_sees_the_old_list_or_the_new_one_never_a_part(int before, int after)
    {
        await WriteAsync(Parts("old", before));
        using var settings = new SsmSettings(_reader.Clients.Ssm, _clock, new Heard());
        Assert.Equal(Parts("old", before), await SeenAsync(settings));
        var seen = new List<string[]>();
        _writer.Edge.Before = (request, _) =>
        {
            seen.Add(SeenAsync(settings).GetAwaiter().GetResult());
            return null;
        };

        await WriteAsync(Parts("new", after));

        _writer.Edge.Before = null;
        Assert.NotEmpty(seen);
        Assert.All(seen, s => Assert.Equal(Parts("old", before), s));
        Assert.Equal(Parts("new", after), await SeenAsync(settings));
        Assert.Equal(after, (await StandingAsync()).Count);
    }

    [Fact]
    public async Task Cut_short_at_any_call_the_old_list_stays_and_setting_it_again_puts_it_right()
    {
        for (var call = 1; ; call++)
        {
            await WriteAsync(Parts("old", 3));
            using var settings = new SsmSettings(_reader.Clients.Ssm, _clock, new Heard());
            Assert.Equal(Parts("old", 3), await SeenAsync(settings));
            var standing = await StandingAsync();
            _writer.Edge.DieAt(call, afterwards: false);
            var died = await Record.ExceptionAsync(() => _parameters.WriteAsync(Name, Parts("new", 2), standing, default));
            _writer.Edge.Reset();
            if (died is null) break;

            Assert.Equal(Parts("old", 3), await SeenAsync(settings));
            await WriteAsync(Parts("new", 2));
            Assert.Equal(Parts("new", 2), await SeenAsync(settings));
            Assert.Equal([Name, Name + "/2"], await StandingAsync());
        }
    }

    [Fact]
    public async Task Numbers_that_no_list_reaches_and_ones_written_otherwise_go_too()
    {
        await WriteAsync(Parts("old", 1));
        foreach (var odd in (string[])["2147483647", "02", "4"]) await _writer.Clients.Ssm.PutParameterAsync(new PutParameterRequest { Name = $"/sentinel/{Name}/{odd}", Value = "arn:odd", Type = Amazon.SimpleSystemsManagement.ParameterType.String });

        await WriteAsync(Parts("new", 2));

        Assert.Equal([Name, Name + "/2"], await StandingAsync());
    }

    private static string[] Parts(string kind, int count) => [.. Enumerable.Range(1, count).Select(n => $"arn:{kind}:{n}")];

    private async Task WriteAsync(string[] parts) => await _parameters.WriteAsync(Name, parts, await StandingAsync(), default);

    private async Task<List<string>> StandingAsync()
    {
        var read = await new SsmParameters(_reader.Clients.Ssm).ReadAsync(default);
        return [.. read.Values.Select(v => v.Key).Order(StringComparer.Ordinal)];
    }

    private async Task<string[]> SeenAsync(SsmSettings settings)
    {
        _clock.Advance(settings.Lifetime);
        return [.. (await settings.CurrentAsync()).ProtectedFunctions.Globs.Select(g => g.Pattern)];
    }
}
