using CsCheck;
using Sentinel.Core.Knowledge;

namespace Sentinel.Core.Tests.Knowledge;

/// <summary>What every <see cref="IFactStore"/> keeps.</summary>
public abstract class FactStoreContract
{
    private static readonly Gen<Action<IFactStore>> Teaching = Gen.Select(Gen.Int[0, 5], Gen.Int[0, 2], Gen.Int[0, 3], Gen.Int[0, 120]).Select((what, who, value, day) =>
    {
        var subject = $"subject-{who}";
        return (Action<IFactStore>)(store =>
        {
            var facts = store.Of(subject);
            switch (what)
            {
                case 0: facts.Learn(Habit.Calls, $"iam:Call{value}", day); break;
                case 1: facts.Learn(Habit.Country, $"C{value}", day); break;
                case 2: facts.SeenAt(Build.At(day)); break;
                case 3: facts.Alerted(day); break;
                case 4: facts.Peak(day, value * 10); break;
                default: facts.FunctionHistory().Add(Build.Event((FunctionEventKind)value, day)); break;
            }
        });
    });

    /// <summary>Samples of a property; fewer where each takes requests.</summary>
    protected virtual long Samples => 100;

    protected abstract IFactStore Make();

    /// <summary>A second store over the same backing, as another process would open it.</summary>
    protected abstract IFactStore Reopen(IFactStore store);

    [Fact]
    public async Task Of_a_subject_that_nobody_spoke_of_nothing_is_known()
    {
        var store = Make();
        await store.FetchAsync(["nobody"], CancellationToken.None);

        var facts = store.Of("nobody");

        Assert.Equal("nobody", facts.Subject);
        Assert.Empty(facts.Habits);
        Assert.Null(facts.FirstSeen);
        Assert.Null(facts.Function);
        Assert.Equal(0, facts.AlertDays.Count);
    }

    [Fact]
    public async Task The_same_instance_is_handed_out_until_it_is_flushed()
    {
        var store = Make();
        await store.FetchAsync([Build.Dev], CancellationToken.None);

        var first = store.Of(Build.Dev);

        Assert.Same(first, store.Of(Build.Dev));
        Assert.NotSame(first, store.Of(Build.Mallory));
    }

    [Fact]
    public async Task What_was_flushed_is_there_for_the_next_process()
    {
        var store = Make();
        await store.FetchAsync([Build.Dev], CancellationToken.None);
        store.Of(Build.Dev).Learn(Habit.Country, "US", Build.Today);
        store.Of(Build.Dev).Alerted(Build.Today);
        store.Of(Build.Dev).SeenAt(Build.Noon);
        store.Of(Build.Dev).Peak(Build.Today, 12);
        store.Of(Build.Dev).FunctionHistory().Add(Build.Event(FunctionEventKind.Created, 0, role: Build.Role, code: "abc"));
        store.Of(Build.Dev).FunctionHistory().Condemn(Build.At(3));
        var before = store.Of(Build.Dev).Text();

        await store.FlushAsync(CancellationToken.None);
        var next = Reopen(store);
        await next.FetchAsync([Build.Dev], CancellationToken.None);

        Assert.Equal(before, next.Of(Build.Dev).Text());
    }

    [Fact]
    public async Task Subjects_that_differ_in_case_are_different()
    {
        var store = Make();
        await store.FetchAsync(["a", "A"], CancellationToken.None);

        store.Of("a").Learn(Habit.Country, "US", 1);

        Assert.Empty(store.Of("A").Habits);
    }

    [Fact]
    public async Task Fetching_again_does_not_lose_what_is_not_flushed_yet()
    {
        var store = Make();
        await store.FetchAsync([Build.Dev], CancellationToken.None);
        store.Of(Build.Dev).Learn(Habit.Country, "US", 1);

        await store.FetchAsync([Build.Dev], CancellationToken.None);

        Assert.NotNull(store.Of(Build.Dev).DaysOf(Habit.Country, "US"));
    }

    [Fact]
    public void Learning_in_another_order_and_twice_with_flushes_between_ends_in_the_same_facts()
    {
        Gen.Select(Teaching.Array[0, 60], Gen.Int[1, 20], Gen.Int).Sample((taught, every, seed) =>
        {
            var again = taught.Concat(taught.Where((_, i) => i % 3 == 0)).ToArray();
            new Random(seed).Shuffle(again);

            Assert.Equal(After(taught, int.MaxValue), After(again, every));
        }, iter: Samples, threads: 1);
    }

    private string After(Action<IFactStore>[] taught, int flushEvery)
    {
        string[] subjects = ["subject-0", "subject-1", "subject-2"];
        var store = Make();
        for (var i = 0; i < taught.Length; i++)
        {
            store.FetchAsync(subjects, CancellationToken.None).AsTask().GetAwaiter().GetResult();
            taught[i](store);
            if (i % flushEvery == flushEvery - 1) store.FlushAsync(CancellationToken.None).AsTask().GetAwaiter().GetResult();
        }
        store.FlushAsync(CancellationToken.None).AsTask().GetAwaiter().GetResult();
        var next = Reopen(store);
        next.FetchAsync(subjects, CancellationToken.None).AsTask().GetAwaiter().GetResult();
        return string.Concat(subjects.Select(s => next.Of(s).Text()));
    }
}
