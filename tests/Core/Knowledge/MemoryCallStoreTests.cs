using CsCheck;
using Sentinel.Core.Knowledge;

namespace Sentinel.Core.Tests.Knowledge;

public class MemoryCallStoreTests
{
    private static readonly Gen<(int Function, int Caller, int Minute, ulong Id)[]> Calls =
        Gen.Select(Gen.Int[0, 1], Gen.Int[0, 1], Gen.Int[0, 5], Gen.ULong[1, 6].Select(i => i << 6)).Array[0, 40];

    [Fact]
    public void A_span_holds_the_union_of_what_was_added_of_its_subject_and_minutes()
    {
        Gen.Select(Calls, Gen.Int[0, 5], Gen.Int[0, 5], Gen.Bool).Sample((calls, from, to, byCaller) =>
        {
            var store = new MemoryCallStore();

            foreach (var (function, caller, minute, id) in calls) store.Add(Minute(function, caller, minute, id));

            var found = store.Within(new CallSpan(byCaller ? "c1" : "f1", byCaller, from, to));
            var expected = calls.Where(c => (byCaller ? c.Caller : c.Function) == 1 && c.Minute >= from && c.Minute <= to).Distinct()
                .GroupBy(c => (Function: $"f{c.Function}", Caller: $"c{c.Caller}", c.Minute)).Select(g => (g.Key.Function, g.Key.Caller, g.Key.Minute, Count: g.Count()));
            Assert.Equal(expected.Order(), found.Select(m => (m.Function, m.Caller, m.Minute, m.Calls.Count)).Order());
        }, threads: 1);
    }

    [Fact]
    public async Task Adding_several_at_once_is_adding_each()
    {
        var store = new MemoryCallStore();

        await store.AddAsync([Minute(0, 0, 1, 64), Minute(0, 0, 1, 128), Minute(0, 0, 2, 64)], CancellationToken.None);
        await store.FetchAsync([], CancellationToken.None);

        Assert.Equal([(1, 2), (2, 1)], store.Within(new CallSpan("f0", false, 0, 9)).Select(m => (m.Minute, m.Calls.Count)).Order());
    }

    [Fact]
    public void What_is_stored_does_not_change_with_the_set_that_was_added()
    {
        var store = new MemoryCallStore();
        var added = Minute(0, 0, 1, 64);
        store.Add(added);

        added.Calls.Add(128, 0);

        Assert.Equal(1, Assert.Single(store.Within(new CallSpan("f0", false, 1, 1))).Calls.Count);
    }

    private static MinuteCalls Minute(int function, int caller, int minute, ulong id)
    {
        var set = new CallSet();
        set.Add(id, 0);
        return new MinuteCalls($"f{function}", $"c{caller}", minute, set);
    }
}
