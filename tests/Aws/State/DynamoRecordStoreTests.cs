using System.Globalization;
using CsCheck;
using Sentinel.Aws.State;
using Sentinel.Aws.Tests.Emulators;
using Sentinel.Core.CloudTrail;
using Sentinel.Core.Knowledge;
using Sentinel.Core.Tests.Knowledge;

namespace Sentinel.Aws.Tests.State;

[Collection(OnDynalite.Name)]
public sealed class DynamoRecordStoreTests(Dynalite dynalite) : IDisposable
{
    private static readonly string[] Subjects = [Build.Dev, Build.Mallory, Build.Orders, Build.Role];

    private readonly StateBench _bench = new(dynalite);

    private DynamoRecordStore Open() => new(_bench.Table, _bench.Options);

    public void Dispose() => _bench.Dispose();

    [Fact]
    public void Two_stores_at_once_end_in_what_one_in_memory_holds()
    {
        Gen.Select(Gen.Int[0, 1], Gen.Int[0, 7], Records).Array[1, 60].Sample(steps =>
        {
            using var bench = new StateBench(dynalite);
            var expected = new MemoryRecordStore();
            DynamoRecordStore[] stores = [new(bench.Table, bench.Options), new(bench.Table, bench.Options)];
            foreach (var (which, act, record) in steps)
            {
                if (act == 0) Wait(stores[which].FlushAsync(default));
                if (act == 1) stores[which].RefreshAsync(Subjects, default).AsTask().GetAwaiter().GetResult();
                if (act == 2) Wait(stores[which].FetchAsync(Subjects, default));
                stores[which].Add(record);
                expected.Add(record);
            }
            foreach (var store in stores) Wait(store.FlushAsync(default));

            var next = new DynamoRecordStore(bench.Table, bench.Options);
            Wait(next.FetchAsync(Subjects, default));

            Assert.All(Subjects, s => Assert.Equal(expected.Under(s).Select(RecordText.Of), next.Under(s).Select(RecordText.Of)));
            bench.Requests.Count = 0;
            foreach (var store in stores) Wait(store.FlushAsync(default));
            foreach (var (_, _, record) in steps) Assert.False(next.Add(record));
            Wait(next.FlushAsync(default));
            Assert.Equal(0, bench.Requests.Count);
        }, iter: 25, threads: 1);
    }

    [Fact]
    public async Task A_batch_costs_one_request_for_each_subject_and_ten_minutes()
    {
        var store = Open();
        await store.FetchAsync(Subjects, default);
        var fetched = _bench.Requests.Count;
        for (var minute = 0; minute < 20; minute++) store.Add(Build.Kept(Build.Record("lambda:UpdateFunctionCode", minute, function: Build.Orders)));

        await store.FlushAsync(default);
        await store.FetchAsync(Subjects, default);

        Assert.Equal(4, fetched);
        Assert.Equal(2 * 2, _bench.Requests.Count - fetched);
    }

    [Fact]
    public async Task More_records_than_an_item_holds_are_kept_and_read()
    {
        var store = Open();
        var batches = Enumerable.Range(0, 4).Select(b => Enumerable.Range(0, 600).Select(i => Long($"id-{b}-{i:D4}")).ToList()).ToList();
        foreach (var batch in batches)
        {
            foreach (var record in batch) store.Add(record);
            await store.FlushAsync(default);
        }

        var next = Open();
        await next.FetchAsync([Build.Dev], default);

        Assert.Equal(2400, next.Under(Build.Dev).Count);
        Assert.True((await _bench.Table.QueryAsync(StateTable.PartitionOf(Build.Dev), "R#", RecordItem.Last, default)).Count > 2);
    }

    [Fact]
    public async Task Writers_that_know_nothing_of_each_other_do_not_fill_an_item()
    {
        for (var writer = 0; writer < 8; writer++)
        {
            var blind = Open();
            for (var i = 0; i < 100; i++) blind.Add(Long($"id-{writer}-{i}"));
            await blind.FlushAsync(default);
        }

        var next = Open();
        await next.FetchAsync([Build.Dev], default);

        Assert.Equal(800, next.Under(Build.Dev).Count);
    }

    [Fact]
    public async Task A_record_with_fields_of_the_greatest_length_is_kept_with_their_beginnings()
    {
        var lines = string.Join('\n', Enumerable.Range(0, 100).Select(i => Noise(i, 2_000)));
        var store = Open();
        store.Add(Build.Kept(Build.Record("lambda:CreateFunction", fields: [(Field.Layers, lines), (Field.Targets, lines), (Field.Handler, "index.handler")])));
        await store.FlushAsync(default);

        var next = Open();
        await next.FetchAsync([Build.Dev], default);

        var record = Assert.Single(next.Under(Build.Dev)).Record;
        Assert.Equal(lines[..1_024], record[Field.Layers]);
        Assert.Equal("index.handler", record[Field.Handler]);
    }

