using CsCheck;
using Sentinel.Core.Containment;
using Sentinel.Core.Reports;

namespace Sentinel.Core.Tests.Reports;

/// <summary>Pages to write out: the usual one, and those of somebody who names things to do harm.</summary>
internal static class Pages
{
    public const string Function = "arn:aws:lambda:us-east-1:111122223333:function:internal-backup-processor";
    public static readonly DateTimeOffset Time = new(2024, 3, 14, 18, 2, 45, TimeSpan.Zero);

    public static Page Usual(PageState state = PageState.Contained) => new()
    {
        State = state,
        Incident = "0123456789abcdef",
        Time = Time,
        Target = Function,
        Account = "111122223333",
        Region = "us-east-1",
        Principal = "arn:aws:iam::111122223333:user/dev_user",
        Score = 95,
        Actions = [new("quarantine-function", Function, ActionStatus.Done, "reserved concurrency none -> 0", "reserved concurrency none")],
        Evidence = [new(Time, "fresh-role-passed", "T1098.001", "arn:aws:iam::111122223333:user/dev_user", "192.0.2.89", "lambda-exec-role was created 2:30 before")],
        Links = [new("Evidence", new Uri("https://s3.us-east-1.amazonaws.com/evidence/0123456789abcdef/"))],
    };

    /// <summary>What somebody names a thing who wants harm.</summary>
    public static Gen<string> Text { get; } = Gen.OneOf(
        Gen.String,
        Gen.OneOf("https://evil.example/?a=1", "HTTP://192.0.2.7:443", "www.evil.example", "a@b.example", "evil。example", "x\r\nSubject: all clear", "\u202Eexe", "\"}],\"severity_id\":1,\"x\":[{\"", "\\\"", "$(reboot)", "; rm -rf /", "", "山田", "\uD83D", "[x", "ftp://h", "<script>alert(1)</script>", "\" onload=\"alert(1)", "</style><img src=x onerror=alert(1)>", "]]><!--", "|\n|---|\n# x", "`` `x` ``", "![x](http://e.example)", "\u001b[2J\u009b31m", "=cmd|' /C calc'!A0", "&lt;b&gt;", "- [ ] x", "{{7*7}}", "a\u2028b"),
        Gen.Select(Gen.OneOf("\"", "\\", "山", "\u0001", "😀", ".", "a", "<", "/"), Gen.OneOf(1, 64, 2048, 9000), (s, n) => string.Concat(Enumerable.Repeat(s, n))),
        Gen.String.List[0, 4].Select(parts => string.Join("://x.y", parts)));

    private static readonly Gen<string> Arn = Gen.OneOf(Text, Text.Select(t => "arn:aws:lambda:us-east-1:111122223333:function:" + t));

    private static readonly Gen<PageAction> Actions = Gen.Select(Text, Arn, Gen.Enum<ActionStatus>(), Text, Text.Null(), (step, target, status, reason, prior) => new PageAction(step, target, status, reason, prior));

    private static readonly Gen<PageEvidence> Evidence = Gen.Select(Text, Text.Null(), Text.Null(), Text, Text, (detection, technique, principal, source, summary) => new PageEvidence(Time, detection, technique, principal, source, summary));

    /// <summary>Whatever can be named is named with harm in mind; without our links, which nobody else writes.</summary>
    public static Gen<Page> Hostile { get; } =
        from state in Gen.Enum<PageState>()
        from incident in Gen.OneOf(Gen.Const("0123456789abcdef"), Text)
        from target in Arn.Null()
        from names in Text.Null().Array[6]
        from actions in Gen.OneOf(Actions.List[0, 3], Actions.List[40, 60])
        from evidence in Gen.OneOf(Evidence.List[0, 3], Evidence.List[40, 60])
        select new Page
        {
            State = state,
            Incident = incident,
            Time = Time,
            Target = target,
            Account = names[0],
            Region = names[1],
            Principal = names[2],
            Session = names[3],
            Note = names[4],
            Occasion = names[5],
            Actions = actions,
            Evidence = evidence,
        };
}
