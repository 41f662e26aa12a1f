using System.Buffers;
using System.IO.Compression;
using System.Text.Json;
using Sentinel.Cli.Input;
using Sentinel.Core.CloudTrail;
using Sentinel.Core.Knowledge;

namespace Sentinel.Cli.Baseline;

/// <summary>A baseline as a file: lines of <see cref="BaselineLine"/>, gzip when its name ends in <c>.gz</c>, in the order of subjects, so that equal
/// knowledge is equal bytes. What is in it already stays. It is replaced whole: who reads it meanwhile reads the old one.</summary>
internal sealed class BaselineFile : IBaselineTarget
{
    private readonly string _path;
    private readonly MemoryFactStore _facts = new();

    /// <exception cref="IOException">The file is there and cannot be read, or is no baseline: it is not overwritten.</exception>
    public BaselineFile(string path)
    {
        _path = path;
        if (!File.Exists(path)) return;
        var reading = new BaselineReading(facts => _facts.Of(facts.Subject).Absorb(facts));
        new RecordSource([path], () => Stream.Null).Read(reading, CancellationToken.None);
        if (reading.Bad.Count > 0) throw new IOException($"{path} is no baseline, and is not overwritten: {reading.Bad[0]}");
    }

    public string Name => $"file {Path.GetFullPath(_path)}";

    // The whole file is written each time.
    public TimeSpan Every => TimeSpan.FromSeconds(60);

    public Task MergeAsync(IReadOnlyCollection<SubjectFacts> learned, CancellationToken cancellationToken)
    {
        foreach (var facts in learned) _facts.Of(facts.Subject).Absorb(facts);
        var partial = _path + ".partial";
        using (var file = new FileStream(partial, FileMode.Create, FileAccess.Write, FileShare.None, 64 * 1024))
        using (Stream content = _path.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(file, CompressionLevel.Optimal) : file)
        {
            WriteAll(content, _facts.All);
        }
        File.Move(partial, _path, overwrite: true);
        return Task.CompletedTask;
    }

    public static void WriteAll(Stream to, IEnumerable<SubjectFacts> all)
    {
        var line = new ArrayBufferWriter<byte>(64 * 1024);
        using var json = new Utf8JsonWriter(line, new JsonWriterOptions { SkipValidation = true });
        foreach (var facts in all.Where(f => !f.IsEmpty))
        {
            line.ResetWrittenCount();
            json.Reset(line);
            BaselineLine.Write(json, facts);
            json.Flush();
            to.Write(line.WrittenSpan);
            to.WriteByte((byte)'\n');
        }
    }
}

/// <summary>Takes a baseline out of files; what is no line of one is kept with its place.</summary>
internal sealed class BaselineReading(Action<SubjectFacts> read) : IRecordSink
{
    /// <summary><c>path:line: reason</c>, safe to print.</summary>
    public List<string> Bad { get; } = [];
    public int Unopened { get; private set; }
    public long Lines { get; private set; }

    public void Accept(string path, in Frame frame)
    {
        var reason = frame.Reason;
        if (frame.Kind == FrameKind.Record && BaselineLine.Read(frame.Bytes, out reason) is { } facts)
        {
            Lines++;
            read(facts);
            return;
        }
        Bad.Add($"{Core.Settings.Printable.Of(path, 200)}:{frame.Place}: {reason ?? "no line of a baseline"}");
    }

    public void Unreadable(string path, string reason)
    {
        Unopened++;
        Bad.Add($"{Core.Settings.Printable.Of(path, 200)} could not be read: {Core.Settings.Printable.Of(reason, 200)}");
    }

    public void Progress(long bytes)
    {
    }
}
