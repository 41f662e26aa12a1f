using Sentinel.Core.Incidents;
using Sentinel.Core.Tests.Knowledge;

namespace Sentinel.Core.Tests.Incidents;

public class SaidSignalsTests
{
    private readonly SaidSignals _said = new();

    [Fact]
    public void A_signal_is_found_by_the_number_of_its_id()
    {
        var node = Noted(Build.Signal(minute: 1));
        Noted(Build.Signal(minute: 2));

        Assert.Same(node, _said.Find(Signal.NumberOf(node.What)));
        Assert.Null(_said.Find(1));
    }

    [Fact]
    public void That_it_was_seen_again_is_taken_once_and_only_for_that_signal()
    {
        var node = Noted(Build.Signal(minute: 1));

        var again = _said.Again(node, Build.At(9));

        Assert.Same(node.Words, again);
        Assert.True(_said.TryTakeAgain(again, out var taken, out var last));
        Assert.Equal((node, Build.At(9)), (taken, last));
        Assert.False(_said.TryTakeAgain(again, out _, out _));
    }

    [Fact]
    public void Another_signal_in_between_was_put_into_words()
    {
        var again = _said.Again(Noted(Build.Signal(minute: 1)), Build.At(9));

        Assert.False(_said.TryTakeAgain(Build.Signal(minute: 1), out _, out _));
        Assert.False(_said.TryTakeAgain(again, out _, out _));
    }

    [Fact]
    public void What_was_last_seen_before_is_forgotten()
    {
        var gone = Noted(Build.Signal(minute: 1, last: 4));
        var kept = Noted(Build.Signal(minute: 2, last: 5));

        _said.ForgetBefore(Build.At(5));

        Assert.Null(_said.Find(Signal.NumberOf(gone.What)));
        Assert.Same(kept, _said.Find(Signal.NumberOf(kept.What)));
    }

    private Node Noted(Signal signal)
    {
        var node = new IncidentGraph(TimeSpan.FromHours(3)).Add(signal)!;
        _said.Note(node);
        return node;
    }
}
