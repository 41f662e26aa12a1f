using CsCheck;
using Sentinel.Core.Incidents;
using Sentinel.Core.Tests.Knowledge;

namespace Sentinel.Core.Tests.Incidents;

public class NodeTests
{
    // Signals, links, and counts, which have no event.
    private static readonly Gen<Node> Nodes = Gen.Select(Gen.Int[0, 2], Gen.Int[0, 2], Gen.Int[0, 2]).Select((minute, key, what) => new Node
    {
        Time = Build.At(minute),
        Last = Build.At(minute),
        Key = key == 0 ? "" : $"e{key}",
        What = what == 0 ? "link" : $"s{what}",
        Subjects = ["a", "b"],
        Words = what == 0 ? null : Build.Signal(minute),
    });

    [Fact]
    public void They_stand_in_the_order_of_time_event_and_what_they_say()
    {
        Gen.Select(Nodes, Nodes).Sample((a, b) => Assert.Equal(Math.Sign(string.CompareOrdinal(Place(a), Place(b))), Math.Sign(Node.Order(a, b))), iter: 1_000, threads: 1);
    }

    [Fact]
    public void A_signal_reads_as_long_as_it_was_seen()
    {
        var signal = Build.Signal(0);
        var node = new Node { Time = signal.Time, Last = signal.Last, Key = "e", What = signal.Id, Subjects = ["a"], Words = signal };
        Assert.Same(signal, node.Signal);

        node.Last = Build.At(5);

        Assert.Equal(signal with { Last = Build.At(5) }, node.Signal);
        Assert.Same(node.Words, node.Signal);
    }

    [Fact]
    public void As_what_it_was_judged_is_kept_until_it_is_judged_again_and_of_a_link_nothing_is()
    {
        var signal = Build.Signal(0, weight: 7);
        var node = new Node { Time = signal.Time, Last = signal.Last, Key = "e", What = signal.Id, Subjects = ["a"], Words = signal };
        var link = new Node { Time = signal.Time, Last = signal.Last, Key = "e", What = "link", Subjects = ["a", "b"] };

        node.Judge();
        link.Judge();
        (node.Key, node.Last, node.Words) = ("d", Build.At(3), signal with { Weight = 9 });

        Assert.Equal((Build.At(0), Build.At(0), "e", 7), (node.Judged!.Time, node.Judged.Last, node.Judged.Key, node.Judged.Weight));
        Assert.True(link.IsJudged);
        Assert.Null(link.Judged);
        node.Judge();
        Assert.Equal((Build.At(0), Build.At(3), "d", 9), (node.Judged.Time, node.Judged.Last, node.Judged.Key, node.Judged.Weight));
    }

    // Text that sorts as the node does.
    private static string Place(Node node) => $"{node.Time:HH:mm} {node.Key,-2} {node.What}";
}
