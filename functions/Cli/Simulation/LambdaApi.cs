using System.Globalization;

namespace Sentinel.Cli.Simulation;

/// <summary>Calls of the Lambda API, in the shape CloudTrail records them: no code, no environment, API date in the event name.</summary>
internal static class LambdaApi
{
    public static Call Create(DateTimeOffset at, Caller by, LambdaFunction f, Prng random) => new(at, by, "lambda", "CreateFunction20150331", f.Region)
    {
        Request = $$"""{"functionName":"{{f.Name}}","runtime":"{{f.Runtime}}","role":"{{f.Role.Arn}}","handler":"{{f.Handler}}","code":{{(random.Percent(60) ? $$"""{"s3Bucket":"deploy-{{f.Account}}-{{f.Region}}","s3Key":"{{f.Name}}/{{random.Hex(8)}}.zip"}""" : "{}")}},"timeout":{{Number(random.Int(3, 300))}},"memorySize":{{Number(128 << random.Int(0, 3))}},"publish":false{{Layers(f)}}}""",
        Response = Configuration(f, random, f.Arn, "$LATEST"),
    };

    public static Call UpdateCode(DateTimeOffset at, Caller by, LambdaFunction f, Prng random, string? spoken = null)
    {
        var publish = random.Percent(30);
        return new(at, by, "lambda", "UpdateFunctionCode20150331v2", f.Region)
        {
            Request = $$$$"""{"functionName":"{{{{spoken ?? f.Spoken(random)}}}}","s3Bucket":"deploy-{{{{f.Account}}}}-{{{{f.Region}}}}","s3Key":"{{{{f.Name}}}}/{{{{random.Hex(8)}}}}.zip","publish":{{{{Bool(publish)}}}},"dryRun":false,"fullyQualifiedArn":{"arnPrefix":{"partition":"aws","region":"{{{{f.Region}}}}","account":"{{{{f.Account}}}}"},"relativeId":{"functionName":"{{{{f.Name}}}}"},"functionQualifier":{}}}""",
            Response = Configuration(f, random, publish ? f.Arn + ":" + Number(random.Int(2, 90)) : f.Arn, publish ? "2" : "$LATEST"),
        };
    }

    /// <summary><paramref name="change"/> is what the caller sets, as JSON members, e.g. <c>"timeout":30</c>.</summary>
    public static Call UpdateConfiguration(DateTimeOffset at, Caller by, LambdaFunction f, Prng random, string change) => new(at, by, "lambda", "UpdateFunctionConfiguration20150331v2", f.Region)
    {
        Request = $$"""{"functionName":"{{f.Spoken(random)}}",{{change}}}""",
        Response = Configuration(f, random, f.Arn, "$LATEST"),
    };

    public static Call MapSource(DateTimeOffset at, Caller by, LambdaFunction f, Prng random, string source)
    {
        var stream = source.StartsWith("arn:aws:dynamodb:", StringComparison.Ordinal);
        var start = stream ? ""","startingPosition":"TRIM_HORIZON" """.TrimEnd() : "";
        return new(at, by, "lambda", "CreateEventSourceMapping20150331", f.Region)
        {
            Request = $$"""{"functionName":"{{f.Spoken(random)}}","eventSourceArn":"{{source}}","enabled":true,"batchSize":{{(stream ? "100" : "10")}}{{start}}}""",
            Response = $$"""{"uUID":"{{random.Uuid()}}","batchSize":{{(stream ? "100" : "10")}}{{start}},"eventSourceArn":"{{source}}","functionArn":"{{f.Arn}}","lastModified":"{{Identity.Stamp(at)}}","state":"Creating","stateTransitionReason":"User action","maximumRetryAttempts":-1}""",
        };
    }

    public static Call Permit(DateTimeOffset at, Caller by, LambdaFunction f, Prng random, string principal, string? source)
    {
        var sourceArn = source is null ? "" : $""","sourceArn":"{source}" """.TrimEnd();
        return new(at, by, "lambda", "AddPermission20150331v2", f.Region)
        {
            Request = $$"""{"functionName":"{{f.Spoken(random)}}","statementId":"s-{{random.Hex(8)}}","action":"lambda:InvokeFunction","principal":"{{principal}}"{{sourceArn}}}""",
            Response = $$"""{"statement":"{\"Sid\":\"s\",\"Effect\":\"Allow\",\"Principal\":\"{{principal}}\",\"Action\":\"lambda:InvokeFunction\",\"Resource\":\"{{f.Arn}}\"}"}""",
        };
    }

    public static Call OpenUrl(DateTimeOffset at, Caller by, LambdaFunction f, Prng random) => new(at, by, "lambda", "CreateFunctionUrlConfig", f.Region)
    {
        Request = $$"""{"functionName":"{{f.Spoken(random)}}","authType":"NONE"}""",
        Response = $$"""{"functionUrl":"https://{{random.Hex(32)}}.lambda-url.{{f.Region}}.on.aws/","functionArn":"{{f.Arn}}","authType":"NONE","creationTime":"{{Identity.Stamp(at)}}","invokeMode":"BUFFERED"}""",
    };

    public static Call PutConcurrency(DateTimeOffset at, Caller by, LambdaFunction f, Prng random, int value) => new(at, by, "lambda", "PutFunctionConcurrency20171031", f.Region)
    {
        Request = $$"""{"functionName":"{{f.Spoken(random)}}","reservedConcurrentExecutions":{{Number(value)}}}""",
        Response = $$"""{"reservedConcurrentExecutions":{{Number(value)}}}""",
    };

    public static Call DeleteConcurrency(DateTimeOffset at, Caller by, LambdaFunction f, Prng random) => new(at, by, "lambda", "DeleteFunctionConcurrency20171031", f.Region)
    {
        Request = $$"""{"functionName":"{{f.Spoken(random)}}"}""",
    };

    public static Call Read(DateTimeOffset at, Caller by, LambdaFunction f, string name) => new(at, by, "lambda", name, f.Region)
    {
        Request = name.StartsWith("List", StringComparison.Ordinal) ? "{}" : $$"""{"functionName":"{{f.Name}}"}""",
        ReadOnly = true,
    };

    public static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Bool(bool value) => value ? "true" : "false";

    private static string Layers(LambdaFunction f) => f.Layer is null ? "" : $$""","layers":["{{f.Layer}}"]""";

    private static string Configuration(LambdaFunction f, Prng random, string arn, string version) =>
        $$$$"""{"functionName":"{{{{f.Name}}}}","functionArn":"{{{{arn}}}}","runtime":"{{{{f.Runtime}}}}","role":"{{{{f.Role.Arn}}}}","handler":"{{{{f.Handler}}}}","codeSize":{{{{Number(f.CodeSize)}}}},"description":"","timeout":30,"memorySize":256,"codeSha256":"{{{{f.CodeSha256}}}}","version":"{{{{version}}}}","environment":{},"tracingConfig":{"mode":"PassThrough"},"revisionId":"{{{{random.Uuid()}}}}"{{{{(f.Layer is null ? "" : $$$$""","layers":[{"arn":"{{{{f.Layer}}}}","codeSize":2048}]""")}}}},"state":"Pending","stateReasonCode":"Creating","packageType":"Zip","architectures":["x86_64"],"ephemeralStorage":{"size":512},"loggingConfig":{"logFormat":"Text","logGroup":"/aws/lambda/{{{{f.Name}}}}"}}""";
}
