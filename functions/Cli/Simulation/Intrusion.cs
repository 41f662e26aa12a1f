namespace Sentinel.Cli.Simulation;

/// <summary>
/// The steps of serverless execution, each one call at the scene's clock. A scenario strings them together; the gaps, the names and
/// small variations come from the scene.
/// </summary>
internal sealed class Intrusion(Scene scene, Caller by, string region, string? table = null)
{
    private readonly Prng _random = scene.Random;

    public Caller By { get; init; } = by;
    public Role Role { get; init; } = Role.Create(by.Account, $"{scene.Random.Pick(Words.Disguises)}-role-{scene.Random.Hex(4)}", scene.Random);
    public string Table { get; } = table ?? scene.Random.Pick(Words.Tables);

    public LambdaFunction Function
    {
        get => field ??= NewFunction(Role);
        init;
    }

    public LambdaFunction NewFunction(Role role) =>
        LambdaFunction.Create(By.Account, region, $"{_random.Pick(Words.Innocent)}-{_random.Pick(Words.Disguises)}-{_random.Hex(4)}", role, _random);

    public Intrusion Look()
    {
        if (_random.Percent(60)) scene.Add(OtherApi.Any(scene.Next(), By, "sts", "GetCallerIdentity", region, null));
        if (_random.Percent(60)) scene.Add(OtherApi.Any(scene.Next(), By, "lambda", "ListFunctions20150331", region, null));
        return this;
    }

    public Intrusion MakeRole()
    {
        scene.Add(OtherApi.CreateRole(scene.Next(), By, Role));
        return this;
    }

    public Intrusion GrantData()
    {
        scene.Add(OtherApi.AttachPolicy(scene.Next(), By, Role, _random.Pick(["AmazonDynamoDBFullAccess", "AmazonDynamoDBFullAccess", "AmazonS3FullAccess", "AdministratorAccess"])));
        return this;
    }

    /// <summary>In some seeds the role is too young at first, and the call is refused, with its parameters, before it succeeds.</summary>
    public Intrusion MakeFunction()
    {
        if (_random.Percent(25))
            scene.Add(LambdaApi.Create(scene.Next(), By, Function, _random) with { Response = null, Error = "InvalidParameterValueException", ErrorMessage = "The role defined for the function cannot be assumed by Lambda." });
        scene.Add(LambdaApi.Create(scene.Next(), By, Function, _random));
        return this;
    }

    public Intrusion Rewrite()
    {
        scene.Add(LambdaApi.UpdateCode(scene.Next(), By, Function with { CodeSha256 = _random.Sha256() }, _random));
        return this;
    }

    public string Stream => $"arn:aws:dynamodb:{region}:{By.Account}:table/{Table}/stream/2024-01-15T09:30:12.345";

    public Intrusion MapTable()
    {
        scene.Add(LambdaApi.MapSource(scene.Next(), By, Function, _random, Stream));
        return this;
    }

    /// <summary>Two steps that do not need each other, in the order that the seed likes.</summary>
    public Intrusion RewriteAndMap() => _random.Percent(50) ? Rewrite().MapTable() : MapTable().Rewrite();

    public Intrusion Test()
    {
        scene.Add(InvokeApi.Direct(scene.Next(), By, Function, _random));
        return this;
    }

    public Intrusion Drive(int fewest = 200, int most = 900, int minutes = 9)
    {
        scene.Next();
        foreach (var at in InvokeApi.Spread(scene.Now, TimeSpan.FromMinutes(minutes), _random.Int(fewest, most))) scene.Add(InvokeApi.Direct(at, By, Function, _random));
        scene.Now = scene.Now.AddMinutes(minutes);
        return this;
    }

    /// <summary>Nobody invokes it: the table's stream does.</summary>
    public Intrusion DriveByStream(int records)
    {
        var both = _random.Percent(50);
        scene.Next();
        foreach (var at in InvokeApi.Spread(scene.Now, TimeSpan.FromMinutes(8), records))
        {
            var requestId = _random.Uuid();
            if (both) scene.Add(InvokeApi.ByService(at, "lambda.amazonaws.com", Stream, Function, _random, requestId));
            scene.Add(InvokeApi.Execution(at, Function, _random, requestId));
        }

        return this;
    }

    public Intrusion MustEndContained()
    {
        scene.Expect.Contains(Function);
        scene.Expect.Alerts(By.Who.Principal);
        return this;
    }
}
