using Sentinel.Core.Incidents;
using Sentinel.Core.Knowledge;
using Sentinel.Core.Settings;

namespace Sentinel.Core.Containment;

/// <summary>The world as the events themselves tell it, last writer by event time. What was there before a containment is read as of the moment
/// from which the function stood condemned, so that it does not depend on the order in which events arrived; all else as of the clock.</summary>
public sealed class ReplayWorld(IFactStore facts, IRecordStore records, SentinelSettings settings) : IFunctionWorld
{
    public FunctionState Look(ContainmentTarget target, DateTimeOffset clock)
    {
        var history = facts.Of(target.Function).FunctionHistory();
        var role = history.RoleAt(clock);
        return new FunctionState
        {
            Function = target.Function,
            Exists = !history.GoneAt(clock),
            Concurrency = history.ConcurrencyAt(target.Since),
            Role = role,
            RoleIsNew = role is not null && IsNew(role, target),
            IsNew = target.Life == target.SuspectChange,
            Mappings = history.MappingsAt(clock),
            CodeBefore = CodeBefore(history, target),
            RoleBefore = RoleBefore(history, target),
            IsAsBefore = IsAsBefore(history, target, clock),
        };
    }

    public DateTimeOffset LifeAt(string function, DateTimeOffset time) => facts.Of(function).FunctionHistory().LifeAt(time);

    private bool IsNew(string role, ContainmentTarget target) => records.Under(role)
        .Any(r => r.Record is { Service: "iam", Api: "CreateRole", Succeeded: true } made && made.Time > target.SuspectChange - settings.Window && !r.Learned);

    private static string? CodeBefore(FunctionHistory history, ContainmentTarget target) =>
        history.Events.LastOrDefault(e => e.Time < target.SuspectChange && e.CodeSha256 is not null)?.CodeSha256;

    private static string? RoleBefore(FunctionHistory history, ContainmentTarget target) => history.RoleAt(target.SuspectChange - TimeSpan.FromTicks(1));

    private static bool IsAsBefore(FunctionHistory history, ContainmentTarget target, DateTimeOffset clock)
    {
        var before = CodeBefore(history, target);
        var now = history.Events.LastOrDefault(e => e.Time <= clock && e.CodeSha256 is not null)?.CodeSha256;
        if (before is null || now is null || before != now) return false;
        return RoleBefore(history, target) == history.RoleAt(clock)
            && !history.Events.Any(e => e.Kind == FunctionEventKind.ConfigurationChanged && e.Time >= target.SuspectChange && e.Time <= clock);
    }
}
