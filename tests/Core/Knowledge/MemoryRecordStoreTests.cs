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
