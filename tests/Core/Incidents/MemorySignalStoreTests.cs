using Sentinel.Core.Incidents;

namespace Sentinel.Core.Tests.Incidents;

public sealed class MemorySignalStoreTests : SignalStoreContract
{
    protected override ISignalStore Make() => new MemorySignalStore();

    protected override ISignalStore Reopen(ISignalStore store) => store;
}
