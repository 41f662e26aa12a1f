using System.Globalization;
using System.Net;
using System.Text;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using CsCheck;
using Sentinel.Aws.State;
using Sentinel.Aws.Tests.Emulators;
using Sentinel.Core.Knowledge;
using Sentinel.Core.Tests.Knowledge;

namespace Sentinel.Aws.Tests.State;

[Collection(OnDynalite.Name)]
public sealed class DynamoFactStoreTests(Dynalite dynalite) : IDisposable
{
    private readonly StateBench _bench = new(dynalite);

    private DynamoFactStore Open() => new(_bench.Table, _bench.Options);

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task What_is_warm_and_unchanged_costs_no_request()
    {
        var subjects = Enumerable.Range(0, 250).Select(i => string.Create(CultureInfo.InvariantCulture, $"subject-{i}")).ToList();
        var store = Open();
        foreach (var subject in subjects) store.Of(subject).Learn(Habit.Calls, "iam:CreateRole", 1);
        await store.FlushAsync(default);

        var next = Open();
        var fetch = await Costs(() => next.FetchAsync(subjects, default));
        foreach (var subject in subjects) next.Of(subject).Learn(Habit.Calls, "iam:CreateRole", 1);
        var again = await Costs(() => next.FetchAsync(subjects, default));
        var unchanged = await Costs(() => next.FlushAsync(default));
        next.Of("subject-7").Learn(Habit.Calls, "iam:CreateRole", 2);
        next.Of("subject-7").Learn(Habit.Country, "US", 2);
        next.Of("subject-7").Alerted(2);
        var changed = await Costs(() => next.FlushAsync(default));
        var flushedAgain = await Costs(() => next.FlushAsync(default));

        Assert.Equal((3, 0, 0, 1, 0), (fetch, again, unchanged, changed, flushedAgain));
        Assert.Empty(next.Missing);
    }

    [Fact]
    public void Two_stores_at_once_end_in_what_one_in_memory_holds()
    {
        Gen.Select(Gen.Int[0, 1], Gen.Int[0, 7], Teaching).Array[1, 60].Sample(steps =>
        {
            using var bench = new StateBench(dynalite);
            var expected = new MemoryFactStore();
            DynamoFactStore[] stores = [new(bench.Table, bench.Options), new(bench.Table, bench.Options)];
            foreach (var (which, act, teach) in steps)
            {
                if (act == 0) Wait(stores[which].FlushAsync(default));
                if (act == 1) stores[which].RefreshAsync(Subjects, default).AsTask().GetAwaiter().GetResult();
                if (act == 2) Wait(stores[which].FetchAsync(Subjects, default));
                teach(stores[which]);
                teach(expected);
            }
            foreach (var store in stores) Wait(store.FlushAsync(default));
            var once = Contents(bench);
            foreach (var store in stores) Wait(store.FlushAsync(default));

            var next = new DynamoFactStore(bench.Table, bench.Options);
            Wait(next.FetchAsync(Subjects, default));

            Assert.Equal(string.Concat(Subjects.Select(s => expected.Of(s).Text())), string.Concat(Subjects.Select(s => next.Of(s).Text())));
            Assert.Equal(once, Contents(bench));
        }, iter: 25, threads: 1);
    }

    [Fact]
    public async Task Twenty_who_flush_at_once_lose_nothing()
    {
        var expected = new MemoryFactStore();
        var stores = Enumerable.Range(0, 20).Select(_ => Open()).ToList();
        for (var i = 0; i < 400; i++)
        {
            foreach (var facts in new[] { stores[i % 20].Of(Build.Orders), expected.Of(Build.Orders) })
            {
                facts.Learn(Habit.Network, $"10.{i % 40}.0.0/16", i % 70);
                facts.Peak(i % 7, i);
                facts.FunctionHistory().Add(Build.Event(FunctionEventKind.CodeChanged, i % 50));
            }
        }

        await Task.WhenAll(stores.Select(s => Task.Run(async () => await s.FlushAsync(default))));

        var next = Open();
        await next.FetchAsync([Build.Orders], default);
        Assert.Equal(expected.Of(Build.Orders).Text(), next.Of(Build.Orders).Text());
    }

