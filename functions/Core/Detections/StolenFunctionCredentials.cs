using Sentinel.Core.Incidents;
using Sentinel.Core.Knowledge;

namespace Sentinel.Core.Detections;

/// <summary>Credentials that Lambda gave to a function are used by a program that does not run in Lambda.</summary>
public sealed class StolenFunctionCredentials : Detection
{
    public override DetectionInfo Info { get; } = new()
    {
        Id = "stolen-function-credentials",
        Title = "Function's credentials used outside Lambda",
        Technique = "T1552.005",
        Stage = Stage.Data,
        Evidence = Evidence.Count,
        Weight = 30,
        WeightReason = "Hardly anything honest does it: no person is given these credentials. Two such things alert, and one beside a change of the function.",
        Why = "A function's environment holds its role's keys. Whoever can run code in it takes them away and reads the tables from his own machine, where no quarantine reaches.",
        Triage = "Compare the address with the caller's usual ones. Deny the role (its sessions outlive the function's quarantine), then look at how the environment was read.",
        FalsePositives = "A client library that writes a user agent of its own; a local emulator given a function's session name.",
        BlindTo = "A thief who copies the user agent of Lambda as well; calls other than those on a table's data; tables whose data events are off.",
    };

    public override IReadOnlyList<string> Wants { get; } = Learning.DataCalls;

    public override Signal? EvaluateData(in DataCall call, Known known)
    {
        if (!call.OutsideLambda || call.Function is null || call.Caller.IsService) return null;
        // A library without Lambda's user agent calls from where the service runs; a service calls for nobody's thief.
        if (call.Source.Kind != CloudTrail.SourceKind.Address || known.Settings.IsTrusted(call.Source.Address!)) return null;
        return Fire(call, "a function's credentials were used by a program that does not run in Lambda");
    }

    private static readonly Call InLambda = Acts.Read("Query") with { By = Who.Function, Agent = Who.InLambda };
    private static readonly Call Elsewhere = Acts.Read("Scan") with { By = Who.Function, From = Who.Abroad };

    public override IReadOnlyList<Example> Examples { get; } =
    [
        Example.Fires("a listed table", Elsewhere with { By = Who.FunctionInScope }) with { Settings = SensitiveTableRead.Listed },
        Example.Fires("as AWS tells whose credentials they are", Elsewhere with { By = Who.FunctionInScope }),
        new() { Name = "by the session's name, of a function that runs daily", ShouldFire = true, Habits = [InLambda], Calls = [Elsewhere] },
        new() { Name = "items deleted from elsewhere", ShouldFire = true, Habits = [InLambda], Calls = [Acts.Delete("DeleteItem", """{"tableName":"customers","key":{"id":"1"}}""") with { By = Who.Function, From = Who.Abroad }] },
        new() { Name = "the function itself", ShouldFire = false, Habits = [InLambda], Calls = [InLambda] },
        Example.Quiet("the function itself, as AWS tells", InLambda with { By = Who.FunctionInScope }),
        new() { Name = "a session of the same role under another name", ShouldFire = false, Habits = [InLambda], Calls = [Elsewhere with { By = Who.Function.Replace("/orders", "/laptop", StringComparison.Ordinal) }] },
        new() { Name = "a record without user agent", ShouldFire = false, Habits = [InLambda], Calls = [Elsewhere with { Agent = "" }] },
        new() { Name = "a function that nobody has seen running", ShouldFire = false, Habits = [], Calls = [Elsewhere] },
        new() { Name = "from the team's own network", ShouldFire = false, Habits = [InLambda], Calls = [Elsewhere], Settings = new Dictionary<string, string>(StringComparer.Ordinal) { ["detect/trusted-networks"] = "185.143.221.0/24" } },
    ];
}
