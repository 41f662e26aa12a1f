using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Exporters;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Sentinel.Benchmarks;
using Sentinel.Benchmarks.QuietQuarter;

const string Usage = "usage: dotnet run -c Release --project tests/Benchmarks -- mix|flood|process|requests|cold-start|quiet-quarter";
var results = Path.Combine(Repository.Root, "tests", "Benchmarks", "results");
Directory.CreateDirectory(results);
switch (args is [var name] ? name : "all")
{
    case "mix": return Measure<Mix>("mix");
    case "flood": return Measure<Flood>("flood");
    case "process": return WholeProcess.Measure(results);
    case "requests": return await RequestCount.MeasureAsync(results);
    case "cold-start": return await ColdStart.MeasureAsync(results);
    case "quiet-quarter": return QuarterReport.Measure(results, Repository.Countries);
    case "all" when args.Length == 0: return Measure<Mix>("mix") | Measure<Flood>("flood") | WholeProcess.Measure(results) | await RequestCount.MeasureAsync(results) | await ColdStart.MeasureAsync(results) | QuarterReport.Measure(results, Repository.Countries);
    default:
        Console.Error.WriteLine(Usage);
        return 2;
}

int Measure<T>(string name)
{
    var config = ManualConfig.Create(DefaultConfig.Instance)
        .AddJob(Job.Default.WithToolchain(new InProcessEmitToolchain(new())).WithWarmupCount(4).WithIterationCount(8))
        .WithOptions(ConfigOptions.DisableLogFile);
    var summary = BenchmarkRunner.Run<T>(config);
    if (summary.HasCriticalValidationErrors || summary.Reports.Any(r => !r.Success)) return 1;
    var made = Directory.GetFiles(summary.ResultsDirectoryPath, $"*{typeof(T).Name}*-github.md").Single();
    // The processor and the system are of the machine that measured; the ratio is what is claimed.
    File.WriteAllText(Path.Combine(results, $"{name}.md"), $"# {name}: one record\n\n`dotnet run -c Release --project tests/Benchmarks -- {name}`\n\n{File.ReadAllText(made).ReplaceLineEndings("\n")}");
    return 0;
}