    [Fact]
    public async Task What_others_stored_is_seen_when_asked_for_anew_or_no_longer_warm()
    {
        var (mine, others) = (Open(), Open());
        await mine.FetchAsync([Build.Dev], default);
        others.Of(Build.Dev).Learn(Habit.Country, "US", 1);
        await others.FlushAsync(default);

        await mine.FetchAsync([Build.Dev], default);
        var warm = mine.Of(Build.Dev).DaysOf(Habit.Country, "US");
        _bench.Clock.Advance(_bench.Options.WarmFor);
        await mine.FetchAsync([Build.Dev], default);
        var cold = mine.Of(Build.Dev).DaysOf(Habit.Country, "US");
        others.Of(Build.Dev).Learn(Habit.Country, "FR", 1);
        await others.FlushAsync(default);
        await mine.RefreshAsync([Build.Dev], default);

        Assert.Null(warm);
        Assert.NotNull(cold);
        Assert.NotNull(mine.Of(Build.Dev).DaysOf(Habit.Country, "FR"));
    }

    [Fact]
    public async Task A_subject_that_was_not_fetched_is_missing_until_it_is()
    {
        var before = Open();
        before.Of(Build.Dev).Learn(Habit.Country, "US", 1);
        await before.FlushAsync(default);
        var store = Open();

        var dark = store.Of(Build.Dev).DaysOf(Habit.Country, "US");
        var missing = store.Missing.ToList();
        await store.FetchAsync(missing, default);

        Assert.Null(dark);
        Assert.Equal([Build.Dev], missing);
        Assert.Empty(store.Missing);
        Assert.Equal(["US"], store.Of(Build.Dev).Habits.Select(h => h.Value));
        Assert.Equal(0, await Costs(() => store.FlushAsync(default)));
    }

    [Fact]
    public async Task Values_are_read_back_whatever_they_are()
    {
        string[] values = ["", "#pk", "pk", "ttl", ":", "n:x", "a b\n\"c\" = :v", "Łódź \U0001F512", new('x', 200), new('y', 201), new string('é', 250) + "1", new string('é', 250) + "2"];
        var store = Open();
        var subject = new string('s', 3000) + "é";
        foreach (var value in values) store.Of(subject).Learn(Habit.GrantedTo, value, 7);
        store.Of(subject).Learn(Habit.Calls, values[^1], 8);
        await store.FlushAsync(default);

        var next = Open();
        await next.FetchAsync([subject, subject + "2"], default);

        Assert.Equal(store.Of(subject).Text(), next.Of(subject).Text());
        Assert.Empty(next.Of(subject + "2").Habits);
    }

    [Fact]
    public async Task A_value_too_long_to_keep_never_becomes_usual()
    {
        var store = Open();
        store.Of(Build.Dev).Learn(Habit.Calls, new string('x', 513), 1);

        Assert.Equal(0, await Costs(() => store.FlushAsync(default)));
    }

    [Fact]
    public async Task What_lies_far_beyond_the_bounds_is_taken_out_and_what_is_within_stays()
    {
        var expected = new MemoryFactStore();
        for (var writer = 0; writer < 6; writer++)
        {
            var blind = Open(); // knows nothing of what the others stored
            foreach (var facts in new[] { blind.Of(Build.Orders), expected.Of(Build.Orders) })
            {
                for (var i = 0; i < 100; i++) facts.Learn(Habit.Network, $"10.{writer}.{i}.0/16", 100 + writer);
                for (var day = 0; day < 80; day++) facts.Peak(day, (writer * 100) + day);
                facts.SeenAt(Build.At(-writer));
            }
            await blind.FlushAsync(default);
        }
        var before = (await ItemOf(Build.Orders)).Count;

        var store = Open();
        await store.FetchAsync([Build.Orders], default);
        await store.FlushAsync(default);
        var item = await ItemOf(Build.Orders);
        var next = Open();
        await next.FetchAsync([Build.Orders], default);

        Assert.True(before > 600);
        Assert.Equal(256, item.Keys.Count(k => k.StartsWith("n:", StringComparison.Ordinal)));
        Assert.Equal((80, 1), (item["peak"].NS.Count, item["first"].NS.Count));
        Assert.Equal(expected.Of(Build.Orders).Text(), next.Of(Build.Orders).Text());
    }

