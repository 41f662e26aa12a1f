using System.Globalization;

namespace Sentinel.Cli.Simulation;

/// <summary>
/// The incident that this project exists to stop, to the second: 14 March 2024, account 111122223333, <c>dev_user</c> from
/// 185.143.221.89, after 30 days in which <c>dev_user</c> only signed in and read, from the United States, with MFA.
/// </summary>
internal static class SeedIncident
{
    private const string Account = "111122223333";
    private const string Region = "us-east-1";
    private static readonly DateTimeOffset Day = new(2024, 3, 14, 0, 0, 0, TimeSpan.Zero);

    public static SimulatedStream Play()
    {
        var roster = Roster.Draw(new Prng(20240314, "organisation"), Account, Region, DevUser);
        IReadOnlyList<ReadOnlyMemory<byte>> sensors = [];
        var attack = new Scenario("seed-incident", "The incident of 14 March 2024.", "contained") { Play = scene => sensors = Attack(scene) };
        return Organisation.Create(20240314, 30, Day, roster).EventDay([attack], TimeSpan.FromHours(12), TimeSpan.FromHours(18.5)) with { Sensors = sensors };
    }

    private static Person DevUser(Prng random) => new("dev_user", Account, Job.Reader, Geography.Homes[0], ["73.162"], [Region])
    {
        User = User.Create(Account, "dev_user", random),
    };

    /// <returns>What the other sensors see of it.</returns>
    private static IReadOnlyList<ReadOnlyMemory<byte>> Attack(Scene scene)
    {
        var user = scene.Roster.People.First(p => p.Name is "dev_user").User!;
        var thief = new Caller(Identity.Key(user), "185.143.221.89", Words.Tools[0]);
        var role = Role.Create(Account, "lambda-exec-role", scene.Random);
        var f = new LambdaFunction(Account, Region, "internal-backup-processor", role)
        {
            Runtime = "python3.9",
            Handler = "lambda_function.lambda_handler",
            CodeSha256 = scene.Random.Sha256(),
            CodeSize = 1842,
        };
        scene.Add(OtherApi.CreateRole(At("18:00:15"), thief, role));
        scene.Add(OtherApi.AttachPolicy(At("18:01:22"), thief, role, "AmazonDynamoDBFullAccess"));
        scene.Add(LambdaApi.Create(At("18:02:45"), thief, f, scene.Random));
        scene.Add(LambdaApi.UpdateCode(At("18:03:30"), thief, f with { CodeSha256 = scene.Random.Sha256(), CodeSize = 4231 }, scene.Random));
        scene.Add(LambdaApi.MapSource(At("18:04:15"), thief, f, scene.Random, $"arn:aws:dynamodb:{Region}:{Account}:table/customer-data/stream/2024-01-15T09:30:12.345"));
        scene.Add(InvokeApi.Direct(At("18:05:22"), thief, f, scene.Random));
        DateTimeOffset[] invocations = [.. InvokeApi.Spread(At("18:06:00"), TimeSpan.FromMinutes(9), 847)];
        foreach (var at in invocations) scene.Add(InvokeApi.Direct(at, thief, f, scene.Random));
        scene.Expect.Contains(f);
        scene.Expect.Alerts(user.Arn);
        return SeedSensors.Of(f, user, "customer-data", At("18:02:45"), invocations);
    }

    private static DateTimeOffset At(string time) => Day + TimeSpan.Parse(time, CultureInfo.InvariantCulture);
}
