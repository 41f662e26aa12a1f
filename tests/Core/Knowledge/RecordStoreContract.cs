using CsCheck;
using Sentinel.Core.Knowledge;

namespace Sentinel.Core.Tests.Knowledge;

/// <summary>What every <see cref="IRecordStore"/> keeps.</summary>
public abstract class RecordStoreContract
{
    protected abstract IRecordStore Make();

    [Fact]
    public async Task Under_a_subject_that_no_record_names_there_is_nothing()
    {
        var store = Make();

        await store.FetchAsync(["nobody"], CancellationToken.None);

        Assert.Empty(store.Under("nobody"));
    }

    [Fact]
    public async Task A_record_is_found_under_each_of_its_subjects()
    {
        var store = Make();
        var record = Build.Kept(Build.Record("lambda:CreateFunction", function: Build.Orders, role: Build.Role));
        await store.FetchAsync(record.Subjects, CancellationToken.None);

        var added = store.Add(record);

        Assert.True(added);
        Assert.Equal([Build.Dev, Build.Orders, Build.Role], record.Subjects);
        Assert.All(record.Subjects, s => Assert.Equal(record.Record.EventId, Assert.Single(store.Under(s)).Record.EventId));
        Assert.Empty(store.Under(Build.Mallory));
    }

    [Fact]
    public async Task A_record_that_comes_twice_is_kept_once_and_the_second_time_is_no_news()
    {
        var store = Make();
        await store.FetchAsync([Build.Dev], CancellationToken.None);
        store.Add(Build.Kept(Build.Record("iam:CreateRole", id: "one")));

        var again = store.Add(Build.Kept(Build.Record("iam:CreateRole", id: "one")));

        Assert.False(again);
        Assert.Single(store.Under(Build.Dev));
    }

    [Fact]
    public async Task Whether_a_record_is_history_is_kept_with_it()
    {
        var store = Make();
        await store.FetchAsync([Build.Dev], CancellationToken.None);

        store.Add(Build.Kept(Build.Record("iam:CreateRole", 1), learned: true));
        store.Add(Build.Kept(Build.Record("iam:CreateRole", 2)));

        Assert.Equal([true, false], store.Under(Build.Dev).Select(k => k.Learned));
    }

    [Fact]
    public void Records_stand_in_the_order_of_time_and_id_however_they_came()
    {
        Gen.Select(Gen.Int[0, 20], Gen.Int[0, 3]).Array[0, 40].Select(Gen.Int).Sample((keys, seed) =>
        {
            var store = Make();
            store.FetchAsync([Build.Dev], CancellationToken.None).AsTask().GetAwaiter().GetResult();
            var again = keys.Concat(keys).ToArray();
            new Random(seed).Shuffle(again);

            foreach (var (minute, id) in again) store.Add(Build.Kept(Build.Record("iam:CreateRole", minute, $"id-{id}")));

            var expected = keys.Distinct().Order().Select(k => (Build.At(k.Item1), $"id-{k.Item2}"));
            Assert.Equal(expected, store.Under(Build.Dev).Select(k => (k.Record.Time, k.Record.EventId)));
        }, threads: 1);
    }

    [Fact]
    public async Task Forgetting_spares_what_is_not_older()
    {
        var store = Make();
        await store.FetchAsync([Build.Dev], CancellationToken.None);
        foreach (var minute in new[] { 0, 9, 10, 11 }) store.Add(Build.Kept(Build.Record("iam:CreateRole", minute)));

        store.ForgetBefore(Build.At(10));

        Assert.Equal([10, 11], store.Under(Build.Dev).Select(k => (k.Record.Time - Build.Noon).TotalMinutes).Where(m => m >= 10));
    }
}

public sealed class MemoryRecordStoreTests : RecordStoreContract
{
    protected override IRecordStore Make() => new MemoryRecordStore();

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
