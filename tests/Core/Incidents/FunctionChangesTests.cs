using System.Globalization;
using CsCheck;
using Sentinel.Core.Incidents;
using Sentinel.Core.Knowledge;
using Sentinel.Core.Tests.Knowledge;

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

    [Theory]
    [InlineData(4_095, 0)]
    [InlineData(4_096, 2_048)]
    [InlineData(6_143, 2_048)]
    [InlineData(6_144, 4_096)]
    public void Of_four_thousand_the_older_half_goes(int times, int told)
    {
        var changes = new FunctionChanges();

        for (var i = 0; i < times; i++) changes.Note("f");

        Assert.True(changes.TryGetSince(told, out var functions));
        Assert.Equal(times - told, functions.Length);
        Assert.False(changes.TryGetSince(told - 1, out _));
    }

    [Fact]
    public void Parts_are_found_by_the_functions_that_they_mention_until_they_have_ended()
    {
        var changes = new FunctionChanges();
        var (early, late) = (PartOf(changes, Build.Signal(5)), PartOf(changes, Build.Signal(9)));
        PartOf(changes, Build.Signal(9, function: Build.Mailer));

        Assert.Equal([early, late], changes.PartsOf(Build.Orders).ToArray());
        changes.ForgetBefore(Build.At(5));
        Assert.Equal([early, late], changes.PartsOf(Build.Orders).ToArray());
        changes.ForgetBefore(Build.At(6));
        Assert.Equal([late], changes.PartsOf(Build.Orders).ToArray());
        changes.ForgetBefore(Build.At(10));
        Assert.True(changes.PartsOf(Build.Orders).IsEmpty);
        Assert.True(changes.PartsOf("unheard of").IsEmpty);
    }

    [Fact]
    public void What_two_parts_have_become_is_found_once()
    {
        var changes = new FunctionChanges();
        var (one, other) = (PartOf(changes, Build.Signal(5)), PartOf(changes, Build.Signal(9)));

        var whole = IncidentPart.Join(one, other, Build.At(10));

        Assert.Equal([whole], changes.PartsOf(Build.Orders).ToArray());
    }

    private static IncidentPart PartOf(FunctionChanges changes, Signal signal)
    {
        var part = new IncidentPart(changes, static _ => false);
        part.Include(new IncidentGraph(TimeSpan.FromHours(3)).Add(signal)!, new MemoryFactStore());
        return part;
    }
}
