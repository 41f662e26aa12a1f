using CsCheck;
using Sentinel.Core.Incidents;
using Sentinel.Core.Tests.Knowledge;

namespace Sentinel.Core.Tests.Incidents;

/// <summary>What every <see cref="ISignalStore"/> keeps.</summary>
public abstract class SignalStoreContract
{
    private static readonly string[] People = [Build.Dev, Build.Mallory];

    /// <summary>Versions of a few signals: what is said follows from the first event, so that all versions of one agree.</summary>
    private static readonly Gen<Action<ISignalStore>> Adding = Gen.Select(Gen.Int[0, 3], Gen.Int[0, 1], Gen.Int[0, 5], Gen.Int[0, 120], Gen.Int[1, 9]).Select((what, who, minute, seconds, weight) =>
        (Action<ISignalStore>)(store =>
        {
            if (what == 0)
            {
                store.Add(new SubjectLink(Build.At(minute * 30), $"e{minute}", [People[who], Build.Role]));
                store.Add(new SubjectLink(Build.At(weight).AddSeconds(seconds), Build.At(60).AddTicks(-1), $"e{seconds}", [People[who], Build.Role]));
                return;
            }
            var first = (minute % 3) + (what * 60);
            store.Add(Build.Signal(first, "new-place", suspect: People[who]) with
            {
                Id = SignalIds.Of("new-place", People[who], what),
                Last = Build.At(first).AddSeconds(seconds),
                Weight = weight,
            });
        }));

    /// <summary>Samples of a property; fewer where each takes requests.</summary>
    protected virtual long Samples => 100;

    protected abstract ISignalStore Make();

    /// <summary>A second store over the same backing, as another process would open it.</summary>
    protected abstract ISignalStore Reopen(ISignalStore store);

    [Fact]
    public async Task Under_a_subject_of_which_nothing_was_said_there_is_nothing()
    {
        var store = Make();

        await store.FetchAsync(["nobody"], CancellationToken.None);

        Assert.Empty(store.Under("nobody").Signals);
        Assert.Empty(store.Under("nobody").Links);
    }

    [Fact]
    public async Task A_signal_and_a_link_are_found_under_each_of_their_subjects_with_all_of_them()
    {
        var store = Make();
        var signal = Build.Signal(5, about: Build.Role);
        await store.FetchAsync([.. signal.Subjects, Build.Mallory], CancellationToken.None);

        store.Add(signal);
        store.Add(new SubjectLink(Build.At(4), "e4", [Build.Role, Build.Dev]));

        Assert.All(signal.Subjects, s => Assert.Equal(signal.Subjects, Assert.Single(store.Under(s).Signals).Subjects));
        Assert.Equal([Build.Role, Build.Dev], Assert.Single(store.Under(Build.Role).Links).Subjects);
        Assert.Equal("e4", Assert.Single(store.Under(Build.Dev).Links).EventId);
        Assert.Empty(store.Under(Build.Mallory).Signals);
        Assert.Empty(store.Under(Build.Orders).Links);
    }

    [Fact]
    public async Task A_link_of_an_hour_is_known_by_its_first_event()
    {
        var store = Make();
        await store.FetchAsync([Build.Dev, Build.Role], CancellationToken.None);

        foreach (var minute in (int[])[20, 10, 30]) store.Add(new SubjectLink(Build.At(minute), Build.At(60).AddTicks(-1), $"e{minute}", [Build.Dev, Build.Role]));
        await store.FlushAsync(CancellationToken.None);

        var again = Reopen(store);
        await again.FetchAsync([Build.Dev, Build.Role], CancellationToken.None);
        Assert.All((string[])[Build.Dev, Build.Role], s => Assert.Equal((Build.At(10), "e10"), (Assert.Single(again.Under(s).Links).Time, again.Under(s).Links[0].EventId)));
    }

    [Fact]
    public async Task A_signal_that_is_seen_again_lasts_longer_and_stays_one()
    {
        var store = Make();
        await store.FetchAsync([Build.Dev, Build.Orders], CancellationToken.None);
        store.Add(Build.Signal(5));

        store.Add(Build.Signal(5, last: 7));

        Assert.Equal((Build.At(5), Build.At(7)), (Assert.Single(store.Under(Build.Dev).Signals).Time, store.Under(Build.Dev).Signals[0].Last));
    }

