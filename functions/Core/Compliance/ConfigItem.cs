using System.Globalization;
using System.Text.Json;

namespace Sentinel.Core.Compliance;

/// <summary>A resource as the recorder of AWS Config saw it.</summary>
/// <param name="Status"><c>OK</c>, <c>ResourceDiscovered</c>, <c>ResourceDeleted</c> …</param>
/// <param name="CapturedAt">Evaluations of an older item do not replace those of a newer one.</param>
/// <param name="Function">Null when it is no function, or is gone.</param>
public sealed record ConfigItem(string ResourceType, string ResourceId, string Account, string Region, string Status, DateTimeOffset CapturedAt, FunctionItem? Function)
{
    public const string FunctionType = "AWS::Lambda::Function";

    public bool IsDeleted => Status is "ResourceDeleted" or "ResourceDeletedNotRecorded" or "ResourceNotRecorded";

    /// <summary>Out of a configuration item, as a notification holds it.</summary>
    /// <exception cref="JsonException">A member that must be there is not.</exception>
    internal static ConfigItem Read(JsonElement item)
    {
        var (type, status) = (Needed(item, "resourceType"), Needed(item, "configurationItemStatus"));
        var account = Needed(item, "awsAccountId");
        // Notifications hold an object, the API and files a text.
        var function = type == FunctionType && item.TryGetProperty("configuration", out var configuration) ? FunctionItem.Read(configuration) : null;
        return new ConfigItem(type, Needed(item, "resourceId"), account, Needed(item, "awsRegion"), status, TimeOf(item, "configurationItemCaptureTime"), function);
    }

    internal static string Needed(JsonElement owner, string name) =>
        owner.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text ? text : throw new JsonException($"{name} is missing or no text");

    internal static DateTimeOffset TimeOf(JsonElement owner, string name) =>
        DateTimeOffset.TryParse(Needed(owner, name), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time) ? time : throw new JsonException($"{name} is no time");
}

/// <summary>What a function is, as far as its configuration tells.</summary>
/// <param name="Runtime">Null for a container image.</param>
/// <param name="Layers">ARNs of layer versions.</param>
public sealed record FunctionItem(string Arn, string? Role, string? Runtime, IReadOnlyList<string> Layers)
{
    /// <summary>Out of <c>configuration</c>, an object or the text of one; null when it names no function.</summary>
    public static FunctionItem? Read(JsonElement configuration)
    {
        if (configuration.ValueKind == JsonValueKind.String)
        {
            using var inner = JsonDocument.Parse(configuration.GetString()!);
            return Read(inner.RootElement);
        }
        if (configuration.ValueKind != JsonValueKind.Object || Text(configuration, "functionArn") is not { } arn) return null;
        var layers = configuration.TryGetProperty("layers", out var list) && list.ValueKind == JsonValueKind.Array
            ? list.EnumerateArray().Select(l => l.ValueKind == JsonValueKind.String ? l.GetString() : l.ValueKind == JsonValueKind.Object ? Text(l, "arn") : null).OfType<string>().ToList()
            : [];
        return new FunctionItem(arn, Text(configuration, "role"), Text(configuration, "runtime"), layers);
    }

    private static string? Text(JsonElement owner, string name) => owner.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text ? text : null;
}
