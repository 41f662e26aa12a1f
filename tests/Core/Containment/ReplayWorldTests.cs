using Sentinel.Core.Containment;
using Sentinel.Core.Incidents;
using Sentinel.Core.Knowledge;
using Sentinel.Core.Settings;
using Sentinel.Core.Tests.Knowledge;
using static Sentinel.Core.Knowledge.FunctionEventKind;

namespace Sentinel.Core.Tests.Containment;

public class ReplayWorldTests
{
    private readonly MemoryFactStore _facts = new();
    private readonly MemoryRecordStore _records = new();

    [Fact]
    public void A_function_of_which_no_event_tells_is_there()
    {
        var state = Look();

        Assert.True(state.Exists);
        Assert.Equal(Build.Orders, state.Function);
        Assert.Null(state.Role);
        Assert.Null(state.Concurrency);
        Assert.False(state.RoleIsNew);
        Assert.False(state.IsAsBefore);
    }

    [Fact]
    public void A_function_deleted_before_the_clock_is_gone()
    {
        Happened(Build.Event(Created, 0), Build.Event(Deleted, 9));

        Assert.True(Look(clock: 8).Exists);
        Assert.False(Look(clock: 9).Exists);
    }

    [Fact]
    public void The_reservation_is_that_of_the_moment_from_which_it_stood_condemned()
    {
        Happened(Build.Event(ConcurrencySet, 4, concurrency: 7), Build.Event(ConcurrencySet, 6, concurrency: 99));

        Assert.Equal(7, Look(since: 5, clock: 10).Concurrency);
    }

    [Fact]
    public void Role_and_mappings_are_those_of_the_clock()
    {
        Happened(Build.Event(Created, 0, role: "old"), Build.Event(ConfigurationChanged, 8, role: Build.Role), Build.Event(MappingCreated, 7, mapping: "m1"), Build.Event(MappingCreated, 12, mapping: "m2"));

        Assert.Equal(Build.Role, Look(clock: 10).Role);
        Assert.Equal("old", Look(clock: 7).Role);
        Assert.Equal(["m1"], Look(clock: 10).Mappings);
    }

    [Theory]
    [InlineData("iam:CreateRole", -179, null, false, true)]
    [InlineData("iam:CreateRole", -180, null, false, false)] // a window before the suspect's change, or longer ago
    [InlineData("iam:CreateRole", -5, "EntityAlreadyExists", false, false)]
    [InlineData("iam:CreateRole", -5, null, true, false)] // part of the history
    [InlineData("iam:AttachRolePolicy", -5, null, false, false)]
    public void A_role_is_new_when_its_creation_lies_inside_the_incident(string api, int minute, string? error, bool learned, bool isNew)
    {
        Happened(Build.Event(Created, 0, role: Build.Role));
        _records.Add(Build.Kept(Build.Record(api, minute, role: Build.Role, error: error), learned));

        Assert.Equal(isNew, Look().RoleIsNew);
    }

    [Fact]
    public void A_function_is_new_when_the_suspect_made_it()
    {
        Assert.True(Look(life: 0, change: 0).IsNew);
        Assert.False(Look(life: 0, change: 1).IsNew);
    }

    [Fact]
    public void A_function_whose_code_was_put_back_is_as_before()
    {
        Happened(Build.Event(Created, -99, role: Build.Role, code: "good"), Build.Event(CodeChanged, 0, code: "bad"), Build.Event(CodeChanged, 8, code: "good"));

        Assert.True(Look(clock: 8).IsAsBefore);
        Assert.False(Look(clock: 7).IsAsBefore);
    }

    [Fact]
    public void Another_role_or_configuration_is_not_as_before()
    {
        Happened(Build.Event(Created, -99, role: Build.Role, code: "good"), Build.Event(CodeChanged, 0, code: "good"));
        Assert.True(Look().IsAsBefore);

        Happened(Build.Event(ConfigurationChanged, 3, role: Build.Role));

        Assert.True(Look(clock: 2).IsAsBefore);
        Assert.False(Look(clock: 3).IsAsBefore);
    }

    [Fact]
    public void A_role_that_changed_with_the_same_code_is_not_as_before()
    {
        Happened(Build.Event(CodeChanged, -99, role: Build.Role, code: "good"), Build.Event(CodeChanged, 0, role: "other", code: "good"));

        Assert.False(Look().IsAsBefore);
    }

    [Fact]
    public void Code_never_seen_before_the_change_cannot_be_as_before()
    {
        Happened(Build.Event(Created, 0, code: "bad"), Build.Event(CodeChanged, 5, code: "bad"));

        Assert.False(Look().IsAsBefore);
    }

    private void Happened(params FunctionEvent[] events)
    {
        foreach (var e in events) _facts.Of(Build.Orders).FunctionHistory().Add(e);
    }

    private FunctionState Look(int life = -1, int since = 5, int change = 0, int clock = 10) => new ReplayWorld(_facts, _records, SentinelSettings.Default)
        .Look(new ContainmentTarget(Build.Orders, Build.At(life), Build.At(since), Build.At(change)), Build.At(clock));
}