    [Fact]
    public async Task What_stands_under_a_subject_is_in_the_order_of_time_event_and_what_it_says()
    {
        var store = Make();
        await store.FetchAsync([Build.Dev], CancellationToken.None);
        Signal[] signals = [Build.Signal(5) with { EventId = "e2" }, Build.Signal(4), Build.Signal(5, "foreign-layer") with { EventId = "e2" }, Build.Signal(5, "code-clone") with { EventId = "e1" }, Build.Signal(9, "code-clone") with { EventId = null }];
        SubjectLink[] links = [new(Build.At(7), "e7", [Build.Dev, Build.Orders]), new(Build.At(7), "e7", [Build.Role, Build.Dev]), new(Build.At(7), "e6", [Build.Role, Build.Dev]), new(Build.At(3), "e9", [Build.Role, Build.Dev])];

        foreach (var signal in signals) store.Add(signal);
        foreach (var link in links) store.Add(link);

        var known = store.Under(Build.Dev);
        Assert.Equal(signals.OrderBy(s => s.Time).ThenBy(s => s.EventId, StringComparer.Ordinal).ThenBy(s => s.Id, StringComparer.Ordinal).Select(s => s.Id), known.Signals.Select(s => s.Id));
        Assert.Equal([("e9", Build.Role), ("e6", Build.Role), ("e7", Build.Role), ("e7", Build.Dev)], known.Links.Select(l => (l.EventId, l.Subjects[0])));
    }

    [Fact]
    public async Task What_was_flushed_is_there_for_the_next_process_in_every_word()
    {
        var store = Make();
        var signal = Build.Signal(5, last: 7, about: Build.Role) with { Count = 312, Session = "session", IsReduced = true, Summary = "said \"so\" in Łódź" };
        await store.FetchAsync(signal.Subjects, CancellationToken.None);
        store.Add(signal);
        store.Add(new SubjectLink(Build.At(4), "e4", [Build.Role, Build.Dev]));

        await store.FlushAsync(CancellationToken.None);
        var next = Reopen(store);
        await next.FetchAsync([Build.Role], CancellationToken.None);

        Assert.Equal(Text(signal), Text(Assert.Single(next.Under(Build.Role).Signals)));
        Assert.Equal((Build.At(4), "e4"), (Assert.Single(next.Under(Build.Role).Links).Time, next.Under(Build.Role).Links[0].EventId));
    }

    [Fact]
    public async Task Of_two_words_on_one_event_the_smaller_stand_in_the_next_process_too()
    {
        var store = Make();
        await store.FetchAsync([Build.Dev], CancellationToken.None);
        foreach (var words in new[] { "zebra", "aardvark", "monkey" })
        {
            store.Add(Build.Signal(5, summary: words));
            await store.FlushAsync(CancellationToken.None);
        }

        var next = Reopen(store);
        await next.FetchAsync([Build.Dev], CancellationToken.None);

        Assert.Equal("aardvark", Assert.Single(next.Under(Build.Dev).Signals).Summary);
    }

    [Fact]
    public void Adding_in_another_order_and_twice_with_flushes_between_ends_in_the_same_signals()
    {
        Gen.Select(Adding.Array[0, 40], Gen.Int[1, 20], Gen.Int).Sample((added, every, seed) =>
        {
            var again = added.Concat(added.Where((_, i) => i % 3 == 0)).ToArray();
            new Random(seed).Shuffle(again);

            Assert.Equal(After(added, int.MaxValue), After(again, every));
        }, iter: Samples, threads: 1);
    }

    /// <summary>All that is known under a subject, as text that is the same for equal knowledge.</summary>
    protected static string Text(SubjectSignals known) => string.Join('\n',
        known.Signals.Select(Text).Concat(known.Links.Select(l => $"{l.Time:O} {l.EventId} {string.Join(',', l.Subjects)}")));

    /// <summary>The signals that <see cref="Adding"/> speaks of, for tests of several stores at once.</summary>
    protected static Gen<Action<ISignalStore>> Additions => Adding;

    protected static string[] Subjects => [.. People, Build.Orders, Build.Role];

    private static string Text(Signal signal) => $"{signal with { Subjects = [] }} {string.Join(',', signal.Subjects)} {signal.IsReduced}";

    private string After(Action<ISignalStore>[] added, int flushEvery)
    {
        var store = Make();
        for (var i = 0; i < added.Length; i++)
        {
            store.FetchAsync(Subjects, CancellationToken.None).AsTask().GetAwaiter().GetResult();
            added[i](store);
            if (i % flushEvery == flushEvery - 1) store.FlushAsync(CancellationToken.None).AsTask().GetAwaiter().GetResult();
        }
        store.FlushAsync(CancellationToken.None).AsTask().GetAwaiter().GetResult();
        var next = Reopen(store);
        next.FetchAsync(Subjects, CancellationToken.None).AsTask().GetAwaiter().GetResult();
        return string.Join('\n', Subjects.Select(s => Text(next.Under(s))));
    }
}
