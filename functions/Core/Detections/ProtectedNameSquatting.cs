using Sentinel.Core.CloudTrail;
using Sentinel.Core.Incidents;
using Sentinel.Core.Knowledge;

namespace Sentinel.Core.Detections;

/// <summary>A new function takes a name that is on the protected list.</summary>
public sealed class ProtectedNameSquatting : Detection
{
    public override DetectionInfo Info { get; } = new()
    {
        Id = "protected-name-squatting",
        Title = "New function under a protected name",
        Technique = "T1036.005",
        Stage = Stage.Evasion,
        Evidence = Evidence.Content,
        Weight = 40,
        WeightReason = "Alerts alone: whoever picks such a name either deploys by hand what must not stop, or asks for the immunity of the list.",
        Why = "Protected functions are never contained, so an attacker who knows or guesses the list hides under one of its names.",
        Triage = "Compare the code with the real function of that name, if there is one. Until it is settled, approve containment by hand.",
        FalsePositives = "A protected function created anew by a person, or by a pipeline that is neither announced nor established; patterns that are too wide.",
        BlindTo = "Code changed in a protected function that exists (unexpected-code-change sees it); names that merely resemble one.",
    };

    public override IReadOnlyList<string> Wants { get; } = ["lambda:CreateFunction"];

    public override Signal? Evaluate(CloudTrailRecord record, Known known)
    {
        if (!record.Succeeded || record.Function is not { } function || !known.Settings.ProtectedFunctions.IsMatch(function)) return null;
        if (known.IsLongKnown(function) || known.IsDeployer(record.Caller) || known.UsuallyCalls(record.Caller, "lambda:CreateFunction")) return null;
        return Fire(record, "a function was created under a protected name");
    }

    private static Call Create(string name) => new("lambda:CreateFunction20150331")
    {
        Request = $$"""{"functionName":"{{name}}","role":"arn:aws:iam::111122223333:role/exec","runtime":"python3.12"}""",
        Response = $$"""{"functionName":"{{name}}","functionArn":"arn:aws:lambda:eu-west-1:111122223333:function:{{name}}"}""",
    };

    private static readonly Dictionary<string, string> Payments = new(StringComparer.Ordinal) { ["response/protected-functions"] = "arn:aws:lambda:*:*:function:payments-*" };

    public override IReadOnlyList<Example> Examples { get; } =
    [
        new() { Name = "a developer creates a function under a protected name", ShouldFire = true, Settings = Payments, Calls = [Create("payments-api")] },
        new()
        {
            Name = "the same through CloudFormation, by a role that is not announced", ShouldFire = true, Settings = Payments,
            Calls = [Create("payments-api") with { By = Who.PipelineViaCloudFormation, From = Who.CloudFormation }],
        },
        new() { Name = "the name only resembles a protected one", ShouldFire = false, Settings = Payments, Calls = [Create("payment-api")] },
        new()
        {
            Name = "a protected function known for weeks is created again", ShouldFire = false, Settings = Payments,
            Habits = [new Call("lambda:UpdateFunctionCode20150331v2") { By = Who.Pipeline, Request = """{"functionName":"payments-api"}""" }], Calls = [Create("payments-api")],
        },
        new() { Name = "somebody who creates functions daily", ShouldFire = false, Settings = Payments, Habits = [Create("other")], Calls = [Create("payments-api")] },
        new()
        {
            Name = "an announced pipeline", ShouldFire = false, Calls = [Create("payments-api") with { By = Who.Pipeline }],
            Settings = new Dictionary<string, string>(Payments, StringComparer.Ordinal) { ["detect/deployers"] = "arn:aws:iam::111122223333:role/deploy | releases" },
        },
        new() { Name = "the creation was refused", ShouldFire = false, Settings = Payments, Calls = [Create("payments-api") with { Error = "AccessDeniedException", Response = null }] },
    ];
}
