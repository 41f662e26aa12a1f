using System.Text.Json.Nodes;
using Microsoft.Extensions.Time.Testing;
using Sentinel.Aws.Coverage;
using Sentinel.Aws.State;
using Sentinel.Aws.Tests.Emulators;
using Sentinel.Core.Coverage;
using Sentinel.Core.Reports;
using Sentinel.Core.Settings;

namespace Sentinel.Aws.Tests.Coverage;

/// <summary>The whole check over moto: state and all.</summary>
[Collection(MotoTests.Name)]
public sealed class CoverageCheckTests(MotoServer server) : IAsyncLifetime, IDisposable
{
    private const string Region = MotoAccount.Region;

    private readonly MotoAccount _account = new(server);
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2024, 3, 14, 12, 0, 0, TimeSpan.Zero));
    private readonly List<Page> _pages = [];
    private StateTable _table = null!;
    private bool _pagesFail;

    private HeartbeatBook Heartbeats => new(_table);

    public async Task InitializeAsync()
    {
        var name = $"coverage-{_account.Id}";
        await _account.Clients.DynamoDb.CreateTableAsync(StateTable.Definition(name));
        _table = new StateTable(_account.Clients.DynamoDb, name, _clock);
    }

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose() => _account.Dispose();

    [Fact]
    public async Task What_is_blind_pages_once_when_it_begins_and_once_when_it_ends()
    {
        await HearAsync();

        var first = await RunAsync();
        _clock.Advance(TimeSpan.FromMinutes(61));
        await HearAsync();
        var second = await RunAsync();

        var page = Assert.Single(_pages);
        Assert.Equal((PageState.Blind, _account.Id), (page.State, page.Account));
        Assert.Contains(page.Evidence, e => e.Detection == "guardduty");
        Assert.Equal((1, 1, 1), (first.Accounts, first.Checked, second.Checked));
        Assert.Equal(first.Gaps.Select(g => (g.Sensor, g.Since)), second.Gaps.Select(g => (g.Sensor, g.Since)));
        Assert.Equal(first.Blind, first.Gaps.Count(g => g.Sight == "blind"));

        using var sensors = new Sensors(server, _account.Id);
        await sensors.GuardDutyAsync(functions: true);
        _clock.Advance(TimeSpan.FromMinutes(61));
        await HearAsync();
        await RunAsync();
        await RunAsync();

        Assert.Equal((2, PageState.SeesAgain), (_pages.Count, _pages[1].State));
        Assert.Equal(["guardduty"], _pages[1].Evidence.Select(e => e.Detection));
    }

    [Fact]
    public async Task Two_missed_heartbeats_name_the_region_and_the_next_one_says_that_it_is_heard_again()
    {
        await HearAsync();
        await RunAsync();
        _pages.Clear();

        _clock.Advance(TimeSpan.FromMinutes(9));
        await RunAsync();
        Assert.Empty(_pages);
        _clock.Advance(TimeSpan.FromMinutes(4));
        var silent = await RunAsync();
        await RunAsync();
        await HearAsync();
        await RunAsync();
        await RunAsync();

        Assert.Equal([PageState.Blind, PageState.SeesAgain], _pages.Select(p => p.State));
        Assert.All(_pages, p => Assert.Equal((_account.Id, Region, "heartbeat"), (p.Account, p.Region, Assert.Single(p.Evidence).Detection)));
        Assert.Equal(0, silent.Checked); // the account itself was asked a quarter of an hour before
        Assert.Contains(silent.Gaps, g => g is { Sensor: "heartbeat", What: "not heard since 2024-03-14T12:00:00Z" });
    }

    [Fact]
    public async Task A_page_that_could_not_be_sent_is_sent_by_the_next_run_with_the_same_id()
    {
        await HearAsync();
        _pagesFail = true;
        await Assert.ThrowsAsync<InvalidOperationException>(RunAsync);
        var failed = Assert.Single(_pages).Id;

        _pagesFail = false;
        _clock.Advance(TimeSpan.FromMinutes(5));
        await HearAsync();
        await RunAsync();
        await RunAsync();

        Assert.Equal([failed, failed], _pages.Select(p => p.Id));
    }

    [Fact]
    public async Task An_account_whose_role_cannot_be_had_is_one_gap_and_no_question_more()
    {
        await HearAsync();
        _account.Edge.Before = (_, body) => body.Contains("Action=AssumeRole", StringComparison.Ordinal)
            ? new HttpResponseMessage(System.Net.HttpStatusCode.Forbidden) { Content = new StringContent("<ErrorResponse><Error><Code>AccessDenied</Code><Message>no</Message></Error></ErrorResponse>") } : null;

        var result = await RunAsync();

        Assert.Equal([("role", "blind")], result.Gaps.Select(g => (g.Sensor, g.Sight)));
    }

    [Fact]
    public async Task Regions_that_are_open_and_not_watched_are_named()
    {
        await HearAsync();

        var gap = Assert.Single((await RunAsync()).Gaps, g => g.Sensor == "regions");

        Assert.Null(gap.Region);
        Assert.Contains("us-east-1", gap.What, StringComparison.Ordinal);
        Assert.DoesNotContain(Region, gap.What, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Messages_that_were_given_up_are_a_gap_until_they_are_gone()
    {
        await HearAsync();
        var queue = (await _account.Clients.Sqs.CreateQueueAsync($"dead-{_account.Id}")).QueueUrl;
        await _account.Clients.Sqs.SendMessageAsync(queue, "{}");

        var before = await RunAsync(deadLetters: [queue]);
        await _account.Clients.Sqs.PurgeQueueAsync(queue);
        var after = await RunAsync(deadLetters: [queue]);

        Assert.Contains(before.Gaps, g => g.Sensor == "queue" && g.What.Contains($"dead-{_account.Id}", StringComparison.Ordinal));
        Assert.DoesNotContain(after.Gaps, g => g.What.Contains($"dead-{_account.Id}", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Heartbeats_may_come_late_and_twice()
    {
        var (early, late) = (_clock.GetUtcNow(), _clock.GetUtcNow().AddMinutes(5));

        await Heartbeats.NoteAsync("111122223333", new Dictionary<string, DateTimeOffset> { ["eu-west-1"] = late, ["us-east-1"] = early }, CancellationToken.None);
        await Heartbeats.NoteAsync("111122223333", new Dictionary<string, DateTimeOffset> { ["eu-west-1"] = early, ["us-east-1"] = late }, CancellationToken.None);
        await Heartbeats.NoteAsync("111122223333", new Dictionary<string, DateTimeOffset> { ["eu-west-1"] = early }, CancellationToken.None);

        var heard = await Heartbeats.ListAsync(CancellationToken.None);
        Assert.Equal((2, late, late), (heard.Count, heard[("111122223333", "eu-west-1")], heard[("111122223333", "us-east-1")]));
    }

    [Fact]
    public async Task The_accounts_of_an_organisation_are_those_of_its_units_that_are_active()
    {
        // Organizations is asked with the deployment's own credentials: moto's default account.
        using var sensors = new Sensors(server, "123456789012");
        const string Prefix = "AWSOrganizationsV20161128.";
        await sensors.JsonAsync("organizations", Prefix + "CreateOrganization", new JsonObject { ["FeatureSet"] = "ALL" }, "us-east-1");
        var root = (string)(await sensors.JsonAsync("organizations", Prefix + "ListRoots", [], "us-east-1"))["Roots"]![0]!["Id"]!;
        var unit = (string)(await sensors.JsonAsync("organizations", Prefix + "CreateOrganizationalUnit", new JsonObject { ["ParentId"] = root, ["Name"] = "work" }, "us-east-1"))["OrganizationalUnit"]!["Id"]!;
        var below = (string)(await sensors.JsonAsync("organizations", Prefix + "CreateOrganizationalUnit", new JsonObject { ["ParentId"] = unit, ["Name"] = "below" }, "us-east-1"))["OrganizationalUnit"]!["Id"]!;
        var ids = new List<string>();
        foreach (var name in (string[])["one", "two", "elsewhere"])
        {
            var made = await sensors.JsonAsync("organizations", Prefix + "CreateAccount", new JsonObject { ["AccountName"] = name, ["Email"] = $"{name}@example.com" }, "us-east-1");
            ids.Add((string)made["CreateAccountStatus"]!["AccountId"]!);
        }
        await sensors.JsonAsync("organizations", Prefix + "MoveAccount", new JsonObject { ["AccountId"] = ids[0], ["SourceParentId"] = root, ["DestinationParentId"] = unit }, "us-east-1");
        await sensors.JsonAsync("organizations", Prefix + "MoveAccount", new JsonObject { ["AccountId"] = ids[1], ["SourceParentId"] = root, ["DestinationParentId"] = below }, "us-east-1");

        Assert.Equal(ids[..2].Order(), await new Members(_account.Clients.Organizations).ListAsync([unit], CancellationToken.None));
        Assert.Superset(ids.ToHashSet(), (await new Members(_account.Clients.Organizations).ListAsync([root], CancellationToken.None)).ToHashSet());
    }

    [Fact]
    public async Task Where_the_organisation_does_not_tell_its_accounts_those_that_were_heard_are_expected()
    {
        await HearAsync();
        await Heartbeats.NoteAsync("999988887777", new Dictionary<string, DateTimeOffset> { [Region] = _clock.GetUtcNow() }, CancellationToken.None);
        _account.Edge.Before = (request, _) => request.Headers.TryGetValues("X-Amz-Target", out var target) && target.First().StartsWith("AWSOrganizations", StringComparison.Ordinal)
            ? new HttpResponseMessage(System.Net.HttpStatusCode.BadRequest) { Content = new StringContent("""{"__type":"AccessDeniedException","Message":"You don't have permissions to access this resource."}""") } : null;

        var result = await RunAsync(units: ["ou-a1b2-c3d4e5f6"], only: []);

        Assert.Equal(2, result.Accounts);
        var gap = Assert.Single(result.Gaps);
        Assert.Equal(("accounts", "unknown"), (gap.Sensor, gap.Sight));
        Assert.Contains("AccessDeniedException", gap.What, StringComparison.Ordinal);
    }

    private Task HearAsync() => Heartbeats.NoteAsync(_account.Id, new Dictionary<string, DateTimeOffset> { [Region] = _clock.GetUtcNow() }, CancellationToken.None);

    private Task<CoverageResult> RunAsync() => RunAsync([]);

    private Task<CoverageResult> RunAsync(IReadOnlyList<string>? deadLetters = null, IReadOnlyList<string>? units = null, IReadOnlyList<string>? only = null) => new CoverageCheck(new CoverageOptions
    {
        Clients = _account.Clients,
        Heartbeats = Heartbeats,
        Gaps = new GapBook(_table),
        Roster = new Roster(_table),
        OwnAccount = _account.Id,
        Units = units ?? [],
        Regions = [Region],
        BusArn = $"arn:aws:events:{Region}:{_account.Id}:event-bus/sentinel",
        RulePrefix = "SentinelMember-",
        Expected = new Expected { Rules = ["SentinelMember-Functions"] },
        DeadLetters = deadLetters ?? [],
        Settings = _ => ValueTask.FromResult(SentinelSettings.Default),
        Tell = (page, _) =>
        {
            _pages.Add(page);
            return _pagesFail ? throw new InvalidOperationException("the topic is gone") : Task.CompletedTask;
        },
        Clock = _clock,
    }).RunAsync(only, _clock.GetUtcNow().AddMinutes(3), CancellationToken.None);
}
