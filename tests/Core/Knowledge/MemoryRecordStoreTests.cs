using Sentinel.Core.Knowledge;

namespace Sentinel.Core.Tests.Knowledge;

public sealed class MemoryRecordStoreTests : RecordStoreContract
{
    protected override IRecordStore Make() => new MemoryRecordStore();

    protected override IRecordStore Reopen(IRecordStore store) => store;

    [Fact]
    public void What_is_older_is_forgotten_under_every_subject()
    {
        var store = new MemoryRecordStore();
        store.Add(Build.Kept(Build.Record("iam:CreateRole", 0, role: Build.Role)));
        store.Add(Build.Kept(Build.Record("iam:CreateRole", 10)));

        store.ForgetBefore(Build.At(10));

        Assert.Empty(store.Under(Build.Role));
        Assert.Equal(Build.At(10), Assert.Single(store.Under(Build.Dev)).Record.Time);
    }

    [Fact]
    public void It_sweeps_once_in_ten_minutes_of_event_time()
    {
        var store = new MemoryRecordStore();
        store.ForgetBefore(Build.At(0));
        store.Add(Build.Kept(Build.Record("iam:CreateRole", 1)));

        store.ForgetBefore(Build.At(9.9));
        var early = store.Under(Build.Dev).Count;
        store.ForgetBefore(Build.At(10));

        Assert.Equal(1, early);
        Assert.Empty(store.Under(Build.Dev));
    }

    [Fact]
    public void What_was_forgotten_is_no_longer_told_of_in_any_way()
    {
        var store = new MemoryRecordStore();
        foreach (var (minute, function) in ((double, string)[])[(0, Build.Orders), (5, Build.Orders), (6, Build.Mailer), (7, Build.Mailer)])
        {
            store.Add(Build.Kept(Build.Record("lambda:CreateFunction", minute, function: function)));
        }
        Assert.Equal(4, store.AddressedUnder(Build.Dev).Count);
        Assert.Equal(2, store.FunctionsUnder(Build.Dev).Count);

        store.ForgetBefore(Build.At(6));

        Assert.Equal([Build.At(6), Build.At(7)], store.Under(Build.Dev).Select(k => k.Record.Time));
        Assert.Equal([Build.At(6), Build.At(7)], store.AddressedUnder(Build.Dev).Select(k => k.Record.Time));
        Assert.Equal([Build.Mailer], store.FunctionsUnder(Build.Dev));
        Assert.Empty(store.Under(Build.Orders));
        Assert.Throws<ArgumentOutOfRangeException>(() => store.Under(Build.Dev)[2]);
        Assert.True(store.Add(Build.Kept(Build.Record("lambda:CreateFunction", 8, function: Build.Orders))));
        Assert.Equal(3, store.Under(Build.Dev).Count);
    }

    [Fact]
    public void A_sweep_that_found_nothing_old_keeps_all_and_later_ones_find_what_has_grown_old()
    {
        var store = new MemoryRecordStore();
        store.Add(Build.Kept(Build.Record("iam:CreateRole", 0)));
        store.Add(Build.Kept(Build.Record("iam:CreateRole", 15)));
        store.Add(Build.Kept(Build.Record("iam:CreateRole", 30)));

        List<int> kept = [];
        foreach (var minute in (int[])[0, 10, 20, 30, 45])
        {
            store.ForgetBefore(Build.At(minute));
            kept.Add(store.Under(Build.Dev).Count);
        }

        Assert.Equal([3, 2, 1, 1, 0], kept);
    }

    [Fact]
    public void A_subject_that_is_dropped_keeps_nothing_and_the_others_keep_all()
    {
        var store = new MemoryRecordStore();
        var record = Build.Kept(Build.Record("iam:CreateRole", 1, role: Build.Role));
        store.Add(record);

        store.Drop(Build.Role);
        store.Drop("unheard of");

        Assert.Empty(store.Under(Build.Role));
        Assert.Single(store.Under(Build.Dev));
        Assert.True(store.AddUnder(Build.Role, record));
        Assert.False(store.AddUnder(Build.Role, record));
        Assert.Single(store.Under(Build.Role));
    }

    [Fact]
    public void A_record_forgotten_under_one_subject_only_is_kept_again_there()
    {
        var store = new MemoryRecordStore();
        var record = Build.Record("iam:CreateRole", 1, role: Build.Role);
        store.Add(new KeptRecord(record, [Build.Dev], Learned: false));

        var added = store.Add(Build.Kept(record));

        Assert.True(added);
        Assert.Single(store.Under(Build.Dev));
        Assert.Single(store.Under(Build.Role));
    }
}
