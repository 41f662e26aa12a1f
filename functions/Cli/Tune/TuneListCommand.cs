using System.CommandLine;
using System.Text;
using System.Text.Json;
using Sentinel.Cli.Deployment;
using Sentinel.Core.Settings;

namespace Sentinel.Cli.Tune;

/// <summary><c>sentinel tune list</c>.</summary>
internal static class TuneListCommand
{
    public static Command Create(Terminal terminal)
    {
        var json = new Option<bool>("--json") { Description = "The same for programs." };
        var command = new ExampledCommand("list", "Show every parameter: the value in force, whether it is set or the default, and what it takes.")
        {
            Examples = ["sentinel tune list", "sentinel tune list --json | jq '.parameters[] | select(.set) | .name'"],
            Notes = ["A value that is refused is shown with the reason; functions that run keep the one last in force, and one that starts takes what is shown."],
        };
        command.Add(json);
        command.SetDeploymentAction(terminal, async (parsed, clients, cancellationToken) =>
        {
            var tuning = await Tuning.ReadAsync(clients, terminal.Clock, cancellationToken);
            if (parsed.GetValue(json)) WriteJson(terminal.Out, tuning);
            else WriteText(terminal.Out, tuning);
            return ExitCode.Done;
        });
        return command;
    }

    private static void WriteText(TextWriter output, Tuning tuning)
    {
        if (tuning.Pause is { } pause) output.WriteLine($"PAUSED, nothing is contained in any account: {Printable.Of(pause.ToString())}\n");
        if (tuning.OnlyObserves) output.WriteLine("A parameter under response/ is refused: a function that starts now only observes.\n");
        foreach (var parameter in tuning.All) Write(output, tuning, parameter);
        var unknown = tuning.Unknown.ToList();
        if (unknown.Count == 0) return;
        output.WriteLine("\nNOT READ");
        foreach (var refusal in unknown) output.WriteLine($"{refusal.Name} = \"{refusal.Value}\": {refusal.Allowed}");
    }

    private static void Write(TextWriter output, Tuning tuning, Parameter parameter)
    {
        var about = $"({OriginOf(tuning, parameter)}; {parameter.Allowed})";
        if (parameter.IsList && tuning.IsSet(parameter) && tuning.RefusalOf(parameter) is null)
        {
            output.WriteLine($"{parameter.Name} {about}");
            foreach (var line in tuning.LinesOf(parameter)) output.WriteLine($"    {line}");
            return;
        }
        output.WriteLine($"{parameter.Name} = {string.Join(", ", tuning.LinesOf(parameter))} {about}");
        if (tuning.RefusalOf(parameter) is { } refusal) output.WriteLine($"    {refusal}");
    }

    private static string OriginOf(Tuning tuning, Parameter parameter) => (tuning.IsSet(parameter), tuning.RefusalOf(parameter)) switch
    {
        (false, _) when parameter.Name == Parameters.ModeName => tuning.IsModeDeployed ? "chosen at deployment" : "not set",
        (false, _) => "default",
        (true, null) => "set",
        _ => "refused",
    };

    private static void WriteJson(TextWriter output, Tuning tuning)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true, NewLine = "\n" }))
        {
            json.WriteStartObject();
            json.WriteString("paused", tuning.Pause is { } pause ? Printable.Of(pause.ToString()) : null);
            json.WriteBoolean("only_observes", tuning.OnlyObserves);
            json.WriteStartArray("parameters");
            foreach (var parameter in tuning.All) Write(json, tuning, parameter);
            json.WriteEndArray();
            json.WriteStartArray("not_read");
            foreach (var refusal in tuning.Unknown) Write(json, refusal);
            json.WriteEndArray();
            json.WriteEndObject();
        }
        output.WriteLine(Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length));
    }

    private static void Write(Utf8JsonWriter json, Tuning tuning, Parameter parameter)
    {
        var lines = tuning.LinesOf(parameter);
        json.WriteStartObject();
        json.WriteString("name", parameter.Name);
        json.WriteBoolean("set", tuning.IsSet(parameter));
        if (tuning.DependsOnIncident(parameter))
        {
            json.WriteNull("value");
        }
        else if (parameter.IsList)
        {
            json.WriteStartArray("value");
            foreach (var line in lines.Where(l => l != "none")) json.WriteStringValue(line);
            json.WriteEndArray();
        }
        else
        {
            json.WriteString("value", lines[0]);
        }
        json.WriteString("default", parameter.Default);
        json.WriteString("allowed", parameter.Allowed);
        json.WritePropertyName("refused");
        if (tuning.RefusalOf(parameter) is { } refusal) Write(json, refusal);
        else json.WriteNullValue();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, Refusal refusal)
    {
        json.WriteStartObject();
        json.WriteString("name", refusal.Name);
        json.WriteString("value", refusal.Value);
        json.WriteString("allowed", refusal.Allowed);
        json.WriteEndObject();
    }
}
