namespace Sentinel.Cli.Simulation;

/// <summary>The principals and functions of the benchmark streams, with their sessions made once.</summary>
internal sealed class BenchCast
{
    private const string Region = "us-east-1";
    private static readonly DateTimeOffset Since = new(2024, 3, 4, 5, 0, 0, TimeSpan.Zero);
    private readonly List<LambdaFunction> _functions = [];
    private readonly List<Application> _applications = [];
    private readonly List<Caller> _services = [];
    private readonly List<(Caller Caller, LambdaFunction Own, User? User, Role? Sso)> _people = [];
    private readonly List<(Caller Caller, Pipeline Pipeline)> _pipelines = [];

    public BenchCast(Prng random)
    {
        Random = random;
        for (var i = 0; i < 50; i++) AddApplication(i);
        for (var i = 0; i < 100; i++) AddPerson(i);
        for (var i = 0; i < 10; i++) AddPipeline(i);
    }

    public Prng Random { get; }

    public Call Unwanted(DateTimeOffset at)
    {
        if (Random.Percent(25)) return Noise.Reading(at, Random.Pick(_people).Caller, Region, Random);
        var index = Random.Int(0, _applications.Count - 1);

        // The session lives for the whole stream, as a container's does for hours.
        var call = Noise.Machinery(at, _applications[index], Region, Random, Random.Int(0, Noise.Kinds - 1));
        return !char.IsAsciiDigit(call.By.Address[0]) || call.Service is "dynamodb" ? call : call with { By = _services[index] };
    }

    public Call Invoke(DateTimeOffset at)
    {
        var index = Random.Int(0, _functions.Count - 1);
        return InvokeApi.Direct(at, _services[index], _functions[index], Random);
    }

    public Call Flood(DateTimeOffset at) => InvokeApi.Direct(at, _services[Random.Int(0, 3)], _functions[Random.Int(0, 2)], Random);

    public Call Wanted(DateTimeOffset at)
    {
        var (developer, own, user, sso) = Random.Pick(_people);
        var (runner, pipeline) = Random.Pick(_pipelines);
        var service = runner.Through("cloudformation.amazonaws.com");
        var f = Random.Pick(pipeline.Deploys);
        return Random.Int(0, 19) switch
        {
            < 5 => LambdaApi.UpdateCode(at, developer, own, Random),
            < 8 => LambdaApi.UpdateConfiguration(at, developer, own, Random, "\"timeout\":30"),
            < 11 => LambdaApi.UpdateCode(at, service, f, Random),
            11 => OtherApi.CreateRole(at, service, f.Role),
            12 => OtherApi.AttachPolicy(at, service, f.Role, "service-role/AWSLambdaBasicExecutionRole"),
            13 => LambdaApi.Create(at, service, f, Random),
            14 => LambdaApi.Permit(at, service, f, Random, "events.amazonaws.com", $"arn:aws:events:{Region}:{f.Account}:rule/{f.Name}"),
            15 => LambdaApi.MapSource(at, service, f, Random, $"arn:aws:sqs:{Region}:{f.Account}:{f.Name}"),
            16 => OtherApi.Stack(at, runner, "UpdateStack", pipeline.Stack, Region, Random),
            17 => OtherApi.AssumeRole(at, developer, own.Role, "work", "ASIA" + Random.Upper(16), Region),
            _ when user is not null => OtherApi.ConsoleLogin(at, user, developer.Address),
            _ => OtherApi.AssumeWithSaml(at, sso!, "someone@example.com", "ASIA" + Random.Upper(16), developer.Address, Random),
        };
    }

    private void AddApplication(int i)
    {
        var account = Words.Accounts[i % 4];
        var name = $"app{LambdaApi.Number(i)}";
        var worker = Role.Create(account, $"{name}-fn", Random);
        var app = new Application(name, Role.Create(account, name, Random), worker, worker, Region, Geography.Cloud[i % Geography.Cloud.Count]);
        app.Functions.Add(LambdaFunction.Create(account, Region, $"{name}-{Random.Pick(Words.Tasks)}", worker, Random, Trigger.Application));
        _functions.Add(app.Functions[0]);
        _applications.Add(app);
        _services.Add(i % 5 < 3 ? Legacy(account, i) : OnInstance(app));
    }

    private Caller OnInstance(Application app) => new(
        Identity.Session(app.Role, "i-" + Random.Hex(17), "ASIA" + Random.Upper(16), Since), Geography.Host(app.Network, Random), "Boto3/1.34.51 md/Botocore#1.34.51 ua/2.0 os/linux lang/python#3.12");

    // An application that still works with the access key of an IAM user.
    private Caller Legacy(string account, int i) => new(
        Identity.Key(User.Create(account, $"app-{LambdaApi.Number(i)}", Random)), Geography.Host(Geography.Cloud[i % Geography.Cloud.Count], Random), "aws-sdk-go/1.50.20 (go1.21.6; linux; amd64)");

    private void AddPerson(int i)
    {
        var own = _functions[i % _functions.Count];
        var country = Geography.Homes[i % Geography.Homes.Count];
        var address = Geography.Host(Random.Pick(country.Networks), Random);
        var name = $"{Words.People[i % Words.People.Count]}.{Words.Families[i % Words.Families.Count]}{LambdaApi.Number(i)}";
        var user = i % 2 == 0 ? User.Create(own.Account, name, Random) : null;
        var sso = user is null ? Role.Create(own.Account, $"AWSReservedSSO_PowerUserAccess_{Random.Hex(16)}", Random, "/aws-reserved/sso.amazonaws.com/us-east-1/") : null;
        var key = "ASIA" + Random.Upper(16);
        var who = user is null ? Identity.Session(sso!, $"{name}@example.com", key, Since) : Identity.UserSession(user, key, Since, mfa: true);
        _people.Add((new(who, address, Random.Pick(Words.Tools)), own, user, sso));
    }

    private void AddPipeline(int i)
    {
        var app = _applications[i];
        var pipeline = new Pipeline($"team-{LambdaApi.Number(i)}", Role.Create(app.Role.Account, $"{app.Name}-ci", Random), Region, [Geography.Cloud[i % Geography.Cloud.Count]]);
        pipeline.Deploys.AddRange(_applications.Where(a => string.Equals(a.Role.Account, app.Role.Account, StringComparison.Ordinal)).Select(a => a.Functions[0]));
        var session = Identity.Session(pipeline.Role, pipeline.Team, "ASIA" + Random.Upper(16), Since);
        _pipelines.Add((new(session, Geography.Host(pipeline.Networks[0], Random), Random.Pick(Words.Tools)), pipeline));
    }
}
