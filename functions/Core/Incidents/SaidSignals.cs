using System.Diagnostics.CodeAnalysis;

namespace Sentinel.Core.Incidents;

/// <summary>The novelty signals that stand, by their ids' numbers: a call that only makes one of them last longer need not be put into words again.</summary>
internal sealed class SaidSignals
{
    private readonly Dictionary<ulong, Node> _signals = [];
    private (Node? Node, DateTimeOffset Last) _again;

    public Node? Find(ulong id) => _signals.GetValueOrDefault(id);

    public void Note(Node node) => _signals[Signal.NumberOf(node.What)] = node;

    /// <summary>Says that a signal was seen again, in place of putting it into words.</summary>
    public Signal Again(Node node, DateTimeOffset last)
    {
        _again = (node, last);
        return node.Words!;
    }

    /// <summary>The signal's node and when it was last seen, if <see cref="Again"/> was what brought it about.</summary>
    public bool TryTakeAgain(Signal signal, [NotNullWhen(true)] out Node? node, out DateTimeOffset last)
    {
        (node, last) = _again;
        _again = default;
        return node is not null && ReferenceEquals(node.Words, signal);
    }

    /// <summary>Forgets signals last seen before <paramref name="time"/>; they would be put into words anew.</summary>
    public void ForgetBefore(DateTimeOffset time)
    {
        foreach (var (id, node) in _signals)
        {
            if (node.Last < time) _signals.Remove(id); // allowed while enumerating
        }
    }
}
