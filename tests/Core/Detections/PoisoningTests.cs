using System.Globalization;
using System.Text;
using CsCheck;
using Sentinel.Core.Containment;
using Sentinel.Core.Detections;
using Sentinel.Core.Knowledge;
using Sentinel.Core.Settings;

namespace Sentinel.Core.Tests.Detections;

/// <summary>Records written so that the detector looks away, grows, or protects what it should stop.</summary>
[Collection(Alone.Name)]
public class PoisoningTests
{
    private const string Payments = "arn:aws:lambda:*:*:function:payments-*";
    private const string Function = "arn:aws:lambda:eu-west-1:111122223333:function:payments-sync";
    private const string Omitted = """{"reason":"requestParameters too large","omitted":true}""";

    private static readonly Call CreateRole = new("iam:CreateRole")
    {
        Region = "us-east-1",
        From = Who.Abroad,
        Request = """{"roleName":"payments-role"}""",
        Response = """{"role":{"roleName":"payments-role","arn":"arn:aws:iam::111122223333:role/payments-role"}}""",
    };

    private static readonly Call Attach = new("iam:AttachRolePolicy")
    {
        Region = "us-east-1",
        From = Who.Abroad,
        Minute = 1,
        Request = """{"roleName":"payments-role","policyArn":"arn:aws:iam::aws:policy/AmazonDynamoDBFullAccess"}""",
    };

    private static readonly Call CreateFunction = new("lambda:CreateFunction20150331")
    {
        From = Who.Abroad,
        Minute = 2,
        Request = """{"functionName":"payments-sync","runtime":"python3.12","role":"arn:aws:iam::111122223333:role/payments-role","handler":"index.handler","code":{}}""",
        Response = $$"""{"functionName":"payments-sync","functionArn":"{{Function}}","role":"arn:aws:iam::111122223333:role/payments-role","codeSha256":"1OrDerS+code="}""",
    };

    [Theory]
    [InlineData("""{"resource":"arn:aws:lambda:eu-west-1:111122223333:function:payments-sync","tags":{"sentinel":"protected","protected":"true"}}""")]
    [InlineData("""{"resource":"arn:aws:lambda:eu-west-1:111122223333:function:payments-sync","tags":{"aws:cloudformation:stack-name":"sentinel"}}""")]
    public void Neither_a_protected_name_nor_a_tag_protects_what_the_attacker_made(string tags)
    {
        var heard = Play([CreateRole, Attach, new Call("lambda:TagResource20170331v2") { From = Who.Abroad, Minute = 1.5, Request = tags }, CreateFunction], Payments);

        Assert.Contains(heard.Actions, a => a is { Step: "quarantine-function", Target: Function, Status: ActionStatus.Done });
    }

    [Fact]
    public void Parameters_padded_until_CloudTrail_omits_them_do_not_save_the_function()
    {
        var heard = Play([CreateRole with { Request = Omitted }, Attach with { Request = Omitted }, CreateFunction with { Request = Omitted }]);

        Assert.Contains(heard.All, s => s.Detection == "omitted-parameters");
        Assert.Contains(heard.Actions, a => a is { Step: "quarantine-function", Target: Function, Status: ActionStatus.Done });
    }

    [Fact]
    public void Settings_out_of_range_are_refused_by_name_and_change_nothing()
    {
        const string number = "whole number, ";
        var ranged = Parameters.All.Where(p => p.Allowed.StartsWith(number, StringComparison.Ordinal)).ToList();
        Assert.Equal(8, ranged.Count);

        foreach (var (name, range) in ranged.Select(p => (p.Name, p.Allowed[number.Length..].Split(" to "))))
        {
            var (low, high) = (long.Parse(range[0], CultureInfo.InvariantCulture), long.Parse(range[1], CultureInfo.InvariantCulture));
            Gen.OneOf(Gen.Long[long.MinValue / 2, low - 1], Gen.Long[high + 1, long.MaxValue / 2]).Sample(value =>
            {
                var last = SentinelSettings.Default with { EstablishDays = 9, WindowMinutes = 60, ScoreAlert = 41, ScoreContain = 81 };

                var reading = SettingsReader.Read([new(name, $"{value}")], last);

                var refusal = Assert.Single(reading.Refusals);
                Assert.Equal((name, $"{value}"), (refusal.Name, refusal.Value));
                Assert.Equal(Parameters.Find(name)!.Text(last), Parameters.Find(name)!.Text(reading.Settings));
            }, iter: 20, threads: 1);
        }
    }

