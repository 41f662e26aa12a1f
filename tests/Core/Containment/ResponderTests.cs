using Sentinel.Core.Containment;
using Sentinel.Core.Detections;
using Sentinel.Core.Incidents;
using Sentinel.Core.Knowledge;
using Sentinel.Core.Settings;
using Sentinel.Core.Tests.Knowledge;
using static Sentinel.Core.Containment.ActionStatus;

namespace Sentinel.Core.Tests.Containment;

public class ResponderTests
{
    private readonly MemoryLedger _ledger = new();
    private readonly World _world = new();
    private readonly Heard _heard = new();
    private readonly List<(string, DateTimeOffset, bool)> _turns = [];

    [Fact]
    public void A_condemned_function_is_written_down_and_contained()
    {
        _world.State = _world.State with { Concurrency = 7 };

        var responder = Handle(Contain());

        Assert.Equal([(Steps.PreserveEvidence, Build.Orders, Done), (Steps.QuarantineFunction, Build.Orders, Done)], Steps_);
        Assert.Equal([Build.Orders], responder.Contained);
        Assert.Equal([(Build.Orders, Build.At(10), true)], _turns);
        var entry = Assert.Single(_ledger.All);
        Assert.Equal((Build.Orders, Build.At(0), Build.At(5), Build.At(10), 7), (entry.Function, entry.Life, entry.Since, entry.ActedAt, entry.Prior));
        Assert.Equal([(Steps.PreserveEvidence, Build.Orders), (Steps.QuarantineFunction, Build.Orders)], entry.Done);
    }

    [Fact]
    public void An_action_tells_incident_clock_and_function()
    {
        Handle(Contain());

        Assert.All(_heard.Actions, a => Assert.Equal(("incident", Build.At(10), Build.Orders), (a.Incident, a.Time, a.Function)));
    }

    [Fact]
    public void A_request_that_comes_twice_acts_once()
    {
        Handle(Contain(), Contain());

        Assert.Equal(2, _heard.Actions.Count);
        Assert.Single(_turns);
        Assert.Equal(1, _world.Looks);
    }

    [Fact]
    public void A_refused_request_is_not_refused_twice_and_leaves_no_entry()
    {
        _world.State = _world.State with { Exists = false };

        var responder = Handle(Contain(), Contain());

        Assert.Equal([(Steps.QuarantineFunction, Build.Orders, Refused)], Steps_);
        Assert.Empty(responder.Contained);
        Assert.Empty(_turns);
        Assert.Empty(_ledger.All);
    }

    [Fact]
    public void What_only_waits_or_is_skipped_contains_nothing()
    {
        var responder = Handle(SentinelSettings.Default with { Mode = ResponseMode.Approve }, Contain());

        Assert.All(_heard.Actions, a => Assert.Equal(Waiting, a.Status));
        Assert.Empty(responder.Contained);
        Assert.Empty(_ledger.All);
    }

    [Fact]
    public void Made_again_the_function_is_contained_again()
    {
        Handle(Contain(), Contain(life: 60, since: 61, due: 62));

        Assert.Equal([Build.At(0), Build.At(60)], _ledger.All.Select(e => e.Life));
        Assert.Equal(4, _heard.Actions.Count);
    }

    [Fact]
    public void A_late_record_refines_what_was_there_before()
    {
        _world.State = _world.State with { Concurrency = 0 };
        var responder = Handle(Contain(since: 5));
        _world.State = _world.State with { Concurrency = 30 };

        responder.Handle(Contain(since: 3, due: 20));

        var entry = Assert.Single(_ledger.All);
        Assert.Equal((Build.At(3), 30, Build.At(10)), (entry.Since, entry.Prior, entry.ActedAt));
        Assert.Equal(2, _heard.Actions.Count);
    }

