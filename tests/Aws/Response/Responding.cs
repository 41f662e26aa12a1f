using Sentinel.Aws.Containment;
using Sentinel.Aws.Response;
using Sentinel.Aws.State;
using Sentinel.Aws.Tests.Containment;
using Sentinel.Aws.Tests.Emulators;
using Sentinel.Core.Containment;
using Sentinel.Core.Incidents;
using Sentinel.Core.Settings;
using Sentinel.Core.Tests.Knowledge;

namespace Sentinel.Aws.Tests.Response;

/// <summary>A Responder's runner over the emulators, and the message that asks it to contain <see cref="Start.Function"/>.</summary>
internal static class Responding
{
    public static ContainmentRunner Runner(MotoAccount account, AwsClients dynamo, string table, string bucket, SentinelSettings? settings = null, TimeProvider? clock = null)
    {
        var state = new StateTable(dynamo.DynamoDb, table, clock ?? TimeProvider.System);
        return new(new ContainmentRunnerOptions
        {
            Steps =
            [
                new PreserveEvidence(account.Clients, new EvidenceStore(account.Clients.S3, bucket, account.Clients.Handler), TimeProvider.System),
                new QuarantineFunction(account.Clients, TimeProvider.System), new DisableEventSources(account.Clients), new DenyExecutionRole(account.Clients),
                new DeactivateAccessKeys(account.Clients), new DenyPrincipal(account.Clients),
            ],
            Ledger = new ContainmentLedger(state),
            Approvals = new Approvals(state),
            Settings = _ => ValueTask.FromResult(settings ?? SentinelSettings.Default),
            Own = new HashSet<string>(StringComparer.Ordinal),
            Clock = clock ?? TimeProvider.System,
        });
    }

    /// <param name="isNew">The function and its role were created inside the incident.</param>
    public static ContainmentMessage Message(MotoAccount account, bool isNew = true)
    {
        var function = account.Function(Start.Function).Arn;
        var target = new ContainmentTarget(function, isNew ? Build.At(1) : DateTimeOffset.MinValue, Build.At(5), Build.At(1));
        var signal = Build.Signal(5, "a", suspect: account.User(Start.User).Arn, function: function);
        var incident = new Incident
        {
            Id = "0123456789abcdef",
            Supersedes = [],
            Verdict = Verdict.Contain,
            Time = Build.At(5),
            AlertTime = Build.At(3),
            Score = 95,
            Principal = signal.Suspect,
            Session = null,
            Functions = [function],
            Detections = ["a"],
            Signals = [signal],
            Roles = [account.Role(Start.Role).Arn],
            Targets = [target],
        };
        return ContainmentMessage.Of(new ContainmentRequest.Contain(Build.At(9), incident, account.Id, target)
        {
            Seen = new FunctionState { Function = function, Exists = true, Role = account.Role(Start.Role).Arn, RoleIsNew = isNew },
        });
    }
}
