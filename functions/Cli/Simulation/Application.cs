namespace Sentinel.Cli.Simulation;

/// <summary>
/// A containerised application with its role, in one cloud network, and the functions that it, a bucket, a schedule and a state machine
/// set off every day.
/// </summary>
internal sealed record Application(string Name, Role Role, Role WorkerRole, Role StatesRole, string Region, string Network)
{
    public List<LambdaFunction> Functions { get; } = [];

    public string Bucket => $"{Name}-uploads-{Role.Account}";

    public string Worker => Functions[0].Name;

    public Caller Session(DateTimeOffset at, Prng random) => new(
        Identity.Session(Role, random.Hex(32), "ASIA" + random.Upper(16), at.AddMinutes(-random.Int(1, 300))), Geography.Host(Network, random), Words.Sdk);

    /// <summary>The recorder of AWS Config, which reads whatever changes.</summary>
    public Caller Recording(DateTimeOffset at, Prng random) => new Caller(
        Identity.Session(new(Role.Account, "AWSServiceRoleForConfig", "AROA" + Role.Account + "CNFG", "/aws-service-role/config.amazonaws.com/"), "AWSConfig-Describe", "ASIA" + random.Upper(16), at), "", "").Through("config.amazonaws.com");

    /// <summary>A function of this application at work: session name and scope are the function's.</summary>
    public Caller Running(DateTimeOffset at, string region, Prng random) => new(
        Identity.Session(WorkerRole, Worker, "ASIA" + random.Upper(16), at.AddMinutes(-random.Int(1, 300)), $"arn:aws:lambda:{region}:{Role.Account}:function:{Worker}"),
        Geography.Host(Network, random), "Boto3/1.34.51 md/Botocore#1.34.51 ua/2.0 os/linux#5.10.216 lang/python#3.12.3 exec-env/AWS_Lambda_python3.12");

    public LambdaFunction Driven(Trigger trigger) => Functions.First(f => f.Trigger == trigger);

    /// <summary>One day. On a <paramref name="full"/> day every kind of call is made at least once.</summary>
    public void Work(Recorder to, DateTimeOffset day, bool full, Prng random)
    {
        DateTimeOffset Any() => day.AddSeconds(random.Int(0, 86_390));
        foreach (var f in Functions)
        {
            for (var i = random.Int(4, 7); i > 0; i--) Invoke(to, Any(), f, full && i is 1, random);
        }

        for (var kind = 0; full && kind < Noise.Kinds; kind++) to.Add(Noise.Machinery(Any(), this, Region, random, kind));
        for (var i = random.Int(24, 40); i > 0; i--) to.Add(Noise.Machinery(Any(), this, Region, random, random.Int(0, Noise.Kinds - 1)));
    }

    private void Invoke(Recorder to, DateTimeOffset at, LambdaFunction f, bool asynchronous, Prng random)
    {
        switch (f.Trigger)
        {
            case Trigger.Bucket:
                InvokeApi.AddAsynchronous(to, at, "s3.amazonaws.com", $"arn:aws:s3:::{Bucket}", f, random);
                return;
            case Trigger.Schedule:
                InvokeApi.AddAsynchronous(to, at, "events.amazonaws.com", $"arn:aws:events:{f.Region}:{f.Account}:rule/{f.Name}-schedule", f, random);
                return;
            case Trigger.StateMachine:
                to.Add(InvokeApi.ByStateMachine(at, new(Identity.Session(StatesRole, random.Hex(32), "ASIA" + random.Upper(16), at), "", ""), f, random));
                return;
            default:
                var requestId = random.Uuid();
                asynchronous |= random.Percent(30);
                to.Add(InvokeApi.Direct(at, Session(at, random), f, random, asynchronous, requestId, random.Percent(15) ? ":live" : ""));
                if (asynchronous) to.Add(InvokeApi.Execution(at.AddSeconds(1), f, random, requestId));
                return;
        }
    }
}