    [Fact]
    public void A_later_time_refines_nothing()
    {
        var responder = Handle(Contain(since: 5));
        _world.State = _world.State with { Concurrency = 30 };

        responder.Handle(Contain(since: 6, due: 20));

        var entry = Assert.Single(_ledger.All);
        Assert.Equal((Build.At(5), null), (entry.Since, entry.Prior));
    }

    [Fact]
    public void A_creation_told_late_gives_the_containment_to_the_life_it_speaks_of()
    {
        var responder = Handle(Contain(life: 0, since: 5));
        _world.Lives = time => time >= Build.At(4) ? Build.At(4) : Build.At(0);

        responder.Handle(Contain(life: 4, since: 5, due: 20));

        Assert.Equal(Build.At(4), Assert.Single(_ledger.All).Life);
        Assert.Equal(2, _heard.Actions.Count);
    }

    [Fact]
    public void Of_two_entries_that_turn_out_to_speak_of_one_life_the_first_stands()
    {
        var responder = Handle(Contain(life: 0, since: 5), Contain(life: 60, since: 61, due: 62));
        _world.Lives = _ => Build.At(0);

        responder.Handle(Contain(life: 0, since: 61, due: 70));

        Assert.Equal(Build.At(5), Assert.Single(_ledger.All).Since);
    }

    [Fact]
    public void A_change_told_late_refines_what_was_there_before()
    {
        var responder = Handle(Contain(since: 5));
        _world.State = _world.State with { Concurrency = 30 };

        responder.Handle(Changed(Build.Event(FunctionEventKind.ConcurrencySet, 3)));

        Assert.Equal(30, Assert.Single(_ledger.All).Prior);
    }

    [Fact]
    public void At_most_so_many_old_functions_are_contained_in_an_hour_of_an_account()
    {
        _world.State = _world.State with { IsNew = false };
        var settings = SentinelSettings.Default with { MaxContainmentsPerHour = 2 };

        Handle(settings, Contain(function: Name(1)), Contain(function: Name(2)), Contain(function: Name(3)), Contain(function: Name(4), account: "444455556666"), Contain(function: Name(5), due: 60));

        Assert.Equal([Done, Done, Refused, Done, Done], _heard.Actions.Where(a => a.Step == Steps.QuarantineFunction).Select(a => a.Status));
    }

    [Fact]
    public void Functions_made_in_the_incident_do_not_spend_the_cap()
    {
        var settings = SentinelSettings.Default with { MaxContainmentsPerHour = 1 };
        var responder = Handle(settings, Contain(function: Name(1)), Contain(function: Name(2)), Contain(function: Name(3)));
        _world.State = _world.State with { IsNew = false };

        responder.Handle(Contain(function: Name(4)));
        responder.Handle(Contain(function: Name(5)));

        Assert.Equal([Done, Done, Done, Done, Refused], _heard.Actions.Where(a => a.Step == Steps.QuarantineFunction).Select(a => a.Status));
    }

    [Fact]
    public void A_lifted_quarantine_is_put_back()
    {
        var responder = Handle(Contain());
        _heard.Actions.Clear();

        responder.Handle(Lifted(minute: 30, due: 31));

        var again = Assert.Single(_heard.Actions);
        Assert.Equal((Steps.QuarantineFunction, Done, Build.At(31)), (again.Step, again.Status, again.Time));
        Assert.StartsWith($"lifted by {Build.Mallory}; ", again.Reason, StringComparison.Ordinal);
        Assert.Equal([(Build.Orders, Build.At(10), true), (Build.Orders, Build.At(30), false), (Build.Orders, Build.At(31), true)], _turns);
    }

    [Fact]
    public void One_lift_is_answered_once()
    {
        var responder = Handle(Contain());
        _heard.Actions.Clear();

        responder.Handle(Lifted(minute: 30, due: 31));
        responder.Handle(Lifted(minute: 30, due: 32));

        Assert.Single(_heard.Actions);
    }

