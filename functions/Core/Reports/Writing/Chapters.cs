using System.Buffers;
using System.Globalization;
using Sentinel.Core.Reports.Facts;

namespace Sentinel.Core.Reports.Writing;

/// <summary>The sections of a report.</summary>
internal static class Chapters
{
    private static readonly SearchValues<char> RuntimeCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789.");
    private static readonly string[] KnownRuntimes = ["python", "nodejs", "java", "dotnet", "ruby", "go1", "provided"];

    public static Section Glance { get; } = new("glance", "At a glance", [new Block.Drawing(DrawingKind.Timeline), new Block.Drawing(DrawingKind.Graph)]);

    public static Section Open(IncidentReport report) => new("open", "What is still open", report.Open.Count == 0
        ? [new Block.Paragraph(Phrase.Ours("Nothing that events can tell. Look at what was invisible below."))]
        : [.. report.Open.SelectMany(Task)]);

    public static Section Timeline(IncidentReport report) => new("timeline", "Timeline",
    [
        new Block.Grid($"Attack, detection and containment on {Day(report.Started)}, UTC", ["Time", "Kind", "What", "Target", "Told by"], [.. report.Timeline.Select(m => Row(m, report))]),
    ]);

    public static Section Who(IncidentReport report) => new("who", "Who", [.. report.Actors.Select(Describe)]);

    public static Section Assets(IncidentReport report) => new("assets", "Functions and roles", [.. report.Functions.Select(Describe), .. report.Roles.Select(Describe)]);

    public static Section Verdict(IncidentReport report)
    {
        var rows = report.For.Select(s => (IReadOnlyList<Phrase>)[Phrase.Of($"+{s.Signal.Weight}"), Phrase.Name(s.Signal.Detection), Phrase.Quote(s.Signal.Summary), Phrase.Ours(s.Why ?? "")]).ToList();
        if (report.StageBonus > 0) rows.Add([Phrase.Of($"+{report.StageBonus}"), Phrase.Of($"{report.Stages} stages"), Phrase.Ours("the attack spans more than one"), Phrase.Ours("")]);
        return new Section("verdict", "Verdict and evidence",
        [
            new Block.Paragraph(Phrase.Of($"Verdict {Phrase.Ours(report.Verdict.ToString().ToLowerInvariant())} with {Phrase.Ours(report.Confidence.ToString().ToLowerInvariant())} confidence: a score of {report.Incident.Score}; alerts at {report.AlertAt}, contains at {report.ContainAt}. Confidence is high where at least two pieces of evidence are no novelty and all asks for containment.")),
            new Block.Grid("Evidence for the verdict", ["Points", "Detection", "What it saw", "Why it counts"], rows),
            new Block.Paragraph(Phrase.Ours("Against it:")),
            new Block.Items([.. report.Against.Select(Phrase.Quote)]),
        ]);
    }

    public static Section Data(IncidentReport report)
    {
        var blocks = new List<Block>();
        if (report.Data.Tables.Count > 0)
        {
            blocks.Add(new Block.Grid("Tables", ["Table", "Read calls", "Records deleted", "First touched", "Restore to"],
                [.. report.Data.Tables.Select(t => (IReadOnlyList<Phrase>)[
                    Phrase.Name(t.Table, ConsoleLinks.Table(t.Table)),
                    t.Use is { } use ? Phrase.Of($"{use.Reads}") : Phrase.Ours("not seen"),
                    t.Use is { } deleted ? Phrase.Of($"{deleted.DeletedItems}") : Phrase.Ours("not seen"),
                    t.Use is { } first ? Phrase.Of($"{first.First}") : Phrase.Ours("unknown"),
                    t.RestoreTo is { } restore ? Phrase.Of($"{restore}") : Phrase.Ours("nothing to restore"),
                ])]));
        }
        blocks.Add(new Block.Items([.. report.Data.Estimate.Select(Phrase.Quote)]));
        blocks.Add(new Block.Paragraph(report.Data.BytesOut is { } bytes
            ? Phrase.Of($"Bytes out: {bytes}, to {Phrase.Names(report.Data.Egress.Select(e => $"{e.Address}:{e.Port.ToString(CultureInfo.InvariantCulture)}").Distinct(StringComparer.Ordinal))}.")
            : Phrase.Ours("Bytes out: unknown, no flow log told of traffic.")));
        return new Section("data", "Data at risk", blocks);
    }

