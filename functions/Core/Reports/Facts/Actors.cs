using System.Net;
using Sentinel.Core.CloudTrail;

namespace Sentinel.Core.Reports.Facts;

/// <summary>Who, with which credentials, from where.</summary>
internal static class Actors
{
    private const string LongTerm = "AKIA";

    public static IReadOnlyList<Actor> Of(IncidentCase incidentCase)
    {
        var incident = incidentCase.Source.Incident;
        var arns = incident.Signals.Where(s => s.Suspect is not null).Select(s => s.Principal)
            .Append(incident.Principal).Concat(incidentCase.Records.Where(r => incidentCase.Suspects.Contains(r.Caller.Subject)).Select(r => r.Caller.Arn))
            .OfType<string>().Distinct(StringComparer.Ordinal);
        return [.. arns.Select(a => Of(a, incidentCase)).OrderByDescending(a => a.IsSuspect).ThenBy(a => a.Arn, StringComparer.Ordinal)];
    }

    private static Actor Of(string arn, IncidentCase incidentCase)
    {
        var incident = incidentCase.Source.Incident;
        var calls = incidentCase.Records.Where(r => string.Equals(r.Caller.Arn, arn, StringComparison.Ordinal)).ToList();
        var signals = incident.Signals.Where(s => string.Equals(s.Principal, arn, StringComparison.Ordinal)).ToList();
        var addresses = Distinct(calls.Select(r => r.Source.Text).Concat(signals.Select(s => s.Source)).Where(a => IPAddress.TryParse(a, out _)));
        var (mfa, text) = MfaOf(calls);
        return new Actor(arn, string.Equals(arn, incident.Principal, StringComparison.Ordinal),
            Distinct(calls.Select(r => r.Caller.SessionName).Concat(signals.Select(s => s.Session))),
            Distinct(calls.Select(r => r.Caller.AccessKeyId)),
            [.. addresses.Select(a => new Place(a, incidentCase.CountryOf(a)))],
            Distinct(calls.Select(r => r.UserAgent)), mfa, text);
    }

    private static (bool?, string) MfaOf(List<CloudTrailRecord> calls)
    {
        if (calls.Count == 0) return (null, "unknown: no call of theirs is kept");
        if (calls.TrueForAll(c => c.Caller.IsSso)) return (null, "unknown: the identity provider asks, and CloudTrail does not tell");
        if (calls.TrueForAll(c => c.Caller.MfaAuthenticated is "true")) return (true, "yes");
        if (calls.TrueForAll(c => c.Caller is { MfaAuthenticated: null, AccessKeyId: { } key } && key.StartsWith(LongTerm, StringComparison.Ordinal))) return (false, "no: a long-term key, which carries none");
        if (calls.TrueForAll(c => c.Caller.MfaAuthenticated is "false")) return (false, "no");
        return (null, "some calls with it, some without or untold");
    }

    private static List<string> Distinct(IEnumerable<string?> texts) => [.. texts.Where(t => !string.IsNullOrEmpty(t)).Select(t => t!).Distinct(StringComparer.Ordinal)];
}
