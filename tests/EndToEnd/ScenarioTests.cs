using System.Text;
using Sentinel.Cli.Simulation;
using Sentinel.Core;
using Sentinel.Core.Incidents;
using Sentinel.Core.Settings;

namespace Sentinel.EndToEnd.Tests;

public class Scratch
{
    [Fact]
    public void Seed()
    {
        var s = Simulator.SeedIncident();
        Run(s, "seed");
        foreach (var seed in new ulong[] { 1, 2, 3 })
        {
            var org = Organisation.Create(seed);
            org.History();
            foreach (var a in Simulator.Attacks) Run(org.EventDay([a.Name], []), $"{seed} {a.Name}");
            foreach (var a in Simulator.Benign) Run(org.EventDay([], [a.Name]), $"{seed} benign {a.Name}");
        }
    }

    private static void Run(SimulatedStream s, string name)
    {
        var o = new Obs();
        var countries = Sentinel.Cli.Input.MmdbCountries.TryOpen("/work/main/node_modules/@ip-location-db/geo-whois-asn-country-mmdb/geo-whois-asn-country.mmdb", out _);
        var p = new Sentinel.Core.Pipeline(new PipelineOptions { Observer = o, Countries = countries, Settings = Settings(s) });
        foreach (var h in s.History) if (!p.Learn(h.Span, out var r)) o.Text.AppendLine("REJ " + r);
        foreach (var h in s.Events) if (!p.Accept(h.Span, out var r)) o.Text.AppendLine("REJ " + r);
        p.Complete();
        var c = p.Counts();
        var bad = new List<string>();
        var alerted = p.Incidents.SelectMany(i => i.Signals.Select(x => x.Principal)).OfType<string>().ToHashSet();
        foreach (var x in s.Truth.MustContain) if (!c.Contained.Contains(x)) bad.Add("NOT CONTAINED " + x);
        foreach (var x in s.Truth.MustAlert) if (!alerted.Contains(x)) bad.Add("NOT ALERTED " + x);
        foreach (var x in c.Contained) if (s.Truth.MustNotContain.Any(g => new Glob(g).IsMatch(x))) bad.Add("CONTAINED " + x);
        foreach (var x in alerted) if (s.Truth.MustNotAlert.Any(g => new Glob(g).IsMatch(x))) bad.Add("ALERTED " + x);
        if (bad.Count > 0) File.AppendAllText("/tmp/scratch-bad.txt", $"{name}: {string.Join("; ", bad)}\n");
        File.AppendAllText("/tmp/scratch.txt", $"=== {name}\n{o.Text}{c} contained: {string.Join(",", c.Contained)} before {c.InvocationsBeforeContainment} prevented {c.InvocationsPrevented} {string.Join("; ", c.Notes)}\nTRUTH {s.Truth.ToJson()[..Math.Min(300, s.Truth.ToJson().Length)]}\n");
    }

    private static SentinelSettings Settings(SimulatedStream s)
    {
        var read = SentinelSettings.Default;
        foreach (var (name, value) in s.Settings?.ToList() ?? [])
        {
            var lines = (string[])value!;
            read = name switch
            {
                "detect/deployers" => read with { Deployers = [.. lines.Select(l => new Deployer(new Glob(l.Split('|')[0].Trim()), null, null))] },
                "detect/sensitive-resources" => read with { SensitiveResources = new GlobList([.. lines.Select(l => new Glob(l))]) },
                "detect/trusted-networks" => read with { TrustedNetworks = [.. lines.Select(l => System.Net.IPNetwork.Parse(l))] },
                "response/protected-functions" => read with { ProtectedFunctions = new GlobList([.. lines.Select(l => new Glob(l))]) },
                _ => throw new InvalidOperationException(name),
            };
        }
        return read;
    }

    private sealed class Obs : IPipelineObserver
    {
        public StringBuilder Text { get; } = new();
        public void Signalled(Signal s) => Text.AppendLine($"  S {s.Time:HH:mm:ss} {s.Detection} {s.Weight} n={s.Count} {s.Suspect} {s.Function} {s.Summary}");
        public void Happened(Incident i, IReadOnlyList<string> sup) => Text.AppendLine($"  I {i.Time:HH:mm:ss} {i.Id} {i.Verdict} {i.Score} {i.Principal} sup={string.Join(",", sup)} {string.Join(",", i.Detections)}");
        public void Acted(Sentinel.Core.Containment.ContainmentAction a) => Text.AppendLine($"  A {a.Time:HH:mm:ss} {a.Step} {a.Target} {a.Status} {a.Reason}");
    }
}
