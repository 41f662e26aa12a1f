using System.Text;
using Sentinel.Cli.Replay;
using Sentinel.Core.CloudTrail;
using Sentinel.Core.Detections;

namespace Sentinel.Cli.Tests;

/// <summary>The command line in this process: what it returned and what it wrote.</summary>
internal sealed record CliRun(int Code, string Out, string Error)
{
    public IReadOnlyList<string> Lines => Out.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    public static CliRun Of(params string[] args) => Of(args, "");

    public static CliRun Of(string[] args, string input, IReadOnlyList<Detection>? detections = null, bool watched = false, ICountries? countries = null, Func<string, string?>? variable = null, CancellationToken interrupted = default)
    {
        using var raw = new MemoryStream();
        using var output = new StreamWriter(raw, new UTF8Encoding(false), leaveOpen: true) { AutoFlush = true };
        using var error = new StringWriter();
        var terminal = new Terminal
        {
            RawOut = raw,
            Out = output,
            Error = error,
            OpenInput = () => new MemoryStream(Encoding.UTF8.GetBytes(input)),
            Clock = TimeProvider.System,
            Variable = variable ?? (_ => null),
            Interrupted = interrupted,
            ErrorIsTerminal = watched,
        };
        var parts = new ReplayParts { Detections = () => detections ?? Core.Detections.Catalogue.All, OpenCountries = () => countries };
        var code = SentinelCommand.Run(args, terminal, parts);
        return new CliRun(code, Encoding.UTF8.GetString(raw.ToArray()), error.ToString());
    }
}

/// <summary>A directory that goes when the test ends.</summary>
internal sealed class Folder : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("sentinel-test-");

    public string Path => _directory.FullName;

    public string In(string name) => System.IO.Path.Combine(Path, name);

    public string File(string name, string text)
    {
        System.IO.File.WriteAllText(In(name), text);
        return In(name);
    }

    public void Dispose() => _directory.Delete(recursive: true);
}
