using Sentinel.Core.CloudTrail;
using Sentinel.Core.Incidents;
using Sentinel.Core.Knowledge;

namespace Sentinel.Core.Detections;

/// <summary>A function gets a URL that asks nobody who he is.</summary>
public sealed class OpenFunctionUrl : Detection
{
    public override DetectionInfo Info { get; } = new()
    {
        Id = "open-function-url",
        Title = "Function URL without authentication",
        Technique = "T1133",
        Stage = Stage.Access,
        Evidence = Evidence.Content,
        Weight = 25,
        WeightReason = "Somewhat less than a public permission: the URL works only together with one, and webhooks are built so.",
        Why = "Whoever knows the address drives the function and reads its answers over HTTPS; those calls carry no AWS identity.",
        Triage = "Is it a documented public endpoint? If not, delete the URL configuration and read the function's answers in its log.",
        FalsePositives = "Webhooks and public web pages; a change of an open URL's CORS settings.",
        BlindTo = "Whether a permission lets anybody through; API Gateway, load balancers and CloudFront in front of the function.",
    };

    public override IReadOnlyList<string> Wants { get; } = ["lambda:CreateFunctionUrlConfig", "lambda:UpdateFunctionUrlConfig"];

    public override Signal? Evaluate(CloudTrailRecord record, Known known)
    {
        if (!record.Succeeded || record[Field.AuthType] is not "NONE") return null;
        // Who is announced and opens URLs as a trade was already looked at; announcement or habit alone excuses nothing so public.
        if (known.IsDeployer(record.Caller) && known.UsuallyCalls(record.Caller, "lambda:CreateFunctionUrlConfig")) return null;
        return Fire(record, "the function got a URL without authentication");
    }

    private static Call Url(string authType, string api = "lambda:CreateFunctionUrlConfig") => new(api)
    {
        Request = $$"""{"functionName":"orders","authType":"{{authType}}"}""",
        Response = $$"""{"functionUrl":"https://abc.lambda-url.eu-west-1.on.aws/","functionArn":"arn:aws:lambda:eu-west-1:111122223333:function:orders","authType":"{{authType}}"}""",
    };

    private static readonly Dictionary<string, string> Announced = new(StringComparer.Ordinal) { ["detect/deployers"] = "arn:aws:iam::111122223333:role/deploy | releases" };

    public override IReadOnlyList<Example> Examples { get; } =
    [
        Example.Fires("a new URL for everybody", Url("NONE")),
        Example.Fires("a signed URL becomes open", Url("NONE", "lambda:UpdateFunctionUrlConfig")),
        new() { Name = "somebody who opens URLs daily but is not announced", ShouldFire = true, Habits = [Url("NONE")], Calls = [Url("NONE")] },
        new() { Name = "an announced pipeline opens its first URL", ShouldFire = true, Settings = Announced, Calls = [Url("NONE") with { By = Who.Pipeline }] },
        Example.Quiet("callers must sign", Url("AWS_IAM")),
        Example.Quiet("an open URL becomes signed", Url("AWS_IAM", "lambda:UpdateFunctionUrlConfig")),
        Example.Quiet("the URL was refused", Url("NONE") with { Error = "AccessDeniedException", Response = null }),
        new()
        {
            Name = "an announced pipeline that makes webhooks daily", ShouldFire = false, Settings = Announced,
            Habits = [Url("NONE") with { By = Who.Pipeline }], Calls = [Url("NONE") with { By = Who.Pipeline }],
        },
    ];
}
