namespace Sentinel.Cli.Simulation;

/// <summary>Honest events that must not even alert.</summary>
internal static class QuietDays
{
    private const string End = "no alert, nothing contained";

    public static IReadOnlyList<Scenario> All { get; } =
    [
        new("pipeline-release", "An established pipeline releases 10 to 25 functions, with roles, through CloudFormation.", End) { Play = PipelineRelease },
        new("announced-pipeline", "A new pipeline, announced in detect/deployers, deploys directly.", End) { Play = AnnouncedPipeline },
        new("s3-burst", "Thousands of uploads set off the function that uploads set off every day.", End) { Play = BucketBurst },
        new("async-invokes", "An application invokes asynchronously: every call is logged twice.", End) { Play = AsyncInvokes },
        new("provider-changed", "A developer works as ever, from a new network in the usual country.", End) { Play = ProviderChanged },
    ];

    private static void PipelineRelease(Scene scene)
    {
        var pipeline = scene.Random.Pick(scene.Roster.Pipelines);
        pipeline.Deploy(scene.Records, scene.Now, scene.Random.Pick(pipeline.Networks), pipeline.Deploys, scene.Random.Int(10, 25), scene.Random, static _ => { });
    }

    private static void AnnouncedPipeline(Scene scene)
    {
        var account = scene.Random.Pick(scene.Roster.Accounts);
        var app = scene.ApplicationOf(account);
        var pipeline = new Pipeline("release", Role.Create(account, $"{app.Name}-release", scene.Random), app.Region, [scene.Random.Pick(Geography.Cloud)]);
        var runner = pipeline.Start(scene.Records, scene.Now, pipeline.Networks[0], scene.Random);
        for (var i = scene.Random.Int(3, 6); i > 0; i--)
        {
            var name = $"{app.Name}-{scene.Random.Pick(Words.Tasks)}-{scene.Random.Hex(5)}";
            var role = Role.Create(account, $"{name}-role", scene.Random);
            var f = LambdaFunction.Create(account, app.Region, name, role, scene.Random);
            scene.Add(OtherApi.CreateRole(scene.Next(), runner, role));
            scene.Add(OtherApi.AttachPolicy(scene.Next(), runner, role, "service-role/AWSLambdaBasicExecutionRole"));
            scene.Add(LambdaApi.Create(scene.Next(), runner, f, scene.Random));
            scene.Add(LambdaApi.Permit(scene.Next(), runner, f, scene.Random, "events.amazonaws.com", $"arn:aws:events:{app.Region}:{account}:rule/{name}"));
            if (scene.Random.Percent(50)) scene.Add(LambdaApi.UpdateCode(scene.Next(), runner, f with { CodeSha256 = scene.Random.Sha256() }, scene.Random));
        }

        var until = scene.Midnight.AddDays(30).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
        scene.Expect.Presume("detect/deployers", scene.Random.Percent(50) ? pipeline.Role.Arn : $"{pipeline.Role.Arn} | new release pipeline | until {until}");
    }

    private static void BucketBurst(Scene scene)
    {
        var app = scene.Random.Pick(scene.Roster.Applications);
        var f = app.Driven(Trigger.Bucket);
        foreach (var at in InvokeApi.Spread(scene.Now, TimeSpan.FromMinutes(scene.Random.Int(3, 9)), scene.Random.Int(1500, 4000)))
            InvokeApi.AddAsynchronous(scene.Records, at, "s3.amazonaws.com", $"arn:aws:s3:::{app.Bucket}", f, scene.Random);
    }

    // Below every threshold when counted once, above the function's 300 in five minutes when each call is counted twice.
    private static void AsyncInvokes(Scene scene)
    {
        var app = scene.Random.Pick(scene.Roster.Applications);
        var f = app.Driven(Trigger.Application);
        var caller = app.Session(scene.Now, scene.Random);
        foreach (var at in InvokeApi.Spread(scene.Now, TimeSpan.FromMinutes(5), scene.Random.Int(155, 190)))
        {
            var requestId = scene.Random.Uuid();
            scene.Add(InvokeApi.Direct(at, caller, f, scene.Random, asynchronous: true, requestId));
            scene.Add(InvokeApi.Execution(at.AddSeconds(scene.Random.Int(0, 2)), f, scene.Random, requestId));
        }
    }

    private static void ProviderChanged(Scene scene)
    {
        var person = scene.Developer();
        person.WorkFrom(scene.Records, scene.Now, Geography.Host(person.Country.SpareNetwork, scene.Random), full: true, scene.Random, static _ => { });
    }
}
