using System.Globalization;
using Sentinel.Aws.Tests.Emulators;

namespace Sentinel.EndToEnd.Tests.Deployed;

/// <summary>An AWS that a deployment of the stack can live in: <c>emulator.py</c> beside this file, on a free port.</summary>
public sealed class Emulator : MotoServer
{
    private readonly List<string> _troubles = [];
    private readonly List<(double Seconds, string What)> _timeline = [];

    /// <summary>What went wrong inside. A deployment can succeed over it, so every test looks.</summary>
    public IReadOnlyList<string> Troubles
    {
        get
        {
            lock (_troubles) return [.. _troubles];
        }
    }

    /// <summary>What travelled when, in seconds since 1970.</summary>
    public IReadOnlyList<(double Seconds, string What)> Timeline
    {
        get
        {
            lock (_troubles) return [.. _timeline];
        }
    }

    protected override (string Program, string[] Arguments) Command(int port) =>
        (Moto.Program("python3"), [Path.Combine(Repository.Root, "tests", "EndToEnd", "Deployed", "emulator.py"), $"{port}"]);

    protected override void Heard(string line)
    {
        lock (_troubles)
        {
            if (line.Contains("\" 500 ", StringComparison.Ordinal) || line.StartsWith("emulator:", StringComparison.Ordinal)) _troubles.Add(line);
            if (line.Split(' ', 3) is ["timeline:", var seconds, var what]) _timeline.Add((double.Parse(seconds, CultureInfo.InvariantCulture), what));
        }
    }
}
