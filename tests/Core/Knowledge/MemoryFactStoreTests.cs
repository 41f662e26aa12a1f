using Sentinel.Core.Knowledge;

namespace Sentinel.Core.Tests.Knowledge;

public sealed class MemoryFactStoreTests : FactStoreContract
{
    protected override IFactStore Make() => new MemoryFactStore();

    protected override IFactStore Reopen(IFactStore store) => store;

    [Fact]
    public void All_subjects_are_told_in_ordinal_order()
    {
        var store = new MemoryFactStore();
        store.Of("b");
        store.Of("a");
        store.Of("B");

        Assert.Equal(["B", "a", "b"], store.All.Select(f => f.Subject));
    }
}
