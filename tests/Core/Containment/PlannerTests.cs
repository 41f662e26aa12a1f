using Sentinel.Core.Containment;
using Sentinel.Core.Detections;
using Sentinel.Core.Incidents;
using Sentinel.Core.Settings;
using Sentinel.Core.Tests.Knowledge;
using static Sentinel.Core.Containment.ActionStatus;

namespace Sentinel.Core.Tests.Containment;

public class PlannerTests
{
    private const string SsoSession = "arn:aws:iam::111122223333:role/AWSReservedSSO_Developer_0123456789abcdef/ana@example.com";
    private const string Root = "arn:aws:iam::111122223333:root";

    [Fact]
    public void Evidence_is_preserved_before_the_function_is_quarantined()
    {
        var plan = Plan();

        Assert.Equal([(Steps.PreserveEvidence, Build.Orders, Done), (Steps.QuarantineFunction, Build.Orders, Done)], Short(plan));
        Assert.Equal("reserved concurrency none -> 0", plan[1].Reason);
    }

    [Fact]
    public void The_reservation_that_was_there_is_told() =>
        Assert.Equal("reserved concurrency 5 -> 0", Plan(New with { Concurrency = 5 })[1].Reason);

    [Fact]
    public void Event_sources_are_disabled_where_there_are_any()
    {
        var step = Plan(New with { Mappings = ["m1", "m2"] }).Single(s => s.Step == Steps.DisableEventSources);

        Assert.Equal("2 mapping(s): m1, m2", step.Reason);
    }

    [Fact]
    public void A_role_made_inside_the_incident_is_denied()
    {
        var step = Plan(New with { Role = Build.Role, RoleIsNew = true }).Single(s => s.Step == Steps.DenyExecutionRole);

        Assert.Equal((Build.Role, Done), (step.Target, step.Status));
    }

    [Fact]
    public void An_older_role_is_left_alone() => Assert.DoesNotContain(Plan(New with { Role = Build.Role }), s => s.Step == Steps.DenyExecutionRole);

    [Fact]
    public void An_older_role_waits_for_approval_where_its_denial_is_chosen()
    {
        var step = Assert.Single(Plan(New with { Role = Build.Role }, Choosing(Steps.DenyExecutionRole)));

        Assert.Equal((Build.Role, Waiting), (step.Target, step.Status));
        Assert.Empty(Plan(New with { Role = Build.Role }, Choosing(Steps.DeactivateAccessKeys)));
    }

    [Fact]
    public void A_function_that_is_gone_is_refused() => Refused("function-gone", New with { Exists = false });

    [Fact]
    public void A_protected_function_is_refused() => Refused("protected-functions", Old, Protecting);

    [Fact]
    public void A_function_made_in_the_incident_is_not_protected_by_its_name() => Assert.Equal(Done, Plan(New, Protecting)[1].Status);

    [Fact]
    public void A_function_that_is_as_it_was_before_is_refused() => Refused("unchanged", Old with { IsAsBefore = true });

    [Theory]
    [InlineData(ResponseMode.Observe, Skipped, "mode=observe: ")]
    [InlineData(ResponseMode.Approve, Waiting, "mode=approve: ")]
    [InlineData(ResponseMode.Enforce, Done, "")]
    public void The_mode_decides_what_becomes_of_the_steps(ResponseMode mode, ActionStatus status, string prefix)
    {
        var plan = Plan(New with { Role = Build.Role, RoleIsNew = true, Mappings = ["m1"] }, SentinelSettings.Default with { Mode = mode });

        Assert.Equal(4, plan.Count);
        Assert.All(plan, s => Assert.Equal(status, s.Status));
        Assert.All(plan, s => Assert.Equal(prefix.Length > 0, s.Reason.StartsWith("mode=", StringComparison.Ordinal)));
        Assert.All(plan, s => Assert.StartsWith(prefix, s.Reason, StringComparison.Ordinal));
    }

    [Fact]
    public void The_mode_of_the_account_goes_before_the_general_one()
    {
        var settings = SentinelSettings.Default with { ModeByAccount = new Dictionary<string, ResponseMode>(StringComparer.Ordinal) { [Build.Account] = ResponseMode.Observe } };

        Assert.All(Plan(New, settings), s => Assert.Equal(Skipped, s.Status));
        Assert.All(Plan(New, settings, account: "444455556666"), s => Assert.Equal(Done, s.Status));
    }

    [Fact]
    public void A_guard_rail_speaks_in_every_mode() => Refused("protected-functions", Old, Protecting with { Mode = ResponseMode.Observe });

    [Fact]
    public void Only_the_chosen_steps_are_taken()
    {
        var state = New with { Role = Build.Role, Mappings = ["m1"] };

        Assert.Equal([Steps.QuarantineFunction], Plan(state, Choosing(Steps.QuarantineFunction)).Select(s => s.Step));
        Assert.Equal([Steps.DenyExecutionRole], Plan(state, Choosing(Steps.DenyExecutionRole)).Select(s => s.Step));
        Assert.Empty(Plan(state, Choosing(Steps.DeactivateAccessKeys), incident: Incident((Stage.Change, SsoSession))));
    }

