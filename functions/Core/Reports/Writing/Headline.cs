using System.Globalization;
using Sentinel.Core.Reports.Facts;

namespace Sentinel.Core.Reports.Writing;

/// <summary>What stands on top.</summary>
internal static class Headline
{
    public static string OutcomeOf(Outcome outcome) => outcome switch
    {
        Outcome.Contained => "Contained",
        Outcome.Released => "Released",
        Outcome.WaitsForApproval => "Not contained: waits for approval",
        Outcome.Refused => "Not contained: a guard rail refused",
        Outcome.Observed => "Not contained: the mode is observe",
        Outcome.NotContained => "NOT contained",
        _ => "Alert: nothing to contain",
    };

    public static Phrase Title(IncidentReport report) => report.Functions.FirstOrDefault(f => f.IsTarget) is { } function
        ? Phrase.Of($"{ShortName(function.Arn)} in {report.Account}")
        : Phrase.Of($"{ShortName(report.Incident.Principal ?? "unknown")} in {report.Account}");

    public static IReadOnlyList<Fact> Figures(IncidentReport report)
    {
        var figures = new List<Fact>
        {
            new("to detect", Phrase.Of($"{report.TimeToDetect}")),
            new("to contain", report.TimeToContain is { } time ? Phrase.Of($"{time}") : Phrase.Ours("not contained")),
        };
        if (report.Invocations is { } count)
        {
            figures.Add(new("invocations ran", Phrase.Of($"{count.Ran}")));
            figures.Add(new("prevented", Phrase.Of($"{count.Prevented}")));
        }
        else figures.Add(new("invocations", Phrase.Ours("unknown")));
        figures.Add(new(string.Create(CultureInfo.InvariantCulture, $"score, contains at {report.ContainAt}"), Phrase.Of($"{report.Incident.Score}")));
        return figures;
    }

    /// <summary>What an ARN names, without where: <c>internal-backup-processor</c>, <c>user/dev_user</c>, <c>table/customer-data</c>.</summary>
    internal static string ShortName(string arn)
    {
        if (!arn.StartsWith("arn:", StringComparison.Ordinal)) return arn;
        var at = 0;
        for (var colons = 0; colons < 5; colons++)
        {
            at = arn.IndexOf(':', at) + 1;
            if (at == 0) return arn;
        }
        if (arn.AsSpan(at).StartsWith("function:")) at += "function:".Length;
        return at < arn.Length ? arn[at..] : arn;
    }
}
