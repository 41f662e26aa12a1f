namespace Sentinel.Cli.Simulation;

/// <summary>Attacks by somebody who knows that he is watched: lifts the quarantine, clones the code, or takes his time.</summary>
internal static class EvasiveAttacks
{
    public static IReadOnlyList<Scenario> All { get; } =
    [
        new("quarantine-lifted", "The thief puts the concurrency of the contained function back.", "contained") { Play = QuarantineLifted },
        new("code-clone", "Contained code comes back under a new name, in some seeds by another stolen key.", "contained, both") { Play = CodeClone },
        new("spread-inside-window", "The steps lie up to half an hour apart, all within two and a half hours.", "contained") { Play = SpreadInsideWindow },
        new("spread-over-days", "Hours lie between preparation, creation and use.", "alerted") { Play = SpreadOverDays },
    ];

    private static void QuarantineLifted(Scene scene)
    {
        var victim = scene.Victim();
        var intrusion = new Intrusion(scene, scene.Thief(victim), victim.Regions[0]).MakeRole().GrantData().MakeFunction().RewriteAndMap();
        scene.Wait(180, 480);
        scene.Add(scene.Random.Percent(50)
            ? LambdaApi.DeleteConcurrency(scene.Now, intrusion.By, intrusion.Function, scene.Random)
            : LambdaApi.PutConcurrency(scene.Now, intrusion.By, intrusion.Function, scene.Random, scene.Random.Int(5, 100)));
        intrusion.Test().Drive().MustEndContained();
    }

    private static void CodeClone(Scene scene)
    {
        var sameAccount = scene.Roster.NearPlatform;
        var victim = sameAccount[0];
        var region = victim.Regions[0];
        var first = new Intrusion(scene, scene.Thief(victim), region).MakeRole().GrantData().MakeFunction().MapTable().Test().MustEndContained();
        scene.Wait(180, 600);
        var second = scene.Random.Percent(50) ? sameAccount[^1] : victim;
        var copy = first.NewFunction(first.Role) with { Runtime = first.Function.Runtime, Handler = first.Function.Handler, CodeSha256 = first.Function.CodeSha256, CodeSize = first.Function.CodeSize };
        var clone = new Intrusion(scene, scene.Thief(second), region) { Role = first.Role, Function = copy }.MakeFunction().MapTable().Test().Drive();
        scene.Expect.Contains(clone.Function);
        scene.Expect.MayAlert(second.Principal);
    }

    private static void SpreadInsideWindow(Scene scene)
    {
        var victim = scene.Victim();
        var intrusion = new Intrusion(scene, scene.Thief(victim), victim.Regions[0]);
        Action[] steps = [() => intrusion.MakeRole(), () => intrusion.GrantData(), () => intrusion.MakeFunction(), () => intrusion.RewriteAndMap(), () => intrusion.Test()];
        foreach (var step in steps)
        {
            step();
            scene.Wait(900, 1500);
        }

        intrusion.Drive(340, 800, 5).MustEndContained();
    }

    private static void SpreadOverDays(Scene scene)
    {
        var victim = scene.Victim();
        var intrusion = new Intrusion(scene, scene.Thief(victim), victim.Regions[0]);
        var probe = scene.Random.Int(6, 9);
        intrusion.MakeRole().GrantData();
        foreach (var denied in scene.Random.Shuffle(AlertedAttacks.Probes).Take(probe)) scene.Add(denied(scene.Wait(5, 40), intrusion.By, victim.Regions[0]));
        Pause();
        intrusion.MakeFunction();
        Pause();
        intrusion.MapTable();
        Pause();
        intrusion.Drive();
        scene.Expect.Alerts(victim.Principal);
        scene.Expect.MayContain(intrusion.Function);

        // More than the three hours of the default window.
        void Pause() => scene.Wait(5 * 3600, 20 * 3600);
    }
}
