using CsCheck;
using Sentinel.Core.CloudTrail;
using Sentinel.Core.Knowledge;
using Sentinel.Core.Settings;

namespace Sentinel.Core.Tests.Knowledge;

/// <summary>Of the functions that carried a code, the one that stood quarantined.</summary>
public class KnownCodeTests
{
    private const int Delay = 5;

    // Minutes of a record, of one of four functions; functions condemned at a minute. Few or many records: many are asked in another way.
    private static readonly Gen<(int Minute, int Function)[]> Carried = Gen.Select(Gen.Int[-60, 60], Gen.Int[0, 3]).Array[0, 20];
    private static readonly Gen<(int Function, int Minute)[]> Condemned = Gen.Select(Gen.Int[0, 3], Gen.Int[-60, 60]).Array[0, 3];

    [Fact]
    public void It_is_the_first_by_name_of_those_whose_quarantine_was_done_and_that_carried_the_code_before()
    {
        Gen.Select(Carried, Condemned, Gen.Int[-1, 3]).Sample((carried, condemned, except) =>
        {
            var (facts, records) = (new MemoryFactStore(), new MemoryRecordStore());
            foreach (var (minute, function) in carried.Distinct()) records.Add(Build.Kept(Build.Record("lambda:CreateFunction", minute, $"{minute}/{function}", function: Name(function), fields: (Field.CodeSha256, "abc"))));
            foreach (var (function, minute) in condemned) facts.Of(Name(function)).FunctionHistory().Condemn(Build.At(minute));
            var known = new Known(facts, records, SentinelSettings.Default, TimeSpan.FromMinutes(Delay));
            known.At(Build.Noon, "", [Build.Dev, Learning.CodeSubject("abc")]);

            var found = known.QuarantinedWithCode(Name(except));

            var expected = carried.Where(c => c.Minute < 0 && c.Function != except && condemned.Any(q => q.Function == c.Function && q.Minute + Delay < 0)).Select(c => Name(c.Function));
            Assert.Equal(expected.Order(StringComparer.Ordinal).FirstOrDefault(), found);
        }, threads: 1);
    }

    [Theory]
    [InlineData("s3://drop/a.zip")]
    [InlineData("SGOfjuhYG6ZlwPjyhARayIf0pKQ6tCnVFrZHn0noZ1E=")]
    [InlineData("111122223333.dkr.ecr.eu-west-1.amazonaws.com/app:1")]
    public void An_object_a_hash_or_an_image_is_code_and_an_arn_is_none(string code)
    {
        Assert.True(Learning.IsCode(Learning.CodeSubject(code)));
        Assert.False(Learning.IsCode(Build.Orders));
        Assert.False(Learning.IsCode(Build.Role));
    }

    [Fact]
    public void Records_under_what_is_no_code_are_not_asked()
    {
        var (facts, records) = (new MemoryFactStore(), new MemoryRecordStore());
        records.Add(Build.Kept(Build.Record("lambda:CreateFunction", -9, function: Build.Orders)));
        facts.Of(Build.Orders).FunctionHistory().Condemn(Build.At(-8));
        var known = new Known(facts, records, SentinelSettings.Default);

        known.At(Build.Noon, "", [Build.Dev]);

        Assert.Null(known.QuarantinedWithCode(Build.Mailer));
    }

    private static string Name(int function) => $"arn:aws:lambda:eu-west-1:111122223333:function:f{function}";
}
