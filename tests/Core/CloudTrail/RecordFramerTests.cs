using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using CsCheck;
using Sentinel.Core.CloudTrail;

namespace Sentinel.Core.Tests.CloudTrail;

public sealed class RecordFramerTests
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    private static readonly Gen<byte[]> Soup = Gen.OneOf(
        "{\"eventID\":\"1\",\"a\":{\"b\":1}}", "{\"eventID\":\"2\"}\n", "{\"eventID\":\"3\",\n \"x\": [1, 2]\n}\n", "\n", "\r\n", " ", "[", "]", ",", "{", "}", "\"", "garbage\n", "{\"eventID\":\"4\",\n",
        "{\"Records\":[{\"eventID\":\"5\"},{\"eventID\":\"6\"}]}", "{\"Records\": [\n", "{ \"Records\"", "]}\n", "{\"eventID\":\"7\"x}\n", "{\"eventID\":\"8\"},", "2 111122223333 eni-1 10.0.0.1 10.0.0.2 1 2 6 1 44 1 2 ACCEPT OK\n",
        "\u00ef\u00bb\u00bf", "{\"eventID\":", "nul", "1", "\"a\nb\"").Array[0, 14].Select(parts => Encoding.Latin1.GetBytes(string.Concat(parts)));

    [Fact]
    public void How_the_bytes_are_cut_changes_nothing() =>
        Gen.Select(Soup, Gen.Int[1, 9].Array[1, 5]).Sample((bytes, cuts) =>
            Assert.Equal(Frames(bytes, [bytes.Length + 1]), Frames(bytes, cuts)), iter: 50_000);

    [Fact]
    public void Every_form_of_storage_gives_the_same_records() =>
        Gen.Select(Gen.Int[1, 6], Gen.String.Array[1, 6], Gen.Int[1, 300], Gen.Bool).Sample((count, texts, chunk, crlf) =>
        {
            var records = Enumerable.Range(0, count).Select(i => Sample.Record().With("eventID", $"e{i}").With("userAgent", texts[i % texts.Length])).ToArray();
            var end = crlf ? "\r\n" : "\n";
            var expected = records.Select(r => r.ToJsonString()).ToArray();
            var array = new JsonArray([.. records.Select(r => r.DeepClone())]);

            string[] forms =
            [
                string.Join(end, expected), string.Join(end + end, expected) + end, string.Concat(expected), "\ufeff" + string.Join(end, expected),
                array.ToJsonString(), array.ToJsonString(Indented), string.Join(end, expected.Select(r => $"[{r}]")),
                new JsonObject { ["Records"] = array.DeepClone() }.ToJsonString(), new JsonObject { ["Records"] = array.DeepClone() }.ToJsonString(Indented) + end,
                string.Join(end, records.Select(r => r.ToJsonString(Indented))), string.Join(end, expected.Select(r => $"{{\"Records\":[{r}]}}")),
            ];

            Assert.All(forms, form => Assert.Equal(expected, [.. Frames(Encoding.UTF8.GetBytes(form), [chunk]).Select(Compact)], StringComparer.Ordinal));
        }, iter: 300);

    [Theory]
    [InlineData("{\"a\":1}\n{\"b\":2,}\n{\"c\":3}\n", "1 {\"a\":1}|2 {\"b\":2,}|3 {\"c\":3}")] // a line is judged by whoever reads it
    [InlineData("{\"a\":1\n{\"b\":2}\n", "1 !|2 {\"b\":2}")]
    [InlineData("{\"a\":{\"x\":1\n{\"b\":2}\n{\"c\":3}", "1 !|2 {\"b\":2}|3 {\"c\":3}")]
    [InlineData("hello\n\n{\"b\":2}", "1 !|3 {\"b\":2}")]
    [InlineData("{\"a\":\"x\n{\"b\":2}", "1 !|2 {\"b\":2}")]
    [InlineData("{\n \"a\": oops,\n \"b\": {\n }\n}\n{\"c\":3}", "1 !|6 {\"c\":3}")]
    [InlineData("{\"Records\":[{\"k\":1},{\"k\":2,\"x\":oops},{\"k\":3}]}\n{\"c\":3}", "1#0 {\"k\":1}|1#1 !|1#2 {\"k\":3}|2 {\"c\":3}")]
    [InlineData("[{\"k\":1,\"x\":\"{\\\"k\\\":},\n{\"k\":2}]", "1#0 !|2#1 {\"k\":2}")]
    [InlineData("[\n{\"k\":1},\n7,\n{\"k\":2}\n]", "2#0 {\"k\":1}|3#1 !|4#2 {\"k\":2}")]
    [InlineData("[{\"k\":1}", "1#0 {\"k\":1}|1#1 !")]
    [InlineData("{\"a\":1}{\"b\":2}\n{\"c\":3}", "1 {\"a\":1}|1 {\"b\":2}|2 {\"c\":3}")]
    [InlineData("", "")]
    [InlineData("\ufeff", "")]
    public void Places_are_told_and_the_rest_goes_on(string text, string expected) =>
        Assert.Equal(expected, string.Join('|', Frames(Encoding.UTF8.GetBytes(text), [1]).Select(f => f.Reason is null ? $"{f.Place} {f.Text}" : $"{f.Place} !")));

    [Fact]
    public void Flow_log_lines_are_told_from_json()
    {
        const string Text = "version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status\n2 111122223333 eni-1 10.0.0.1 10.0.0.2 1 2 6 1 44 1 2 ACCEPT OK\n{\"a\":1}\n";

        Assert.Equal([FrameKind.FlowLog, FrameKind.FlowLog, FrameKind.Record], Frames(Encoding.UTF8.GetBytes(Text), [7]).Select(f => f.Kind));
    }

    [Theory]
    [InlineData("{0}\n{1}\n", "1 !|2 {\"k\":2}")]
    [InlineData("[{0},{1}]", "1#0 !|1#1 {\"k\":2}")]
    [InlineData("{{\"Records\":[{0},{1}]}}\n", "1#0 !|1#1 {\"k\":2}")]
    [InlineData("{0}{1}", "1 !|1 {\"k\":2}")]
    [InlineData("xx{0}\n{1}", "1 !|2 {\"k\":2}")]
    public void A_record_of_more_than_a_megabyte_is_passed_over(string form, string expected)
    {
        var large = $"{{\"k\":\"{new string('x', 3_000_000)}\\\"}}\"}}";

        var frames = Frames(Encoding.UTF8.GetBytes(string.Format(System.Globalization.CultureInfo.InvariantCulture, form, large, "{\"k\":2}")), [300_000]);

        Assert.Equal(expected, string.Join('|', frames.Select(f => f.Reason is null ? $"{f.Place} {f.Text}" : $"{f.Place} !")));
        Assert.Contains("1048576", frames[0].Reason, StringComparison.Ordinal);
    }

    private static string Compact(Framed frame) => frame.Reason ?? JsonNode.Parse(frame.Text)!.ToJsonString();

    // Feeds the bytes in pieces of the given lengths, again and again, as whoever owns a buffer does.
    private static List<Framed> Frames(byte[] bytes, int[] cuts)
    {
        var framer = new RecordFramer();
        var frames = new List<Framed>();
        int start = 0, end = 0;
        for (var turn = 0; ; turn++)
        {
            end = Math.Min(bytes.Length, end + cuts[turn % cuts.Length]);
            int used;
            while (framer.TryNext(bytes.AsSpan(start, end - start), end == bytes.Length, out var frame, out used))
            {
                frames.Add(new Framed(frame.Kind, frame.Place, Encoding.UTF8.GetString(frame.Bytes), frame.Reason));
                start += used;
            }
            start += used;
            Assert.True(end - start < RecordFramer.Window + cuts.Max());
            if (end == bytes.Length) return frames;
        }
    }

    private sealed record Framed(FrameKind Kind, string Place, string Text, string? Reason);
}