    [Fact]
    public async Task Records_out_of_reach_are_read_only_for_a_batch_that_waited()
    {
        var old = Build.Record("iam:CreateRole", -12 * 60);
        var writer = Open();
        writer.Add(Build.Kept(old));
        await writer.FlushAsync(default);

        var store = Open();
        await store.FetchAsync([Build.Dev], default);
        var now = store.Under(Build.Dev).Count;
        store.ReachBackTo(old.Time.AddHours(3));
        await store.FetchAsync([Build.Dev], default);

        Assert.Equal(0, now);
        Assert.Equal(old.EventId, Assert.Single(store.Under(Build.Dev)).Record.EventId);
    }

    [Fact]
    public async Task What_is_forgotten_is_read_again_for_a_batch_that_waited_and_what_is_within_reach_is_not_forgotten()
    {
        var old = Build.Record("iam:CreateRole", -5 * 60);
        var store = Open();
        await store.FetchAsync([Build.Dev], default);
        store.Add(Build.Kept(old));
        await store.FlushAsync(default);

        store.ForgetBefore(Build.Noon);
        var within = store.Under(Build.Dev).Count;
        _bench.Clock.Advance(TimeSpan.FromHours(3));
        await store.FetchAsync([Build.Dev], default);
        store.ForgetBefore(Build.Noon.AddHours(3));
        var gone = store.Under(Build.Dev).Count;
        store.ReachBackTo(Build.Noon);
        await store.FetchAsync([Build.Dev], default);

        Assert.Equal((1, 0), (within, gone));
        Assert.Single(store.Under(Build.Dev));
    }

    [Fact]
    public async Task A_subject_that_was_not_fetched_is_missing_until_it_is()
    {
        var store = Open();
        await store.FetchAsync([Build.Dev], default);
        store.Add(Build.Kept(Build.Record("iam:CreateRole", 1)));
        await store.FlushAsync(default);
        store.Under(Build.Role);

        var missing = store.Missing.ToList();
        await store.FetchAsync(missing, default);
        _bench.Requests.Count = 0;
        await store.FlushAsync(default);

        Assert.Equal([Build.Role], missing);
        Assert.Empty(store.Missing);
        Assert.Equal(0, _bench.Requests.Count);
        Assert.Equal(Build.At(1), Assert.Single(store.Under(Build.Dev)).Record.Time);
        Assert.Empty(store.Under(Build.Role));
    }

    [Fact]
    public void What_was_told_as_missing_is_told_again_when_it_is_asked_for_again()
    {
        var store = Open();
        store.Under(Build.Dev);

        var first = store.TakeMissing();
        var none = store.TakeMissing();
        store.Under(Build.Dev);

        Assert.Equal([Build.Dev], first);
        Assert.Empty(none);
        Assert.Equal([Build.Dev], store.TakeMissing());
    }

    [Fact]
    public async Task Records_expire_a_day_after_they_are_out_of_reach()
    {
        var store = Open();
        store.Add(Build.Kept(Build.Record("iam:CreateRole", 3)));
        await store.FlushAsync(default);

        var item = Assert.Single(await _bench.Table.QueryAsync(StateTable.PartitionOf(Build.Dev), "R#", RecordItem.Last, default));

        Assert.Equal("R#202403141200", item[StateTable.Sort].S);
        Assert.Equal(Build.At(10) + _bench.Options.Reach + TimeSpan.FromDays(1), DateTimeOffset.FromUnixTimeSeconds(long.Parse(item[StateTable.Expiry].N, CultureInfo.InvariantCulture)));
    }

    private static readonly Gen<KeptRecord> Records = Gen.Select(Gen.Int[0, 40], Gen.Int[0, 2], Gen.Int[0, 1], Gen.Int[0, 2]).Select((minute, id, who, about) => Build.Kept(Build.Record(
        "lambda:UpdateFunctionConfiguration", minute, $"{minute}-{id}-{who}-{about}", Build.User(Subjects[who]),
        function: about > 0 ? Build.Orders : null, role: about > 1 ? Build.Role : null, fields: (Field.Handler, $"handler {id}"))));

    // About 750 bytes that do not compress.
    private static KeptRecord Long(string id) => new(Build.Record("iam:CreateRole", 5, id, fields: (Field.Definition, Noise(id.GetHashCode(StringComparison.Ordinal), 1_000))), [Build.Dev], Learned: false);

    private static string Noise(int seed, int length)
    {
        var bytes = new byte[length * 3 / 4];
        new Random(seed).NextBytes(bytes);
        return Convert.ToBase64String(bytes);
    }

    private static void Wait(ValueTask task) => task.AsTask().GetAwaiter().GetResult();
}
