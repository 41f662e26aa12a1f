using System.Globalization;
using System.Text;
using Sentinel.Core.Knowledge;

namespace Sentinel.Core.Tests.Knowledge;

/// <summary>All that facts hold, as text that is the same for equal facts.</summary>
internal static class FactsText
{
    public static string Text(this SubjectFacts facts)
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"{facts.Subject} since {facts.FirstSeen:O}, alerts {string.Join(',', facts.AlertDays.Days.ToArray())}");
        foreach (var (kind, value, days) in facts.Habits.OrderBy(h => h.Kind).ThenBy(h => h.Value, StringComparer.Ordinal))
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"{kind} {value}: {string.Join(',', days.Days.ToArray())}");
        }
        foreach (var (day, peak) in facts.Peaks) text.AppendLine(CultureInfo.InvariantCulture, $"peak {day}: {peak}");
        foreach (var e in facts.Function?.Events ?? []) text.AppendLine(e.ToString());
        foreach (var time in facts.Function?.Condemned ?? []) text.AppendLine(CultureInfo.InvariantCulture, $"condemned {time:O}");
        return text.ToString();
    }
}
