using System.Text;
using Sentinel.Core.Containment;
using Sentinel.Core.Incidents;
using Sentinel.Core.Knowledge;
using Sentinel.Core.Tests.Knowledge;

namespace Sentinel.Core.Tests.Containment;

public class ContainmentMessageTests
{
    private static readonly Signal First = Build.Signal(0, "a") with { Session = null, Count = 7, Summary = "a \"quoted\" \u202e summary" };

    private static ContainmentRequest.Contain Contain => new(Build.At(9), Incident(), Build.Account, new ContainmentTarget(Build.Orders, DateTimeOffset.MinValue, Build.At(5), Build.At(1)))
    {
        Seen = new FunctionState { Function = Build.Orders, Exists = true, Concurrency = 5, Role = Build.Role, RoleIsNew = true, Mappings = ["m"], CodeBefore = "abc" },
    };

    public static TheoryData<ContainmentRequest> Requests =>
    [
        Contain,
        new ContainmentRequest.Lifted(Build.At(9), Incident(), Build.Account, First with { Function = Build.Orders }),
        new ContainmentRequest.Changed(Build.At(9), Incident(), Build.Account, Build.Orders, Build.Event(FunctionEventKind.MappingCreated, 3)),
        new ContainmentRequest.Grown(Build.At(9), Incident(), Build.Account, new ContainmentTarget(Build.Orders, Build.At(1), Build.At(5), Build.At(1))),
    ];

    [Theory]
    [MemberData(nameof(Requests))]
    public void What_is_sent_is_what_is_read(ContainmentRequest request)
    {
        var sent = ContainmentMessage.Of(request);

        var read = ContainmentMessage.Parse(Encoding.UTF8.GetBytes(sent.ToJson()));

        Assert.Equal(sent.ToJson(), read.ToJson());
        Assert.Equal((sent.Kind, sent.Function, sent.Account, sent.Target, sent.Cause), (read.Kind, read.Function, read.Account, read.Target, read.Cause));
        Assert.Equal(request.Incident.Signals.Select(s => (s.Id, s.Summary, s.Count)), read.Incident.Signals.Select(s => (s.Id, s.Summary, s.Count)));
    }

    [Fact]
    public void A_large_incident_is_sent_with_its_weightiest_signals()
    {
        var signals = Enumerable.Range(0, 500).Select(i => Build.Signal(i, $"d{i}", weight: 1 + (i % 90))).ToList();
        var request = new ContainmentRequest.Grown(Build.At(9), Incident() with { Signals = signals }, Build.Account, default);

        var sent = ContainmentMessage.Of(request).Incident.Signals;

        Assert.Equal(100, sent.Count);
        Assert.Equal(signals.OrderByDescending(s => s.Weight).Take(100).Min(s => s.Weight), sent.Min(s => s.Weight));
        Assert.Equal(sent.OrderBy(s => s.Time).Select(s => s.Id), sent.Select(s => s.Id));
    }

    [Fact]
    public void Another_lift_and_another_life_are_causes_of_their_own()
    {
        var contain = Contain;
        var again = contain with { Target = contain.Target with { Life = Build.At(4) } };
        var lift = new ContainmentRequest.Lifted(Build.At(9), Incident(), Build.Account, First with { Function = Build.Orders });
        var another = lift with { Signal = lift.Signal with { Id = "other" } };

        Assert.Equal(4, new ContainmentRequest[] { contain, again, lift, another }.Select(r => ContainmentMessage.Of(r).Cause).Distinct().Count());
        Assert.Equal(ContainmentMessage.Of(contain).Cause, ContainmentMessage.Of(contain with { Due = Build.At(99) }).Cause);
    }

    private static Incident Incident() => new()
    {
        Id = "i",
        Supersedes = [],
        Verdict = Verdict.Contain,
        Time = Build.At(5),
        AlertTime = Build.At(3),
        Score = 95,
        Principal = Build.Dev,
        Session = null,
        Functions = [Build.Orders],
        Detections = ["a"],
        Signals = [First],
        Roles = [Build.Role],
        Targets = [],
    };
}