    public static Section Done(IncidentReport report)
    {
        var blocks = new List<Block>();
        blocks.Add(report.Actions.Count == 0 ? new Block.Paragraph(Phrase.Ours("No step was taken or planned.")) : new Block.Grid($"Steps on {Day(report.Started)}, UTC", ["Time", "Step", "Status", "Target", "Reason"],
            [.. report.Actions.Select(a => (IReadOnlyList<Phrase>)[Phrase.Ours(Clock(a.Time, report)), Phrase.Ours(a.Step), Phrase.Ours(a.Status.ToString().ToLowerInvariant()), Phrase.Name(Headline.ShortName(a.Target)), Phrase.Quote(a.Reason)])]));
        blocks.Add(new Block.Paragraph(Phrase.Ours(report.IsReplay ? "By SentinelStack, in a replay: nothing was touched." : "By SentinelStack, with the role SentinelContainment of the account.")));
        if (report.Ledger.Count > 0)
        {
            blocks.Add(new Block.Grid("Ledger", ["Written down", "Step", "Target", "Before", "State"],
                [.. report.Ledger.Select(l => (IReadOnlyList<Phrase>)[Phrase.Of($"{l.At}"), Phrase.Ours(l.Step), Phrase.Name(Headline.ShortName(l.Target)), l.Prior is { } prior ? Phrase.Quote(prior) : Phrase.Ours("nothing to put back"), Phrase.Ours(l.Status.ToString().ToLowerInvariant())])]));
        }
        blocks.AddRange(report.Undo.SelectMany(Task));
        return new Section("done", "What was done", blocks);
    }

