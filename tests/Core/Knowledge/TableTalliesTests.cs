using CsCheck;
using Sentinel.Core.Knowledge;

namespace Sentinel.Core.Tests.Knowledge;

public class TableTalliesTests
{
    private static readonly string[] Tables = ["table/a", "table/b"];
    private static readonly string[] Subjects = [Build.Dev, Build.Role];

    private static readonly Gen<(int Table, int Subject, bool Function, int Minute, int Deleted)> Touches =
        Gen.Select(Gen.Int[0, 1], Gen.Int[0, 1], Gen.Bool, Gen.Int[0, 240], Gen.Int[0, 3]).Select((table, subject, function, minute, deleted) => (table, subject, function, minute, deleted));

    // Against all touches, looked through one by one.
    [Fact]
    public void What_subjects_and_functions_touched_is_summed_by_table_and_hour() => Gen.Select(Touches.Array[0, 30], Gen.Int[0, 240], Gen.Int[0, 240]).Sample((touches, a, b) =>
    {
        var (from, to) = (Math.Min(a, b), Math.Max(a, b));
        var tallies = new TableTallies();
        foreach (var t in touches) tallies.Add(Tables[t.Table], Subjects[t.Subject], t.Function ? Build.Orders : null, Build.At(t.Minute), t.Deleted);

        var told = tallies.Of(new HashSet<string> { Build.Dev }, new HashSet<string> { Build.Orders }, Build.At(from), Build.At(to));

        var expected = touches.Where(t => t.Minute / 60 >= from / 60 && t.Minute / 60 <= to / 60 && (t.Subject == 0 || t.Function)).GroupBy(t => Tables[t.Table])
            .Select(g => new TableTouch(g.Key, g.Count(t => t.Deleted == 0), g.Sum(t => t.Deleted), Build.At(g.Min(t => t.Minute)), g.Any(t => t.Deleted > 0) ? Build.At(g.Where(t => t.Deleted > 0).Min(t => t.Minute)) : null))
            .OrderBy(t => t.First).ThenBy(t => t.Table, StringComparer.Ordinal);
        Assert.Equal(expected, told);
    });

    [Fact]
    public void After_two_days_it_is_forgotten()
    {
        var tallies = new TableTallies();
        foreach (var minute in (int[])[0, 60]) tallies.Add(Tables[0], Build.Dev, null, Build.At(minute), deleted: 0);

        tallies.ForgetBefore(Build.At(60).AddDays(2));

        Assert.Equal([new TableTouch(Tables[0], 1, 0, Build.At(60), null)], tallies.Of(new HashSet<string> { Build.Dev }, new HashSet<string>(), Build.At(-600), Build.At(600)));
    }

    [Fact]
    public void An_actor_has_a_name_for_reads_and_one_for_deletes_inside_Lambda_and_outside()
    {
        var names = DataActor.NamesOf(Build.Role, Build.Orders).ToList();

        Assert.Equal(4, names.Distinct().Count());
        Assert.Equal([(false, Build.Role, Build.Orders), (true, Build.Role, Build.Orders), (false, Build.Role, Build.Orders), (true, Build.Role, Build.Orders)], names.Select(n => DataActor.Read(n)!.Value));
        Assert.Equal([(false, Build.Dev, null), (true, Build.Dev, null)], DataActor.NamesOf(Build.Dev, null).Select(n => DataActor.Read(n)!.Value));
        Assert.Equal(names[2], new DataActor(Build.Role, Build.Orders, outsideLambda: true).Reads);
        Assert.Null(DataActor.Read(Build.Role));
    }
}
