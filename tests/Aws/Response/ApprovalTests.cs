using Amazon.S3.Model;
using Microsoft.Extensions.Time.Testing;
using Sentinel.Aws.Response;
using Sentinel.Aws.State;
using Sentinel.Aws.Tests.Containment;
using Sentinel.Aws.Tests.Emulators;
using Sentinel.Core.Containment;
using Sentinel.Core.Incidents;
using Sentinel.Core.Reports;
using Sentinel.Core.Settings;

namespace Sentinel.Aws.Tests.Response;

/// <summary>What waits for a person, and what a look at open containments finds, on the emulators.</summary>
[Collection(OnBothEmulators.Name)]
public sealed class ApprovalTests : IAsyncLifetime, IDisposable
{
    private static readonly SentinelSettings Asking = SentinelSettings.Default with { Mode = ResponseMode.Approve };
    private static readonly SentinelSettings Capped = SentinelSettings.Default with { MaxContainmentsPerHour = 0 };
    private static readonly SentinelSettings Observing = SentinelSettings.Default with { Mode = ResponseMode.Observe };

    private readonly FakeTimeProvider _clock = new(DateTimeOffset.UtcNow);
    private readonly Dynalite _dynalite;
    private readonly MotoAccount _account;
    private readonly AwsClients _dynamo;
    private string _table = "";

    public ApprovalTests(MotoServer moto, Dynalite dynalite) => (_dynalite, _account, _dynamo) = (dynalite, new MotoAccount(moto), dynalite.Clients());

    public async Task InitializeAsync()
    {
        _table = await _dynalite.NewTableAsync(_dynamo.DynamoDb);
        await Start.Typical.BuildAsync(_account);
        await _account.Clients.S3.PutBucketAsync(new PutBucketRequest { BucketName = Bucket, PutBucketConfiguration = new() { LocationConstraint = MotoAccount.Region } });
    }

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose()
    {
        _dynamo.Dispose();
        _account.Dispose();
    }

    [Fact]
    public async Task What_waits_is_done_when_it_is_approved_and_waits_no_more()
    {
        var actions = await Runner(Asking).HandleAsync(Message(), default);
        Assert.All(actions, a => Assert.Equal(ActionStatus.Waiting, a.Status));
        Assert.Equal(20, await ConcurrencyAsync());
        var waiting = Assert.Single(await Approvals.ListAsync(Function, default));
        Assert.Equal(_clock.GetUtcNow() + TimeSpan.FromHours(4), waiting.Until);

        var done = await ApproveAsync(waiting, Asking);

        Assert.Contains(done, a => a is { Step: Steps.QuarantineFunction, Status: ActionStatus.Done });
        Assert.Equal(0, await ConcurrencyAsync());
        Assert.Empty(await Approvals.ListAsync(null, default));
        Assert.True((await Ledger.LatestAsync(Function, default))!.IsOpen);
    }

    [Fact]
    public async Task What_the_cap_held_up_is_done_when_it_is_approved()
    {
        var refused = Assert.Single(await Runner(Capped).HandleAsync(Message(isNew: false), default), a => a.Step == Steps.QuarantineFunction);
        Assert.Equal(ActionStatus.Refused, refused.Status);
        Assert.Equal(20, await ConcurrencyAsync());

        await ApproveAsync(Assert.Single(await Approvals.ListAsync(Function, default)), Capped);

        Assert.Equal(0, await ConcurrencyAsync());
    }

    [Fact]
    public async Task A_protected_function_is_refused_and_nothing_waits()
    {
        var settings = Asking with { ProtectedFunctions = Globs(Function) };

        Assert.Equal(ActionStatus.Refused, Assert.Single(await Runner(settings).HandleAsync(Message(isNew: false), default)).Status);

        Assert.Empty(await Approvals.ListAsync(null, default));
    }

    [Fact]
    public async Task Protected_since_it_was_asked_it_is_refused_though_approved()
    {
        await Runner(Asking).HandleAsync(Message(isNew: false), default);

        var actions = await ApproveAsync(Assert.Single(await Approvals.ListAsync(Function, default)), Asking with { ProtectedFunctions = Globs(Function) });

        Assert.Equal(ActionStatus.Refused, Assert.Single(actions).Status);
        Assert.Equal(20, await ConcurrencyAsync());
    }

    [Fact]
    public async Task While_everything_only_observes_an_approval_does_nothing_and_goes_on_waiting()
    {
        await Runner(Asking).HandleAsync(Message(), default);

        var actions = await ApproveAsync(Assert.Single(await Approvals.ListAsync(Function, default)), Observing);

        Assert.All(actions, a => Assert.Equal(ActionStatus.Skipped, a.Status));
        Assert.Equal(20, await ConcurrencyAsync());
        Assert.Single(await Approvals.ListAsync(Function, default));
    }

