namespace Sentinel.Cli.Simulation;

/// <summary>
/// A deployment role of a build service. It changes everything through CloudFormation, so the changes carry its identity and the
/// service's address; its own calls come from a few rotating cloud networks.
/// </summary>
internal sealed record Pipeline(string Team, Role Role, string Region, IReadOnlyList<string> Networks)
{
    public List<LambdaFunction> Deploys { get; } = [];

    public string Stack => $"{Team}-stack";

    public Caller Start(Recorder to, DateTimeOffset at, string network, Prng random)
    {
        var key = "ASIA" + random.Upper(16);
        var address = Geography.Host(network, random);
        to.Add(OtherApi.AssumeWithWebIdentity(at, Role, Team, key, address, random));
        return new(Identity.Session(Role, Team, key, at), address, random.Pick(Words.Tools));
    }

    public void Work(Recorder to, DateTimeOffset day, bool full, Prng random, Action<LambdaFunction> made)
    {
        if (!full && !random.Percent(50)) return;
        foreach (var network in full ? Networks : [random.Pick(Networks)])
        {
            var at = day.AddHours(8).AddMinutes(random.Int(0, 600));
            var create = full || random.Percent(25) ? 1 : 0;
            Deploy(to, at, network, Deploys.Where(_ => full || random.Percent(50)), create, random, made, restack: full || (create > 0 && random.Percent(30)));
        }
    }

    /// <summary>One deployment: <paramref name="updates"/> get new code, and so many functions are created, each with a role of its own.</summary>
    public DateTimeOffset Deploy(Recorder to, DateTimeOffset at, string network, IEnumerable<LambdaFunction> updates, int create, Prng random, Action<LambdaFunction> made, bool restack = false)
    {
        var runner = Start(to, at, network, random);
        to.Add(OtherApi.Stack(at = at.AddSeconds(random.Int(5, 40)), runner, "CreateChangeSet", Stack, Region, random));
        to.Add(OtherApi.Stack(at = at.AddSeconds(random.Int(10, 60)), runner, "ExecuteChangeSet", Stack, Region, random));
        if (restack) to.Add(OtherApi.Stack(at = at.AddSeconds(random.Int(10, 60)), runner, "UpdateStack", Stack, Region, random));
        var service = runner.Through("cloudformation.amazonaws.com");
        for (; create > 0; create--) at = CreateOne(to, at, service, random, made);
        foreach (var f in updates)
        {
            to.Add(LambdaApi.UpdateCode(at = at.AddSeconds(random.Int(2, 20)), service, f with { CodeSha256 = random.Sha256() }, random, f.Name));
            var configure = LambdaApi.UpdateConfiguration(at = at.AddSeconds(random.Int(2, 10)), service, f, random, "\"timeout\":60");
            if (random.Percent(10))
            {
                // Too soon after the code: refused, then tried again.
                to.Add(configure with { Response = null, Error = "ResourceConflictException", ErrorMessage = $"The operation cannot be performed at this time. An update is in progress for resource: {f.Arn}" });
                configure = configure with { Time = at = at.AddSeconds(5), RequestId = random.Uuid() };
            }

            to.Add(configure);
        }

        return at;
    }

    private DateTimeOffset CreateOne(Recorder to, DateTimeOffset at, Caller service, Prng random, Action<LambdaFunction> made)
    {
        var name = $"{Team}-{random.Pick(Words.Subjects)}-{random.Pick(Words.Tasks)}-{random.Hex(6)}";
        var role = Role.Create(Role.Account, $"{name}-role", random);
        var f = LambdaFunction.Create(Role.Account, Region, name, role, random) with { Layer = $"arn:aws:lambda:{Region}:{Words.PowertoolsAccount}:layer:AWSLambdaPowertoolsPythonV2:68" };
        made(f);
        to.Add(OtherApi.CreateRole(at = at.AddSeconds(random.Int(2, 9)), service, role));
        to.Add(OtherApi.AttachPolicy(at = at.AddSeconds(random.Int(1, 6)), service, role, "service-role/AWSLambdaBasicExecutionRole"));
        to.Add(OtherApi.PutPolicy(at = at.AddSeconds(random.Int(1, 6)), service, role, "sqs:ReceiveMessage"));
        to.Add(LambdaApi.Create(at = at.AddSeconds(random.Int(8, 20)), service, f, random));
        to.Add(LambdaApi.MapSource(at = at.AddSeconds(random.Int(2, 9)), service, f, random, $"arn:aws:sqs:{Region}:{Role.Account}:{Team}-queue"));
        to.Add(LambdaApi.Permit(at = at.AddSeconds(random.Int(1, 6)), service, f, random, "events.amazonaws.com", $"arn:aws:events:{Region}:{Role.Account}:rule/{Team}-schedule"));
        return at;
    }
}
