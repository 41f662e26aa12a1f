using Sentinel.Core.CloudTrail;
using Sentinel.Core.Incidents;
using Sentinel.Core.Knowledge;

namespace Sentinel.Core.Detections;

/// <summary>The code of a quarantined function turns up in another one.</summary>
public sealed class CodeClone : Detection
{
    public override DetectionInfo Info { get; } = new()
    {
        Id = "code-clone",
        Title = "Quarantined code under another name",
        Technique = "T1648",
        Stage = Stage.Evasion,
        Evidence = Evidence.Content,
        Weight = 60,
        WeightReason = "The code was condemned by a whole incident; with any signal of another stage about the newcomer it is contained.",
        Why = "Containment holds one function; a copy under a new name, perhaps in another region or by another key, is the attacker's quickest answer.",
        Triage = "Who made the copy, and is he linked to the first incident? Contain the copy unless it is the pipeline's own shared package.",
        FalsePositives = "A package that many functions share, when one of them was contained; an S3 key that is overwritten with other code.",
        BlindTo = "Code changed by a byte and uploaded directly; a copy made after the records of the first expired (score window and an hour).",
    };

    public override IReadOnlyList<string> Wants { get; } = ["lambda:CreateFunction", "lambda:UpdateFunctionCode"];

    public override Signal? Evaluate(CloudTrailRecord record, Known known)
    {
        if (!record.Succeeded || record.Function is null || record[Field.DryRun] is "true") return null;
        return known.QuarantinedWithCode(record.Function) is not { } original ? null
            : Fire(record, $"carries the code of the quarantined {original[(original.LastIndexOf(':') + 1)..]}", about: original);
    }

    /// <summary>A developer's ordinary day: enough to know the place he works from.</summary>
    internal static readonly Call[] OrdinaryDay = [new("lambda:UpdateFunctionCode20150331v2") { Request = """{"functionName":"mailer"}""" }];

    internal static readonly Call Create = New("backup", "YXR0YWNr", "drop", "a.zip") with { From = Who.Abroad };

    /// <summary>An attack that ends with the quarantine of <c>backup</c>, whichever other detections speak too.</summary>
    internal static readonly Call[] Attack =
    [
        Create,
        new("lambda:AddPermission20150331v2") { Minute = 1, From = Who.Abroad, Request = """{"functionName":"backup","statementId":"s1","action":"lambda:InvokeFunction","principal":"*"}""" },
        new("lambda:CreateFunctionUrlConfig") { Minute = 2, From = Who.Abroad, Request = """{"functionName":"backup","authType":"NONE"}""" },
        new("lambda:AddPermission20150331v2") { Minute = 3, From = Who.Abroad, Request = """{"functionName":"backup","statementId":"s2","action":"lambda:InvokeFunction","principal":"444455556666"}""" },
        new("lambda:CreateEventSourceMapping20150331")
        {
            Minute = 4, From = Who.Abroad,
            Request = """{"functionName":"backup","eventSourceArn":"arn:aws:dynamodb:eu-west-1:111122223333:table/customers/stream/2024-01-01T00:00:00.000"}""",
        },
        new("lambda:Invoke") { Minute = 5, From = Who.Abroad, Request = """{"functionName":"arn:aws:lambda:eu-west-1:111122223333:function:backup","invocationType":"RequestResponse"}""" },
    ];

    private static Call New(string name, string hash, string bucket, string key) => new("lambda:CreateFunction20150331")
    {
        Request = $$$"""{"functionName":"{{{name}}}","role":"arn:aws:iam::111122223333:role/exec","runtime":"python3.12","code":{"s3Bucket":"{{{bucket}}}","s3Key":"{{{key}}}"}}""",
        Response = $$"""{"functionName":"{{name}}","functionArn":"arn:aws:lambda:eu-west-1:111122223333:function:{{name}}","role":"arn:aws:iam::111122223333:role/exec","codeSha256":"{{hash}}"}""",
    };

    private static Call Later(Call call) => call with { Minute = 40 };

    private static Example Contained(string name, bool shouldFire, params Call[] then) => new() { Name = name, ShouldFire = shouldFire, Habits = OrdinaryDay, Calls = [.. Attack, .. then] };

    public override IReadOnlyList<Example> Examples { get; } =
    [
        Contained("the same hash under a new name, from another bucket", true, Later(New("sync", "YXR0YWNr", "elsewhere", "b.zip"))),
        Contained("the same object, by another user", true, Later(New("sync", "b3RoZXI=", "drop", "a.zip")) with { By = Who.Mallory }),
        Contained("a trusted function is overwritten with it", true, new Call("lambda:UpdateFunctionCode20150331v2")
        {
            Minute = 40, Request = """{"functionName":"orders","s3Bucket":"drop","s3Key":"a.zip"}""", Response = """{"functionName":"orders","codeSha256":"YXR0YWNr"}""",
        }),
        Contained("other code from another place", false, Later(New("sync", "b3RoZXI=", "drop", "b.zip"))),
        Contained("the quarantined function itself is written again", false, new Call("lambda:UpdateFunctionCode20150331v2")
        {
            Minute = 40, Request = """{"functionName":"backup","s3Bucket":"drop","s3Key":"a.zip"}""", Response = """{"functionName":"backup","codeSha256":"YXR0YWNr"}""",
        }),
        Contained("a dry run changes nothing", false, new Call("lambda:UpdateFunctionCode20150331v2")
        {
            Minute = 40, Request = """{"functionName":"orders","s3Bucket":"drop","s3Key":"a.zip","dryRun":true}""", Response = """{"functionName":"orders","codeSha256":"YXR0YWNr"}""",
        }),
        Contained("the copy was refused", false, Later(New("sync", "YXR0YWNr", "drop", "a.zip")) with { Error = "AccessDeniedException", Response = null }),
        Example.Quiet("two functions share a package, neither is quarantined", New("orders", "c2hhcmVk", "builds", "app.zip"), Later(New("mailer", "c2hhcmVk", "builds", "app.zip"))),
    ];
}
