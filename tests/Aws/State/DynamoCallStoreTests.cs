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

        await store.AddAsync(flood, default);
        var first = _bench.Requests.Count;
        await store.AddAsync(flood, default);

        Assert.Equal((2, 2), (first, _bench.Requests.Count));
        Assert.Equal([500, 500], (await OfFunctionAsync(Open(), Build.Orders, Minute, Minute + 1)).Select(m => m.Calls.Count));
    }

    [Fact]
    public async Task The_last_to_write_reads_the_count_of_all_with_one_request()
    {
        var (mine, others) = (Open(), Open());
        await others.AddAsync([Calls(Build.Orders, Build.Dev, Minute, 1, 300)], default);
        _bench.Requests.Count = 0;

        await mine.AddAsync([Calls(Build.Orders, Build.Dev, Minute, 200, 200)], default);

        Assert.Equal(399, Assert.Single(await OfFunctionAsync(mine, Build.Orders, Minute, Minute)).Calls.Count);
        Assert.Equal(3, _bench.Requests.Count);
    }

    [Fact]
    public async Task A_full_set_is_not_written_to()
    {
        var (mine, others) = (Open(), Open());
        await others.AddAsync([Calls(Build.Orders, Build.Dev, Minute, 1, 5_000)], default);
        await mine.AddAsync([Calls(Build.Orders, Build.Dev, Minute, 9_000, 400)], default);
        _bench.Requests.Count = 0;
        await mine.AddAsync([Calls(Build.Orders, Build.Dev, Minute, 20_000, 400)], default);

        Assert.Equal(0, _bench.Requests.Count);
        Assert.Equal(CallSet.Cap, await StoredAsync(Build.Orders));
    }

    [Fact]
    public async Task A_full_set_does_not_keep_others_from_being_written()
    {
        var (mine, others) = (Open(), Open());
        await others.AddAsync([Calls(Build.Orders, Build.Dev, Minute, 1, 5_000)], default);

        await mine.AddAsync([Calls(Build.Orders, Build.Dev, Minute, 9_000, 400), Calls(Build.Orders, Build.Mallory, Minute, 1, 7), Calls(Build.Orders, Build.Dev, Minute + 1, 1, 9)], default);

        Assert.Equal(
            [(Build.Dev, Minute, CallSet.Cap), (Build.Mallory, Minute, 7), (Build.Dev, Minute + 1, 9)],
            (await OfFunctionAsync(Open(), Build.Orders, Minute, Minute + 4)).Select(m => (m.Caller, m.Minute, m.Calls.Count)).OrderBy(m => (m.Minute, m.Caller)));
    }

    [Fact]
    public async Task Twenty_who_write_at_once_lose_nothing_and_stop_at_the_cap()
    {
        await Task.WhenAll(Enumerable.Range(0, 20).Select(i => Task.Run(async () => await Open().AddAsync([Calls(Build.Orders, Build.Dev, Minute, 1 + (i * 50), 60)], default))));
        await Task.WhenAll(Enumerable.Range(0, 20).Select(i => Task.Run(async () => await Open().AddAsync([Calls(Build.Mailer, Build.Dev, Minute, 1 + (i * 600), 600)], default))));

        Assert.Equal((19 * 50) + 60, Assert.Single(await OfFunctionAsync(Open(), Build.Orders, Minute, Minute)).Calls.Count);
        Assert.InRange(await StoredAsync(Build.Mailer), CallSet.Cap, CallSet.Cap + 599);
        Assert.Equal(CallSet.Cap, Assert.Single(await OfFunctionAsync(Open(), Build.Mailer, Minute, Minute)).Calls.Count);
    }

    [Fact]
    public async Task Of_a_set_that_is_nearly_full_as_many_are_added_as_fit()
    {
        var store = Open();
        await store.AddAsync([Calls(Build.Orders, Build.Dev, Minute, 1, 4_900)], default);

        await store.AddAsync([Calls(Build.Orders, Build.Dev, Minute, 10_000, 400)], default);

        Assert.Equal(CallSet.Cap, await StoredAsync(Build.Orders));
    }

    [Fact]
    public async Task What_no_longer_fits_one_item_stands_beside_it()
    {
        var writer = Open();
        var floods = Enumerable.Range(0, 3).SelectMany(minute => Enumerable.Range(0, 4).Select(i => Calls(Build.Orders, $"arn:aws:iam::111122223333:user/u{i}", Minute + minute, 1, 4_000 + i))).ToArray();
        foreach (var flood in floods) await writer.AddAsync([flood], default);
        await Open().AddAsync(floods, default); // one who knows of nothing

        var read = await OfFunctionAsync(Open(), Build.Orders, Minute, Minute + 4);

        Assert.Equal(floods.Select(f => (f.Minute, f.Caller, f.Calls.Count)).Order(), read.Select(m => (m.Minute, m.Caller, m.Calls.Count)).Order());
        Assert.NotEmpty(await _bench.Table.QueryAsync(StateTable.PartitionOf(Build.Orders), $"M#{Minute / 5:D9}#", $"M#{Minute / 5:D9}#~", default));
    }

    [Fact]
    public async Task Hours_are_read_at_once_with_what_stands_apart_and_nothing_beyond_them()
    {
        var writer = Open();
        var floods = Enumerable.Range(0, 8).Select(i => Calls(Build.Orders, $"arn:aws:iam::111122223333:user/u{i}", Minute + 60, 1, 4_000 + i)).ToArray();
        foreach (var flood in floods) await writer.AddAsync([flood], default);
        await writer.AddAsync([Calls(Build.Orders, Build.Dev, Minute, 1, 3), Calls(Build.Orders, Build.Dev, Minute - 1, 1, 5), Calls(Build.Orders, Build.Dev, Minute + 62, 1, 7), Calls(Build.Mailer, Build.Dev, Minute, 1, 9)], default);
        Assert.NotEmpty(await _bench.Table.QueryAsync(StateTable.PartitionOf(Build.Orders), $"M#{(Minute + 60) / 5:D9}#", $"M#{(Minute + 60) / 5:D9}#~", default));
        _bench.Requests.Count = 0;

        var read = await Open().ReadAsync(new CallSpan(Build.Orders, ByCaller: false, Minute, Minute + 61), default);

        Assert.Equal(1, _bench.Requests.Count);
        Assert.Equal([(Build.Dev, 3), .. floods.Select(f => (f.Caller, f.Calls.Count))], read.OrderBy(r => r.Minute).ThenBy(r => r.Caller, StringComparer.Ordinal).Select(r => (r.Caller, r.Calls.Count)));
    }

    [Fact]
    public async Task One_who_finds_the_item_full_stands_beside_it()
    {
        string[] callers = [.. Enumerable.Range(0, 12).Select(i => $"arn:aws:iam::111122223333:user/u{i}")];
        var floods = callers.Select(c => Calls(Build.Orders, c, Minute, 1, 5_000)).ToArray();

        await Task.WhenAll(floods.Select(f => Task.Run(async () => await Open().AddAsync([f], default)))); // each knows of nothing, 480 KB together

        var read = await OfFunctionAsync(Open(), Build.Orders, Minute, Minute);
        Assert.Equal(callers.Order(StringComparer.Ordinal), read.Select(m => m.Caller).Order(StringComparer.Ordinal));
        Assert.All(read, m => Assert.Equal(5_000, m.Calls.Count));
        Assert.NotEmpty(await _bench.Table.QueryAsync(StateTable.PartitionOf(Build.Orders), $"M#{Minute / 5:D9}#", $"M#{Minute / 5:D9}#~", default));
    }

    [Fact]
    public async Task The_sets_of_a_function_and_of_a_caller_are_read_with_one_request()
    {
        var writer = Open();
        await writer.AddAsync(
        [
            Calls(Build.Orders, Build.Dev, Minute, 1, 5), Calls(Build.Orders, Build.Mallory, Minute, 6, 7), Calls(Build.Mailer, Build.Dev, Minute + 2, 20, 9),
            Calls(Build.Orders, Build.Dev, Minute + 5, 40, 3), Calls(Build.Orders, Build.Dev, Minute - 1, 50, 3),
        ], default);
        var store = Open();
        _bench.Requests.Count = 0;
        CallSpan function = new(Build.Orders, false, Minute, Minute + 4), caller = new(Build.Dev, true, Minute, Minute + 5);

        await store.FetchAsync([function, caller], default);

        Assert.Equal(1, _bench.Requests.Count);
        Assert.Equal([(Build.Dev, Minute, 5), (Build.Mallory, Minute, 7)], store.Within(function).Select(m => (m.Caller, m.Minute, m.Calls.Count)).Order());
        Assert.Equal([(Build.Orders, Minute, 5), (Build.Mailer, Minute + 2, 9), (Build.Orders, Minute + 5, 3)], store.Within(caller).Select(m => (m.Function, m.Minute, m.Calls.Count)));
        Assert.All(store.Within(caller), m => Assert.Equal(Build.Dev, m.Caller));
        Assert.Equal([1, 2, 3, 4, 5, 5], Enumerable.Range(1, 6).Select(store.Within(function).Single(m => m.Caller == Build.Dev).Calls.CountUpTo));
    }

    [Fact]
    public async Task Many_callers_of_one_function_in_one_batch_are_a_few_writes()
    {
        var calls = Enumerable.Range(0, 100).Select(i => Calls(Build.Orders, $"arn:aws:iam::111122223333:user/u{i}", Minute, 1, 2)).ToArray();

        await Open().AddAsync(calls, default);

        Assert.Equal(100 + 3, _bench.Requests.Count);
        Assert.Equal(100, (await OfFunctionAsync(Open(), Build.Orders, Minute, Minute)).Count);
    }

    [Fact]
    public void Two_stores_at_once_end_in_what_one_set_holds()
    {
        Gen.Select(Gen.Int[0, 1], Gen.Int[0, 1], Gen.Int[0, 9], Gen.Int[1, 40], Gen.Int[1, 20]).Array[1, 20].Sample(steps =>
        {
            using var bench = new StateBench(dynalite);
            DynamoCallStore[] stores = [new(bench.Table, bench.Options), new(bench.Table, bench.Options)];
            var expected = new Dictionary<int, HashSet<ulong>>();
            foreach (var (which, twice, minute, from, count) in steps)
            {
                var calls = Calls(Build.Orders, Build.Dev, Minute + minute, from, count);
                for (var i = 0; i <= twice; i++) stores[which].AddAsync([calls], default).AsTask().GetAwaiter().GetResult();
                if (!expected.TryGetValue(Minute + minute, out var set)) expected.Add(Minute + minute, set = []);
                set.UnionWith(calls.Calls.Values);
            }

            var read = OfFunctionAsync(new DynamoCallStore(bench.Table, bench.Options), Build.Orders, Minute, Minute + 9).GetAwaiter().GetResult();

            Assert.Equal(expected.OrderBy(e => e.Key).Select(e => (e.Key, string.Join(',', e.Value.Order()))), read.Select(m => (m.Minute, string.Join(',', m.Calls.Values.Order()))));
        }, iter: 25, threads: 1);
    }

    private static async Task<IReadOnlyList<MinuteCalls>> OfFunctionAsync(DynamoCallStore store, string function, int from, int to)
    {
        var span = new CallSpan(function, false, from, to);
        await store.FetchAsync([span], default);
        return store.Within(span);
    }

    /// <summary>The hashes that stand in the only set of a function.</summary>
    private async Task<int> StoredAsync(string function)
    {
        var item = Assert.Single(await _bench.Table.QueryAsync(StateTable.PartitionOf(function), "M#", "M#~", default));
        return Assert.Single(item, a => a.Key.StartsWith('c')).Value.BS.Count;
    }

    private static MinuteCalls Calls(string function, string caller, int minute, int from, int count)
    {
        var calls = new CallSet();
        for (var i = from; i < from + count; i++) calls.Add((ulong)i << 6, i % 60);
        return new MinuteCalls(function, caller, minute, calls);
    }
}
