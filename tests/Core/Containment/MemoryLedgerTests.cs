using Sentinel.Core.Containment;
using Sentinel.Core.Tests.Knowledge;

namespace Sentinel.Core.Tests.Containment;

public sealed class MemoryLedgerTests : LedgerContract
{
    protected override ILedger Make() => new MemoryLedger();

    [Fact]
    public void All_entries_are_told_by_function_and_life()
    {
        var ledger = new MemoryLedger();
        foreach (var (function, life) in new[] { (Build.Orders, 5), (Build.Mailer, 1), (Build.Orders, 2) })
        {
            ledger.File(new LedgerEntry { Function = function, Life = Build.At(life), Since = Build.At(life), ActedAt = Build.At(life), Prior = null });
        }

        Assert.Equal([(Build.Mailer, Build.At(1)), (Build.Orders, Build.At(2)), (Build.Orders, Build.At(5))], ledger.All.Select(e => (e.Function, e.Life)));
    }
}
