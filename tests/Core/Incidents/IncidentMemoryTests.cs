using System.Runtime.CompilerServices;
using Sentinel.Core.Incidents;
using Sentinel.Core.Knowledge;
using Sentinel.Core.Settings;
using Sentinel.Core.Tests.Knowledge;

namespace Sentinel.Core.Tests.Incidents;

/// <summary>What is over is forgotten, and nothing that is not.</summary>
public class IncidentMemoryTests
{
    private readonly IncidentGraph _graph = new(SentinelSettings.Default.Window);
    private readonly IncidentJudge _judge;

    public IncidentMemoryTests() => _judge = new IncidentJudge(_graph, new MemoryFactStore(), SentinelSettings.Default);

    [Fact]
    public void Nothing_holds_on_to_what_was_forgotten()
    {
        var parts = Enumerable.Range(0, 4).Select(Forgotten).ToList();

        GC.Collect();

        Assert.DoesNotContain(parts, p => p.TryGetTarget(out _));
    }

    [Theory]
    [InlineData(Build.Orders)]
    [InlineData(Build.Mailer)]
    public void What_is_seen_after_the_forgetting_joins_what_was_not_over(string function)
    {
        var part = Take(Build.Signal(0));
        Take(Build.Signal(10, function: Build.Mailer));

        foreach (var minute in (int[])[0, 5, 10]) Forget(minute);

        Assert.Same(part, Take(Build.Signal(20, "further", suspect: null, function: function)));
        Assert.Equal(3, part.Signals.Count);
    }

    [Fact]
    public void A_link_that_is_not_over_still_ties()
    {
        Link(10, Build.Dev, Build.Mailer);
        Link(0, Build.Mallory, Build.Role);

        foreach (var minute in (int[])[5, 10]) Forget(minute);

        var part = Take(Build.Signal(20, weight: 40));
        Assert.Equal([Build.Mailer, Build.Orders], part.Describe().Functions);
    }

    [Fact]
    public void A_link_that_is_over_ties_nothing()
    {
        Link(10, Build.Dev, Build.Mailer);

        Forget(11);

        Assert.Equal([Build.Orders], Take(Build.Signal(20, weight: 40)).Describe().Functions);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private WeakReference<IncidentPart> Forgotten(int round)
    {
        var part = new WeakReference<IncidentPart>(Take(Build.Signal(round * 10, about: [Build.Role])));
        Forget((round * 10) + 1);
        return part;
    }

    private IncidentPart Take(Signal signal) => _judge.Take(_graph.Add(signal)!)!;

    private void Link(int minute, string one, string other) => _judge.Take(_graph.Link(new SubjectLink(Build.At(minute), $"l{minute}", Signal.SubjectsOf(one, other)))!);

    private void Forget(int minute)
    {
        _graph.TakeEndedBefore(Build.At(minute));
        _judge.ForgetBefore(Build.At(minute));
    }
}
