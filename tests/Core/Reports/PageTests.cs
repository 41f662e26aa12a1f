using System.Text;
using System.Text.RegularExpressions;
using CsCheck;
using Sentinel.Core.Detections;
using Sentinel.Core.Reports;
using Sentinel.Core.Settings;
using Sentinel.Core.Tests.Containment;
using Sentinel.Core.Tests.Knowledge;

namespace Sentinel.Core.Tests.Reports;

public partial class PageTests
{
    [Fact]
    public void A_mail_says_what_happened_and_how_to_undo_it_before_it_says_why()
    {
        var text = PageText.Of(Pages.Usual());

        Assert.StartsWith("CONTAINED: internal-backup-processor in 111122223333 us-east-1 by user/dev_user, incident 0123456789abcdef\n", text, StringComparison.Ordinal);
        Assert.Contains($"\nUndo      sentinel release {Pages.Function}\n", text, StringComparison.Ordinal);
        Assert.Contains($"- quarantine-function done: reserved concurrency none -> 0\n  on {Pages.Function}, before: reserved concurrency none\n", text, StringComparison.Ordinal);
        Assert.Contains("- Evidence: https://s3.us-east-1.amazonaws.com/evidence/0123456789abcdef/\n", text, StringComparison.Ordinal);
        Assert.Contains("- 2024-03-14T18:02:45Z fresh-role-passed (T1098[.]001), from 192[.]0[.]2[.]89: lambda-exec-role was created 2:30 before\n", text, StringComparison.Ordinal);
        Assert.True(text.IndexOf("Undo", StringComparison.Ordinal) < text.IndexOf("Why", StringComparison.Ordinal));
    }

    [Fact]
    public void A_subject_is_what_sns_takes_whatever_is_named() => Pages.Hostile.Sample(page =>
    {
        var subject = PageLines.Subject(page);

        return subject.Length is > 0 and < 100 && char.IsAsciiLetterUpper(subject[0]) && subject.All(c => c is >= ' ' and <= '~');
    });

    [Fact]
    public void A_short_text_is_one_sms_and_names_state_account_and_incident()
    {
        Pages.Hostile.Sample(page => PageLines.Brief(page) is { Length: <= 140 } brief && brief.All(c => c is >= ' ' and <= '~'));
        var longest = Pages.Usual(PageState.WaitingForApproval) with { Target = "arn:aws:lambda:us-east-1:111122223333:function:" + new string('x', 64) };

        Assert.Matches("^NOT CONTAINED, waits for approval: x{20,}[.][.] in 111122223333 us-east-1 by user/dev_user, incident 0123456789abcdef$", PageLines.Brief(longest));
    }

    [Fact]
    public void A_mail_is_at_most_8_KB_and_no_name_begins_a_line_of_its_own() => Pages.Hostile.Sample(page =>
    {
        var text = PageText.Of(page);
        var lines = text.Split('\n');

        return Encoding.UTF8.GetByteCount(text) <= 8192 && lines.Length <= 100 && !lines.Contains("Subject: all clear")
            && text.EnumerateRunes().All(r => r.Value == '\n' || Printable.Of(r.ToString()) == r.ToString());
    });

    [Fact]
    [Trait("Proof", "hostile-names")]
    public void Nothing_named_becomes_a_link() => Pages.Hostile.Sample(page =>
    {
        var all = PageText.Of(page) + PageLines.Subject(page) + "\n" + PageLines.Brief(page);
        return !Clickable().IsMatch(all);
    }, iter: 2000);

    [Fact]
    public void The_first_140_characters_say_what_where_who_and_whether_it_is_contained() => Assert.All(Enum.GetValues<PageState>(), state =>
    {
        var first = PageText.Of(Pages.Usual(state))[..140];

        Assert.StartsWith(state.Standing() + ": ", first, StringComparison.Ordinal);
        Assert.All((string[])["internal-backup-processor", "111122223333", "us-east-1", "user/dev_user"], part => Assert.Contains(part, first, StringComparison.Ordinal));
    });

    [Theory]
    [InlineData("https://evil.example/x", "hxxps[:]//evil[.]example/x")]
    [InlineData("hTTp://192.0.2.7", "hxxp[:]//192[.]0[.]2[.]7")]
    [InlineData("javascript:alert(1)", "javascript:alert(1)")]
    [InlineData("ana@example.com", "ana[@]example[.]com")]
    [InlineData("evil。example", "evil[.]example")]
    [InlineData("It ended. So it did.", "It ended. So it did.")]
    [InlineData(Pages.Function, Pages.Function)]
    [InlineData(null, "")]
    public void Addresses_are_broken_and_stay_readable(string? text, string expected) => Assert.Equal(expected, Defanged.Of(text, 200));

