namespace Sentinel.Cli.Simulation;

/// <summary>Attacks that create, or take over, a function and must end with it contained.</summary>
internal static class ContainedAttacks
{
    private const string End = "contained";

    public static IReadOnlyList<Scenario> All { get; } =
    [
        new("incident", "A stolen key creates a role and a function, wires it to a table and drives it.", End) { Play = Incident },
        new("event-source-driven", "As the incident, but the table's stream drives the function; the thief never invokes it.", End) { Play = EventSourceDriven },
        new("sso-session", "The same by a stolen session of the identity centre.", End) { Play = SsoSession },
        new("role-chaining", "A stolen key assumes one role, through it another, and acts as that.", End) { Play = RoleChaining },
        new("existing-function-overwritten", "Code and configuration of an existing function are replaced, then it is driven.", End) { Play = ExistingFunctionOverwritten },
        new("through-cloudformation", "The thief creates a stack; role, function and mapping are made by CloudFormation.", End) { Play = ThroughCloudFormation },
        new("unused-region", "All of it happens in a region that the organisation never used.", End) { Play = UnusedRegion },
        new("foreign-layer-public-url", "A function with a layer of a foreign account, a public permission and an open URL.", End) { Play = ForeignLayerPublicUrl },
    ];

    private static void Incident(Scene scene)
    {
        var victim = scene.Victim();
        new Intrusion(scene, scene.Thief(victim), victim.Regions[0]).Look().MakeRole().GrantData().MakeFunction().RewriteAndMap().Test().Drive().MustEndContained();
    }

    private static void EventSourceDriven(Scene scene)
    {
        var victim = scene.Victim();
        new Intrusion(scene, scene.Thief(victim), victim.Regions[0]).MakeRole().GrantData().MakeFunction().RewriteAndMap().DriveByStream(scene.Random.Int(300, 900)).MustEndContained();
    }

    private static void SsoSession(Scene scene)
    {
        var victim = scene.Random.Pick([.. scene.Roster.WithJob(Job.Reader, sso: true)]);
        var stolen = Identity.Session(victim.SsoRole!, victim.Email, "ASIA" + scene.Random.Upper(16), scene.Now.AddMinutes(-20));
        var thief = new Caller(stolen, scene.AttackerAddress(), scene.AttackerTool());
        new Intrusion(scene, thief, victim.Regions[0]).Look().MakeRole().GrantData().MakeFunction().RewriteAndMap().Test().Drive().MustEndContained();
    }

    private static void RoleChaining(Scene scene)
    {
        var victim = scene.Random.Pick(scene.Roster.NearPlatform);
        var thief = scene.Thief(victim);
        var region = victim.Regions[0];
        scene.Expect.MayAlert(victim.Principal);
        scene.Expect.MayAlert(scene.Roster.OnCall.Arn);
        foreach (var role in new[] { scene.Roster.OnCall, scene.Roster.Platform })
        {
            var key = "ASIA" + scene.Random.Upper(16);
            var session = $"{scene.Random.Pick(Words.Innocent)}-{scene.Random.Hex(4)}";
            scene.Add(OtherApi.AssumeRole(scene.Next(), thief, role, session, key, region));
            thief = thief with { Who = Identity.Session(role, session, key, scene.Now) };
        }

        new Intrusion(scene, thief, region).Look().MakeRole().GrantData().MakeFunction().RewriteAndMap().Test().Drive().MustEndContained();
    }

    private static void ExistingFunctionOverwritten(Scene scene)
    {
        var victim = scene.Victim();
        var app = scene.ApplicationOf(victim.Account);
        var target = app.Driven(Trigger.Schedule);
        var intrusion = new Intrusion(scene, scene.Thief(victim), app.Region) { Function = target };
        var change = scene.Random.Percent(50)
            ? $$"""
              "handler":"exfil.handler","role":"{{app.StatesRole.Arn}}"
              """
            : $$"""
              "layers":["arn:aws:lambda:{{app.Region}}:{{scene.Random.Pick(Words.ForeignAccounts)}}:layer:runtime-tools:4"]
              """;
        intrusion.Look().Rewrite();
        scene.Add(LambdaApi.UpdateConfiguration(scene.Next(), intrusion.By, target, scene.Random, change));
        intrusion.Test().Drive(fewest: 340, most: 800, minutes: 4).MustEndContained();
    }

    private static void ThroughCloudFormation(Scene scene)
    {
        var victim = scene.Victim();
        var thief = scene.Thief(victim);
        var region = victim.Regions[0];
        scene.Add(OtherApi.Stack(scene.Next(), thief, "CreateStack", $"{scene.Random.Pick(Words.Innocent)}-baseline", region, scene.Random));
        var made = new Intrusion(scene, thief.Through("cloudformation.amazonaws.com"), region).MakeRole().GrantData().MakeFunction().MapTable();
        new Intrusion(scene, thief, region) { Function = made.Function }.Test().Drive().MustEndContained();
    }

    private static void UnusedRegion(Scene scene)
    {
        var victim = scene.Victim();
        new Intrusion(scene, scene.Thief(victim), scene.Random.Pick(Roster.Unused)).Look().MakeRole().GrantData().MakeFunction().Rewrite().Test().Drive().MustEndContained();
    }

    private static void ForeignLayerPublicUrl(Scene scene)
    {
        var victim = scene.Victim();
        var region = victim.Regions[0];
        var maker = new Intrusion(scene, scene.Thief(victim), region);
        var layered = maker.NewFunction(scene.ApplicationOf(victim.Account).WorkerRole) with { Layer = $"arn:aws:lambda:{region}:{scene.Random.Pick(Words.ForeignAccounts)}:layer:runtime-tools:{LambdaApi.Number(scene.Random.Int(1, 9))}" };
        var intrusion = new Intrusion(scene, maker.By, region) { Function = layered }.Look().MakeFunction();
        Action[] openings =
        [
            () => scene.Add(LambdaApi.Permit(scene.Next(), maker.By, layered, scene.Random, "*", null)),
            () => scene.Add(LambdaApi.OpenUrl(scene.Next(), maker.By, layered, scene.Random)),
        ];
        foreach (var open in scene.Random.Shuffle(openings)) open();
        intrusion.Test().Drive(200, 400, 6).MustEndContained();
    }
}
