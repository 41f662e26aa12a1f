using Sentinel.Aws.State;
using Sentinel.Aws.Tests.Emulators;
using Sentinel.Core.Incidents;
using Sentinel.Core.Knowledge;
using Sentinel.Core.Tests.Incidents;
using Sentinel.Core.Tests.Knowledge;

namespace Sentinel.Aws.Tests.State;

/// <summary>The stores on DynamoDB keep what those in memory keep.</summary>
[Collection(DynaliteCollection.Name)]
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

[Collection(DynaliteCollection.Name)]
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

[Collection(DynaliteCollection.Name)]
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

    protected override ISignalStore Reopen(ISignalStore store) => new DynamoSignalStore(_benches[^1].Table, _benches[^1].Options);
}
