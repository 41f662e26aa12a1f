using CsCheck;
using Sentinel.Core.CloudTrail;
using Sentinel.Core.Knowledge;

namespace Sentinel.Core.Tests.Knowledge;

/// <summary>What every <see cref="IRecordStore"/> keeps.</summary>
public abstract class RecordStoreContract
{
    /// <summary>Samples of a property; fewer where each takes requests.</summary>
    protected virtual long Samples => 100;

    protected abstract IRecordStore Make();

    /// <summary>A second store over the same backing, as another process would open it.</summary>
    protected abstract IRecordStore Reopen(IRecordStore store);

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
        }, iter: Samples, threads: 1);
    }

    [Fact]
    public async Task Records_from_an_address_are_told_apart_from_those_through_a_service_whenever_they_came()
    {
        var store = Make();
        await store.FetchAsync([Build.Dev, Build.Role], CancellationToken.None);
        store.Add(Build.Kept(Build.Record("iam:CreateRole", 1)));
        store.Add(Build.Kept(Build.Record("iam:CreateRole", 2, from: Build.ThroughService())));

        Assert.Equal([Build.At(1)], store.AddressedUnder(Build.Dev).Select(k => k.Record.Time));
        store.Add(Build.Kept(Build.Record("iam:CreateRole", 4, from: Build.ThroughService())));
        store.Add(Build.Kept(Build.Record("iam:CreateRole", 0)));
        Assert.Equal([Build.At(0), Build.At(1)], store.AddressedUnder(Build.Dev).Select(k => k.Record.Time));
        Assert.Empty(store.AddressedUnder(Build.Role));
    }

    [Fact]
    public async Task Functions_that_the_records_under_a_subject_name_are_told_once()
    {
        var store = Make();
        await store.FetchAsync([Build.Dev, Build.Role], CancellationToken.None);
        store.Add(Build.Kept(Build.Record("lambda:CreateFunction", 1, function: Build.Orders)));
        store.Add(Build.Kept(Build.Record("iam:CreateRole", 2)));

        Assert.Equal([Build.Orders], store.FunctionsUnder(Build.Dev));
        store.Add(Build.Kept(Build.Record("lambda:CreateFunction", 3, function: Build.Mailer)));
        store.Add(Build.Kept(Build.Record("lambda:CreateFunction", 4, function: Build.Orders)));
        Assert.Equal([Build.Mailer, Build.Orders], store.FunctionsUnder(Build.Dev).Order(StringComparer.Ordinal));
        Assert.Empty(store.FunctionsUnder(Build.Role));
    }

    [Fact]
    public async Task What_was_flushed_is_there_for_the_next_process()
    {
        var store = Make();
        var first = Build.Kept(Build.Record("lambda:CreateFunction", 1, function: Build.Orders, role: Build.Role, fields: (Field.Handler, "index.handler")));
        var second = Build.Kept(Build.Record("iam:CreateRole", 25, error: "AccessDenied"), learned: true);
        await store.FetchAsync([Build.Dev], CancellationToken.None);
        store.Add(second);
        store.Add(first);

        await store.FlushAsync(CancellationToken.None);
        var next = Reopen(store);
        await next.FetchAsync([Build.Dev, Build.Orders], CancellationToken.None);

        Assert.Equal([first.Record.EventId, second.Record.EventId], next.Under(Build.Dev).Select(k => k.Record.EventId));
        Assert.Equal([false, true], next.Under(Build.Dev).Select(k => k.Learned));
        Assert.Equal("index.handler", Assert.Single(next.Under(Build.Orders)).Record[Field.Handler]);
        Assert.Equal("AccessDenied", next.Under(Build.Dev)[1].Record.ErrorCode);
    }

    [Fact]
    public async Task What_was_stored_before_is_no_news_to_the_next_process()
    {
        var store = Make();
        var record = Build.Kept(Build.Record("iam:CreateRole", 1));
        await store.FetchAsync(record.Subjects, CancellationToken.None);
        store.Add(record);
        await store.FlushAsync(CancellationToken.None);
        var next = Reopen(store);
        await next.FetchAsync(record.Subjects, CancellationToken.None);

        var added = next.Add(record);

        Assert.False(added);
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
