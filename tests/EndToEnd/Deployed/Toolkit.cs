using System.Diagnostics;
using System.Text.Json;
using Amazon.Runtime;

namespace Sentinel.EndToEnd.Tests.Deployed;

/// <summary>The CDK toolkit that <c>npm ci</c> brought, working on an emulator.</summary>
/// <param name="home">Where it keeps what it notes for itself.</param>
internal sealed class Toolkit(Uri endpoint, string home)
{
    // On a machine that does much else at once.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(8);

    private static readonly string Program = Path.Combine(Repository.Root, "node_modules", ".bin", "cdk");

    private static readonly string Configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;

    /// <summary>The app as it was built for these tests.</summary>
    private static string App => $"dotnet {Path.Combine(Repository.Root, "cdk", "bin", Configuration, "net10.0", "SentinelStack.Cdk.dll")}";

    /// <summary>Makes the templates and assets of an app; the functions are compiled if nobody has.</summary>
    public static Task<string> SynthesiseAsync(string output, params string[] context) =>
        StartAsync(new Dictionary<string, string>(StringComparer.Ordinal), ["synth", "--quiet", "--app", App, "--output", output, .. context.SelectMany(c => (string[])["-c", c])]);

    /// <summary>Runs a command of the toolkit in an account and region.</summary>
    /// <returns>All that it said.</returns>
    public Task<string> RunAsync(ImmutableCredentials credentials, string region, params string[] arguments)
    {
        var environment = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["AWS_ENDPOINT_URL"] = $"http://127.0.0.1:{endpoint.Port}", // an address: S3 then puts the bucket into the path
            ["AWS_ENDPOINT_URL_S3_FOR_CLOUDFORMATION"] = $"http://localhost:{endpoint.Port}", // a name: the template's address then tells the bucket
            ["AWS_ACCESS_KEY_ID"] = credentials.AccessKey,
            ["AWS_SECRET_ACCESS_KEY"] = credentials.SecretKey,
            ["AWS_REGION"] = region,
            ["AWS_DEFAULT_REGION"] = region,
            ["CDK_HOME"] = home,
        };
        if (credentials.UseToken) environment["AWS_SESSION_TOKEN"] = credentials.Token;
        return StartAsync(environment, arguments);
    }

    /// <summary>Deploys a stack out of what was synthesised.</summary>
    /// <param name="changes">The stack stands already, and its template is another now.</param>
    /// <returns>What the toolkit said, and the stack's outputs.</returns>
    public async Task<(string Said, IReadOnlyDictionary<string, string> Outputs)> DeployAsync(ImmutableCredentials credentials, string region, string output, string stack, bool changes, params (string Name, string Value)[] parameters)
    {
        var file = Path.Combine(home, $"{Guid.NewGuid():n}.json");
        var said = await RunAsync(credentials, region, ["deploy", stack, "--app", output, "--require-approval", "never", "--method", "direct", "--outputs-file", file,
            .. changes ? ["--no-previous-parameters"] : Array.Empty<string>(), // moto, asked to update, knows no parameter that has its default
            .. parameters.SelectMany(p => (string[])["--parameters", $"{p.Name}={p.Value}"])]);
        if (!File.Exists(file)) return (said, new Dictionary<string, string>(StringComparer.Ordinal));
        using var read = JsonDocument.Parse(await File.ReadAllTextAsync(file));
        return (said, read.RootElement.EnumerateObject().SelectMany(s => s.Value.EnumerateObject()).ToDictionary(o => o.Name, o => o.Value.GetString()!, StringComparer.Ordinal));
    }

    private static async Task<string> StartAsync(IReadOnlyDictionary<string, string> environment, string[] arguments)
    {
        if (!File.Exists(Program)) throw new InvalidOperationException($"There is no CDK toolkit at {Program}. Run `npm ci` in {Repository.Root}.");
        var start = new ProcessStartInfo(Program, arguments) { WorkingDirectory = Repository.Root, RedirectStandardError = true, RedirectStandardOutput = true, UseShellExecute = false };
        foreach (var (name, value) in environment) start.Environment[name] = value;
        start.Environment["CDK_DISABLE_CLI_TELEMETRY"] = "true";
        start.Environment["JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION"] = "20";
        using var process = Process.Start(start) ?? throw new InvalidOperationException($"{Program} did not start.");
        using var late = new CancellationTokenSource(Patience);
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(late.Token);
            var errors = process.StandardError.ReadToEndAsync(late.Token);
            await process.WaitForExitAsync(late.Token);
            var said = await output + await errors;
            Assert.True(process.ExitCode == 0, $"cdk {string.Join(' ', arguments)} ended with {process.ExitCode}\n{said}");
            return said;
        }
        catch (OperationCanceledException e)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"cdk {string.Join(' ', arguments)} took longer than {Patience}", e);
        }
    }
}
