using Sentinel.Core.Reports.Facts;

namespace Sentinel.Core.Reports.Writing;

/// <summary>The incident in three sentences: what happened, what came of it, what may be lost.</summary>
internal static class Summaries
{
    public static IReadOnlyList<Phrase> Of(IncidentReport report) => [Happened(report), CameOfIt(report), Lost(report)];

    private static Phrase Happened(IncidentReport report)
    {
        var suspect = report.Actors.FirstOrDefault(a => a.IsSuspect);
        var from = suspect is { Places: [var place, ..] } ? Phrase.Of($", from {place.Address}{Country(place)}{Mfa(suspect)},") : Phrase.Ours("");
        var last = report.Timeline.Where(m => m.Kind == MomentKind.Attack).MaxBy(m => m.Until);
        var end = last is { IsUntilRounded: true } ? Phrase.Of($"at the latest {last.Until.AddSeconds(1)}") : Phrase.Of($"{last?.Until ?? report.Started}");
        return Phrase.Of($"Between {report.Started} and {end} {Headline.ShortName(report.Incident.Principal ?? "somebody unknown")}{from} {Deeds(report)} in account {report.Account}, {report.Region}.");
    }

    private static Phrase Deeds(IncidentReport report)
    {
        var made = report.Roles.Where(r => r.CreatedInside).Select(r => Phrase.Of($"made the role {Headline.ShortName(r.Arn)[(Headline.ShortName(r.Arn).LastIndexOf('/') + 1)..]}"));
        var functions = report.Functions.Where(f => f.IsTarget).Select(f => f.CreatedAt >= report.Started
            ? Phrase.Of($"created the function {Headline.ShortName(f.Arn)}") : Phrase.Of($"changed the function {Headline.ShortName(f.Arn)}"));
        var mapped = report.Data.Tables.Select(t => Phrase.Of($"reached for the table {t.Table[(t.Table.LastIndexOf('/') + 1)..]}"));
        return Phrase.Joined([.. made, .. functions, .. mapped], "made calls that are unusual together", " and ");
    }

    private static Phrase CameOfIt(IncidentReport report)
    {
        var ran = report.Invocations is { } count ? Phrase.Of($"; {count.Ran} invocations had run before, {count.Prevented} were prevented") : Phrase.Ours("; how often it was invoked is unknown");
        return report.Outcome switch
        {
            Outcome.Contained => Phrase.Of($"It was contained at {report.Contained ?? report.Incident.Time}, {report.TimeToContain ?? TimeSpan.Zero} after the first call{ran}."),
            Outcome.Released => Phrase.Of($"It was contained, and has been released since{ran}."),
            Outcome.Observed => Phrase.Of($"Nothing was done, because the mode is observe{Ran(report)}; in mode enforce it would have been contained at {report.Incident.Time}."),
            Outcome.WaitsForApproval => Phrase.Of($"It is NOT contained and waits for approval{Ran(report)}."),
            Outcome.Refused => Phrase.Of($"It is NOT contained, because a guard rail refused{Ran(report)}."),
            Outcome.NotContained => Phrase.Of($"It is NOT contained{Ran(report)}."),
            _ => Phrase.Of($"It alerted at {report.Incident.AlertTime} with a score of {report.Incident.Score}; it does not reach what containment asks for."),
        };
    }

    private static Phrase Ran(IncidentReport report) => report.Invocations is { } count ? Phrase.Of($"; {count.Ran} invocations ran") : Phrase.Ours("");

    private static Phrase Lost(IncidentReport report)
    {
        if (report.Data.Tables.Any(t => t.Use is not null))
        {
            var deleted = report.Data.Tables.Sum(t => t.Use?.DeletedItems ?? 0);
            var reads = report.Data.Tables.Sum(t => t.Use?.Reads ?? 0);
            return Phrase.Of($"Data events tell of {reads} read calls and {deleted} records asked to be deleted{(report.Data.BytesOut is { } bytes ? Phrase.Of($", flow logs of {bytes} bytes sent out") : Phrase.Ours(""))}.");
        }
        if (report.Invocations is { Ran: 0 }) return Phrase.Ours("Nothing ran that could have read data, and no other access to data was seen.");
        return report.Functions.Any(f => f.IsTarget)
            ? Phrase.Ours("How much data was read or deleted is unknown, because no data event was seen: the upper bound is all that the role could reach.")
            : Phrase.Ours("No access to data was seen.");
    }

    private static Phrase Country(Place place) => place.Country is { } country ? Phrase.Of($" ({Phrase.Ours(country)})") : Phrase.Ours("");

    private static Phrase Mfa(Actor actor) => Phrase.Ours(actor.WithMfa switch { true => ", with MFA", false => ", without MFA", _ => "" });
}
