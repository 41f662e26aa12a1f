using System.Diagnostics;
using System.Runtime.CompilerServices;
using Amazon.DynamoDBv2;
using Amazon.Runtime;
using Sentinel.Aws.Calls.Wire;
using Sentinel.Aws.State;

namespace Sentinel.Aws.Tests.Emulators;

/// <summary>A DynamoDB emulator (npm <c>dynalite</c>) on a free port for as long as this lives. It is right under concurrency, keeps everything in memory,
/// and knows neither transactions nor expiry.</summary>
public sealed class Dynalite : IAsyncLifetime
{
    // It has no option for a free port. It ends with its input, so that it cannot outlive the tests.
    private const string Script = """
        const server = require('dynalite')({ createTableMs: 0, deleteTableMs: 0 });
        server.listen(0, '127.0.0.1', () => console.log(server.address().port));
        process.stdin.on('end', () => process.exit()).resume();
        """;

    private Process? _process;
    private int _tables;

    public Uri Address { get; private set; } = new("http://127.0.0.1");

    public async Task InitializeAsync()
    {
        var root = RepositoryRoot();
        if (!File.Exists(Path.Combine(root, "node_modules", "dynalite", "package.json")))
        {
            throw new InvalidOperationException($"node_modules/dynalite is missing: run npm ci --ignore-scripts in {root} (the build tries to; is npm installed and its registry reachable?)");
        }
        var start = new ProcessStartInfo("node") { WorkingDirectory = root, UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true };
        start.ArgumentList.Add("-e");
        start.ArgumentList.Add(Script);
        _process = Process.Start(start)!;
        using var soon = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var port = await _process.StandardOutput.ReadLineAsync(soon.Token) ?? throw new InvalidOperationException("dynalite ended before it listened");
        Address = new Uri($"http://127.0.0.1:{port}");
    }

    public Task DisposeAsync()
    {
        _process?.Kill(entireProcessTree: true);
        _process?.Dispose();
        return Task.CompletedTask;
    }

    /// <summary>Clients that call the emulator, through a handler if one is given.</summary>
    public AwsClients Clients(HttpMessageHandler? handler = null) => new(new AwsClientSettings
    {
        Region = "eu-west-1",
        Credentials = new BasicAWSCredentials("testing", "testing"),
        Endpoints = new EndpointOverrides(name => name is "AWS_ENDPOINT_URL" ? Address.AbsoluteUri : null),
        Handler = handler,
    });

    /// <summary>Creates an empty state table and tells its name.</summary>
    public async Task<string> NewTableAsync(IAmazonDynamoDB dynamo)
    {
        var name = $"sentinel{Interlocked.Increment(ref _tables)}-state";
        await dynamo.CreateTableAsync(StateTable.Definition(name));
        while ((await dynamo.DescribeTableAsync(name)).Table.TableStatus != TableStatus.ACTIVE) await Task.Delay(5);
        return name;
    }

    private static string RepositoryRoot([CallerFilePath] string path = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(path)!, "..", "..", ".."));
}

/// <summary>One emulator for all tests of the state; each test has tables of its own.</summary>
[CollectionDefinition(Name)]
public sealed class OnDynalite : ICollectionFixture<Dynalite>
{
    public const string Name = "dynalite";
}
