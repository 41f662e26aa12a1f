using CsCheck;
using Sentinel.Aws.State;
using Sentinel.Aws.Tests.Emulators;
using Sentinel.Core.Incidents;
using Sentinel.Core.Knowledge;
using Sentinel.Core.Tests.Incidents;
using Sentinel.Core.Tests.Knowledge;

namespace Sentinel.Aws.Tests.State;

/// <summary>The stores on DynamoDB keep what those in memory keep.</summary>
[Collection(OnDynalite.Name)]
public sealed class DynamoFactStoreContractTests(Dynalite dynalite) : FactStoreContract, IDisposable
{
    private readonly List<StateBench> _benches = [];

    protected override long Samples => 15;

    public void Dispose() => _benches.ForEach(b => b.Dispose());

    protected override IFactStore Make()
    {
        var bench = new StateBench(dynalite);
        _benches.Add(bench);
        return new DynamoFactStore(bench.Table, bench.Options);
    }

    protected override IFactStore Reopen(IFactStore store) => new DynamoFactStore(_benches[^1].Table, _benches[^1].Options);
}

[Collection(OnDynalite.Name)]
public sealed class DynamoRecordStoreContractTests(Dynalite dynalite) : RecordStoreContract, IDisposable
{
    private readonly List<StateBench> _benches = [];

    protected override long Samples => 30;

    public void Dispose() => _benches.ForEach(b => b.Dispose());

    protected override IRecordStore Make()
    {
        var bench = new StateBench(dynalite);
        _benches.Add(bench);
        return new DynamoRecordStore(bench.Table, bench.Options);
    }

    protected override IRecordStore Reopen(IRecordStore store) => new DynamoRecordStore(_benches[^1].Table, _benches[^1].Options);
}

[Collection(OnDynalite.Name)]
public sealed class DynamoSignalStoreContractTests(Dynalite dynalite) : SignalStoreContract, IDisposable
{
    private readonly List<StateBench> _benches = [];

    protected override long Samples => 15;

    public void Dispose() => _benches.ForEach(b => b.Dispose());

    protected override ISignalStore Make()
    {
        var bench = new StateBench(dynalite);
        _benches.Add(bench);
        return new DynamoSignalStore(bench.Table, bench.Options);
    }

    [Fact]
    public void Two_stores_at_once_end_in_what_one_in_memory_holds()
    {
        Gen.Select(Gen.Int[0, 1], Gen.Int[0, 7], Additions).Array[1, 50].Sample(steps =>
        {
            using var bench = new StateBench(dynalite);
            var expected = new MemorySignalStore();
            DynamoSignalStore[] stores = [new(bench.Table, bench.Options), new(bench.Table, bench.Options)];
            foreach (var (which, act, add) in steps)
            {
                if (act == 0) Wait(stores[which].FlushAsync(default));
                if (act == 1) stores[which].RefreshAsync(Subjects, default).AsTask().GetAwaiter().GetResult();
                if (act == 2) Wait(stores[which].FetchAsync(Subjects, default));
                add(stores[which]);
                add(expected);
            }
            foreach (var store in stores) Wait(store.FlushAsync(default));
            bench.Requests.Count = 0;
            foreach (var store in stores) Wait(store.FlushAsync(default));

            var again = bench.Requests.Count;
            var next = new DynamoSignalStore(bench.Table, bench.Options);
            Wait(next.FetchAsync(Subjects, default));

            Assert.Equal(0, again);
            Assert.All(Subjects, s => Assert.Equal(Text(expected.Under(s)), Text(next.Under(s))));
        }, iter: 25, threads: 1);
    }

    protected override ISignalStore Reopen(ISignalStore store) => new DynamoSignalStore(_benches[^1].Table, _benches[^1].Options);

    private static void Wait(ValueTask task) => task.AsTask().GetAwaiter().GetResult();
}
