using System.Text.Json;
using Amazon.Runtime;

namespace Sentinel.EndToEnd.Tests.Deployed;

/// <summary>The app as an organisation deploys it, by the real toolkit: the security account, and a member with its roles, and its rules in two regions.</summary>
internal sealed class Installation : IAsyncDisposable
{
    /// <summary>The tests that deploy: one after the other, each has processes enough.</summary>
    public const string Tests = "deployed";

    public const string Home = "eu-central-1";

    /// <summary>The region in which IAM tells what happens to it.</summary>
    public const string Iam = "us-east-1";

    public const string Security = "Sentinel", MemberIam = "SentinelMemberIam", MemberRules = "SentinelMemberRules";

    /// <summary>The name that the security stack goes by, and what the command line makes of it.</summary>
    public const string StackName = "sentinel", Table = "sentinel-state";

    private static readonly Lazy<Task<string>> Enforcing = new(() => SynthesiseAsync("enforce"));

    private readonly string _home = Directory.CreateTempSubdirectory("sentinel-toolkit-").FullName;
    private readonly Toolkit _toolkit;

    private Installation(Emulator emulator)
    {
        Emulator = emulator;
        _toolkit = new Toolkit(emulator.Address, _home);
        SecurityAccount = new CloudAccount(emulator.Address, CloudAccount.Default);
        MemberAccount = new CloudAccount(emulator.Address, "111122223333");
    }

    public Emulator Emulator { get; }

    public CloudAccount SecurityAccount { get; }

    public CloudAccount MemberAccount { get; }

    /// <summary>What the security stack tells whoever deployed it.</summary>
    public IReadOnlyDictionary<string, string> Outputs { get; private set; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>The topic that on-call hears, as the command for further subscribers names it.</summary>
    public string TopicArn => Outputs["NextSubscribe"].Split(' ').SkipWhile(w => w != "--topic-arn").ElementAt(1);

    public static async Task<Installation> StartAsync()
    {
        var output = await Enforcing.Value;
        var emulator = new Emulator();
        await emulator.InitializeAsync();
        var installation = new Installation(emulator);
        await installation.BootstrapAsync(installation.SecurityAccount, Home, output);
        await installation.BootstrapAsync(installation.MemberAccount, Home, output);
        await installation.BootstrapAsync(installation.MemberAccount, Iam, output);
        await installation.DeployAsync();
        return installation;
    }

    /// <summary>The templates and assets of the app with a mode, in a folder of their own.</summary>
    public static async Task<string> SynthesiseAsync(string mode)
    {
        var output = Path.Combine(Repository.Root, "artifacts", "deployed", mode);
        if (Directory.Exists(output)) Directory.Delete(output, recursive: true);
        await Toolkit.SynthesiseAsync(output, $"mode={mode}", "organisation=o-a1b2c3d4e5", "organisationalUnits=r-a1b2");
        return output;
    }

    /// <summary>Logical ids and types of a template. What a condition keeps to one region is kept to <see cref="Iam"/>.</summary>
    public static async Task<IReadOnlyDictionary<string, string>> TemplateAsync(string stack, string region = Home)
    {
        using var template = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(await Enforcing.Value, $"{stack}.template.json")));
        return template.RootElement.GetProperty("Resources").EnumerateObject().Where(r => region == Iam || !r.Value.TryGetProperty("Condition", out _))
            .ToDictionary(r => r.Name, r => r.Value.GetProperty("Type").GetString()!, StringComparer.Ordinal);
    }

    /// <summary>Deploys all stacks, for the first time or again.</summary>
    /// <param name="changed">What was synthesised anew; null: the same.</param>
    /// <returns>What the toolkit said of each.</returns>
    public async Task<IReadOnlyList<string>> DeployAsync(string? changed = null)
    {
        var output = changed ?? await Enforcing.Value;
        var (said, outputs) = await _toolkit.DeployAsync(await SecurityAccount.CredentialsAsync(), Home, output, Security, changed is not null);
        if (outputs.Count > 0) Outputs = outputs;
        var member = await MemberAccount.CredentialsAsync();
        var roles = await _toolkit.DeployAsync(member, Home, output, MemberIam, false, Given("BusArn"), Given("ResponderRoleArn"), Given("DetectorRoleArn"));
        var here = await _toolkit.DeployAsync(member, Home, output, MemberRules, false, Given("BusArn"));
        var there = await _toolkit.DeployAsync(member, Iam, output, MemberRules, false, Given("BusArn"));
        return [said, roles.Said, here.Said, there.Said];
    }

    public async Task DestroyAsync() => await _toolkit.RunAsync(await SecurityAccount.CredentialsAsync(), Home, "destroy", Security, "--app", await Enforcing.Value, "--force");

    public async ValueTask DisposeAsync()
    {
        SecurityAccount.Dispose();
        MemberAccount.Dispose();
        await Emulator.DisposeAsync();
        Directory.Delete(_home, recursive: true);
    }

    private (string, string) Given(string output) => (output, Outputs[output]);

    private async Task BootstrapAsync(CloudAccount account, string region, string output) =>
        await _toolkit.RunAsync(await account.CredentialsAsync(), region, "bootstrap", $"aws://{account.Id}/{region}", "--app", output);
}