    [Fact]
    public void At_the_cap_the_function_is_left_to_a_person()
    {
        var plan = Plan(Old, Capped(2), contained: 2);

        Assert.Equal((Steps.QuarantineFunction, Refused_), (plan[0].Step, plan[0].Status));
        Assert.Equal("response/max-containments-per-hour: 2 reached; sentinel approve " + Build.Orders, plan[0].Reason);
        Assert.Equal(Done, Plan(Old, Capped(2), contained: 1)[1].Status);
    }

    [Fact]
    public void Functions_made_in_the_incident_are_not_capped() => Assert.Equal(Done, Plan(New, Capped(0), contained: 9)[1].Status);

    [Fact]
    public void A_lifted_quarantine_is_not_capped() => Assert.Equal(Done, Plan(Old, Capped(0), contained: 9, lifts: 1)[1].Status);

    [Fact]
    public void At_the_cap_role_and_suspect_are_denied_by_the_ordinary_rules()
    {
        var plan = Plan(Old with { Role = Build.Role, RoleIsNew = true }, Capped(0), incident: Incident((Stage.Change, Build.Dev)));

        Assert.Equal([(Steps.QuarantineFunction, Build.Orders, Refused_), (Steps.DenyExecutionRole, Build.Role, Done), (Steps.DenyPrincipal, Build.Dev, Done)], Short(plan));
        Assert.Equal(Waiting, Plan(Old with { Role = Build.Role }, Capped(0))[1].Status);
        Assert.Equal(Skipped, Plan(Old with { Role = Build.Role, RoleIsNew = true }, Capped(0) with { Mode = ResponseMode.Observe })[1].Status);
    }

    [Fact]
    public void After_the_second_lift_the_role_and_the_suspects_are_denied()
    {
        var state = New with { Role = Build.Role };
        var incident = Incident((Stage.Change, Build.Dev));

        Assert.Equal([Steps.PreserveEvidence, Steps.QuarantineFunction], Plan(state, lifts: 1, incident: incident).Select(s => s.Step));
        Assert.Equal([Steps.PreserveEvidence, Steps.QuarantineFunction, Steps.DenyExecutionRole, Steps.DenyPrincipal], Plan(state, lifts: 2, incident: incident).Select(s => s.Step));
        Assert.Equal(Waiting, Plan(state, lifts: 2, incident: incident)[2].Status);
    }

