using CsCheck;
using Sentinel.Aws.State;
using Sentinel.Aws.Tests.Emulators;
using Sentinel.Core.Knowledge;
using Sentinel.Core.Tests.Knowledge;

namespace Sentinel.Aws.Tests.State;

[Collection(OnDynalite.Name)]
public sealed class DynamoCallStoreTests(Dynalite dynalite) : IDisposable
{
    private const int Minute = 28_506_960; // 2024-03-14T12:00Z

    private readonly StateBench _bench = new(dynalite);

    private DynamoCallStore Open() => new(_bench.Table, _bench.Options);

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task A_flood_in_one_batch_is_one_write_for_each_counter_and_none_when_it_is_delivered_again()
    {
        var store = Open();
        var flood = new[] { Calls(Build.Orders, Build.Dev, Minute, 1, 500), Calls(Build.Orders, Build.Dev, Minute + 1, 501, 500) };

        var merged = await store.AddAsync(flood, default);
        var first = _bench.Requests.Count;
        await store.AddAsync(flood, default);

        Assert.Equal([500, 500], merged.Select(m => m.Calls.Count));
        Assert.Equal((4, 4), (first, _bench.Requests.Count));
    }

    [Fact]
    public async Task The_last_to_write_knows_the_count_of_all_without_reading()
    {
        var (mine, others) = (Open(), Open());
        await others.AddAsync([Calls(Build.Orders, Build.Dev, Minute, 1, 300)], default);
        _bench.Requests.Count = 0;

        var merged = await mine.AddAsync([Calls(Build.Orders, Build.Dev, Minute, 200, 200)], default);

        Assert.Equal(399, Assert.Single(merged).Calls.Count);
        Assert.Equal(2, _bench.Requests.Count);
    }

    [Fact]
    public async Task A_full_set_is_not_written_to()
    {
        var (mine, others) = (Open(), Open());
        await others.AddAsync([Calls(Build.Orders, Build.Dev, Minute, 1, 5_000)], default);
        var merged = await mine.AddAsync([Calls(Build.Orders, Build.Dev, Minute, 9_000, 400)], default);
        _bench.Requests.Count = 0;
        await mine.AddAsync([Calls(Build.Orders, Build.Dev, Minute, 20_000, 400)], default);

        Assert.Equal(CallSet.Cap, Assert.Single(merged).Calls.Count);
        Assert.Equal(0, _bench.Requests.Count);
        Assert.Equal(CallSet.Cap, Assert.Single(await _bench.Table.QueryAsync(StateTable.PartitionOf(Build.Orders), "M#", "M#~", default))["c"].BS.Count);
    }

    [Fact]
    public async Task Twenty_who_write_at_once_lose_nothing_and_stop_at_the_cap()
    {
        var few = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => Task.Run(() => Open().AddAsync([Calls(Build.Orders, Build.Dev, Minute, 1 + (i * 50), 60)], default))));
        await Task.WhenAll(Enumerable.Range(0, 20).Select(i => Task.Run(() => Open().AddAsync([Calls(Build.Mailer, Build.Dev, Minute, 1 + (i * 600), 600)], default))));

        var stored = Assert.Single(await _bench.Table.QueryAsync(StateTable.PartitionOf(Build.Mailer), "M#", "M#~", default))["c"].BS.Count;
        Assert.Equal((19 * 50) + 60, few.Max(m => m[0].Calls.Count));
        Assert.Equal((19 * 50) + 60, Assert.Single(await Open().OfFunctionAsync(Build.Orders, Minute, Minute, default)).Calls.Count);
        Assert.InRange(stored, CallSet.Cap, CallSet.Cap + 599);
        Assert.Equal(CallSet.Cap, Assert.Single(await Open().OfFunctionAsync(Build.Mailer, Minute, Minute, default)).Calls.Count);
    }

    [Fact]
    public async Task Of_a_set_that_is_nearly_full_as_many_are_added_as_fit()
    {
        var store = Open();
        await store.AddAsync([Calls(Build.Orders, Build.Dev, Minute, 1, 4_900)], default);

        await store.AddAsync([Calls(Build.Orders, Build.Dev, Minute, 10_000, 400)], default);

        Assert.Equal(CallSet.Cap, Assert.Single(await _bench.Table.QueryAsync(StateTable.PartitionOf(Build.Orders), "M#", "M#~", default))["c"].BS.Count);
    }

    [Fact]
    public async Task The_sets_of_a_function_and_of_a_caller_are_read_with_one_request_each()
    {
        var writer = Open();
        await writer.AddAsync(
        [
            Calls(Build.Orders, Build.Dev, Minute, 1, 5), Calls(Build.Orders, Build.Mallory, Minute, 6, 7), Calls(Build.Mailer, Build.Dev, Minute + 2, 20, 9),
            Calls(Build.Orders, Build.Dev, Minute + 5, 40, 3), Calls(Build.Orders, Build.Dev, Minute - 1, 50, 3),
        ], default);
        var store = Open();
        _bench.Requests.Count = 0;

        var function = await store.OfFunctionAsync(Build.Orders, Minute, Minute + 4, default);
        var caller = await store.OfCallerAsync(Build.Dev, Minute, Minute + 5, default);

        Assert.Equal(2, _bench.Requests.Count);
        Assert.Equal([(Build.Dev, Minute, 5), (Build.Mallory, Minute, 7)], function.Select(m => (m.Caller, m.Minute, m.Calls.Count)).Order());
        Assert.Equal([(Build.Orders, Minute, 5), (Build.Mailer, Minute + 2, 9), (Build.Orders, Minute + 5, 3)], caller.Select(m => (m.Function, m.Minute, m.Calls.Count)));
        Assert.Equal([1, 2, 3, 4, 5, 5], Enumerable.Range(1, 6).Select(function.Single(m => m.Caller == Build.Dev).Calls.CountUpTo));
    }

    [Fact]
    public void Two_stores_at_once_end_in_what_one_set_holds()
    {
        Gen.Select(Gen.Int[0, 1], Gen.Int[0, 1], Gen.Int[0, 2], Gen.Int[1, 40], Gen.Int[1, 20]).Array[1, 20].Sample(steps =>
        {
            using var bench = new StateBench(dynalite);
            DynamoCallStore[] stores = [new(bench.Table, bench.Options), new(bench.Table, bench.Options)];
            var expected = new Dictionary<int, HashSet<ulong>>();
            foreach (var (which, twice, minute, from, count) in steps)
            {
                var calls = Calls(Build.Orders, Build.Dev, Minute + minute, from, count);
                for (var i = 0; i <= twice; i++) stores[which].AddAsync([calls], default).GetAwaiter().GetResult();
                if (!expected.TryGetValue(Minute + minute, out var set)) expected.Add(Minute + minute, set = []);
                set.UnionWith(calls.Calls.Values);
            }

            var read = new DynamoCallStore(bench.Table, bench.Options).OfFunctionAsync(Build.Orders, Minute, Minute + 9, default).GetAwaiter().GetResult();

            Assert.Equal(expected.OrderBy(e => e.Key).Select(e => (e.Key, string.Join(',', e.Value.Order()))), read.Select(m => (m.Minute, string.Join(',', m.Calls.Values.Order()))));
        }, iter: 25, threads: 1);
    }

    private static MinuteCalls Calls(string function, string caller, int minute, int from, int count)
    {
        var calls = new CallSet();
        for (var i = from; i < from + count; i++) calls.Add((ulong)i << 6, i % 60);
        return new MinuteCalls(function, caller, minute, calls);
    }
}