    public static Section Techniques(IncidentReport report) => new("techniques", "ATT&CK techniques",
        [new Block.Items([.. report.Techniques.Select(t => Phrase.Of($"{new Phrase(0, 0).Linked(t.Id, new Uri($"https://attack.mitre.org/techniques/{t.Id.Replace('.', '/')}/"))}: {Phrase.Names(t.Detections)}"))])]);

    public static Section Indicators(IncidentReport report) => new("indicators", "Indicators of compromise",
        [new Block.Grid("Indicators, defanged", ["Kind", "Value"], [.. report.Indicators.Select(i => (IReadOnlyList<Phrase>)[Phrase.Ours(i.Kind), Phrase.Name(i.Value)])])]);

    public static Section Unseen(IncidentReport report) => new("unseen", "What was invisible, and why",
        [new Block.Items([.. report.Unseen.Select(u => Phrase.Of($"{Phrase.Ours(u.What)}: {Phrase.Quote(u.Why)}"))])]);

    public static Section Controls(IncidentReport report) => new("controls", "What would have helped", report.Controls.Count == 0
        ? [new Block.Paragraph(Phrase.Ours("Nothing that this incident points at."))]
        : [new Block.Grid("Controls", ["Control", "What failed here", "What to do", "AWS Config rules"],
            [.. report.Controls.Select(c => (IReadOnlyList<Phrase>)[Phrase.Ours(c.Title), Phrase.Quote(c.Failed), Phrase.Ours(c.Recommendation), Phrase.Ours(c.Rules.Count == 0 ? "none" : string.Join(", ", c.Rules))])])]);

    // Versions are no addresses: what looks like one of Lambda's runtimes is shown as it is.
    private static Phrase Runtime(string? runtime) => runtime is null || runtime.Length > 20 || runtime.AsSpan().ContainsAnyExcept(RuntimeCharacters) || !KnownRuntimes.Any(k => runtime.StartsWith(k, StringComparison.Ordinal)) ? Phrase.Name(runtime ?? "unknown") : Phrase.Ours(runtime);

    // The day is told once.
    private static string Clock(DateTimeOffset time, IncidentReport report) => time.UtcDateTime.Date == report.Started.UtcDateTime.Date ? time.UtcDateTime.ToString("HH:mm:ss", CultureInfo.InvariantCulture) : PageText.Time(time);

    // No second is told that nobody knows.
    private static string End(Moment moment, IncidentReport report) => moment.IsUntilRounded ? $"{Minute(moment.Until.AddSeconds(1), report)} at the latest" : Clock(moment.Until, report);

    private static string Minute(DateTimeOffset time, IncidentReport report) =>
        time.UtcDateTime.ToString(time.UtcDateTime.Date == report.Started.UtcDateTime.Date ? "HH:mm" : "yyyy-MM-dd HH:mm'Z'", CultureInfo.InvariantCulture);

    private static string Day(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static IEnumerable<Block> Task(Work work)
    {
        yield return new Block.Paragraph(Phrase.Of($"{Phrase.Ours(work.Title)}. {Phrase.Quote(work.Why)}"));
        if (work.Commands.Count > 0) yield return new Block.Commands(work.Commands);
    }

    private static IReadOnlyList<Phrase> Row(Moment moment, IncidentReport report)
    {
        var time = Phrase.Ours(moment.Until > moment.Time ? $"{Clock(moment.Time, report)} to {End(moment, report)}" : Clock(moment.Time, report));
        var what = new Phrase(0, 0).Linked(moment.What, moment.EventId is { } id ? ConsoleLinks.Event(id, moment.Region, report.Account) : null);
        if (moment.Times > 1) what.AppendFormatted(Phrase.Of($", {moment.Times} times"));
        if (moment.Error is { } error) what.AppendFormatted(Phrase.Of($", refused: {error}"));
        var target = moment.Target is { } name ? Phrase.Name(Headline.ShortName(name)) : Phrase.Ours("");
        if (moment.Detail is { } detail) target.AppendFormatted(Phrase.Of($"{Phrase.Ours(target.IsEmpty ? "" : ": ")}{Phrase.Quote(Headline.ShortName(detail))}"));
        return [time, Phrase.Ours(moment.Kind.ToString().ToLowerInvariant()), what, target, Phrase.Names(moment.Detections, "")];
    }

    private static Block.Facts Describe(Actor actor) => new(
    [
        new("Principal", Phrase.Of($"{actor.Arn}{Phrase.Ours(actor.IsSuspect ? ", the suspect" : "")}")),
        new("Addresses", Phrase.Joined(actor.Places.Select(p => Phrase.Of($"{p.Address} ({Phrase.Ours(p.Country ?? "country unknown")})")), "unknown")),
        new("MFA", Phrase.Ours(actor.MfaText)),
        new("Keys", Phrase.Names(actor.Keys, "unknown")),
        new("Sessions", Phrase.Names(actor.Sessions, "none")),
        new("User agents", Phrase.Names(actor.Agents, "unknown")),
    ]);

    private static Block.Facts Describe(FunctionFact function) => new(
    [
        new("Function", Phrase.Name(function.Arn, ConsoleLinks.Function(function.Arn))),
        new("Created", function.CreatedAt is { } at ? Phrase.Of($"{at} by {Headline.ShortName(function.CreatedBy ?? "unknown")}") : Phrase.Ours("not seen: older than what is recorded")),
        new("Runtime", Phrase.Of($"{Runtime(function.Runtime)}, handler {function.Handler ?? "unknown"}")),
        new("Role", function.Role is { } role ? Phrase.Name(role) : Phrase.Ours("unknown")),
        new("Code", Phrase.Joined(function.Code.Select(c => Phrase.Of($"{c.Time}: SHA-256 {c.Sha256 ?? "unknown"} from {c.Location ?? "an upload"}")), "unknown")),
        new("Mappings", Phrase.Joined(function.Mappings.Select(m => Phrase.Of($"{m.Uuid} to {m.Source ?? "unknown"}")), "none seen")),
        new("Invocations", function.Invocations is { } count ? Phrase.Of($"{count.Ran} ran, {count.Prevented} prevented") : Phrase.Ours("not counted")),
        .. function.DeletedAt is { } gone ? (Fact[])[new("Deleted", Phrase.Of($"{gone}"))] : [],
    ]);

    private static Block.Facts Describe(RoleFact role) => new(
    [
        new("Role", Phrase.Name(role.Arn)),
        new("Created", role.CreatedAt is { } at ? Phrase.Of($"{at} by {Headline.ShortName(role.CreatedBy ?? "unknown")}, inside the incident") : Phrase.Ours("before the incident, or not seen")),
        new("Policies given", Phrase.Names(role.Policies, "none seen")),
    ]);

    /// <summary>Our text, with a link where there is one.</summary>
    private static Phrase Linked(this Phrase phrase, string text, Uri? link)
    {
        phrase.AppendFormatted(new Span(SpanKind.Text, text, link));
        return phrase;
    }
}
