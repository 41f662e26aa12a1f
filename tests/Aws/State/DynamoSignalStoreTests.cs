using Sentinel.Aws.State;
using Sentinel.Aws.Tests.Emulators;
using Sentinel.Core.Incidents;
using Sentinel.Core.Tests.Knowledge;

namespace Sentinel.Aws.Tests.State;

[Collection(OnDynalite.Name)]
public sealed class DynamoSignalStoreTests(Dynalite dynalite) : IDisposable
{
    private readonly StateBench _bench = new(dynalite);

    private DynamoSignalStore Open() => new(_bench.Table, _bench.Options);

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task A_signal_said_again_costs_nothing_and_one_that_lasts_longer_one_request_a_subject()
    {
        var store = Open();
        await store.FetchAsync([Build.Dev, Build.Orders], default);
        store.Add(Build.Signal(5));
        store.Add(new SubjectLink(Build.At(4), "e4", [Build.Dev, Build.Orders]));
        var first = await Costs(store);
        store.Add(Build.Signal(5));
        store.Add(new SubjectLink(Build.At(4), "e4", [Build.Dev, Build.Orders]));
        var again = await Costs(store);
        store.Add(Build.Signal(5, last: 6));
        store.Add(Build.Signal(5, last: 7));
        var longer = await Costs(store);

        Assert.Equal((2, 0, 2), (first, again, longer));
    }

    [Fact]
    public async Task Another_process_that_knows_what_is_stored_writes_nothing_for_it()
    {
        var store = Open();
        store.Add(Build.Signal(5, last: 6));
        await store.FlushAsync(default);
        var next = Open();
        await next.FetchAsync([Build.Dev, Build.Orders], default);
        next.Add(Build.Signal(5, last: 6));

        Assert.Equal(0, await Costs(next));
    }

    [Fact]
    public async Task What_no_longer_counts_is_taken_out_once_it_is_a_lot_and_nothing_changes()
    {
        var store = Open();
        for (var i = 0; i < 200; i++)
        {
            store.Add(Build.Signal(5, last: 5 + (i / 100.0), summary: $"{999 - i} to go"));
            await store.FlushAsync(default);
        }
        var before = await ElementsUnder(Build.Dev);

        var next = Open();
        await next.FetchAsync([Build.Dev], default);
        await next.FlushAsync(default);
        var last = Open();
        await last.FetchAsync([Build.Dev], default);

        Assert.True(before > 350, $"only {before}");
        Assert.True(await ElementsUnder(Build.Dev) <= 2, $"still {await ElementsUnder(Build.Dev)}");
        Assert.Equal(Assert.Single(store.Under(Build.Dev).Signals) with { Subjects = [] }, Assert.Single(last.Under(Build.Dev).Signals) with { Subjects = [] });
        Assert.Equal("800 to go", last.Under(Build.Dev).Signals[0].Summary);
    }

    [Fact]
    public async Task A_subject_that_was_not_fetched_is_missing_until_it_is()
    {
        var store = Open();
        store.Add(Build.Signal(5));
        await store.FlushAsync(default);
        await store.FetchAsync([Build.Dev], default);
        store.Under(Build.Mallory);

        var missing = store.Missing.ToList();
        await store.FetchAsync(missing, default);
        var cost = await Costs(store);
        await store.FetchAsync([Build.Dev], default);

        Assert.Equal([Build.Mallory], missing);
        Assert.Empty(store.Missing);
        Assert.Equal(0, cost);
        Assert.Equal(Build.At(5), Assert.Single(store.Under(Build.Dev).Signals).Time);
    }

    private async Task<int> Costs(DynamoSignalStore store)
    {
        _bench.Requests.Count = 0;
        await store.FlushAsync(default);
        return _bench.Requests.Count;
    }

    private async Task<int> ElementsUnder(string subject) =>
        (await _bench.Table.QueryAsync(StateTable.PartitionOf(subject), SignalItem.First, SignalItem.Last, default)).Sum(i => i.Values.Sum(a => a.BS?.Count ?? 0));
}
