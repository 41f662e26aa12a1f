using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Sentinel.Aws.Tests.Emulators;

/// <summary>A moto server of its own on a free port. It is ready when the constructor's task is; its whole process tree ends with it.</summary>
public class MotoServer : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly Queue<string> _said = new();
    private Process? _process;

    public Uri Address { get; private set; } = null!;

    /// <summary>What to run for a port.</summary>
    protected virtual (string Program, string[] Arguments) Command(int port) => (Moto.Program("moto_server"), ["-H", "127.0.0.1", "-p", $"{port}"]);

    /// <summary>A line of its output, one at a time.</summary>
    protected virtual void Heard(string line)
    {
    }

    public async Task InitializeAsync()
    {
        // A port that was free may be taken before moto has it.
        for (var attempt = 1; ; attempt++)
        {
            Start(FreePort());
            if (await IsReadyAsync()) return;
            Stop();
            if (attempt == 3) throw new InvalidOperationException($"moto_server did not become ready. It said: {string.Join('\n', _said)}");
        }
    }

    public Task DisposeAsync()
    {
        Stop();
        return Task.CompletedTask;
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private void Start(int port)
    {
        var (program, arguments) = Command(port);
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardError = true, RedirectStandardOutput = true, UseShellExecute = false };
        start.Environment.Remove("MOTO_ACCOUNT_ID"); // accounts follow from the credentials
        start.Environment["MOTO_LAMBDA_CONCURRENCY_QUOTA"] = "1000";
        start.Environment["AWS_ACCESS_KEY_ID"] = start.Environment["AWS_SECRET_ACCESS_KEY"] = "testing";
        _process = Process.Start(start)!;
        _process.OutputDataReceived += Keep;
        _process.ErrorDataReceived += Keep;
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        AppDomain.CurrentDomain.ProcessExit += Stop;
        Address = new Uri($"http://127.0.0.1:{port}/");
    }

    private async Task<bool> IsReadyAsync()
    {
        using var http = new HttpClient();
        for (var watch = Stopwatch.StartNew(); watch.Elapsed < Patience; await Task.Delay(100))
        {
            if (_process is not { HasExited: false }) return false;
            try
            {
                using var answer = await http.GetAsync(new Uri(Address, "moto-api/data.json"));
                if (answer.IsSuccessStatusCode) return true;
            }
            catch (HttpRequestException) // not listening yet
            {
            }
        }
        return false;
    }

    private void Keep(object sender, DataReceivedEventArgs line)
    {
        lock (_said)
        {
            if (line.Data is not { } text) return;
            Heard(text);
            _said.Enqueue(text);
            if (_said.Count > 40) _said.Dequeue();
        }
    }

    private void Stop(object? sender = null, EventArgs? e = null)
    {
        AppDomain.CurrentDomain.ProcessExit -= Stop;
        if (_process is null) return;
        try
        {
            _process.Kill(entireProcessTree: true);
            _process.WaitForExit(TimeSpan.FromSeconds(10));
        }
        catch (InvalidOperationException) // it has ended by itself
        {
        }
        _process.Dispose();
        _process = null;
    }
}

/// <summary>The tests that share one server. Each takes an account of its own.</summary>
[CollectionDefinition(Name)]
public sealed class MotoTests : ICollectionFixture<MotoServer>
{
    public const string Name = "moto";
}
