using System.IO.Compression;
using System.Net;
using System.Text;
using Sentinel.Aws;
using Sentinel.Cli.Input;
using Sentinel.Core.CloudTrail;

namespace Sentinel.Cli.Tests.Input;

public sealed class RecordSourceTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("sentinel-input-").FullName;

    [Fact]
    public void Files_and_folders_are_read_in_ordinal_order_whatever_their_names_end_in()
    {
        Write("b.jsonl", "{\"n\":3}\n{\"n\":4}\n"u8);
        Write("a/z.json", "{\"Records\":[{\"n\":1}]}"u8);
        Write("a/zz.unknown", Zip("[{\"n\":2}]"));
        Write("c.log", "2 111122223333 eni-1 10.0.0.1 10.0.0.2 1 2 6 1 44 1 2 ACCEPT OK"u8);

        var sink = Read(_folder);

        Assert.Equal(["a/z.json:1#0 {\"n\":1}", "a/zz.unknown:1#0 {\"n\":2}", "b.jsonl:1 {\"n\":3}", "b.jsonl:2 {\"n\":4}", "c.log:1 FlowLog"], sink.Seen);
        Assert.Equal(RecordSource.TotalBytes([_folder]), sink.Bytes);
    }

    [Fact]
    public void Standard_input_may_be_plain_or_gzip()
    {
        Assert.Equal(["-:1 {\"n\":1}"], Read("-", "{\"n\":1}"u8.ToArray()).Seen);
        Assert.Equal(["-:1 {\"n\":1}"], Read("-", Zip("{\"n\":1}")).Seen);
        Assert.Equal([], Read("-", []).Seen);
        Assert.Equal(["-:1 !"], Read("-", "x"u8.ToArray()).Seen);
        Assert.Null(RecordSource.TotalBytes(["-"]));
    }

    [Fact]
    public void A_gzip_of_several_members_is_one_stream() =>
        Assert.Equal(["-:1 {\"n\":1}", "-:2 {\"n\":2}"], Read("-", [.. Zip("{\"n\":1}\n"), .. Zip("{\"n\":2}\n")]).Seen);

    [Fact]
    public void A_truncated_gzip_is_reported_and_what_came_before_is_kept()
    {
        var lines = string.Concat(Enumerable.Range(0, 20_000).Select(n => $"{{\"n\":{n},\"hash\":\"{n * 2654435761L:x}\"}}\n"));
        var zipped = Zip(lines);

        var sink = Read("-", zipped[..(zipped.Length / 2)]);

        Assert.InRange(sink.Seen.Count, 5_000, 15_000);
        Assert.Contains("truncated", sink.Reasons[^1], StringComparison.Ordinal);
        Assert.All(sink.Seen.SkipLast(2), line => Assert.Contains("{\"n\":", line, StringComparison.Ordinal));
    }

    [Fact]
    public void A_damaged_gzip_is_reported()
    {
        var zipped = Zip("{\"n\":1}\n");
        zipped[^6] ^= 0xff;

        Assert.EndsWith("!", Read("-", zipped).Seen[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void What_cannot_be_opened_is_reported_and_the_rest_goes_on()
    {
        Write("there.json", "{\"n\":1}"u8);
        var sink = new Sink(_folder);

        new RecordSource([Path.Combine(_folder, "missing.json"), Path.Combine(_folder, "there.json")], () => Stream.Null).Read(sink, CancellationToken.None);

        Assert.Equal(["unreadable missing.json", "there.json:1 {\"n\":1}"], sink.Seen);
    }

    [Fact]
    public void A_link_that_leads_back_is_not_followed()
    {
        Write("a/there.json", "{\"n\":1}"u8);
        Directory.CreateSymbolicLink(Path.Combine(_folder, "a", "again"), _folder);
        File.CreateSymbolicLink(Path.Combine(_folder, "link.json"), Path.Combine(_folder, "a", "there.json"));

        Assert.Equal(["a/there.json:1 {\"n\":1}", "link.json:1 {\"n\":1}"], Read(_folder).Seen);
    }

    [Fact]
    public void A_large_file_on_one_line_is_read_in_constant_memory()
    {
        var element = $"{{\"n\":\"{new string('x', 900_000)}\"}}";
        Write("large.json", Encoding.UTF8.GetBytes($"{{\"Records\":[{string.Join(',', Enumerable.Repeat(element, 60))}]}}"));
        var sink = new Counter();
        var source = new RecordSource([_folder], () => Stream.Null);
        source.Read(sink, CancellationToken.None);
        var before = GC.GetAllocatedBytesForCurrentThread();

        source.Read(sink, CancellationToken.None);

        Assert.Equal(120, sink.Records);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 8_000_000);
    }

    [Fact]
    public void Cancelled_means_it_ends_and_nothing_is_thrown()
    {
        Write("there.json", "{\"n\":1}"u8);
        var sink = new Sink(_folder);

        new RecordSource([_folder], () => Stream.Null).Read(sink, new CancellationToken(canceled: true));

        Assert.Empty(sink.Seen);
    }

    [Fact]
    public void Without_a_database_there_are_no_countries()
    {
        Write("no.mmdb", "not a database"u8);

        Assert.Null(MmdbCountries.TryOpen(Path.Combine(_folder, "missing.mmdb"), out var missing));
        Assert.Null(MmdbCountries.TryOpen(Path.Combine(_folder, "no.mmdb"), out var other));

        Assert.Contains("no countries", missing, StringComparison.Ordinal);
        Assert.Contains("no countries", other, StringComparison.Ordinal);
    }

    [Fact]
    public void The_database_knows_the_country_of_an_address()
    {
        if (Database() is not { } path) return; // fetched by the build; without it there is nothing to ask

        using var countries = MmdbCountries.TryOpen(path, out var reason);

        Assert.Null(reason);
        Assert.NotNull(countries);
        Assert.Equal("US", countries.CountryOf(IPAddress.Parse("8.8.8.8")));
        Assert.NotNull(countries.CountryOf(IPAddress.Parse("2a00:1450::1")));
        Assert.Null(countries.CountryOf(IPAddress.Parse("10.0.0.1")));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static string? Database()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var path = Path.Combine(folder.FullName, "node_modules", "@ip-location-db", "geo-whois-asn-country-mmdb", "geo-whois-asn-country.mmdb");
            if (File.Exists(path)) return path;
        }
        return null;
    }

    private static byte[] Zip(string text)
    {
        using var target = new MemoryStream();
        using (var zip = new GZipStream(target, CompressionLevel.Fastest)) zip.Write(Encoding.UTF8.GetBytes(text));
        return target.ToArray();
    }

    private Sink Read(string path, byte[]? standardInput = null)
    {
        var sink = new Sink(_folder);
        new RecordSource([path], () => new MemoryStream(standardInput!)).Read(sink, CancellationToken.None);
        return sink;
    }

    private void Write(string name, ReadOnlySpan<byte> content)
    {
        var path = Path.Combine(_folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, content);
    }

    private sealed class Sink(string folder) : IRecordSink
    {
        public List<string> Seen { get; } = [];
        public List<string> Reasons { get; } = [];
        public long Bytes { get; private set; }

        public void Accept(string path, in Frame frame)
        {
            if (frame.Reason is not null) Reasons.Add(frame.Reason);
            var what = frame.Kind switch { FrameKind.Record => Encoding.UTF8.GetString(frame.Bytes), FrameKind.FlowLog => "FlowLog", _ => "!" };
            Seen.Add($"{Short(path)}:{frame.Place} {what}");
        }

        public void Unreadable(string path, string reason) => Seen.Add($"unreadable {Short(path)}");

        public void Progress(long bytes) => Bytes = bytes;

        private string Short(string path) => path is "-" ? path : Path.GetRelativePath(folder, path);
    }

    private sealed class Counter : IRecordSink
    {
        public int Records { get; private set; }

        public void Accept(string path, in Frame frame) => Records += frame.Kind == FrameKind.Record ? 1 : 0;

        public void Unreadable(string path, string reason) => throw new InvalidOperationException(reason);

        public void Progress(long bytes)
        {
        }
    }
}
