namespace Sentinel.Core.Detections;

/// <summary>Every detection there is, by stage.</summary>
public static class Catalogue
{
    public static IReadOnlyList<Detection> All { get; } =
    [
        // access
        new SensitiveEventSource(),
        new PublicInvokePermission(),
        new CrossAccountInvokePermission(),
        new OpenFunctionUrl(),
        new TriggerPlumbing(),
        // execution
        new FunctionInvocationFlood(),
        new PrincipalInvocationFlood(),
        new UnexpectedInvoker(),
        // evasion
        new QuarantineLifted(),
        new CodeClone(),
        new SensorTampering(),
        new RegionEnabled(),
        new ProtectedNameSquatting(),
        new ServerlessWithoutLambda(),
    ];
}