    [Fact]
    public void The_second_lift_denies_the_role_and_the_suspects()
    {
        _world.State = _world.State with { Role = Build.Role };
        var responder = Handle(Contain());
        _heard.Actions.Clear();

        responder.Handle(Lifted(minute: 30, due: 31));
        var first = _heard.Actions.Count;
        responder.Handle(Lifted(minute: 40, due: 41));

        Assert.Equal(1, first);
        Assert.Equal([Steps.QuarantineFunction, Steps.DenyExecutionRole, Steps.DenyPrincipal], _heard.Actions.Skip(1).Select(a => a.Step));
    }

    [Fact]
    public void A_lift_is_answered_for_an_old_protected_unchanged_function_too()
    {
        var responder = Handle(Contain());
        _heard.Actions.Clear();
        _world.State = _world.State with { IsNew = false, IsAsBefore = true };

        responder.Handle(Lifted(minute: 30, due: 31));

        Assert.Equal(Done, Assert.Single(_heard.Actions).Status);
    }

    [Fact]
    public void What_was_lifted_before_it_was_contained_or_names_no_function_is_no_lift()
    {
        var responder = Handle(Contain());
        _heard.Actions.Clear();

        responder.Handle(Lifted(minute: 9, due: 31));
        responder.Handle(new ContainmentRequest.Lifted(Build.At(31), PlannerTests.Incident(), Build.Account, Build.Signal(30, "quarantine-lifted", function: null)));
        responder.Handle(new ContainmentRequest.Lifted(Build.At(31), PlannerTests.Incident(), Build.Account, Build.Signal(30, "quarantine-lifted", function: Build.Mailer)));

        Assert.Empty(_heard.Actions);
    }

    [Fact]
    public void A_function_that_was_deleted_is_not_contained_again()
    {
        var responder = Handle(Contain());
        _heard.Actions.Clear();
        _world.State = _world.State with { Exists = false };

        responder.Handle(Lifted(minute: 30, due: 31));

        Assert.Empty(_heard.Actions);
        Assert.Single(_turns);
    }

    [Theory]
    [InlineData(FunctionEventKind.MappingCreated, Steps.DisableEventSources)]
    [InlineData(FunctionEventKind.MappingEnabled, Steps.DisableEventSources)]
    [InlineData(FunctionEventKind.CodeChanged, Steps.PreserveEvidence)]
    [InlineData(FunctionEventKind.ConfigurationChanged, Steps.PreserveEvidence)]
    [InlineData(FunctionEventKind.ConcurrencySet, null)]
    [InlineData(FunctionEventKind.Deleted, null)]
    public void A_change_after_containment_is_followed_up_once(FunctionEventKind kind, string? step)
    {
        var responder = Handle(Contain());
        _heard.Actions.Clear();

        responder.Handle(Changed(Build.Event(kind, 20, mapping: "m1")));
        responder.Handle(Changed(Build.Event(kind, 20, mapping: "m1")));

        Assert.Equal(step is null ? [] : [step], _heard.Actions.Select(a => a.Step));
        Assert.Equal(step is null ? 2 : 3, _ledger.All.Single().Done.Count);
    }

    [Fact]
    public void Each_further_change_is_followed_up()
    {
        var responder = Handle(Contain());
        _heard.Actions.Clear();

        responder.Handle(Changed(Build.Event(FunctionEventKind.CodeChanged, 20)));
        responder.Handle(Changed(Build.Event(FunctionEventKind.CodeChanged, 21)));

        Assert.Equal(2, _heard.Actions.Count);
    }

    [Fact]
    public void A_change_before_containment_needs_no_follow_up()
    {
        var responder = Handle(Contain());
        _heard.Actions.Clear();

        responder.Handle(Changed(Build.Event(FunctionEventKind.CodeChanged, 10)));

        Assert.Empty(_heard.Actions);
    }

