using System.Text.Json;
using Sentinel.Core.Settings;

namespace Sentinel.Core.Compliance;

/// <summary>Why AWS Config calls.</summary>
public enum ConfigOccasion
{
    ItemChanged,

    /// <summary>The item is too large to be sent: it must be fetched.</summary>
    ItemOversized,
    Scheduled,

    /// <summary>Something that the rule has no part in, as a snapshot that was delivered.</summary>
    Other,
}

/// <summary>The event of a custom rule of AWS Config.
/// See https://docs.aws.amazon.com/config/latest/developerguide/evaluate-config_develop-rules_example-events.html</summary>
/// <param name="Account">Whose resource is evaluated.</param>
/// <param name="LeftScope">The resource is none of the rule's any more.</param>
/// <param name="At">When the notification was made; scheduled evaluations are of then.</param>
/// <param name="Item">Whole for <see cref="ConfigOccasion.ItemChanged"/>, without configuration for <see cref="ConfigOccasion.ItemOversized"/>, else null.</param>
public sealed record ConfigRuleEvent(ConfigOccasion Occasion, string MessageType, string ResultToken, string Account, string Region, bool LeftScope, DateTimeOffset At, ConfigItem? Item)
{
    /// <summary>Somebody tries the rule out: what is answered must not be kept.</summary>
    public bool IsTest => ResultToken == "TESTMODE";

    /// <exception cref="JsonException">It is no such event; the message says what is missing.</exception>
    public static ConfigRuleEvent Parse(ReadOnlySpan<byte> json)
    {
        try
        {
            var reader = new Utf8JsonReader(json);
            using var document = JsonDocument.ParseValue(ref reader);
            return Read(document.RootElement);
        }
        catch (InvalidOperationException e) // a member of another kind than it is asked for, or an escape that is no character
        {
            throw new JsonException($"no event of a rule of AWS Config: {Printable.Of(e.Message, 200)}", e);
        }
    }

    private static ConfigRuleEvent Read(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object) throw new JsonException("no object");
        using var document = JsonDocument.Parse(ConfigItem.Needed(root, "invokingEvent"));
        var invoking = document.RootElement;
        if (invoking.ValueKind != JsonValueKind.Object) throw new JsonException("invokingEvent holds no object");
        var type = ConfigItem.Needed(invoking, "messageType");
        var occasion = type switch
        {
            "ConfigurationItemChangeNotification" => ConfigOccasion.ItemChanged,
            "OversizedConfigurationItemChangeNotification" => ConfigOccasion.ItemOversized,
            "ScheduledNotification" => ConfigOccasion.Scheduled,
            _ => ConfigOccasion.Other,
        };
        var item = occasion switch
        {
            ConfigOccasion.ItemChanged => ConfigItem.Read(Needed(invoking, "configurationItem")),
            ConfigOccasion.ItemOversized => ConfigItem.Read(Needed(invoking, "configurationItemSummary")),
            _ => null,
        };
        var left = root.TryGetProperty("eventLeftScope", out var scope) && scope.ValueKind == JsonValueKind.True;
        return new ConfigRuleEvent(occasion, type, ConfigItem.Needed(root, "resultToken"), item?.Account ?? ConfigItem.Needed(root, "accountId"),
            item?.Region ?? RegionOf(ConfigItem.Needed(root, "configRuleArn")), left, ConfigItem.TimeOf(invoking, "notificationCreationTime"), item);
    }

    private static JsonElement Needed(JsonElement owner, string name) => owner.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Object ? value : throw new JsonException($"{name} is missing or no object");

    // The rule stands where it evaluates.
    private static string RegionOf(string arn) => CloudTrail.Arns.Part(arn, 3) is { Length: > 0 } region ? region.ToString() : throw new JsonException("configRuleArn names no region");
}
