using System.Text.Json;

// What it costs to read a file of JSON lines and look at every token of every line, with nothing done about it: barescan FILE.
using var file = new FileStream(args[0], FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, FileOptions.SequentialScan);
var buffer = new byte[512 * 1024];
var (filled, tokens) = (0, 0L);
while (file.Read(buffer.AsSpan(filled)) is var read and > 0)
{
    filled += read;
    var rest = buffer.AsSpan(0, filled);
    while (rest.IndexOf((byte)'\n') is var end and >= 0)
    {
        tokens += Scan(rest[..end]);
        rest = rest[(end + 1)..];
    }
    rest.CopyTo(buffer);
    filled = rest.Length;
}
Console.WriteLine(tokens);

static long Scan(ReadOnlySpan<byte> line)
{
    long tokens = 0;
    var reader = new Utf8JsonReader(line);
    while (reader.Read()) tokens++;
    return tokens;
}
