namespace Sentinel.Cli.Simulation;

/// <summary>The calls that no detection wants and that make up most of a trail.</summary>
internal static class Noise
{
    private static readonly (string Service, string Name, string? Request)[] Reads =
    [
        ("ec2", "DescribeInstances", """{"instancesSet":{},"filterSet":{}}"""),
        ("ec2", "DescribeVpcs", """{"vpcSet":{},"filterSet":{}}"""),
        ("cloudwatch", "DescribeAlarms", """{"maxRecords":100}"""),
        ("lambda", "ListFunctions20150331", null),
        ("dynamodb", "DescribeTable", """{"tableName":"orders"}"""),
        ("logs", "DescribeLogGroups", """{"limit":50}"""),
        ("s3", "ListBuckets", null),
        ("sqs", "ListQueues", null),
    ];

    public static Call Reading(DateTimeOffset at, Caller by, string region, Prng random)
    {
        var (service, name, request) = random.Pick(Reads);
        return OtherApi.Any(at, by, service, name, region, request);
    }

    /// <summary>How many kinds of <see cref="Machinery"/> there are.</summary>
    public const int Kinds = 13;

    /// <summary>One unwanted record of the machinery: containers, functions at work, services fetching keys and roles.</summary>
    public static Call Machinery(DateTimeOffset at, Application app, string region, Prng random, int kind) => kind switch
    {
        0 => OtherApi.Any(at, app.Session(at, random), "kms", "Decrypt", region, $$"""{"encryptionContext":{"aws:s3:arn":"arn:aws:s3:::{{app.Bucket}}"},"encryptionAlgorithm":"SYMMETRIC_DEFAULT"}"""),
        1 => OtherApi.Any(at, app.Session(at, random), "logs", "CreateLogStream", region, $$"""{"logGroupName":"/ecs/{{app.Role.Name}}","logStreamName":"{{random.Hex(32)}}"}""", readOnly: false),
        2 => OtherApi.Any(at, Caller.Service("lambda.amazonaws.com", app.Role.Account), "sts", "AssumeRole", region, $$"""{"roleArn":"{{app.WorkerRole.Arn}}","roleSessionName":"{{app.Worker}}","durationSeconds":3600}""") with { SharedEventId = random.Uuid() },
        3 => OtherApi.Any(at, Caller.Service("ec2.amazonaws.com", app.Role.Account), "sts", "AssumeRole", region, $$"""{"roleArn":"{{app.Role.Arn}}","roleSessionName":"i-{{random.Hex(17)}}"}""") with { SharedEventId = random.Uuid() },
        4 => OtherApi.Any(at, app.Running(at, region, random), "dynamodb", "GetItem", region, """{"tableName":"orders","key":{"id":"HIDDEN_DUE_TO_SECURITY_REASONS"}}""") with { Data = true, Resources = Table(app, region) },
        5 => OtherApi.Any(at, app.Session(at, random), "ec2", "DescribeNetworkInterfaces", region, """{"networkInterfaceIdSet":{},"filterSet":{}}"""),
        6 => OtherApi.Denied(at, app.Session(at, random), "s3", "GetObject", "GetObject", $"arn:aws:s3:::{app.Bucket}/in/missing", region, readOnly: true) with { Data = true, Resources = Object(app, random) },
        7 => OtherApi.Any(at, new(new($$"""{"accountId":"{{app.Role.Account}}","invokedBy":"AWS Internal"}""", app.Role.Account, "AWS Internal"), "AWS Internal", "AWS Internal"), "kms", "RotateKey", region, null, readOnly: false) with { Type = "AwsServiceEvent" },
        8 => OtherApi.Any(at, app.Recording(at, random), "lambda", "ListTags20170331", region, $$"""{"resource":"{{app.Functions[0].Arn}}"}"""),
        < 11 => OtherApi.Any(at, app.Session(at, random), "s3", "GetObject", region, $$"""{"bucketName":"{{app.Bucket}}","key":"in/{{random.Hex(12)}}.json","Host":"{{app.Bucket}}.s3.amazonaws.com"}""") with { Data = true, Resources = Object(app, random) },
        _ => OtherApi.Any(at, app.Session(at, random), "s3", "PutObject", region, $$"""{"bucketName":"{{app.Bucket}}","key":"out/{{random.Hex(12)}}.json","Host":"{{app.Bucket}}.s3.amazonaws.com"}""", readOnly: false) with { Data = true, Resources = Object(app, random) },
    };

    private static string Object(Application app, Prng random) =>
        $$"""[{"type":"AWS::S3::Object","ARN":"arn:aws:s3:::{{app.Bucket}}/{{random.Hex(12)}}.json"},{"accountId":"{{app.Role.Account}}","type":"AWS::S3::Bucket","ARN":"arn:aws:s3:::{{app.Bucket}}"}]""";

    private static string Table(Application app, string region) =>
        $$"""[{"accountId":"{{app.Role.Account}}","type":"AWS::DynamoDB::Table","ARN":"arn:aws:dynamodb:{{region}}:{{app.Role.Account}}:table/orders"}]""";
}