    [Fact]
    public async Task A_full_item_is_brought_back_to_its_bounds_in_place_of_failing_for_ever()
    {
        for (var writer = 0; writer < 5; writer++)
        {
            var blind = Open();
            for (var i = 0; i < 256; i++) blind.Of(Build.Dev).Learn(Habit.Invokes, $"{9 - writer}-{i:D3}-{new string((char)('a' + writer), 450)}", 100);
            await blind.FlushAsync(default);
        }

        var next = Open();
        await next.FetchAsync([Build.Dev], default);

        Assert.Equal(256, next.Of(Build.Dev).Habits.Count());
        Assert.All(next.Of(Build.Dev).Habits, h => Assert.StartsWith("5-", h.Value, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_flush_that_is_throttled_throws_and_the_next_one_stores()
    {
        var store = Open();
        store.Of(Build.Dev).Learn(Habit.Country, "US", 1);
        _bench.Requests.Instead = operation => operation is "UpdateItem" ? Fails("ProvisionedThroughputExceededException") : null;

        await Assert.ThrowsAsync<ProvisionedThroughputExceededException>(async () => await store.FlushAsync(default));
        _bench.Requests.Instead = static _ => null;
        await store.FlushAsync(default);

        var next = Open();
        await next.FetchAsync([Build.Dev], default);
        Assert.NotNull(next.Of(Build.Dev).DaysOf(Habit.Country, "US"));
    }

    [Fact]
    public async Task What_was_read_more_than_an_hour_ago_is_missing_when_a_batch_asks_for_it()
    {
        var store = Open();
        await store.FetchAsync([Build.Dev], default);
        _bench.Clock.Advance(_bench.Options.FactsWarmFor);

        store.Of(Build.Dev);
        var warm = store.TakeMissing();
        await store.FlushAsync(default);
        _bench.Clock.Advance(TimeSpan.FromSeconds(1));
        store.Of(Build.Dev);

        Assert.Empty(warm);
        Assert.Equal([Build.Dev], store.TakeMissing());
    }

    [Fact]
    public async Task A_fetch_that_fails_throws_and_leaves_the_subject_missing()
    {
        var store = Open();
        _bench.Requests.Instead = operation => operation is "BatchGetItem" ? Fails("ProvisionedThroughputExceededException") : null;

        await Assert.ThrowsAsync<ProvisionedThroughputExceededException>(async () => await store.FetchAsync([Build.Dev], default));
        store.Of(Build.Dev);

        Assert.Equal([Build.Dev], store.Missing);
    }

    [Fact]
    public async Task Keys_that_were_not_processed_are_asked_for_again()
    {
        var before = Open();
        before.Of(Build.Dev).Learn(Habit.Country, "US", 1);
        await before.FlushAsync(default);
        var left = 2;
        _bench.Requests.Instead = operation => operation is "BatchGetItem" && left-- > 0
            ? Answer(HttpStatusCode.OK, $$"""{"Responses":{},"UnprocessedKeys":{"{{_bench.Table.Name}}":{"ConsistentRead":true,"Keys":[{"pk":{"S":"S#{{Build.Dev}}"},"sk":{"S":"F"} }]} } }""")
            : null;

        var store = Open();
        var fetching = store.FetchAsync([Build.Dev], default).AsTask();
        while (!fetching.IsCompleted)
        {
            _bench.Clock.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Delay(1);
        }
        await fetching;

        Assert.NotNull(store.Of(Build.Dev).DaysOf(Habit.Country, "US"));
        Assert.True(left < 0);
    }

    [Fact]
    public async Task Facts_in_use_are_renewed_when_half_of_their_life_is_over()
    {
        var store = Open();
        foreach (var subject in new[] { Build.Dev, Build.Mallory }) store.Of(subject).SeenAt(Build.Noon);
        await store.FlushAsync(default);
        var first = await ExpiryOf(Build.Dev);

        _bench.Clock.Advance(_bench.Options.FactsLast / 2 + TimeSpan.FromDays(1));
        await store.FetchAsync([Build.Dev, Build.Mallory], default);
        store.Of(Build.Dev);
        var cost = await Costs(() => store.FlushAsync(default));
        var again = await Costs(() => store.FlushAsync(default));

        Assert.Equal(Build.Noon + _bench.Options.FactsLast, DateTimeOffset.FromUnixTimeSeconds(first));
        Assert.Equal((1, 0), (cost, again));
        Assert.Equal(_bench.Clock.GetUtcNow() + _bench.Options.FactsLast, DateTimeOffset.FromUnixTimeSeconds(await ExpiryOf(Build.Dev)));
        Assert.Equal(first, await ExpiryOf(Build.Mallory));
    }

    [Fact]
    public async Task Those_read_longest_ago_make_room_and_nothing_unstored_is_lost()
    {
        using var bench = new StateBench(dynalite) { Options = new StateOptions { MostSubjects = 8 } };
        var store = new DynamoFactStore(bench.Table, bench.Options);
        for (var i = 0; i < 40; i++)
        {
            var subject = $"subject-{i}";
            await store.FetchAsync([subject], default);
            store.Of(subject).Learn(Habit.Country, "US", i);
            if (i % 10 == 9) await store.FlushAsync(default);
            bench.Clock.Advance(TimeSpan.FromSeconds(1));
        }
        await store.FetchAsync(["subject-39"], default);
        bench.Requests.Count = 0;
        await store.FetchAsync(["subject-39"], default);
        var warm = bench.Requests.Count;
        await store.FetchAsync(["subject-0"], default);

        Assert.Equal((0, 1), (warm, bench.Requests.Count));
        var next = new DynamoFactStore(bench.Table, bench.Options);
        var all = Enumerable.Range(0, 40).Select(i => $"subject-{i}").ToList();
        await next.FetchAsync(all, default);
        Assert.Equal(Enumerable.Range(0, 40), all.Select(s => next.Of(s).DaysOf(Habit.Country, "US")!.Days[0]));
    }

    private static readonly string[] Subjects = [Build.Orders, Build.Dev];

    // Condemnations stand in their own lives, so that the order in which creations become known does not matter.
    private static readonly Gen<Action<IFactStore>> Teaching = Gen.Select(Gen.Int[0, 6], Gen.Int[0, 1], Gen.Int[0, 10], Gen.Int[0, 120]).Select((what, who, value, day) =>
        (Action<IFactStore>)(store =>
        {
            var facts = store.Of(Subjects[who]);
            switch (what)
            {
                case 0: facts.Learn(Habit.Calls, $"iam:Call{value}", day); break;
                case 1: facts.Learn(Habit.Network, $"10.{value}.0.0/16", day); break;
                case 2: facts.SeenAt(Build.At(day)); break;
                case 3: facts.Alerted(day); break;
                case 4: facts.Peak(day, value * 10); break;
                case 5: facts.FunctionHistory().Add(Build.Event((FunctionEventKind)value, day, role: value % 2 == 0 ? Build.Role : null, code: "sha")); break;
                default: facts.FunctionHistory().Condemn(Build.At(-1 - value)); break; // before every creation
            }
        }));

    private async Task<int> Costs(Func<ValueTask> action)
    {
        var before = _bench.Requests.Count;
        await action();
        return _bench.Requests.Count - before;
    }

    private async Task<Dictionary<string, AttributeValue>> ItemOf(string subject) =>
        (await _bench.Table.GetAsync([StateTable.PartitionOf(subject)], FactItem.SortKey, default)).Single().Value;

    private async Task<long> ExpiryOf(string subject) => long.Parse((await ItemOf(subject))[StateTable.Expiry].N, CultureInfo.InvariantCulture);

    private static string Contents(StateBench bench) => string.Join('\n', Subjects.Select(s =>
        bench.Table.GetAsync([StateTable.PartitionOf(s)], FactItem.SortKey, default).GetAwaiter().GetResult().Values.SelectMany(i => i.OrderBy(a => a.Key, StringComparer.Ordinal))
            .Aggregate(new StringBuilder(), (text, a) => text.Append(CultureInfo.InvariantCulture,
                $"{a.Key}={a.Value.N}{string.Join(',', (a.Value.NS ?? []).Order(StringComparer.Ordinal))}{string.Join(',', (a.Value.BS ?? []).Select(b => Convert.ToHexString(b.ToArray())).Order(StringComparer.Ordinal))};"))));

    private static void Wait(ValueTask task) => task.AsTask().GetAwaiter().GetResult();

    private static HttpResponseMessage Fails(string error) => Answer(HttpStatusCode.BadRequest, $$"""{"__type":"com.amazonaws.dynamodb.v20120810#{{error}}","message":"slow down"}""");

    private static HttpResponseMessage Answer(HttpStatusCode status, string json) => new(status) { Content = new StringContent(json, Encoding.UTF8, "application/x-amz-json-1.0") };
}