    [Theory]
    [InlineData("arn:aws:lambda:us-east-1:111122223333:function:x;reboot")]
    [InlineData("arn:aws:lambda:us-east-1:111122223333:function:$(reboot)")]
    [InlineData("arn:aws:lambda:us-east-1:111122223333:function:x y")]
    [InlineData("arn:aws:lambda:us-east-1:111122223333:function:x`id`")]
    [InlineData("arn:aws:lambda:us-east-1:111122223333:function:ftp://h")]
    [InlineData("-rf")]
    [InlineData(null)]
    public void A_name_that_a_shell_or_a_mail_reader_would_read_is_not_in_the_command(string? target) =>
        Assert.Equal("sentinel release --incident 0123456789abcdef", PageCommand.Of(Pages.Usual() with { Target = target }));

    [Fact]
    [Trait("Proof", "hostile-names")]
    public void A_command_is_harmless_whatever_is_named() => Pages.Hostile.Sample(page => PageCommand.Of(page) is not { } command || Harmless().IsMatch(command));

    [Theory]
    [InlineData(PageState.WaitingForApproval, "sentinel approve " + Pages.Function)]
    [InlineData(PageState.Refused, "sentinel approve " + Pages.Function)]
    [InlineData(PageState.Lifted, "sentinel release " + Pages.Function)]
    [InlineData(PageState.Blind, "sentinel coverage")]
    [InlineData(PageState.SeesAgain, null)]
    [InlineData(PageState.Alert, null)]
    [InlineData(PageState.Released, null)]
    public void Each_state_offers_what_is_to_be_done(PageState state, string? command) => Assert.Equal(command, PageCommand.Of(Pages.Usual(state)));

    [Fact]
    public void A_refused_setting_tells_name_value_and_range()
    {
        var refusal = Assert.Single(SettingsReader.Read([new("score/alert", "5000")], SentinelSettings.Default).Refusals);

        var text = PageText.Of(Page.About(refusal, Pages.Time));

        Assert.Contains("score/alert = \"5000\" is refused: whole number, 1 to 1000.", text, StringComparison.Ordinal);
        Assert.Contains("sentinel tune get score/alert", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_page_has_one_id_for_incident_state_target_and_occasion()
    {
        var page = Pages.Usual();

        Assert.Equal(page.Id, (page with { Time = Pages.Time.AddHours(1), Score = 1, Actions = [] }).Id);
        Page[] others = [page with { Incident = "1123456789abcdef" }, page with { State = PageState.Lifted }, page with { Target = "other" }, page with { Occasion = "second" }];
        Assert.Equal(5, others.Append(page).Select(p => p.Id).Distinct().Count());
    }

    [Fact]
    public void A_page_about_an_incident_tells_its_signals_with_their_techniques()
    {
        var incident = PlannerTests.Incident((Stage.Change, Build.Dev)) with { Principal = Build.Dev, Session = "ana" };

        var page = Page.About(incident, PageState.Contained, Pages.Time, Pages.Function, []);

        Assert.Equal(("incident", "111122223333", "us-east-1", Build.Dev, "ana", 100), (page.Incident, page.Account, page.Region, page.Principal, page.Session, page.Score));
        var evidence = Assert.Single(page.Evidence);
        Assert.Equal(("fresh-role-passed", new FreshRolePassed().Info.Technique, Build.Noon), (evidence.Detection, evidence.Technique, evidence.Time));
    }

    [Fact]
    public void Without_a_target_the_account_is_that_of_the_first_signal()
    {
        var page = Page.About(PlannerTests.Incident((Stage.Change, Build.Dev)), PageState.Alert, Pages.Time, null, []);

        Assert.Equal((Build.Account, "eu-west-1"), (page.Account, page.Region));
    }

    [Fact]
    public void A_pause_tells_until_when_why_and_how_to_lift_it()
    {
        var text = PageText.Of(Page.About(new Pause(Pages.Time, "maintenance"), Pages.Time));

        Assert.Contains("until 2024-03-14T18:02:45Z | maintenance\n", text, StringComparison.Ordinal);
        Assert.Contains("\nLift      sentinel tune set response/pause none\n", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://s3.us-east-1.amazonaws.com/evidence")]
    [InlineData("https://s3.us-east-1.amazonaws.com@192.0.2.7/evidence")]
    [InlineData("javascript:alert(1)")]
    public void Only_links_that_are_what_they_look_like_are_shown(string address) =>
        Assert.DoesNotContain("Read on", PageText.Of(Pages.Usual() with { Links = [new("Evidence", new Uri(address))] }), StringComparison.Ordinal);

    // What mail readers and telephones make links of: a scheme, a host with a dot, a mail address. A name that is cut ends in two dots, which nobody takes for a host.
    [GeneratedRegex(@"://|www\.[^. ]|https?:|[\p{L}\p{N}][.\u3002\uFF0E\uFF61][\p{L}\p{N}]|[^ \[]@", RegexOptions.IgnoreCase, 60_000)]
    private static partial Regex Clickable();

    [GeneratedRegex(@"^sentinel (coverage|(release|approve|tune get|tune set) (--incident )?[A-Za-z0-9:/_][A-Za-z0-9:/_-]*( none)?)$", RegexOptions.ExplicitCapture, 60_000)]
    private static partial Regex Harmless();
}
