using System.Text.Json;
using Sentinel.Core.Settings;

namespace Sentinel.Aws.Settings;

/// <summary>What was found under the path.</summary>
/// <param name="Values">Names without the path, and texts; what the stack publishes for people is not among them.</param>
/// <param name="DeployedMode">The mode that was chosen at deployment, which holds until <c>response/mode</c> is set; null when the stack did not say, or not so that it can be understood.</param>
public sealed record StandingParameters(IReadOnlyList<KeyValuePair<string, string>> Values, ResponseMode? DeployedMode)
{
    /// <summary>The mode in what the stack publishes as <c>defaults</c>. Never throws: what cannot be understood is no choice.</summary>
    internal static ResponseMode? ModeOf(string? published)
    {
        if (published is null) return null;
        try
        {
            using var json = JsonDocument.Parse(published);
            if (json.RootElement.ValueKind != JsonValueKind.Object || !json.RootElement.TryGetProperty("mode", out var mode) || mode.ValueKind != JsonValueKind.String) return null;
            return mode.GetString() switch
            {
                "observe" => ResponseMode.Observe,
                "approve" => ResponseMode.Approve,
                "enforce" => ResponseMode.Enforce,
                _ => null,
            };
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException) // the second: text that is not valid UTF-16
        {
            return null;
        }
    }
}
