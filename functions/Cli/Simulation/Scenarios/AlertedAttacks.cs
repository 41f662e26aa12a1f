namespace Sentinel.Cli.Simulation;

/// <summary>Attacks that must page and must not make the detector touch a function.</summary>
internal static class AlertedAttacks
{
    private const string End = "alerted, nothing contained";

    public static IReadOnlyList<Scenario> All { get; } =
    [
        new("denied-attempts", "A stolen key tries one privileged call after the other and is refused.", End) { Play = DeniedAttempts },
        new("protected-function-flood", "A stolen low-privilege key floods an existing, protected function.", End) { Play = ProtectedFunctionFlood },
        new("trail-stopped", "A stolen key stops the trail and the rules that feed the detector.", End) { Play = TrailStopped },
    ];

    /// <summary>Calls that are refused; the target is named in the error message only.</summary>
    public static IReadOnlyList<Func<DateTimeOffset, Caller, string, Call>> Probes { get; } =
    [
        Probe("iam", "CreateRole", "CreateRole", (a, _) => $"arn:aws:iam::{a}:role/svc-helper"),
        Probe("iam", "AttachRolePolicy", "AttachRolePolicy", (a, _) => $"role svc-helper"),
        Probe("iam", "PutRolePolicy", "PutRolePolicy", (_, _) => "role svc-helper"),
        Probe("iam", "CreateAccessKey", "CreateAccessKey", (a, _) => $"arn:aws:iam::{a}:user/admin"),
        Probe("iam", "CreateLoginProfile", "CreateLoginProfile", (a, _) => $"arn:aws:iam::{a}:user/admin"),
        Probe("iam", "AttachUserPolicy", "AttachUserPolicy", (a, _) => $"arn:aws:iam::{a}:user/admin"),
        Probe("iam", "UpdateAssumeRolePolicy", "UpdateAssumeRolePolicy", (_, _) => "role svc-helper"),
        Probe("lambda", "CreateFunction20150331", "CreateFunction", (a, r) => $"arn:aws:lambda:{r}:{a}:function:svc-helper"),
        Probe("lambda", "UpdateFunctionCode20150331v2", "UpdateFunctionCode", (a, r) => $"arn:aws:lambda:{r}:{a}:function:nightly-report"),
        Probe("lambda", "UpdateFunctionConfiguration20150331v2", "UpdateFunctionConfiguration", (a, r) => $"arn:aws:lambda:{r}:{a}:function:nightly-report"),
        Probe("lambda", "CreateEventSourceMapping20150331", "CreateEventSourceMapping", (_, _) => "*"),
        Probe("lambda", "AddPermission20150331v2", "AddPermission", (a, r) => $"arn:aws:lambda:{r}:{a}:function:nightly-report"),
        Probe("secretsmanager", "GetSecretValue", "GetSecretValue", (a, r) => $"arn:aws:secretsmanager:{r}:{a}:secret:prod/db"),
        Probe("dynamodb", "CreateTable", "CreateTable", (a, r) => $"arn:aws:dynamodb:{r}:{a}:table/tmp"),
    ];

    private static void DeniedAttempts(Scene scene)
    {
        var victim = scene.Victim();
        var thief = scene.Thief(victim);
        scene.Add(OtherApi.Any(scene.Now, thief, "sts", "GetCallerIdentity", victim.Regions[0], null));
        foreach (var denied in scene.Random.Shuffle(Probes)) scene.Add(denied(scene.Wait(3, 60), thief, victim.Regions[0]));
        scene.Expect.Alerts(victim.Principal);
    }

    private static void ProtectedFunctionFlood(Scene scene)
    {
        var victim = scene.Victim();
        var app = scene.ApplicationOf(victim.Account);
        var target = app.Driven(scene.Random.Pick([Trigger.Schedule, Trigger.StateMachine, Trigger.Application]));
        new Intrusion(scene, scene.Thief(victim), app.Region) { Function = target }.Look().Drive(450, 1500, 5);
        scene.Expect.Presume("response/protected-functions", target.Arn);
        scene.Expect.Alerts(victim.Principal);
    }

    private static void TrailStopped(Scene scene)
    {
        var victim = scene.Victim();
        var thief = scene.Thief(victim);
        var region = victim.Regions[0];
        var trail = $"arn:aws:cloudtrail:{region}:{victim.Account}:trail/org-trail";
        scene.Add(OtherApi.Any(scene.Now, thief, "cloudtrail", "DescribeTrails", region, null));
        (string Service, string Name, string Request)[] moves =
        [
            ("cloudtrail", "PutEventSelectors", $$"""{"trailName":"{{trail}}","eventSelectors":[{"readWriteType":"ReadOnly","includeManagementEvents":false,"dataResources":[]}]}"""),
            ("cloudtrail", "StopLogging", $$"""{"name":"{{trail}}"}"""),
            ("events", "DisableRule", """{"name":"sentinel-forward-control-plane"}"""),
            ("events", "RemoveTargets", """{"rule":"sentinel-forward-invocations","ids":["sentinel"],"force":false}"""),
        ];
        foreach (var (service, name, request) in scene.Random.Shuffle(moves)) scene.Add(OtherApi.Any(scene.Next(), thief, service, name, region, request, readOnly: false));
        scene.Add(OtherApi.Any(scene.Next(), thief, "cloudtrail", "DeleteTrail", region, $$"""{"name":"{{trail}}"}""", readOnly: false));
        scene.Expect.Alerts(victim.Principal);
    }

    private static Func<DateTimeOffset, Caller, string, Call> Probe(string service, string name, string action, Func<string, string, string> resource) =>
        (at, by, region) => OtherApi.Denied(at, by, service, name, action, resource(by.Account, region), service is "iam" ? "us-east-1" : region, readOnly: name.StartsWith("Get", StringComparison.Ordinal));
}
