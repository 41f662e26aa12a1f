using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Sentinel.Cli.Simulation;

namespace Sentinel.Benchmarks;

/// <summary>What a user gets: <c>replay --format jsonl</c> on 300,000 envelopes from a file, as a whole process on one core, by processor time.</summary>
internal static class WholeProcess
{
    private const int Records = 300_000;
    private const int Runs = 5;
    private const string Native = "-p:PublishAot=true -p:CppCompilerAndLinker=gcc";

    // Reached on the same kind of machine by others, as records per second of processor time; null: one figure is known, not which input it is for.
    private static readonly (string Name, int Mix, int? Flood)[] Others =
    [
        ("quamina (Go, six patterns, no state)", 272_000, 330_000), ("DuckDB, counting per principal", 269_000, 270_000), ("event-ruler, warm (150,000 to 170,000; 58,000 first pass)", 170_000, null),
        ("substation", 146_000, null), ("sigma-rust", 117_000, null), ("Cloud Custodian's matcher", 90_000, 33_000), ("Panther", 41_000, null),
    ];

    public static int Measure(string results)
    {
        var folder = Directory.CreateTempSubdirectory("sentinel-bench-").FullName;
        try
        {
            var mix = Write(Path.Combine(folder, "mix.jsonl"), BenchMix.Mix(1, Records));
            var flood = Write(Path.Combine(folder, "flood.jsonl"), BenchMix.Flood(1, Records));
            var table = new StringBuilder($"# process: {Records:N0} envelopes from a file\n\n`dotnet run -c Release --project tests/Benchmarks -- process`: `sentinel replay --format jsonl FILE`, user and system time of the whole process, start included, pinned to one core, best of {Runs}. .NET {Environment.Version}, {RuntimeInformation.OSArchitecture}.\n\n"
                + "Beside it, in the same run and on the same core, a bare `Utf8JsonReader` token scan of the same bytes: as such a process itself (`tests/Benchmarks/BareScan`), which starts and reads the file too; and as a loop in a process that was already warm, which does neither.\n\n| records per second of processor time | mix | flood |\n|---|---|---|\n");
            var scan = OnOneCore(() => (Mix: Scan(mix), Flood: Scan(flood)));
            Row(table, "bare token scan, warm loop", scan.Mix, scan.Flood);
            (double Mix, double Flood)? bare = null;
            if (Publish("tests/Benchmarks/BareScan", $"{Native} -o {folder}/bare"))
            {
                bare = (Best($"{folder}/bare/barescan {mix}"), Best($"{folder}/bare/barescan {flood}"));
                Row(table, "bare token scan, process, Native AOT", bare.Value.Mix, bare.Value.Flood);
            }
            foreach (var (name, command) in Builds(folder))
            {
                var speed = (Mix: Best($"{command} replay --format jsonl {mix}"), Flood: Best($"{command} replay --format jsonl {flood}"));
                Row(table, name, speed.Mix, speed.Flood);
                if (bare is { } process) Part(table, $"{name}: part of the bare process", speed.Mix / process.Mix, speed.Flood / process.Flood);
                Part(table, $"{name}: part of the bare warm loop", speed.Mix / scan.Mix, speed.Flood / scan.Flood);
            }
            table.Append("\nWhat others reach on this kind of machine, figures taken over, not measured in this run:\n\n| | mix | flood |\n|---|---|---|\n");
            foreach (var (name, m, f) in Others) table.Append(CultureInfo.InvariantCulture, $"| {name} | {m:N0} | {f?.ToString("N0", CultureInfo.InvariantCulture) ?? "not known apart"} |\n");
            File.WriteAllText(Path.Combine(results, "process.md"), table.ToString());
            Console.WriteLine(table);
            return 0;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static IEnumerable<(string Name, string Command)> Builds(string folder)
    {
        if (Publish("functions/Cli", $"{Native} -o {folder}/aot")) yield return ("sentinel, Native AOT", $"{folder}/aot/sentinel");
        else Console.Error.WriteLine("no Native AOT here? a C compiler and zlib's headers are needed");
        if (Publish("functions/Cli", $"--self-contained false -o {folder}/jit")) yield return ("sentinel, just-in-time", $"dotnet {folder}/jit/sentinel.dll");
    }

    private static bool Publish(string project, string how)
    {
        if (Run($"dotnet publish {project} -c Release -r linux-x64 -v q {how}", out var output) == 0) return true;
        Console.Error.WriteLine(output);
        return false;
    }

    private static double Best(string command)
    {
        var best = 0.0;
        for (var i = 0; i < Runs; i++)
        {
            if (Run($"TIMEFORMAT='%U %S'; pin=''; command -v taskset >/dev/null && pin='taskset -c 0'; time $pin {command} >/dev/null", out var output) != 0) throw new InvalidOperationException(output);
            var seconds = output.Trim().Split('\n')[^1].Split(' ').Sum(s => double.Parse(s, CultureInfo.InvariantCulture));
            best = Math.Max(best, Records / seconds);
        }
        return best;
    }

    // The core that the processes are pinned to: cores of one machine may differ.
    private static T OnOneCore<T>(Func<T> measure)
    {
        if (!OperatingSystem.IsLinux() && !OperatingSystem.IsWindows()) return measure();
        using var self = Process.GetCurrentProcess();
        var before = self.ProcessorAffinity;
        self.ProcessorAffinity = 1;
        try
        {
            return measure();
        }
        finally
        {
            self.ProcessorAffinity = before;
        }
    }

    private static double Scan(string file)
    {
        var records = File.ReadLines(file).Select(Encoding.UTF8.GetBytes).ToArray();
        var best = 0.0;
        for (var i = 0; i < Runs; i++)
        {
            var before = Environment.CpuUsage.TotalTime;
            long tokens = 0;
            foreach (var record in records)
            {
                var reader = new Utf8JsonReader(record);
                while (reader.Read()) tokens++;
            }
            if (tokens == 0) throw new InvalidOperationException("nothing was scanned");
            best = Math.Max(best, Records / (Environment.CpuUsage.TotalTime - before).TotalSeconds);
        }
        return best;
    }

    private static string Write(string path, IEnumerable<byte[]> records)
    {
        using var file = File.Create(path);
        foreach (var record in records)
        {
            file.Write(record);
            file.WriteByte((byte)'\n');
        }
        return path;
    }

    private static void Row(StringBuilder table, string name, double mix, double flood) => table.Append(CultureInfo.InvariantCulture, $"| {name} | {mix:N0} | {flood:N0} |\n");

    private static void Part(StringBuilder table, string name, double mix, double flood) => table.Append(CultureInfo.InvariantCulture, $"| {name} | {mix:F2} | {flood:F2} |\n");

    private static int Run(string command, out string output)
    {
        using var process = Process.Start(new ProcessStartInfo("bash") { ArgumentList = { "-c", command }, WorkingDirectory = Repository.Root, UseShellExecute = false, RedirectStandardError = true, RedirectStandardOutput = true })!;
        var error = process.StandardError.ReadToEndAsync();
        output = process.StandardOutput.ReadToEnd();
        output += error.GetAwaiter().GetResult();
        process.WaitForExit();
        return process.ExitCode;
    }
}
