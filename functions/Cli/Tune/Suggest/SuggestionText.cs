using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Sentinel.Cli.Tune.Suggest;

/// <summary>Trials side by side, for people and for programs, and the commands that would set them.</summary>
internal static class SuggestionText
{
    public static string Command(Candidate candidate) => $"sentinel tune set {candidate.Parameter!.Name} {candidate.Value}";

    /// <summary>Fewer alerts of the archive than under the settings in force, and no attack ends worse.</summary>
    public static bool IsBetter(Trial trial, Trial inForce) =>
        trial.Alerts < inForce.Alerts && trial.Alerted >= inForce.Alerted && trial.Contained >= inForce.Contained && trial.InTime >= inForce.InTime && trial.Containments <= inForce.Containments;

    public static string Of(IReadOnlyList<Trial> trials)
    {
        var inForce = trials[0];
        var text = new StringBuilder();
        Line(text, $"{inForce.Records:N0} records of {inForce.Days:N1} days, and {inForce.Attacks.Count} attacks on invented organisations, {inForce.AttacksForContainment} of them to be contained.\n");
        Line(text, $"{"parameter",-37} {"value",7} {"alerts a day",13} {"containments",13} {"alerted",10} {"contained",10} {"in time",10} {"median",8}");
        Row(text, "as in force", "", inForce, inForce);
        foreach (var trial in trials.Skip(1)) Row(text, trial.Candidate.Parameter!.Name, trial.Candidate.Value, trial, inForce);
        Line(text, $"\nalerts a day, containments: of the archive. alerted, contained, in time: of the attacks; in time is before anything of the function ran, median from the");
        Line(text, $"first call to containment. + fewer alerts, and no attack ends worse; - an attack ends worse, or more is contained of the archive.\n");
        var better = trials.Skip(1).Where(t => IsBetter(t, inForce)).OrderBy(t => t.Alerts).ToList();
        Line(text, better.Count == 0 ? (FormattableString)$"No single change gives fewer alerts without an attack ending worse." : $"Fewer alerts, and no attack ends worse:");
        foreach (var trial in better) Line(text, $"  {Command(trial.Candidate)}");
        Line(text, $"Any other value of the table: sentinel tune set <parameter> <value>");
        return text.ToString();
    }

    public static string Json(IReadOnlyList<Trial> trials)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true, NewLine = "\n" }))
        {
            json.WriteStartObject();
            json.WriteNumber("records"u8, trials[0].Records);
            json.WriteNumber("days"u8, Math.Round(trials[0].Days, 2));
            json.WriteNumber("attacks"u8, trials[0].Attacks.Count);
            json.WriteNumber("attacks_to_contain"u8, trials[0].AttacksForContainment);
            json.WriteStartArray("candidates"u8);
            foreach (var trial in trials) Write(json, trial, trials[0]);
            json.WriteEndArray();
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
    }

    private static void Write(Utf8JsonWriter json, Trial trial, Trial inForce)
    {
        json.WriteStartObject();
        json.WriteString("parameter"u8, trial.Candidate.Parameter?.Name);
        json.WriteString("value"u8, trial.Candidate.Parameter is null ? null : trial.Candidate.Value);
        json.WriteNumber("alerts"u8, trial.Alerts);
        json.WriteNumber("alerts_a_day"u8, Math.Round(trial.AlertsADay, 3));
        json.WriteNumber("containments"u8, trial.Containments);
        json.WriteNumber("attacks_alerted"u8, trial.Alerted);
        json.WriteNumber("attacks_contained"u8, trial.Contained);
        json.WriteNumber("attacks_contained_in_time"u8, trial.InTime);
        if (trial.Median is { } median) json.WriteNumber("median_seconds_to_containment"u8, (long)median.TotalSeconds);
        else json.WriteNull("median_seconds_to_containment"u8);
        json.WriteBoolean("better"u8, IsBetter(trial, inForce));
        json.WriteString("command"u8, trial.Candidate.Parameter is null ? null : Command(trial.Candidate));
        json.WriteEndObject();
    }

    private static void Row(StringBuilder text, string name, string value, Trial trial, Trial inForce)
    {
        var mark = IsBetter(trial, inForce) ? " +"
            : trial.Alerted < inForce.Alerted || trial.Contained < inForce.Contained || trial.InTime < inForce.InTime || trial.Containments > inForce.Containments ? " -" : "";
        var median = trial.Median is { } took ? took.ToString(@"h\:mm\:ss", CultureInfo.InvariantCulture) : "none";
        var (attacks, asked) = (trial.Attacks.Count, trial.AttacksForContainment);
        Line(text, $"{name,-37} {value,7} {trial.AlertsADay,13:N2} {trial.Containments,13:N0} {Of(trial.Alerted, attacks),10} {Of(trial.Contained, asked),10} {Of(trial.InTime, asked),10} {median,8}{mark}");

        static string Of(int some, int all) => string.Create(CultureInfo.InvariantCulture, $"{some}/{all}");
    }

    private static void Line(StringBuilder text, FormattableString line) => text.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');
}
