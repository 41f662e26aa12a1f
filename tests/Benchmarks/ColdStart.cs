using System.Diagnostics;
using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Sentinel.Aws.Tests.Emulators;
using Sentinel.Cli.Simulation;
using Sentinel.Handlers.Tests;
using Sentinel.Handlers.Tests.Published;

namespace Sentinel.Benchmarks;

/// <summary>From the start of the process to the first answer of the Detector, DynamoDB asked on the way: the executable that is deployed, beside the same code
/// compiled ReadyToRun for the shared framework, in turns. And how much memory it takes at most.</summary>
internal static class ColdStart
{
    private const int Runs = 11;

    public static async Task<int> MeasureAsync(string results)
    {
        var folder = Directory.CreateTempSubdirectory("sentinel-cold-");
        var dynalite = new Dynalite();
        await using var server = await OthersAsync();
        var others = server.Urls.First();
        try
        {
            await dynalite.InitializeAsync();
            var native = await PublishedBootstrap.PathAsync();
            var (ready, countries) = (Path.Combine(folder.FullName, "bootstrap.dll"), Path.Combine(Path.GetDirectoryName(native)!, "countries.mmdb"));
            Publish($"publish functions/Handlers -c Release -r linux-x64 --self-contained false -p:PublishAot=false -p:PublishReadyToRun=true -p:RunAnalyzers=false -v q -o {folder.FullName}");
            if (File.Exists(countries)) File.Copy(countries, Path.Combine(folder.FullName, "countries.mmdb"));
            using var clients = dynalite.Clients();
            var table = await dynalite.NewTableAsync(clients.DynamoDb);
            var batch = Batch([.. BenchMix.Mix(1, 200).Where(r => !Encoding.UTF8.GetString(r).Contains("\"Invoke\"", StringComparison.Ordinal)).Take(1)]);
            var (ours, theirs) = (new List<double>(), new List<double>());
            for (var i = 0; i < Runs; i++)
            {
                ours.Add(await OnceAsync(native, [], dynalite, others, table, batch));
                Console.Error.WriteLine($"{i + 1} of {Runs}: {ours[^1]:N0} ms");
                theirs.Add(await OnceAsync("dotnet", [ready], dynalite, others, table, batch));
            }
            var flood = BenchMix.Flood(1, 10_000).Chunk(500).Select(Batch).ToArray();
            var memory = await PeakAsync(native, dynalite, others, table, [batch, .. flood]);
            var (a, b) = (Median(ours), Median(theirs));
            var text = FormattableString.Invariant($"""
                # cold-start: from process start to the first answer

                `dotnet run -c Release --project tests/Benchmarks -- cold-start`: a batch of one control-plane record for the Detector, DynamoDB on an emulator on the same machine, {Runs} starts each in turns, median. .NET {Environment.Version}, {System.Runtime.InteropServices.RuntimeInformation.ProcessArchitecture}.

                | build | milliseconds |
                |---|---|
                | Native AOT, as deployed | {a:N0} |
                | framework-dependent, ReadyToRun | {b:N0} |
                | part | 1/{b / a:N1} |

                Peak memory of the Native AOT executable over that batch and a flood of 10,000 invocations in batches of 500: {memory / 1048576.0:N0} MB.

                """).ReplaceLineEndings("\n");
            File.WriteAllText(Path.Combine(results, "cold-start.md"), text);
            Console.Write(text);
            return 0;
        }
        finally
        {
            await dynalite.DisposeAsync();
            folder.Delete(recursive: true);
        }
    }

    private static async Task<double> OnceAsync(string program, string[] arguments, Dynalite dynalite, string others, string table, byte[] batch)
    {
        await using var api = await RuntimeApiStub.StartAsync();
        var answer = api.InvokeAsync(batch);
        var watch = Stopwatch.StartNew();
        await using var process = Start(program, arguments, api, dynalite, others, table);
        var said = await answer;
        var elapsed = watch.Elapsed.TotalMilliseconds;
        AssertTaken(said);
        return elapsed;
    }

    private static async Task<long> PeakAsync(string program, Dynalite dynalite, string others, string table, byte[][] batches)
    {
        await using var api = await RuntimeApiStub.StartAsync();
        await using var process = Start(program, [], api, dynalite, others, table);
        foreach (var batch in batches)
        {
            var said = await api.InvokeAsync(batch, TimeSpan.FromMinutes(2));
            AssertTaken(said);
        }
        return process.PeakMemory;
    }

    private static void AssertTaken(RuntimeApiStub.Answer said)
    {
        if (said.IsError || !said.Body.Contains("\"batchItemFailures\":[]", StringComparison.Ordinal)) throw new InvalidOperationException($"the batch was not taken: {said.Body[..Math.Min(said.Body.Length, 300)]}");
    }

    /// <summary>SSM where nothing is tuned, and a queue that takes everything.</summary>
    private static async Task<WebApplication> OthersAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        var server = builder.Build();
        server.Run(async context =>
        {
            context.Response.ContentType = "application/x-amz-json-1.1";
            await context.Response.WriteAsync("""{"Parameters":[],"Successful":[],"Failed":[]}""");
        });
        await server.StartAsync();
        return server;
    }

    private static FunctionProcess Start(string program, string[] arguments, RuntimeApiStub api, Dynalite dynalite, string others, string table) => PublishedBootstrap.Start(program, arguments, api.Endpoint, "detector",
        [("AWS_REGION", "eu-west-1"), ("AWS_ACCESS_KEY_ID", "testing"), ("AWS_SECRET_ACCESS_KEY", "testing"), ("AWS_ENDPOINT_URL", dynalite.Address.AbsoluteUri.TrimEnd('/')),
        ("AWS_ENDPOINT_URL_SSM", others), ("AWS_ENDPOINT_URL_SQS", others), ("SENTINEL_TABLE", table), ("SENTINEL_CONTAINMENT_QUEUE_URL", "http://127.0.0.1/queue"), ("DOTNET_TieredPGO", "0")]);

    private static void Publish(string arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("dotnet", arguments) { WorkingDirectory = Repository.Root, UseShellExecute = false })!;
        process.WaitForExit();
        if (process.ExitCode != 0) throw new InvalidOperationException($"dotnet {arguments} ended with {process.ExitCode}");
    }

    private static double Median(List<double> all) => all.Order().ElementAt(all.Count / 2);

    private static byte[] Batch(IEnumerable<byte[]> records) => Sample.Batch([.. records.Select(Encoding.UTF8.GetString)]);
}
