using CsCheck;
using Sentinel.Core.Containment;
using Sentinel.Core.Tests.Knowledge;

namespace Sentinel.Core.Tests.Containment;

/// <summary>What every <see cref="ILedger"/> keeps.</summary>
public abstract class LedgerContract
{
    /// <summary>Samples of a property; fewer where each takes requests.</summary>
    protected virtual long Samples => 100;

    protected abstract ILedger Make();

    [Fact]
    public async Task A_function_that_was_never_contained_has_no_entry()
    {
        var ledger = Make();

        await ledger.FetchAsync([Build.Orders], CancellationToken.None);

        Assert.Empty(ledger.Of(Build.Orders));
    }

    [Fact]
    public async Task The_first_writer_wins_and_the_second_reads_what_he_wrote()
    {
        var ledger = Make();
        await ledger.FetchAsync([Build.Orders], CancellationToken.None);
        ledger.File(Entry(life: 0, prior: 7));

        var inForce = ledger.File(Entry(life: 0, prior: 0));

        Assert.Equal(7, inForce.Prior);
        Assert.Equal(7, Assert.Single(ledger.Of(Build.Orders)).Prior);
    }

    [Fact]
    public async Task No_reservation_is_kept_as_none_and_not_as_zero()
    {
        var ledger = Make();
        await ledger.FetchAsync([Build.Orders], CancellationToken.None);

        ledger.File(Entry(life: 0, prior: null));

        Assert.Null(Assert.Single(ledger.Of(Build.Orders)).Prior);
    }

    [Fact]
    public async Task What_is_added_to_the_entry_in_force_is_kept()
    {
        var ledger = Make();
        await ledger.FetchAsync([Build.Orders], CancellationToken.None);
        var entry = ledger.File(Entry(life: 0));

        entry.Done.Add((Steps.QuarantineFunction, Build.Orders));
        entry.Lifts.Add("signal");

        var kept = Assert.Single(ledger.Of(Build.Orders));
        Assert.Equal([(Steps.QuarantineFunction, Build.Orders)], kept.Done);
        Assert.Equal(["signal"], kept.Lifts);
    }

    [Fact]
    public async Task Functions_do_not_share_entries()
    {
        var ledger = Make();
        await ledger.FetchAsync([Build.Orders, Build.Mailer], CancellationToken.None);

        ledger.File(Entry(life: 0, prior: 1));
        ledger.File(Entry(life: 0, prior: 2, function: Build.Mailer));

        Assert.Equal(1, Assert.Single(ledger.Of(Build.Orders)).Prior);
        Assert.Equal(2, Assert.Single(ledger.Of(Build.Mailer)).Prior);
    }

    [Fact]
    public void Lives_stand_oldest_first_each_with_its_first_entry_however_they_were_filed()
    {
        Gen.Select(Gen.Int[0, 6], Gen.Int[0, 9]).Array[0, 20].Sample(filings =>
        {
            var ledger = Make();
            ledger.FetchAsync([Build.Orders], CancellationToken.None).AsTask().GetAwaiter().GetResult();

            foreach (var (life, prior) in filings) ledger.File(Entry(life, prior));

            var expected = filings.GroupBy(f => f.Item1).OrderBy(g => g.Key).Select(g => (Build.At(g.Key), (int?)g.First().Item2));
            Assert.Equal(expected, ledger.Of(Build.Orders).Select(e => (e.Life, e.Prior)));
        }, iter: Samples, threads: 1);
    }

    [Fact]
    public async Task An_entry_that_is_withdrawn_is_gone_and_no_other()
    {
        var ledger = Make();
        await ledger.FetchAsync([Build.Orders], CancellationToken.None);
        ledger.File(Entry(life: 0, prior: 1));
        var second = ledger.File(Entry(life: 5, prior: 2));

        ledger.Withdraw(second);
        ledger.Withdraw(second);
        ledger.Withdraw(Entry(life: 0, function: Build.Mailer));

        Assert.Equal(1, Assert.Single(ledger.Of(Build.Orders)).Prior);
    }

    private static LedgerEntry Entry(int life, int? prior = null, string function = Build.Orders) =>
        new() { Function = function, Life = Build.At(life), Since = Build.At(life), ActedAt = Build.At(life), Prior = prior };
}
