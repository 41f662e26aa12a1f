using System.Globalization;
using Sentinel.Core.Detections;
using Sentinel.Core.Settings;

namespace Sentinel.Cli.Catalogue;

/// <summary>Detections for people, as plain text.</summary>
internal sealed class DetectionText(TextWriter output, int width)
{
    private const int Indent = 18;
    private const int MostFlows = 3;

    public void WriteAll(Detection detection)
    {
        var info = detection.Info;
        output.WriteLine($"{info.Id}: {info.Title}");
        output.WriteLine();
        Field("ATT&CK", $"{info.Technique}, https://attack.mitre.org/techniques/{info.Technique.Replace('.', '/')}/");
        Field("stage", Words.Of(info.Stage));
        Field("weight", string.Create(CultureInfo.InvariantCulture, $"{info.Weight}: {info.WeightReason}"));
        Field("evidence", info.Evidence switch
        {
            Evidence.Novelty => "novelty: that it was never usual; alone it never contains, and it weighs a quarter while the account is new",
            Evidence.Count => "count: how often",
            _ => "content: the call itself",
        });
        if (info.Group is { } group) Field("counts with", $"{group}: of one group the heaviest counts");
        Field("reads", detection.ReadsFlows ? "VPC flow logs" : detection.Wants.Count > 0 ? string.Join(", ", detection.Wants) : "sums of invocations");
        Field("why", info.Why);
        Field("triage", info.Triage);
        Field("false positives", info.FalsePositives);
        Field("blind to", info.BlindTo);
        Examples("fires on", detection.Examples.Where(e => e.ShouldFire));
        Examples("stays quiet on", detection.Examples.Where(e => !e.ShouldFire));
    }

    /// <summary>One line each, by stage.</summary>
    public void WriteList(IReadOnlyList<Detection> detections)
    {
        foreach (var stage in detections.GroupBy(d => d.Info.Stage).OrderBy(g => g.Key))
        {
            output.WriteLine(Words.Of(stage.Key));
            foreach (var detection in stage)
                output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {detection.Info.Weight,3}  {detection.Info.Id,-30} {detection.Info.Title}"));
        }
    }

    public void WriteList(IReadOnlyList<Parameter> parameters)
    {
        foreach (var parameter in parameters)
        {
            output.WriteLine($"{parameter.Name}  (default: {parameter.Default})");
            Wrap("    ", parameter.Doc, 4);
            Wrap("    ", $"Takes {parameter.Allowed}.", 4);
        }
    }

    private void Examples(string title, IEnumerable<Example> examples)
    {
        output.WriteLine();
        output.WriteLine($"  {title}");
        foreach (var example in examples)
        {
            output.WriteLine($"  - {example.Name}");
            foreach (var call in example.Calls) output.WriteLine($"      {Describe(call)}");
            foreach (var flow in example.Flows.Take(MostFlows)) output.WriteLine($"      {Describe(flow)}");
            if (example.Flows.Count > MostFlows) output.WriteLine($"      and {example.Flows.Count - MostFlows} more");
            foreach (var (name, value) in example.Settings) output.WriteLine($"      with {name} = {value.ReplaceLineEndings(", ")}");
        }
    }

    private static string Describe(Flow flow)
    {
        var time = TimeSpan.FromHours(12) + TimeSpan.FromMinutes(flow.Minute);
        return Printable.Of(string.Create(CultureInfo.InvariantCulture, $"{time:hh\\:mm\\:ss} {flow.Bytes} bytes from {flow.From} to {flow.To}:{flow.Port} over {flow.Interface}, {flow.Action}"), 400);
    }

    private static string Describe(Call call)
    {
        var time = TimeSpan.FromHours(12) + TimeSpan.FromMinutes(call.Minute);
        var more = (call.Times > 1 ? string.Create(CultureInfo.InvariantCulture, $" {call.Times} times") : "") + (call.Error is { } error ? $", {error}" : "") + (call.Request is { } request ? $" {request}" : "");
        return Printable.Of(string.Create(CultureInfo.InvariantCulture, $"{time:hh\\:mm\\:ss} {call.Api} from {call.From} in {call.Region}{more}"), 400);
    }

    private void Field(string name, string text) => Wrap($"  {name}".PadRight(Indent), text, Indent);

    private void Wrap(string start, string text, int indent)
    {
        var line = start;
        var isEmpty = true;
        foreach (var word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (!isEmpty && line.Length + word.Length >= width)
            {
                output.WriteLine(line.TrimEnd());
                line = new string(' ', indent);
            }
            line += word + " ";
            isEmpty = false;
        }
        output.WriteLine(line.TrimEnd());
    }
}
