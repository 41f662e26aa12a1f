using Sentinel.Core.Knowledge;

namespace Sentinel.Core.Tests.Knowledge;

public sealed class MemoryFactStoreTests : FactStoreContract
{
    protected override IFactStore Make() => new MemoryFactStore();

    protected override IFactStore Reopen(IFactStore store) => store;

    [Fact]
    public void A_copy_holds_the_same_and_lives_a_life_of_its_own()
    {
        var store = new MemoryFactStore();
        store.Of(Build.Dev).Learn(Habit.Country, "US", 1);
        store.Of(Build.Dev).Alerted(1);
        store.Of(Build.Dev).SeenAt(Build.Noon);
        store.Of(Build.Dev).Peak(1, 5);
        store.Of(Build.Dev).FunctionHistory().Add(Build.Event(FunctionEventKind.Created, 0));
        store.Of(Build.Dev).FunctionHistory().Condemn(Build.At(1));
        for (var i = 0; i < 256; i++) store.Of(Build.Mallory).Learn(Habit.Network, $"n{i:000}", 1);
        var before = store.All.Select(f => f.Text()).ToList();

        var copy = store.Copy();
        var copied = copy.All.Select(f => f.Text()).ToList();
        copy.Of(Build.Dev).Learn(Habit.Country, "US", 2);
        copy.Of(Build.Dev).Learn(Habit.Country, "DE", 2);
        copy.Of(Build.Dev).Alerted(2);
        copy.Of(Build.Dev).Peak(1, 9);
        copy.Of(Build.Dev).FunctionHistory().Add(Build.Event(FunctionEventKind.Deleted, 5));
        copy.Of(Build.Dev).FunctionHistory().Condemn(Build.At(0.5));
        copy.Of(Build.Mallory).Learn(Habit.Network, "one too many", 2);

        Assert.Equal(before, copied);
        Assert.Equal(before, store.All.Select(f => f.Text()));
        Assert.Equal(256, copy.Of(Build.Mallory).Habits.Count());
    }

    [Fact]
    public void All_subjects_are_told_in_ordinal_order()
    {
        var store = new MemoryFactStore();
        store.Of("b");
        store.Of("a");
        store.Of("B");

        Assert.Equal(["B", "a", "b"], store.All.Select(f => f.Subject));
    }
}
