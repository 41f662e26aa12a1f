namespace Sentinel.Cli.Simulation;

/// <summary>What usually sets a function off.</summary>
internal enum Trigger
{
    None,
    Schedule,
    Bucket,
    StateMachine,
    Application,
}

internal sealed record LambdaFunction(string Account, string Region, string Name, Role Role)
{
    public string Runtime { get; init; } = "python3.12";
    public string Handler { get; init; } = "app.handler";
    public string CodeSha256 { get; init; } = "";
    public int CodeSize { get; init; } = 4096;
    public string? Layer { get; init; }
    public Trigger Trigger { get; init; }

    public string Arn => $"arn:aws:lambda:{Region}:{Account}:function:{Name}";

    /// <summary>The three ways in which callers name a function.</summary>
    public string Spoken(Prng random) => random.Int(0, 9) switch
    {
        < 6 => Name,
        < 8 => Arn,
        _ => $"{Account}:function:{Name}",
    };

    public static LambdaFunction Create(string account, string region, string name, Role role, Prng random, Trigger trigger = Trigger.None)
    {
        var (runtime, handler) = random.Pick(Words.Runtimes);
        return new(account, region, name, role) { Runtime = runtime, Handler = handler, CodeSha256 = random.Sha256(), CodeSize = random.Int(900, 900_000), Trigger = trigger };
    }
}