    [Fact]
    public void Steps_that_are_not_chosen_are_not_followed_up()
    {
        var responder = Handle(SentinelSettings.Default with { Steps = [Steps.QuarantineFunction, Steps.DisableEventSources] }, Contain());
        _heard.Actions.Clear();

        responder.Handle(Changed(Build.Event(FunctionEventKind.CodeChanged, 20)));
        responder.Handle(Changed(Build.Event(FunctionEventKind.MappingCreated, 21, mapping: "m1")));

        Assert.Equal([Steps.DisableEventSources], _heard.Actions.Select(a => a.Step));
    }

    [Fact]
    public void A_grown_incident_takes_the_keys_of_each_user_once()
    {
        var grown = new ContainmentRequest.Grown(Build.At(20), PlannerTests.Incident((Stage.Change, Build.Dev), (Stage.Access, Build.Dev), (Stage.Identity, Build.Mallory)), Build.Account, Target());

        Handle(grown, grown);

        Assert.Equal([(Steps.DeactivateAccessKeys, Build.Dev, Done), (Steps.DeactivateAccessKeys, Build.Mallory, Done)], Steps_);
        Assert.All(_heard.Actions, a => Assert.Equal(Build.Orders, a.Function));
    }

    [Fact]
    public void What_cannot_be_seen_is_not_acted_upon()
    {
        _world.Unreadable = true;

        Assert.Throws<IOException>(() => Handle(Contain()));

        Assert.Empty(_heard.Actions);
        Assert.Empty(_ledger.All);
    }

    private IEnumerable<(string, string, ActionStatus)> Steps_ => _heard.Actions.Select(a => (a.Step, a.Target, a.Status));

    private Responder Handle(params ContainmentRequest[] requests) => Handle(SentinelSettings.Default, requests);

    private Responder Handle(SentinelSettings settings, params ContainmentRequest[] requests)
    {
        var responder = new Responder(settings, _ledger, _world, _heard) { Turned = (function, time, contained) => _turns.Add((function, time, contained)) };
        foreach (var request in requests) responder.Handle(request);
        return responder;
    }

    private static string Name(int i) => Build.Orders + i;

    private static ContainmentTarget Target(int life = 0, int since = 5, string function = Build.Orders) => new(function, Build.At(life), Build.At(since), Build.At(life));

    private static ContainmentRequest.Contain Contain(int life = 0, int since = 5, int due = 10, string function = Build.Orders, string account = Build.Account) =>
        new(Build.At(due), PlannerTests.Incident((Stage.Change, Build.Dev)), account, Target(life, since, function));

    private static ContainmentRequest.Lifted Lifted(int minute, int due) =>
        new(Build.At(due), PlannerTests.Incident((Stage.Change, Build.Dev)), Build.Account, Build.Signal(minute, "quarantine-lifted", Stage.Evasion, suspect: Build.Mallory));

    private static ContainmentRequest.Changed Changed(FunctionEvent change) => new(Build.At(50), PlannerTests.Incident(), Build.Account, Build.Orders, change);

    private sealed class World : IFunctionWorld
    {
        public FunctionState State { get; set; } = new() { Function = Build.Orders, Exists = true, IsNew = true };
        public bool Unreadable { get; set; }
        public int Looks { get; private set; }

        public Func<DateTimeOffset, DateTimeOffset>? Lives { get; set; }

        // Lives begin at every full hour, unless a test says otherwise.
        public DateTimeOffset LifeAt(string function, DateTimeOffset time) => Lives?.Invoke(time) ?? Build.At(Math.Floor((time - Build.Noon).TotalHours) * 60);

        public FunctionState Look(ContainmentTarget target, DateTimeOffset clock)
        {
            Looks++;
            return Unreadable ? throw new IOException("cannot be read") : State with { Function = target.Function };
        }
    }

    private sealed class Heard : IPipelineObserver
    {
        public List<ContainmentAction> Actions { get; } = [];

        public void Signalled(Signal signal)
        {
        }

        public void Happened(Incident incident, IReadOnlyList<string> supersedes)
        {
        }

        public void Acted(ContainmentAction action) => Actions.Add(action);
    }
}