    [Theory]
    [InlineData(Build.Dev, Done, "SentinelDenyAll")]
    [InlineData(SsoSession, Refused_, "sso: ")]
    [InlineData(Root, Refused_, "root: ")]
    [InlineData(Build.Role, Waiting, "role: ")]
    public void Who_can_be_denied_depends_on_who_he_is(string suspect, ActionStatus status, string reason)
    {
        var step = Plan(New, lifts: 2, incident: Incident((Stage.Change, suspect))).Single(s => s.Step == Steps.DenyPrincipal);

        Assert.Equal((suspect, status), (step.Target, step.Status));
        Assert.StartsWith(reason, step.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Suspects_are_told_once_and_sorted_without_those_of_corroboration()
    {
        var incident = Incident((Stage.Change, Build.Mallory), (Stage.Access, Build.Dev), (Stage.Change, Build.Dev), (Stage.Corroboration, Root), (Stage.Access, null));

        var denied = Plan(New, lifts: 2, incident: incident).Where(s => s.Step == Steps.DenyPrincipal);

        Assert.Equal([Build.Dev, Build.Mallory], denied.Select(s => s.Target));
    }

    [Fact]
    public void Keys_of_users_are_deactivated_from_three_stages_on()
    {
        var two = Incident((Stage.Change, Build.Dev), (Stage.Access, Build.Dev), (Stage.Access, Build.Mallory));
        var three = Incident((Stage.Change, Build.Dev), (Stage.Access, Build.Dev), (Stage.Identity, Build.Role));

        Assert.Empty(Keys(two));
        Assert.Equal([(Steps.DeactivateAccessKeys, Build.Dev, Done)], Short(Keys(three)));
        Assert.Equal("incident holds 3 stages", Keys(three)[0].Reason);
    }

    [Fact]
    public void Keys_follow_the_choice_of_steps_whatever_the_stages()
    {
        var one = Incident((Stage.Change, Build.Dev));
        var three = Incident((Stage.Change, Build.Dev), (Stage.Access, Build.Dev), (Stage.Identity, Build.Dev));

        Assert.Single(Keys(one, Choosing(Steps.DeactivateAccessKeys)));
        Assert.Empty(Keys(three, Choosing(Steps.QuarantineFunction)));
    }

    [Fact]
    public void Keys_follow_the_mode()
    {
        var three = Incident((Stage.Change, Build.Dev), (Stage.Access, Build.Dev), (Stage.Identity, Build.Dev));

        var step = Assert.Single(Keys(three, SentinelSettings.Default with { Mode = ResponseMode.Approve }));

        Assert.Equal((Waiting, "mode=approve"), (step.Status, step.Reason));
    }

    [Fact]
    public void Keys_are_part_of_a_plan()
    {
        var plan = Plan(incident: Incident((Stage.Change, Build.Dev), (Stage.Access, Build.Dev), (Stage.Identity, Build.Dev)));

        Assert.Equal([Steps.PreserveEvidence, Steps.QuarantineFunction, Steps.DeactivateAccessKeys], plan.Select(s => s.Step));
    }

    private const ActionStatus Refused_ = ActionStatus.Refused;

    [Fact]
    public void Approved_what_waited_is_done()
    {
        var plan = Approved(New with { Role = Build.Role }, SentinelSettings.Default with { Mode = ResponseMode.Approve, Steps = [Steps.QuarantineFunction, Steps.DenyExecutionRole] });

        Assert.Equal([(Steps.QuarantineFunction, Build.Orders, Done), (Steps.DenyExecutionRole, Build.Role, Done)], Short(plan));
        Assert.All(plan, s => Assert.StartsWith("approved: ", s.Reason, StringComparison.Ordinal));
    }

    [Fact]
    public void Approved_the_cap_counts_no_more() => Assert.Contains((Steps.QuarantineFunction, Build.Orders, Done), Short(Approved(Old, Capped(0))));

    [Fact]
    public void Approved_at_the_second_lift_the_role_of_a_suspect_is_denied_too()
    {
        var suspect = "arn:aws:iam::111122223333:role/build";

        var plan = Approved(New, SentinelSettings.Default, lifts: 2, Incident((Stage.Change, suspect)));

        Assert.Contains((Steps.DenyExecutionRole, suspect, Done), Short(plan));
    }

    [Theory]
    [InlineData(true, false, false)]
    [InlineData(false, true, false)]
    [InlineData(false, false, true)]
    public void No_approval_overrides_the_other_guard_rails(bool isGone, bool isProtected, bool isAsBefore)
    {
        var plan = Approved(Old with { Exists = !isGone, IsAsBefore = isAsBefore }, isProtected ? Protecting : SentinelSettings.Default);

        Assert.Equal((Steps.QuarantineFunction, ActionStatus.Refused), (Assert.Single(plan).Step, plan[0].Status));
    }

    [Fact]
    public void While_everything_observes_an_approval_does_nothing() =>
        Assert.All(Approved(New, SentinelSettings.Default with { Mode = ResponseMode.Observe }), s => Assert.Equal(Skipped, s.Status));

    private static IReadOnlyList<PlannedStep> Approved(FunctionState state, SentinelSettings settings, int lifts = 0, Incident? incident = null) =>
        Planner.Plan(new PlanInput(incident ?? Incident(), state, settings, Build.Account, 0, lifts, IsApproved: true));

    private static FunctionState New => new() { Function = Build.Orders, Exists = true, IsNew = true };

    private static FunctionState Old => New with { IsNew = false };

    private static SentinelSettings Protecting => SentinelSettings.Default with { ProtectedFunctions = new GlobList([new Glob("*:function:orders")]) };

    private static SentinelSettings Choosing(params string[] steps) => SentinelSettings.Default with { Steps = steps };

    private static SentinelSettings Capped(int most) => SentinelSettings.Default with { MaxContainmentsPerHour = most };

    internal static Incident Incident(params (Stage Stage, string? Suspect)[] signals) => new()
    {
        Id = "incident",
        Supersedes = [],
        Verdict = Verdict.Contain,
        Time = Build.Noon,
        AlertTime = Build.Noon,
        Score = 100,
        Principal = null,
        Session = null,
        Functions = [Build.Orders],
        Detections = [],
        Roles = [],
        Targets = [],
        Signals = [.. signals.Select((s, i) => Build.Signal(i, stage: s.Stage, suspect: s.Suspect))],
    };

    private static IReadOnlyList<PlannedStep> Plan(FunctionState? state = null, SentinelSettings? settings = null, string account = Build.Account, int contained = 0, int lifts = 0, Incident? incident = null) =>
        Planner.Plan(new PlanInput(incident ?? Incident(), state ?? New, settings ?? SentinelSettings.Default, account, contained, lifts));

    private static IReadOnlyList<PlannedStep> Keys(Incident incident, SentinelSettings? settings = null) =>
        Planner.KeySteps(new PlanInput(incident, New, settings ?? SentinelSettings.Default, Build.Account, 0, 0));

    private static IEnumerable<(string, string, ActionStatus)> Short(IEnumerable<PlannedStep> plan) => plan.Select(s => (s.Step, s.Target, s.Status));

    private static void Refused(string rail, FunctionState state, SentinelSettings? settings = null)
    {
        var step = Assert.Single(Plan(state, settings));

        Assert.Equal((Steps.QuarantineFunction, Build.Orders, Refused_), (step.Step, step.Target, step.Status));
        Assert.StartsWith(rail + ": ", step.Reason, StringComparison.Ordinal);
    }
}
