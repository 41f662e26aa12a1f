using System.Globalization;
using CsCheck;
using Sentinel.Core.Incidents;

namespace Sentinel.Core.Tests.Incidents;

public class FunctionChangesTests
{
    [Fact]
    public void Whoever_looked_before_is_told_exactly_what_came_since_or_that_it_cannot_be_told()
    {
        Gen.Select(Gen.Int[0, 9000], Gen.Int[0, 9000]).Sample((seen, more) =>
        {
            var changes = new FunctionChanges();
            var all = new List<string>();
            void Note(int times)
            {
                for (var i = 0; i < times; i++)
                {
                    all.Add(all.Count.ToString(CultureInfo.InvariantCulture));
                    changes.Note(all[^1]);
                }
            }

            Note(seen);
            var count = changes.Count;
            Note(more);

            Assert.Equal((seen, seen + more), (count, changes.Count));
            if (changes.TryGetSince(count, out var since)) Assert.Equal(all[seen..], since.ToArray());
            else Assert.True(more > 2_048);
        }, threads: 1);
    }

    [Fact]
    public void The_last_two_thousand_are_always_told_apart()
    {
        var changes = new FunctionChanges();

        for (var i = 0; i < 20_000; i++)
        {
            changes.Note("f");
            Assert.True(changes.TryGetSince(Math.Max(0, changes.Count - 2_048), out var functions));
            Assert.Equal(Math.Min(changes.Count, 2_048), functions.Length);
        }
    }

    [Fact]
    public void Memory_does_not_grow_with_what_happens()
    {
        var changes = new FunctionChanges();

        for (var i = 0; i < 20_000; i++) changes.Note("f");

        Assert.False(changes.TryGetSince(changes.Count - 4_096, out _));
    }
}