    [Fact]
    public async Task What_is_in_force_is_left_alone_by_the_sweep()
    {
        await Runner().HandleAsync(Message(), default);

        var check = await Runner().VerifyAsync(Function, NoIncident, default);

        Assert.Null(check!.Message);
        Assert.Empty(check.Open.Lifts);
        Assert.Null(await Runner().VerifyAsync(Function + "-other", NoIncident, default));
    }

    [Fact]
    public async Task What_was_lifted_unseen_is_found_by_the_sweep_and_contained_again()
    {
        await Runner().HandleAsync(Message(), default);
        var contained = await PictureAsync();
        await _account.SetConcurrencyAsync(Start.Function, 7);
        await _account.IamAsync("DetachRolePolicy", ("RoleName", Start.Role), ("PolicyArn", _account.DenyAll));

        var check = await Runner().VerifyAsync(Function, NoIncident, default);
        await Runner().AnsweredAsync(check!, default);

        Assert.Equal(contained, await PictureAsync());
        Assert.Equal(PageState.Lifted, Assert.Single(ContainmentPages.Of(check!.Message!, check.Actions, _clock.GetUtcNow())).State);
        Assert.Single((await Ledger.LatestAsync(Function, default))!.Lifts);
        Assert.Null((await Runner().VerifyAsync(Function, NoIncident, default))!.Message);
    }

    [Fact]
    public async Task At_the_second_lift_that_the_sweep_finds_the_suspect_is_denied_too()
    {
        var message = Message();
        await Runner().HandleAsync(message, default);
        for (var i = 0; i < 2; i++)
        {
            _clock.Advance(TimeSpan.FromMinutes(15));
            await _account.SetConcurrencyAsync(Start.Function, null);
            var check = await Runner().VerifyAsync(Function, (_, _) => Task.FromResult<Incident?>(message.Incident), default);
            await Runner().AnsweredAsync(check!, default);
        }

        Assert.Contains("user attached", await PictureAsync(), StringComparison.Ordinal);
        Assert.Contains(_account.DenyAll, MotoAccount.Texts(await _account.IamAsync("ListAttachedUserPolicies", ("UserName", Start.User)), "PolicyArn"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_incident_is_kept_with_the_most_that_was_said_of_it_and_what_was_told()
    {
        var log = new IncidentBook(State);
        var incident = Message().Incident;
        var absorbed = incident with { Id = "00000000000000aa" };
        await log.KeepAsync(absorbed, default);
        await log.KeepAsync(incident with { Supersedes = [absorbed.Id] }, default);
        await log.KeepAsync(incident with { Verdict = Verdict.Alert, Signals = [] }, default); // late
        await log.ToldAsync(incident.Id, PageState.Contained, default);
        await log.ToldAsync(incident.Id, PageState.Contained, default);

        var kept = Assert.Single(await log.ListAsync(DateTimeOffset.MinValue, default));

        Assert.Equal((incident.Id, Verdict.Contain, 1), (kept.Incident.Id, kept.Incident.Verdict, kept.Incident.Signals.Count));
        Assert.Equal([PageState.Contained], kept.States);
        Assert.Equal(absorbed.Id, (await log.FindAsync(absorbed.Id, default))!.Incident.Id);
        Assert.Empty(await log.ListAsync(incident.AlertTime.AddTicks(1), default));
    }

    private static readonly Func<string, CancellationToken, Task<Incident?>> NoIncident = (_, _) => Task.FromResult<Incident?>(null);

    private string Bucket => $"evidence-{_account.Id}";

    private string Function => _account.Function(Start.Function).Arn;

    private StateTable State => new(_dynamo.DynamoDb, _table, _clock);

    private Approvals Approvals => new(State);

    private ContainmentLedger Ledger => new(State);

    private static GlobList Globs(string pattern) => SettingsReader.Read([new("response/protected-functions", pattern)], SentinelSettings.Default).Settings.ProtectedFunctions;

    private ContainmentRunner Runner(SentinelSettings? settings = null) => Responding.Runner(_account, _dynamo, _table, Bucket, settings, _clock);

    private async Task<IReadOnlyList<ContainmentAction>> ApproveAsync(PendingApproval approval, SentinelSettings settings)
    {
        var actions = await Runner(settings).ApproveAsync(approval, default);
        await Runner(settings).SettleAsync(approval, actions, default);
        return actions;
    }

    private ContainmentMessage Message(bool isNew = true) => Responding.Message(_account, isNew);

    private Task<int?> ConcurrencyAsync() => _account.ConcurrencyAsync(Start.Function);

    private Task<string> PictureAsync() => _account.PictureAsync(Start.Function, Start.Role, Start.User);
}