    [Fact]
    public void Two_hundred_thousand_invented_session_names_are_one_role_and_leave_nothing_behind() => Invent(200_000);

    [Fact]
    [Trait("Long", "true")]
    public void A_million_invented_session_names_are_one_role_and_leave_nothing_behind() => Invent(1_000_000);

    private static void Invent(int names)
    {
        var (facts, records) = (new MemoryFactStore(), new MemoryRecordStore());
        var pipeline = new Pipeline(new PipelineOptions { Facts = facts, Records = records, Countries = ExampleRunner.KnownCountries });
        var (invoke, assume) = (new Template(Session("lambda:Invoke", """{"functionName":"arn:aws:lambda:eu-west-1:111122223333:function:orders","invocationType":"Event"}""")), new Template(Session("sts:AssumeRole", """{"roleArn":"arn:aws:iam::111122223333:role/deploy","roleSessionName":"00000000"}""")));
        long early = 0, known = 0;

        for (var i = 0; i < names; i++)
        {
            var record = (i % 1_000 == 0 ? assume : invoke).With(i, ExampleRunner.Noon.AddSeconds(i * 50_000L / names));
            Assert.True(pipeline.Accept(record, out var rejected), rejected);
            if (i == names * 3 / 10) (early, known) = (GC.GetTotalMemory(forceFullCollection: true), facts.All.LongCount());
        }
        pipeline.Complete();

        Assert.Equal(known, facts.All.LongCount());
        Assert.All(facts.All, f => Assert.DoesNotContain("session-", f.Subject, StringComparison.Ordinal));
        Assert.True(facts.All.Sum(f => f.Habits.Count()) < 20);
        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true), 0, early * 3 / 2);
        GC.KeepAlive(pipeline);
    }

    private static byte[] Session(string api, string request) => ExampleRunner.Json(new Call(api)
    {
        By = Who.Pipeline.Replace("build-1", "session-00000000", StringComparison.Ordinal),
        Request = request,
    }, ExampleRunner.Noon, 0);

    private static ExampleRunner.Heard Play(IReadOnlyList<Call> calls, string? protects = null) => ExampleRunner.Play(new Example
    {
        Name = "poisoned",
        ShouldFire = true,
        Calls = calls,
        Settings = protects is null ? new Dictionary<string, string>(StringComparer.Ordinal) : new Dictionary<string, string>(StringComparer.Ordinal) { ["response/protected-functions"] = protects },
    }, [.. Catalogue.All]);

    /// <summary>A record whose numbers and time are changed where they stand.</summary>
    private sealed class Template(byte[] record)
    {
        private readonly int[] _numbers = [.. Places(record, "00000000")];
        private readonly int[] _times = [.. Places(record, "2024-03-14T12:00:00Z")];

        public byte[] With(int number, DateTimeOffset time)
        {
            var (digits, when) = (Encoding.ASCII.GetBytes($"{number:D8}"), Encoding.ASCII.GetBytes(time.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture)));
            foreach (var at in _numbers) digits.CopyTo(record, at);
            foreach (var at in _times) when.CopyTo(record, at);
            return record;
        }

        private static IEnumerable<int> Places(byte[] record, string text)
        {
            var sought = Encoding.ASCII.GetBytes(text);
            for (var at = 0; at <= record.Length - sought.Length; at++)
            {
                if (!record.AsSpan(at, sought.Length).SequenceEqual(sought)) continue;
                yield return at;
                at += sought.Length - 1;
            }
        }
    }
}
