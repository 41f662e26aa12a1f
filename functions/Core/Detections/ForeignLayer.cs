using Sentinel.Core.CloudTrail;
using Sentinel.Core.Incidents;
using Sentinel.Core.Knowledge;

namespace Sentinel.Core.Detections;

/// <summary>A function is given a layer of an unknown account, or a layer is opened to another account.</summary>
public sealed class ForeignLayer : Detection
{
    // Accounts from which AWS publishes layers in most regions, each as printed in the documentation of the layer.
    private static readonly HashSet<string> Amazons = new(StringComparer.Ordinal)
    {
        "580247275435", // Lambda Insights
        "017000801446", // Powertools for Python
        "094274105915", // Powertools for TypeScript
        "901920570463", // Distro for OpenTelemetry
        "336392948345", // SDK for pandas
        "177933569100", // Parameters and Secrets extension, us-east-1; other regions have others and are learned
    };

    public override DetectionInfo Info { get; } = new()
    {
        Id = "foreign-layer",
        Title = "Layer of, or for, an unknown account",
        Technique = "T1648",
        Stage = Stage.Change,
        Evidence = Evidence.Content,
        Weight = 15,
        WeightReason = "Vendors ship layers too, so one step of an attack; the second use by anybody in the account is not new any more once it is a habit.",
        Why = "A layer runs beside the handler with the function's role and can replace its runtime. Its code is in somebody else's account and stays there.",
        Triage = "Find out whose account it is. Download the layer version before its owner deletes it.",
        FalsePositives = "A vendor's layer used for the first time; regional accounts of AWS itself that the account has not used yet.",
        BlindTo = "Layers published in the own account, code copied into the package, and a foreign account that the account already uses.",
    };

    public override IReadOnlyList<string> Wants { get; } = ["lambda:CreateFunction", "lambda:UpdateFunctionConfiguration", "lambda:AddLayerVersionPermission"];

    public override Signal? Evaluate(CloudTrailRecord record, Known known)
    {
        if (!record.Succeeded || record.Caller.IsService) return null;
        if (record.Api is "AddLayerVersionPermission") return Shared(record, known);
        if (record[Field.LayersRequested] is not "true") return null;
        var account = record.AccountSubject;
        var foreign = record.Fields.Lines(Field.Layers).FirstOrDefault(l => Arns.AccountIn(l) is { } owner && owner != record.Account
            && !Amazons.Contains(owner) && !known.Usual(Habit.LayerAccount, account, owner));
        return foreign is null ? null : Fire(record, $"Uses a layer of an account never used here: {foreign}");
    }

    private Signal? Shared(CloudTrailRecord record, Known known)
    {
        if (record[Field.Principal] is not { } to || Learning.AccountIn(to) == record.Account || record[Field.OrganizationId] is not null) return null;
        if (known.IsDeployer(record.Caller) || known.UsuallyCalls(record.Caller, "lambda:AddLayerVersionPermission")) return null;
        return Fire(record, to is "*" ? "Opened a layer to everybody" : $"Opened a layer to the account {Learning.AccountIn(to)}");
    }

    private static Call With(string account) => Acts.Configure($"\"layers\":[\"arn:aws:lambda:eu-west-1:{account}:layer:tools:4\"]") with
    {
        Response = $$"""{"functionName":"orders","functionArn":"arn:aws:lambda:eu-west-1:111122223333:function:orders","layers":[{"arn":"arn:aws:lambda:eu-west-1:{{account}}:layer:tools:4"}]}""",
    };

    private static Call Share(string principal, string more = "") => new("lambda:AddLayerVersionPermission20181031")
    {
        Request = $$"""{"layerName":"tools","versionNumber":4,"statementId":"s","action":"lambda:GetLayerVersion","principal":"{{principal}}"{{more}}}""",
    };

    public override IReadOnlyList<Example> Examples { get; } =
    [
        Example.Fires("an existing function gets a layer of an unknown account", With("999988887777")),
        Example.Fires("a new function with such a layer", Acts.CreateFunction with { Request = """{"functionName":"orders","layers":["arn:aws:lambda:eu-west-1:999988887777:layer:tools:4"]}""" }),
        Example.Fires("a layer is opened to everybody", Share("*")),
        Example.Quiet("a layer of the own account", With(Who.Account)),
        Example.Quiet("Lambda Insights", With("580247275435")),
        Example.Quiet("a vendor whose layer others here use every day", With("464622532012")) with { Habits = [With("464622532012") with { By = Who.Pipeline }] },
        Example.Quiet("a function that has a foreign layer, when only its memory changes", With("999988887777") with { Request = """{"functionName":"orders","memorySize":512}""" }),
        Example.Quiet("a layer is opened to the own organisation", Share("*", ",\"organizationId\":\"o-example\"")),
        Example.Quiet("a layer is opened to the own account", Share(Who.Account)),
    ];
}
