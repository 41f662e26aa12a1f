using System.Text;
using System.Text.Json;
using CsCheck;
using Sentinel.Core.CloudTrail;

namespace Sentinel.Core.Tests.CloudTrail;

public sealed class JsonSkipTests
{
    private static readonly string[] Tokens =
    [
        "{", "}", "[", "]", ",", ":", "\"", "\\", "\"a\"", "\"a\":", "\"b\\n\"", "\"\\u00e9\"", "\"\\u00g0\"", "\"\\x\"", "\"\\ud800\"", "1", "-1", "01", "1.", "1.5", "1e5", "1E+", "-", ".5",
        "true", "false", "null", "tru", "nulll", " ", "\n", "\t", "\r", "\u0001", "\"a\tb\"", "\"" + "long string of more than sixteen bytes" + "\"", "{\"a\":1}", "[1,2]", "é", "//x", "\ufeff",
    ];

    [Fact]
    public void Accepts_what_Utf8JsonReader_accepts_in_token_soup() =>
        Gen.OneOf(Tokens).List[0, 12].Select(tokens => string.Concat(tokens)).Sample(text => Same(Encoding.UTF8.GetBytes(text)), iter: 100_000);

    [Fact]
    public void Accepts_what_Utf8JsonReader_accepts_in_damaged_records()
    {
        var record = Sample.Envelope(Sample.Record(request: new System.Text.Json.Nodes.JsonObject { ["n"] = -1.5e3, ["a"] = new System.Text.Json.Nodes.JsonArray(true, null, "x") })).Bytes();
        Gen.Select(Gen.Int[0, record.Length - 1], Gen.OneOf("{}[],:\"\\ \n0-.eEtfnu/x\u0001\u007f".Select(c => (byte)c).ToArray()), Gen.Int[0, 2]).Sample((at, with, how) =>
        {
            byte[] damaged = how switch
            {
                0 => [.. record[..at], with, .. record[(at + 1)..]],
                1 => [.. record[..at], with, .. record[at..]],
                _ => [.. record[..at], .. record[(at + 1)..]],
            };
            Same(damaged);
        }, iter: 100_000);
    }

    [Theory]
    [InlineData(64, true)]
    [InlineData(65, false)]
    public void Nesting_ends_where_Utf8JsonReader_ends(int depth, bool accepted)
    {
        var json = Encoding.UTF8.GetBytes(new string('[', depth) + new string(']', depth));

        Assert.Equal(accepted, JsonSkip.Value(json, 0, 0) == json.Length);
        Same(json);
    }

    [Fact]
    public void A_lone_surrogate_becomes_a_replacement_character_and_is_not_an_error()
    {
        Assert.Equal("a\ufffdb\ud83d\ude00", JsonText.Decode("a\\ud83db\\ud83d\\ude00"u8));
        Assert.Equal("\ufffd", JsonText.Decode("\\ud83d"u8));
        Assert.Equal("\ufffd\ufffd", JsonText.Decode("\\ud83d\\ud83d"u8));
        Assert.Equal("\"\\/\b\f\n\r\t", JsonText.Decode("\\\"\\\\\\/\\b\\f\\n\\r\\t"u8));
    }

    [Fact]
    public void Any_text_survives_being_written_and_decoded() =>
        Gen.String.Sample(text =>
        {
            var json = JsonSerializer.SerializeToUtf8Bytes(text);
            Assert.Equal(JsonSerializer.Deserialize<string>(json), JsonText.Scalar(json));
        });

    [Fact]
    public void A_cut_never_splits_a_character_or_an_escape() =>
        Gen.Select(Gen.String, Gen.Int[0, 40]).Sample((text, limit) =>
        {
            var content = JsonSerializer.SerializeToUtf8Bytes(text)[1..^1];
            var whole = JsonText.Decode(content);

            var cut = JsonText.Decode(content, limit);

            Assert.StartsWith(cut.TrimEnd('\ufffd'), whole, StringComparison.Ordinal);
        });

    private static void Same(byte[] json)
    {
        var at = JsonSkip.Space(json, 0);
        var end = JsonSkip.Value(json, at, 0);
        var accepted = end >= 0 && JsonSkip.Space(json, end) == json.Length;
        Assert.True(accepted == Reference(json), $"JsonSkip says {accepted} ({end}) to {Encoding.UTF8.GetString(json)}");
    }

    private static bool Reference(byte[] json)
    {
        var reader = new Utf8JsonReader(json);
        try
        {
            while (reader.Read())
            {
            }
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
