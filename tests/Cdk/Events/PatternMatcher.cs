using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using Sentinel.Aws.Tests.Emulators;
using Sentinel.Cdk.Events;

namespace Sentinel.Cdk.Tests.Events;

/// <summary>Asks a matcher that is not ours.</summary>
internal static class PatternMatcher
{
    /// <returns>For each event the ids of the sources that take it.</returns>
    public static IReadOnlyList<IReadOnlyList<string>> Match(IReadOnlyList<EventSource> sources, IReadOnlyList<JsonObject> events)
    {
        var question = new JsonObject
        {
            ["patterns"] = new JsonObject(sources.Select(s => KeyValuePair.Create(s.Id, JsonSerializer.SerializeToNode(s.Pattern)))),
            ["events"] = new JsonArray([.. events.Select(e => e.DeepClone())]),
        };
        using var python = Process.Start(new ProcessStartInfo(Moto.Program("python3"), [Path.Combine(AppContext.BaseDirectory, "Events", "match_patterns.py")])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        })!;
        var (said, complained) = (python.StandardOutput.ReadToEndAsync(), python.StandardError.ReadToEndAsync());
        python.StandardInput.Write(question.ToJsonString());
        python.StandardInput.Close();
        python.WaitForExit();
        if (python.ExitCode != 0) Assert.Fail($"The matcher of moto said no: {complained.Result}");
        return JsonSerializer.Deserialize<string[][]>(said.Result)!;
    }
}
