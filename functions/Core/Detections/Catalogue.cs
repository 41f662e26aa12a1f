namespace Sentinel.Core.Detections;

/// <summary>Every detection there is, by stage: a new one is one file and one line here.</summary>
public static class Catalogue
{
    public static IReadOnlyList<Detection> All { get; } =
    [
        // identity
        new NovelSource(),
        new NoMfaChange(),
        new DeniedProbing(),
        new IdentityPersistence(),
        // change
        new UnexpectedFunctionCreator(),
        new UnexpectedCodeChange(),
        new FreshRolePassed(),
        new DataPolicyOnFreshRole(),
        new ForeignLayer(),
        new ConfigurationTampering(),
        new OmittedParameters(),
        new UnusedRegion(),
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
        // data
        new SensitiveTableRead(),
        new MassDelete(),
        new StolenFunctionCredentials(),
        // network
        new UnexpectedEgress(),
        new EgressToCaller(),
        // evasion
        new QuarantineLifted(),
        new CodeClone(),
        new SensorTampering(),
        new RegionEnabled(),
        new ProtectedNameSquatting(),
        new ServerlessWithoutLambda(),
        // corroboration
        new GuarddutyFinding(),
        new ConfigNoncompliance(),
    ];
}
