using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using CsCheck;
using Sentinel.Core.Compliance;

namespace Sentinel.Core.Tests.Compliance;

public class ConfigRuleEventTests
{
    [Fact]
    public void A_changed_function_is_read_with_its_role_runtime_and_layers()
    {
        var asked = Parse(ConfigEvents.Changed());

        Assert.Equal((ConfigOccasion.ItemChanged, "111122223333", "us-east-1", false, false), (asked.Occasion, asked.Account, asked.Region, asked.LeftScope, asked.IsTest));
        Assert.Equal(("internal-backup-processor", "OK", new DateTimeOffset(2024, 3, 14, 18, 3, 10, 422, TimeSpan.Zero)), (asked.Item!.ResourceId, asked.Item.Status, asked.Item.CapturedAt));
        Assert.Equal((ConfigEvents.Function, "arn:aws:iam::111122223333:role/lambda-exec-role", "python3.9"), (asked.Item.Function!.Arn, asked.Item.Function.Role, asked.Item.Function.Runtime));
        Assert.Equal(["arn:aws:lambda:us-east-1:999988887777:layer:tools:4"], asked.Item.Function.Layers);
    }

    [Fact]
    public void A_configuration_that_is_a_text_is_read_as_well()
    {
        var item = ConfigEvents.Item();
        item["configuration"] = item["configuration"]!.ToJsonString();

        Assert.Equal("python3.9", Parse(ConfigEvents.Changed(item)).Item!.Function!.Runtime);
    }

    [Theory]
    [InlineData("ResourceDeleted", true)]
    [InlineData("ResourceDeletedNotRecorded", true)]
    [InlineData("ResourceDiscovered", false)]
    [InlineData("OK", false)]
    public void A_deletion_is_told_by_the_status(string status, bool deleted)
    {
        var item = ConfigEvents.Item();
        item["configurationItemStatus"] = status;
        if (deleted) item["configuration"] = null;

        var read = Parse(ConfigEvents.Changed(item)).Item!;

        Assert.Equal((deleted, deleted), (read.IsDeleted, read.Function is null));
    }

    [Fact]
    public void An_item_that_is_too_large_comes_as_a_summary()
    {
        var asked = Parse(ConfigEvents.Oversized());

        Assert.Equal((ConfigOccasion.ItemOversized, "internal-backup-processor"), (asked.Occasion, asked.Item!.ResourceId));
        Assert.Null(asked.Item.Function);
    }

    [Fact]
    public void The_clock_asks_about_the_account_and_the_region_of_the_rule()
    {
        var asked = Parse(ConfigEvents.Scheduled("TESTMODE"));

        Assert.Equal((ConfigOccasion.Scheduled, "111122223333", "eu-central-1", true), (asked.Occasion, asked.Account, asked.Region, asked.IsTest));
        Assert.Null(asked.Item);
    }

    [Fact]
    public void A_resource_that_left_the_scope_is_told() => Assert.True(Parse(ConfigEvents.Changed(leftScope: true)).LeftScope);

    [Fact]
    public void Whatever_comes_is_read_or_refused_with_a_reason() =>
        Gen.Select(Gen.OneOf(ConfigEvents.Changed(), ConfigEvents.Oversized(), ConfigEvents.Scheduled("token")), Gen.Int[0, 4000], Gen.OneOf(Gen.Byte.Array[0, 3], Gen.Const("null"u8.ToArray()), Gen.Const("\"\\ud800\""u8.ToArray()))).Sample((json, at, with) =>
        {
            var bytes = Encoding.UTF8.GetBytes(json);
            at %= bytes.Length;
            byte[] broken = [.. bytes[..at], .. with, .. bytes[Math.Min(bytes.Length, at + with.Length)..]];

            try
            {
                Assert.NotEmpty(ConfigRuleEvent.Parse(broken).ResultToken);
            }
            catch (JsonException e)
            {
                Assert.NotEmpty(e.Message);
            }
        });

    [Theory]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("""{"invokingEvent":"[]","resultToken":"t","accountId":"1"}""")]
    [InlineData("""{"invokingEvent":"{\"messageType\":\"ConfigurationItemChangeNotification\"}","resultToken":"t"}""")]
    public void What_lacks_its_parts_is_refused(string json) => Assert.Throws<JsonException>(() => Parse(json));

    [Fact]
    public void Recorded_events_are_read()
    {
        // They are not part of the repository.
        if (CloudTrail.RecordedDataTests.Files("config.jsonl").FirstOrDefault() is not { } notifications || CloudTrail.RecordedDataTests.Files("config-event.json").FirstOrDefault() is not { } whole) return;
        var events = File.ReadLines(notifications).Select(l => JsonNode.Parse(l)!["event"]!).Where(e => e["invokingEvent"] is not null && (string?)e["resultToken"] is { Length: > 0 }).Select(e => e.ToJsonString())
            .Append(File.ReadAllText(whole)).ToList();

        Assert.True(events.Count > 3); // those of which the token was not blacked out
        Assert.All(events, e => Assert.NotEmpty(Parse(e).MessageType));
    }

    private static ConfigRuleEvent Parse(string json) => ConfigRuleEvent.Parse(Encoding.UTF8.GetBytes(json));
}
