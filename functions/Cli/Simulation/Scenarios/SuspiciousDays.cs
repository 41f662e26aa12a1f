namespace Sentinel.Cli.Simulation;

/// <summary>Honest events that look odd: an alert is fair, containing anything is not.</summary>
internal static class SuspiciousDays
{
    private const string End = "may alert, nothing contained";

    public static IReadOnlyList<Scenario> All { get; } =
    [
        new("load-test", "A developer floods an own function.", End) { Play = LoadTest },
        new("first-function", "Somebody known makes a first role and function, from the usual place, with MFA.", End) { Play = FirstFunction },
        new("new-hire", "Somebody without any history makes a first function, from a trusted network.", End) { Play = NewHire },
        new("developer-abroad", "A developer, with MFA, changes an own function from a country of no habit.", End) { Play = DeveloperAbroad },
    ];

    private static void LoadTest(Scene scene)
    {
        var developer = scene.Developer();
        var caller = developer.SignIn(scene.Records, scene.Now, scene.HomeAddress(developer), scene.Random);
        scene.Wait(60, 600);
        foreach (var at in InvokeApi.Spread(scene.Now, TimeSpan.FromMinutes(5), scene.Random.Int(400, 1500)))
            scene.Add(InvokeApi.Direct(at, caller, developer.Owns[0], scene.Random));
        scene.Expect.MayAlert(developer.Principal);
    }

    private static void FirstFunction(Scene scene)
    {
        var person = scene.Victim();
        var caller = person.SignIn(scene.Records, scene.Now, scene.HomeAddress(person), scene.Random);
        MakeFirst(scene, caller, person.Regions[0]);
        scene.Expect.MayAlert(person.Principal);
    }

    private static void NewHire(Scene scene)
    {
        var account = scene.Random.Pick(scene.Roster.Accounts);
        var colleague = scene.Roster.People.FirstOrDefault(p => string.Equals(p.SsoRole?.Account, account, StringComparison.Ordinal));
        var name = $"new.{scene.Random.Pick(Words.Families)}";
        var sso = colleague is not null && scene.Random.Percent(50);
        var hire = new Person(name, account, Job.Developer, Geography.Homes[0], [Geography.Headquarters], [scene.ApplicationOf(account).Region])
        {
            User = sso ? null : User.Create(account, name, scene.Random),
            SsoRole = sso ? colleague!.SsoRole : null,
        };
        var caller = hire.SignIn(scene.Records, scene.Now, scene.HomeAddress(hire), scene.Random);
        for (var i = 0; i < 4; i++) scene.Add(Noise.Reading(scene.Next(), caller, hire.Regions[0], scene.Random));
        var f = MakeFirst(scene, caller, hire.Regions[0]);
        scene.Add(LambdaApi.UpdateCode(scene.Next(), caller, f with { CodeSha256 = scene.Random.Sha256() }, scene.Random));
        scene.Expect.MayAlert(hire.Principal);
        scene.Expect.Presume("detect/trusted-networks", Geography.Headquarters + ".0.0/16");
    }

    private static void DeveloperAbroad(Scene scene)
    {
        var developer = scene.Random.Pick([.. scene.Roster.WithJob(Job.Developer, sso: false)]);
        var caller = developer.SignIn(scene.Records, scene.Now, Geography.Host(scene.Random.Pick(Geography.Abroad), scene.Random), scene.Random);
        var f = scene.Random.Pick(developer.Owns);
        for (var i = 0; i < 3; i++) scene.Add(Noise.Reading(scene.Next(), caller, f.Region, scene.Random));
        scene.Add(LambdaApi.UpdateCode(scene.Next(), caller, f with { CodeSha256 = scene.Random.Sha256() }, scene.Random));
        if (scene.Random.Percent(50)) scene.Add(LambdaApi.UpdateConfiguration(scene.Next(), caller, f, scene.Random, "\"timeout\":45"));
        for (var i = scene.Random.Int(1, 3); i > 0; i--) scene.Add(InvokeApi.Direct(scene.Next(), caller, f, scene.Random));
        scene.Expect.MayAlert(developer.Principal);
    }

    private static LambdaFunction MakeFirst(Scene scene, Caller caller, string region)
    {
        var name = $"{scene.Random.Pick(Words.Subjects)}-{scene.Random.Pick(Words.Tasks)}-{scene.Random.Hex(4)}";
        var role = Role.Create(caller.Account, $"{name}-role", scene.Random);
        var f = LambdaFunction.Create(caller.Account, region, name, role, scene.Random);
        scene.Add(OtherApi.CreateRole(scene.Next(), caller, role));
        scene.Add(OtherApi.AttachPolicy(scene.Next(), caller, role, scene.Random.Pick(["AmazonDynamoDBReadOnlyAccess", "AmazonSQSReadOnlyAccess", "service-role/AWSLambdaSQSQueueExecutionRole"])));
        scene.Add(LambdaApi.Create(scene.Next(), caller, f, scene.Random));
        scene.Add(LambdaApi.MapSource(scene.Next(), caller, f, scene.Random, $"arn:aws:sqs:{region}:{caller.Account}:{name}-queue"));
        for (var i = scene.Random.Int(2, 5); i > 0; i--) scene.Add(InvokeApi.Direct(scene.Next(), caller, f, scene.Random));
        return f;
    }
}
