using System.Globalization;
using System.Text;
using Sentinel.Core.Knowledge;
using Sentinel.Core.Settings;

namespace Sentinel.Cli.Baseline;

/// <summary>What is known of a subject, for people: each value with its days, whether it counts as usual, and why not.</summary>
internal static class BaselineText
{
    // Names longer than this would push what matters out of sight.
    private const int Widest = 72;

    /// <param name="facts">Of one subject.</param>
    /// <param name="today">Day number for which it is asked.</param>
    /// <param name="establishDays">As <c>detect/establish-days</c>.</param>
    public static string Of(SubjectFacts facts, int today, int establishDays)
    {
        var text = new StringBuilder();
        Line(text, $"{Printable.Of(facts.Subject, 300)}");
        Line(text, $"  as of {Date(today)}, with detect/establish-days {establishDays}");
        if (facts.FirstSeen is { } first) Line(text, $"  first seen {first.UtcDateTime:yyyy-MM-dd HH:mm:ss}Z");
        if (facts.AlertDays.Count > 0) Line(text, $"  {Days(facts.AlertDays.Count)} inside alerting incidents, which teach nothing: {Range(facts.AlertDays)}");
        foreach (var kind in facts.Habits.GroupBy(h => h.Kind).OrderBy(k => k.Key)) Describe(text, facts, [.. kind], kind.Key, today, establishDays);
        if (facts.Peaks.Count > 0)
        {
            var highest = facts.Peaks.MaxBy(p => p.Value);
            Line(text, $"\nrates\n  at most {highest.Value:N0} invocations in five minutes, on {Date(highest.Key)}; known of {Days(facts.Peaks.Count)}");
        }
        if (facts.Function is { } history) Describe(text, history);
        return text.ToString();
    }

    private static void Describe(StringBuilder text, SubjectFacts facts, (Habit Kind, string Value, DaySet Days)[] habits, Habit kind, int today, int establishDays)
    {
        Line(text, $"\n{TitleOf(kind)}{(facts.IsFull(kind) ? $" ({SubjectFacts.MostValues}, as many as are kept: nothing is added any more)" : "")}");
        var shown = habits.Select(h => (Value: Printable.Of(h.Value, Widest), h.Days)).OrderBy(h => h.Days.Days[0]).ThenBy(h => h.Value, StringComparer.Ordinal).ToList();
        var width = shown.Max(h => h.Value.Length);
        foreach (var (value, days) in shown) Line(text, $"  {value.PadRight(width)}  {Days(days.Count),7}, {Range(days),-24}  {Verdict(days, facts.AlertDays, today, establishDays)}");
    }

    /// <summary>Usual or not, and why not; what <see cref="DaySet.Established"/> says comes first.</summary>
    public static string Verdict(DaySet days, DaySet alertDays, int today, int establishDays)
    {
        if (days.Established(today - establishDays, today - 2, alertDays)) return "usual";
        int settled = 0, first = 0, spoiled = 0;
        foreach (var day in days.Days)
        {
            if (alertDays.Contains(day)) spoiled++;
            else if (day <= today - 2 && settled++ == 0) first = day;
        }
        var besides = spoiled > 0 ? $" ({Days(spoiled)} inside alerting incidents)" : "";
        return settled switch
        {
            0 when spoiled == days.Count => "not usual: seen only inside alerting incidents",
            0 => $"not usual: seen only in the last two days{besides}",
            1 => $"not usual: seen on one day, two are needed{besides}",
            _ => $"not usual: first seen {Days(today - first)} ago, {establishDays} are needed{besides}",
        };
    }

    private static void Describe(StringBuilder text, FunctionHistory history)
    {
        Line(text, $"\nchanges");
        foreach (var e in history.Events) Line(text, $"  {e.Time.UtcDateTime:yyyy-MM-dd HH:mm:ss}Z  {BaselineLine.NameOf(e.Kind),-21}  {Printable.Of(e.By, 120)}");
        foreach (var since in history.Condemned) Line(text, $"  condemned by an incident since {since.UtcDateTime:yyyy-MM-dd HH:mm:ss}Z");
    }

    private static string TitleOf(Habit kind) => kind switch
    {
        Habit.Calls => "calls",
        Habit.Country => "countries",
        Habit.Network => "networks",
        Habit.Invokes => "functions invoked",
        Habit.Mfa => "with MFA",
        Habit.ActiveRegion => "regions in use",
        Habit.LayerAccount => "accounts whose layers are used",
        _ => "who was granted invocation",
    };

    private static string Range(DaySet days) => days.Count == 1 ? Date(days.Days[0]) : $"{Date(days.Days[0])} to {Date(days.Days[^1])}";

    private static string Date(int day) => DaySet.DateOf(day).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string Days(int count) => count == 1 ? "1 day" : string.Create(CultureInfo.InvariantCulture, $"{count} days");

    private static void Line(StringBuilder text, FormattableString line) => text.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');
}
