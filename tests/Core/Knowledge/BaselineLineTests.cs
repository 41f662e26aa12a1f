using System.Buffers;
using System.Text;
using System.Text.Json;
using CsCheck;
using Sentinel.Core.Knowledge;

namespace Sentinel.Core.Tests.Knowledge;

public class BaselineLineTests
{
    private static readonly Gen<string> Values = Gen.OneOf(Gen.OneOf("US", "192.0.2.0/24", "lambda:CreateFunction"), Gen.String[1, 12].Where(s => !s.Any(char.IsSurrogate)));

    private static readonly Gen<Action<SubjectFacts>> Lesson = Gen.Select(Gen.Int[0, 5], Values, Gen.Int[10_957, 20_000], Gen.Enum<Habit>(), Gen.Enum<FunctionEventKind>()).Select((what, value, day, kind, change) => (Action<SubjectFacts>)(facts =>
    {
        switch (what)
        {
            case 0 or 1: facts.Learn(kind, value, day); break;
            case 2: facts.SeenAt(Build.At(day).AddTicks(day)); break;
            case 3: facts.Alerted(day); break;
            case 4: facts.Peak(day, day % 977); break;
            default:
                facts.FunctionHistory().Add(Build.Event(change, day % 1000, value, role: day % 2 == 0 ? value : null, code: value, concurrency: day % 3 == 0 ? day : null, mapping: value) with { CodeLocation = value, EventSource = value });
                if (day % 5 == 0) facts.FunctionHistory().Condemn(Build.At(day));
                break;
        }
    }));

    [Fact]
    public void What_is_written_is_read_and_knows_the_same() => Lesson.Array[0, 40].Sample(lessons =>
    {
        var facts = new SubjectFacts(Build.Orders);
        foreach (var lesson in lessons) lesson(facts);

        var read = BaselineLine.Read(Written(facts), out var reason);

        Assert.Null(reason);
        Assert.NotNull(read);
        Assert.Equal(facts.Text(), read.Text());
        Assert.Equal(lessons.Length == 0, read.IsEmpty);
        Assert.True(BaselineLine.IsOne(Written(facts)));
    }, threads: 1);

    [Fact]
    [Trait("Proof", "hostile-input")]
    public void No_line_makes_it_throw_and_one_that_is_not_understood_has_a_reason()
    {
        var facts = new SubjectFacts(Build.Orders);
        facts.Learn(Habit.Country, "US", 19_000);
        facts.Peak(19_000, 3);
        facts.Alerted(19_001);
        facts.SeenAt(Build.Noon);
        facts.FunctionHistory().Add(Build.Event(FunctionEventKind.Created, 0));
        facts.FunctionHistory().Condemn(Build.Noon);
        var line = Written(facts);
        Gen.Select(Gen.Int[0, line.Length - 1], Gen.OneOf(Gen.Byte, Gen.OneOf("\"{}[],:0-9"u8.ToArray())), Gen.Int[0, 4]).Array[1, 6].Sample(changes =>
        {
            var mutated = line.ToList();
            foreach (var (at, value, what) in changes)
            {
                if (what == 0 && at < mutated.Count) mutated.RemoveAt(at);
                else if (what == 1) mutated.Insert(Math.Min(at, mutated.Count), value);
                else if (at < mutated.Count) mutated[at] = value;
            }

            var read = BaselineLine.Read(mutated.ToArray(), out var reason);

            Assert.Equal(read is null, reason is not null);
        }, iter: 3_000, threads: 1);
    }

    [Theory]
    [InlineData("""{"baseline":2,"subject":"a"}""", "another version than 1")]
    [InlineData("""{"subject":"a"}""", "it has no \"baseline\"")]
    [InlineData("""{"baseline":1}""", "\"subject\" is missing")]
    [InlineData("""{"baseline":1,"subject":""}""", "\"subject\" is missing")]
    [InlineData("""{"baseline":1,"subject":"a","habits":{"colour":{"red":["2024-03-14"]}}}""", "no kind of habit \"colour\"")]
    [InlineData("""{"baseline":1,"subject":"a","habits":{"country":{"US":["2024-03-32"]}}}""", "a value in it is missing, or of another kind")]
    [InlineData("""{"baseline":1,"subject":"a","habits":{"country":["US"]}}""", "a value in it is missing, or of another kind")]
    [InlineData("""{"baseline":1,"subject":"a","alert_days":["9999-12-31"]}""", "not of the years 2000 to 2999")]
    [InlineData("""{"baseline":1,"subject":"a","peaks":{"2024-03-14":-1}}""", "a peak is negative")]
    [InlineData("""{"baseline":1,"subject":"a","events":[{"kind":"created","id":"e","by":"b"}]}""", "a value in it is missing")]
    [InlineData("""{"baseline":1,"subject":"a","events":[{"kind":"born"}]}""", "no kind of event \"born\"")]
    [InlineData("{\"baseline\":1", "not valid JSON")]
    public void What_is_wrong_with_a_line_is_said(string line, string expected)
    {
        Assert.Null(BaselineLine.Read(Encoding.UTF8.GetBytes(line), out var reason));
        Assert.Contains(expected, reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_kind_has_a_name_of_its_own()
    {
        Assert.Equal(Enum.GetValues<Habit>().Length, Enum.GetValues<Habit>().Select(BaselineLine.NameOf).Distinct().Count());
        Assert.Equal(Enum.GetValues<FunctionEventKind>().Length, Enum.GetValues<FunctionEventKind>().Select(BaselineLine.NameOf).Distinct().Count());
    }

    private static byte[] Written(SubjectFacts facts)
    {
        var line = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(line);
        BaselineLine.Write(json, facts);
        json.Flush();
        return line.WrittenSpan.ToArray();
    }
}
