using Amazon.SimpleSystemsManagement;
using Amazon.SimpleSystemsManagement.Model;
using Microsoft.Extensions.Time.Testing;
using Sentinel.Aws.Notifications;
using Sentinel.Aws.Settings;
using Sentinel.Aws.Tests.Emulators;
using Sentinel.Core.Reports;
using Sentinel.Core.Settings;

namespace Sentinel.Handlers.Tests;

[Collection(MotoTests.Name)]
public sealed class PagedSettingsTests : IAsyncLifetime, IDisposable
{
    private static readonly DateTimeOffset Now = new(2024, 3, 14, 18, 0, 0, TimeSpan.Zero);
    private readonly FakeTimeProvider _clock = new(Now);
    private readonly Pages _pages = new();
    private readonly Uri _moto;
    private readonly MotoAccount _account;
    private readonly PagedSettings _settings;

    public PagedSettingsTests(MotoServer moto)
    {
        _moto = moto.Address;
        _account = new MotoAccount(moto);
        _settings = new PagedSettings(_account.Clients.Ssm, new Quiet(), _pages, _clock);
    }

    public async Task InitializeAsync()
    {
        using var http = new HttpClient();
        (await http.PostAsync(new Uri(_moto, "moto-api/reset"), null)).EnsureSuccessStatusCode().Dispose();
    }

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose()
    {
        _settings.Dispose();
        _account.Dispose();
    }

    [Fact]
    public async Task A_pause_pages_once_and_another_pages_again()
    {
        await PutAsync("response/mode", "enforce");
        Assert.Equal(ResponseMode.Enforce, (await NextAsync()).Mode);
        Assert.Empty(_pages.Sent);

        await PutAsync("response/pause", new Pause(Now.AddHours(2), "migration").ToString());
        Assert.Equal(ResponseMode.Observe, (await NextAsync()).Mode);
        await NextAsync();

        var page = Assert.Single(_pages.Sent);
        Assert.Equal((PageState.Paused, "response/pause"), (page.State, page.Target));
        Assert.Contains("until 2024-03-14T20:00:00Z | migration", page.Note, StringComparison.Ordinal);

        await PutAsync("response/pause", new Pause(Now.AddHours(3), "migration").ToString());
        await NextAsync();
        await PutAsync("response/pause", "none");
        Assert.Equal(ResponseMode.Enforce, (await NextAsync()).Mode);

        Assert.Equal(2, _pages.Sent.Select(p => p.Id).Distinct().Count());
    }

    [Fact]
    public async Task A_page_that_could_not_be_sent_is_sent_with_the_next_call_and_the_pause_counts_all_the_same()
    {
        _pages.FailNext = 2;
        await PutAsync("response/mode", "enforce");
        await PutAsync("response/pause", new Pause(Now.AddHours(2), "migration").ToString());

        Assert.Equal(ResponseMode.Observe, (await _settings.CurrentAsync(default)).Mode);
        await _settings.CurrentAsync(default);
        Assert.Empty(_pages.Sent);

        await _settings.CurrentAsync(default);
        await _settings.CurrentAsync(default);
        Assert.Single(_pages.Sent);
    }

    [Fact]
    public async Task A_pause_that_is_over_pages_nobody()
    {
        await PutAsync("response/mode", "enforce");
        await PutAsync("response/pause", new Pause(Now.AddHours(-1), "migration").ToString());

        Assert.Equal(ResponseMode.Enforce, (await NextAsync()).Mode);

        Assert.Empty(_pages.Sent);
    }

    private async Task<SentinelSettings> NextAsync()
    {
        _clock.Advance(TimeSpan.FromMinutes(5));
        return await _settings.CurrentAsync(default);
    }

    private Task<PutParameterResponse> PutAsync(string name, string value) =>
        _account.Clients.Ssm.PutParameterAsync(new PutParameterRequest { Name = "/sentinel/" + name, Value = value, Type = ParameterType.String, Overwrite = true });

    private sealed class Pages : INotifier
    {
        public List<Page> Sent { get; } = [];

        public int FailNext { get; set; }

        public Task<bool> NotifyAsync(Page page, CancellationToken cancellationToken = default)
        {
            if (FailNext-- > 0) return Task.FromResult(false);
            Sent.Add(page);
            return Task.FromResult(true);
        }
    }

    private sealed class Quiet : ISettingsObserver
    {
        public void Refused(Refusal refusal) => Assert.Fail(refusal.ToString());

        public void Unreadable(Exception reason) => Assert.Fail(reason.ToString());

        public void Paused(Pause pause)
        {
        }
    }
}
