using System.Text;
using System.Text.Json;

namespace Sentinel.Cli.Baseline;

/// <summary>
/// Remembers which units are stored in which target: JSON lines <c>{"target":"table sentinel-state","done":"s3://…/2024/03/01/"}</c>, appended after the
/// knowledge was stored, never before. Whatever is lost of it is learned once more, which changes nothing.
/// </summary>
internal sealed class LearningCheckpoint
{
    private readonly string _path;
    private readonly string _target;
    private readonly HashSet<string> _done = new(StringComparer.Ordinal);

    /// <param name="path">Made when it is not there.</param>
    /// <param name="target">What others stored elsewhere does not count.</param>
    /// <param name="again">Nothing counts as done.</param>
    /// <exception cref="IOException">It is there and cannot be read.</exception>
    public LearningCheckpoint(string path, string target, bool again)
    {
        (_path, _target) = (path, target);
        if (again || !File.Exists(path)) return;
        foreach (var line in File.ReadLines(path)) Read(line);
    }

    public string Path => _path;

    public bool IsDone(LearningUnit unit) => unit.IsClosed && _done.Contains(unit.Name);

    /// <summary>To be called when what the units taught is stored.</summary>
    public void Add(IEnumerable<LearningUnit> units)
    {
        var lines = new StringBuilder();
        foreach (var unit in units.Where(u => u.IsClosed && _done.Add(u.Name))) lines.Append(Line(unit.Name)).Append('\n');
        if (lines.Length > 0) File.AppendAllText(_path, lines.ToString());
    }

    // The last line may be torn: whoever wrote it died.
    private void Read(string line)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            var root = document.RootElement;
            if (root.ValueKind == JsonValueKind.Object && root.TryGetProperty("target"u8, out var target) && target.ValueEquals(_target) && root.TryGetProperty("done"u8, out var done) && done.GetString() is { } name) _done.Add(name);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // It names nothing that is done.
        }
    }

    private string Line(string done)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            json.WriteString("target"u8, _target);
            json.WriteString("done"u8, done);
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length);
    }
}
