using Sentinel.Core.Settings;

namespace Sentinel.Core.Tests.Detections;

/// <summary>Settings of an example, read by the product's own reader.</summary>
internal static class ExampleSettings
{
    // Until the settings reader stands, only what the examples use.
    public static SentinelSettings Read(IReadOnlyDictionary<string, string> settings)
    {
        var read = SentinelSettings.Default;
        foreach (var (name, value) in settings)
        {
            var lines = value.Split('\n');
            read = name switch
            {
                "detect/deployers" => read with { Deployers = [.. lines.Select(l => new Deployer(new Glob(l.Split('|')[0].Trim()), null, null))] },
                "detect/sensitive-resources" => read with { SensitiveResources = new GlobList([.. lines.Select(l => new Glob(l))]) },
                "detect/trusted-networks" => read with { TrustedNetworks = [.. lines.Select(l => System.Net.IPNetwork.Parse(l))] },
                "response/protected-functions" => read with { ProtectedFunctions = new GlobList([.. lines.Select(l => new Glob(l))]) },
                _ => throw new InvalidOperationException($"no example needs {name} so far"),
            };
        }
        return read;
    }
}
