using System.Globalization;
using Sentinel.Cli.Replay;
using Sentinel.Cli.Story;
using Sentinel.Core;
using Sentinel.Core.Containment;
using Sentinel.Core.Detections;
using Sentinel.Core.Incidents;
using Sentinel.Core.Settings;

namespace Sentinel.Cli.Tests.Story;

public class StoryPrinterTests
{
    private static readonly ReplaySummary Summary = new(
        new PipelineCounts { Events = 1098, Unwanted = 40, Signals = 31, Incidents = 1, Contained = [Sample.Function], InvocationsPrevented = 848 }, 0, ["countries off"], 41);

    [Fact]
    public void The_story_reads_as_stored()
    {
        var incident = Sample.Incident(
            Sample.Signal("novel-source", Stage.Identity, 25, -2.5, "first call from this network"),
            Sample.Signal("fresh-role-passed", Stage.Change, 20),
            Sample.Signal("unexpected-function-creator", Stage.Change, 30));
        ContainmentAction[] actions = [Sample.Action(Steps.PreserveEvidence, reason: "written down first"), Sample.Action(), Sample.Action(Steps.DenyExecutionRole, ActionStatus.Waiting, "arn:aws:iam::111122223333:role/lambda-exec-role", "an older role is denied with approval only")];

        Golden.Matches("story.txt", Print(incident, actions));
    }

    [Fact]
    public void Signals_that_repeat_are_one_line()
    {
        var signals = Enumerable.Range(0, 25).Select(i => Sample.Signal("denied-probing", Stage.Identity, 10, -i)).Reverse().ToArray();

        var text = Print(Sample.Incident(signals), []);

        Assert.Contains("(24 more until 18:02:45Z)", string.Join(' ', text.Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Proof", "hostile-names")]
    public void Nothing_an_attacker_can_name_moves_the_cursor_or_is_taken_for_markup()
    {
        const string hostile = "[red]x[/] [link=http://evil]y[/] \u001b[2J\u009b31m\u202e\u2066\r\nsentinel release all [[ ]]";
        var signal = Sample.Signal(summary: hostile) with { Principal = hostile, Session = hostile, Function = hostile, Source = hostile, Detection = hostile };
        var incident = Sample.Incident(signal) with { Principal = hostile, Session = hostile, Functions = [hostile], Id = hostile };
        var action = new ContainmentAction(Sample.Noon, hostile, Steps.QuarantineFunction, hostile, ActionStatus.Done, hostile) { Function = hostile };

        var text = Print(incident, [action]);

        Assert.DoesNotContain(text, c => c != '\n' && (char.IsControl(c) || char.GetUnicodeCategory(c) is UnicodeCategory.Format));
        Assert.DoesNotContain(text.Split('\n'), l => l.StartsWith("sentinel release all", StringComparison.Ordinal));
        Assert.Contains("[red]x[/]", text, StringComparison.Ordinal);
    }

    [Fact]
    public void No_line_is_wider_than_the_terminal()
    {
        var signals = Enumerable.Range(0, 60).Select(i => Sample.Signal($"detection-{i % 7}", Stage.Change, 10, i, new string('x', 50 + i))).ToArray();

        Assert.All(Print(Sample.Incident(signals), [Sample.Action(reason: new string('y', 300))]).Split('\n'), l => Assert.InRange(l.Length, 0, 100));
    }

    private static string Print(Incident incident, IReadOnlyList<ContainmentAction> actions)
    {
        using var output = new StringWriter { NewLine = "\n" };
        var terminal = new Terminal { RawOut = Stream.Null, Out = output, Error = TextWriter.Null, OpenInput = () => Stream.Null, Clock = TimeProvider.System };
        new StoryPrinter(terminal).Print([new IncidentStory(incident, actions, SentinelSettings.Default, null, Summary)], Summary);
        return output.ToString();
    }
}
