using System.Globalization;
using System.IO.Compression;
using Sentinel.Cli.Simulation;
using Sentinel.Core.Settings;

namespace Sentinel.Cli.Simulate;

/// <summary>The directory that a simulation is written to. The same stream gives the same bytes: the gzip header carries no time and no name.</summary>
internal sealed class SimulationFiles(Terminal terminal, string directory, bool plain)
{
    private readonly string _suffix = plain ? ".jsonl" : ".jsonl.gz";

    /// <summary>False, with the reason told, when the directory is in use or cannot be made.</summary>
    public bool Prepare(bool force)
    {
        try
        {
            Directory.CreateDirectory(directory);
            if (force || !Directory.EnumerateFileSystemEntries(directory).Any()) return true;
            terminal.Error.WriteLine($"sentinel: --out {Printable.Of(directory, 200)} is not empty; --force writes into it all the same.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            terminal.Error.WriteLine($"sentinel: --out {Printable.Of(directory, 200)} is no directory that can be written: {Printable.Of(e.Message, 200)}");
        }
        return false;
    }

    public int Write(SimulatedStream stream)
    {
        var history = WriteLines("history", stream.History);
        var events = WriteLines("events", stream.Events);
        if (stream.Sensors.Count > 0) WriteLines("sensors", stream.Sensors);
        File.WriteAllText(In("truth.json"), stream.Truth.ToJson());
        var settings = stream.SettingsToJson();
        if (settings is not null) File.WriteAllText(In("settings.json"), settings);
        if (terminal.Interrupted.IsCancellationRequested) return ExitCode.Interrupted;
        Say($"{stream.History.Count:N0} records of history, {stream.Events.Count:N0} events, {stream.Truth.MustContain.Count} to be contained, {stream.Truth.MustAlert.Count} to alert.");
        terminal.Out.WriteLine($"sentinel replay {events} --history {history}{(settings is null ? "" : $" --settings {In("settings.json")}")} --expect {In("truth.json")}");
        return ExitCode.Done;
    }

    public int WriteMix(IEnumerable<byte[]> records)
    {
        var events = WriteLines("events", records.Select(r => (ReadOnlyMemory<byte>)r));
        if (terminal.Interrupted.IsCancellationRequested) return ExitCode.Interrupted;
        terminal.Out.WriteLine($"sentinel replay {events} --format jsonl");
        return ExitCode.Done;
    }

    private string WriteLines(string name, IEnumerable<ReadOnlyMemory<byte>> lines)
    {
        var path = In(name + _suffix);
        using var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.Read, 64 * 1024);
        using Stream content = plain ? file : new GZipStream(file, CompressionLevel.Optimal, leaveOpen: true);
        foreach (var line in lines)
        {
            if (terminal.Interrupted.IsCancellationRequested) break;
            content.Write(line.Span);
            content.WriteByte((byte)'\n');
        }
        return path;
    }

    private string In(string name) => Path.Combine(directory, name);

    private void Say(FormattableString text) => terminal.Out.WriteLine(text.ToString(CultureInfo.InvariantCulture));
}
