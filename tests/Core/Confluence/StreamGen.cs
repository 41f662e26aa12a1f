using CsCheck;
using Sentinel.Core.Detections;
using Sentinel.Core.Tests.Detections;

namespace Sentinel.Core.Tests.Confluence;

/// <summary>One record of a generated stream.</summary>
/// <param name="Minutes">After noon.</param>
internal sealed record Happening(Call Call, int Second, int Id)
{
    public byte[] Json { get; } = ExampleRunner.Json(Call, ExampleRunner.Noon.AddSeconds(Second), Id);
}

/// <summary>Generates streams in which attackers and honest people meet: roles, functions, mappings, invocations, floods, quarantines lifted, functions
/// deleted and made again, clones, refused calls. Many events share a second.</summary>
internal static class StreamGen
{
    private static readonly string[] Actors = [Who.Dev, Who.Mallory, Who.Sso, Who.Pipeline];
    private static readonly string[] Names = ["alpha", "beta"];
    private const int Span = 4 * 3600;

    /// <summary>A stream; ids are dealt at random, so that the order of ids is not the order of making.</summary>
    public static Gen<Happening[]> Streams { get; } =
        Gen.Select(Plays, Gen.Int[0, int.MaxValue]).Select((plays, seed) =>
        {
            var random = new Dice(seed);
            var ids = Enumerable.Range(1, plays.Length).ToArray();
            random.Shuffle(ids);
            return plays.Select((p, i) => new Happening(p.Call, Math.Clamp(p.Second, 0, Span + 7200), ids[i])).ToArray();
        });

    private static Gen<(Call Call, int Second)[]> Plays =>
        Gen.Select(Attack.Array[1, 2], Gen.Frequency((10, Anything), (2, Flood), (2, Drain), (1, Elsewhere)).Array[0, 14]).Select((attacks, rest) =>
            attacks.SelectMany(a => a).Concat(rest.SelectMany(r => r)).ToArray());

    private static Gen<T> OneOf<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);

    private static Gen<int> Start => Gen.Int[0, Span];

    /// <summary>An attack, with steps left out, gaps of seconds to an hour, and what may follow containment.</summary>
    private static Gen<(Call, int)[]> Attack =>
        Gen.Select(Start, OneOf(Who.Dev, Who.Mallory, Who.Sso), OneOf(Names), Gen.Int[0, 1023], Gen.Int[1, 1800].Array[16]).Select((start, by, name, skipped, gaps) =>
        {
            Call[] steps =
            [
                CreateRole(name), AttachPolicy(name), CreateFunction(name, name), UpdateCode(name, name + "2"), Map(name), Invoke(name),
                Concurrency(name, null), Delete(name), CreateFunction(name, name), Concurrency(name, 5), CreateFunction(name + "-copy", name), Detach(name), Concurrency(name, 3),
            ];
            var second = start;
            var played = new List<(Call, int)>();
            for (var i = 0; i < steps.Length; i++)
            {
                if (i > 2 && (skipped & (1 << (i - 3))) != 0) continue;
                played.Add((steps[i] with { By = by, From = Who.Abroad }, second));
                second += gaps[i] % (i < 4 ? 400 : 1800);
            }
            return played.ToArray();
        });

    private static Gen<(Call, int)[]> Anything =>
        Gen.Select(Start, OneOf(Actors), OneOf(Who.Home, Who.OtherProvider, Who.Abroad), OneOf(Names), Gen.Int[0, 17]).Select((second, by, from, name, what) =>
        {
            var call = what switch
            {
                0 => CreateRole(name),
                1 => AttachPolicy(name),
                2 => UpdateCode(name, name + "3"),
                3 => Map(name),
                4 or 5 => Invoke(name),
                6 => new Call("signin:ConsoleLogin") { Response = """{"ConsoleLogin":"Success"}""", More = """{"MFAUsed":"Yes"}""" },
                7 => new Call("sts:AssumeRole") { Request = $$"""{"roleArn":"arn:aws:iam::111122223333:role/{{name}}-role","roleSessionName":"s"}""" },
                8 => new Call("lambda:CreateFunction20150331") { Error = "AccessDenied", Message = $"is not authorized to perform: lambda:CreateFunction on resource: arn:aws:lambda:eu-west-1:111122223333:function:{name}" },
                9 => new Call("iam:CreateAccessKey") { Error = "AccessDenied", Message = "no" },
                10 => new Call("cloudtrail:StopLogging") { Request = """{"name":"main"}""" },
                11 => Concurrency(name, 7),
                12 => new Call("s3:GetObject") { Request = """{"bucketName":"b"}""" },
                14 => Read(name),
                15 => new Call("dynamodb:DeleteTable") { Request = """{"tableName":"customers"}""" },
                16 => Finding(name),
                17 => Noncompliance(name),
                _ => Invoke(name) with { By = Who.S3Service, From = "s3.amazonaws.com" },
            };
            return new[] { (call with { By = what == 13 ? Who.S3Service : by, From = what == 13 ? "s3.amazonaws.com" : from }, second) };
        });

    /// <summary>A function reads a table and deletes from it, mostly from within Lambda.</summary>
    private static Gen<(Call, int)[]> Drain =>
        Gen.Select(Start, OneOf(Names), Gen.Int[40, 160], Gen.Int[0, 7], Gen.Int[0, 3]).Select((start, name, count, spread, what) =>
            Enumerable.Range(0, count).SelectMany(i => new[]
            {
                (As(name, Read(i % 3 == 0 ? "carts" : "customers"), what), start + (i * spread / 4)),
                (As(name, i % 10 == 0 ? DeleteBatch : DeleteOne(i % 4 == 0 ? "carts" : "customers"), what), start + (i * spread / 4)),
            }).ToArray());

    // The credentials of a function: within Lambda, as AWS tells, by the session's name alone, or taken away.
    private static Call As(string name, Call call, int what) => call with
    {
        By = (what % 2 == 0 ? Who.Function : Who.FunctionInScope).Replace("orders", name, StringComparison.Ordinal),
        Agent = what < 3 ? Who.InLambda : "aws-cli/2.15.0",
        From = what < 3 ? Who.OtherProvider : Who.Abroad,
    };

    private static Call Read(string table) => new("dynamodb:Scan") { Request = $$"""{"tableName":"{{table}}"}""" };

    private static Call DeleteOne(string table) => new("dynamodb:DeleteItem") { Request = $$"""{"tableName":"{{table}}"}""" };

    private static Call DeleteBatch { get; } = new("dynamodb:BatchWriteItem") { Request = """{"requestItems":{"customers":[{"deleteRequest":{}},{"deleteRequest":{}},{"putRequest":{}}],"carts":[{"deleteRequest":{}}]}}""" };

    private static Call Finding(string name) => new("guardduty:Finding")
    {
        Whole = $$$"""
            {"detail-type":"GuardDuty Finding","source":"aws.guardduty","account":"111122223333","detail":{"schemaVersion":"2.0","accountId":"111122223333","region":"eu-west-1","id":"FINDING","type":"Trojan:Lambda/DropPoint","resource":{"lambdaDetails":{"functionArn":"arn:aws:lambda:eu-west-1:111122223333:function:{{{name}}}"}},"service":{"eventFirstSeen":"TIME"},"severity":8}}
            """,
    };

    private static Call Noncompliance(string name) => new("config:ComplianceChange")
    {
        Whole = $$$"""
            {"detail-type":"Config Rules Compliance Change","source":"aws.config","account":"111122223333","detail":{"resourceId":"{{{name}}}","awsRegion":"eu-west-1","awsAccountId":"111122223333","configRuleName":"r","newEvaluationResult":{"complianceType":"NON_COMPLIANT","resultRecordedTime":"TIME"},"resourceType":"AWS::Lambda::Function"}}
            """,
    };

    /// <summary>Two suspects meet at a function; one goes on elsewhere, and long after, quietly, the other changes that function.</summary>
    private static Gen<(Call, int)[]> Elsewhere =>
        Gen.Select(Gen.Int[0, Span / 4], OneOf(Names), OneOf(2_400, 6_000), Gen.Int[1, 1_200].Array[5]).Select((start, name, pause, gaps) =>
        {
            (Call, int) Do(Call call, string by, string from, int after) => (call with { By = by, From = from }, start + after);
            return new[]
            {
                Do(Map("beta"), Who.Pipeline, Who.Abroad, 0),
                Do(Map("beta"), Who.Dev, Who.Abroad, gaps[0]),
                Do(CreateRole(name), Who.Dev, Who.Abroad, gaps[1]),
                Do(AttachPolicy(name), Who.Dev, Who.Abroad, pause + gaps[2]),
                Do(CreateFunction(name, name), Who.Dev, Who.Abroad, (2 * pause) + gaps[3]),
                Do(UpdateCode("beta", "beta4"), Who.Pipeline, Who.Home, (2 * pause) + gaps[4]),
                Do(Map(name), Who.Dev, Who.Abroad, (2 * pause) + 1_200 + gaps[2]),
            };
        });

    /// <summary>Enough invocations within a few minutes to be a flood; now and then more in one minute than are told apart.</summary>
    private static Gen<(Call, int)[]> Flood =>
        Gen.Select(Start, OneOf(Who.Dev, Who.Mallory), OneOf(Names), Gen.Frequency((30, Gen.Int[150, 420]), (1, Gen.Int[5_050, 5_200])), Gen.Int[0, 7]).Select((start, by, name, count, spread) =>
            Enumerable.Range(0, count).Select(i => (Invoke(name) with { By = by, From = Who.Abroad }, count > 5_000 ? start - (start % 60) + (i % 60) : start + (i * spread / 4))).ToArray());

    /// <summary>An attack, then bursts of invocations, each too few for a flood or hardly enough, that several people make together.</summary>
    public static Gen<Happening[]> Bursts { get; } =
        Gen.Select(Gen.Select(Gen.Int[0, 75], OneOf(Who.Dev, Who.Mallory), Gen.Int[60, 260], Gen.Int[0, 4]).Array[2, 8], Gen.Int[0, int.MaxValue]).Select((bursts, seed) =>
        {
            var attack = new[] { CreateRole("alpha"), AttachPolicy("alpha"), CreateFunction("alpha", "alpha") }.Select((c, i) => (c with { By = Who.Dev, From = Who.Abroad }, 30 * (i + 1)));
            var calls = bursts.SelectMany(b => Enumerable.Range(0, b.Item3).Select(i => (Invoke("alpha") with { By = b.Item2, From = Who.Abroad }, 600 + (b.Item1 * 60) + (i * b.Item4 / 2))));
            var ids = Enumerable.Range(1, 3 + bursts.Sum(b => b.Item3)).ToArray();
            new Dice(seed).Shuffle(ids);
            return attack.Concat(calls).Select((p, i) => new Happening(p.Item1, p.Item2, ids[i])).ToArray();
        });

    private static Call CreateRole(string name) => new("iam:CreateRole") { Region = "us-east-1", Request = $$"""{"roleName":"{{name}}-role"}""" };

    private static Call AttachPolicy(string name) => new("iam:AttachRolePolicy") { Region = "us-east-1", Request = $$"""{"roleName":"{{name}}-role","policyArn":"arn:aws:iam::aws:policy/AmazonDynamoDBFullAccess"}""" };

    private static Call CreateFunction(string name, string code) => new("lambda:CreateFunction20150331")
    {
        Request = $$"""{"functionName":"{{name}}","runtime":"python3.12","role":"arn:aws:iam::111122223333:role/{{name}}-role","handler":"i.h"}""",
        Response = $$"""{"functionName":"{{name}}","functionArn":"arn:aws:lambda:eu-west-1:111122223333:function:{{name}}","codeSha256":"sha-{{code}}","role":"arn:aws:iam::111122223333:role/{{name}}-role"}""",
    };

    private static Call UpdateCode(string name, string code) => new("lambda:UpdateFunctionCode20150331v2")
    {
        Request = $$"""{"functionName":"{{name}}"}""",
        Response = $$"""{"functionName":"{{name}}","codeSha256":"sha-{{code}}","role":"arn:aws:iam::111122223333:role/{{name}}-role"}""",
    };

    private static Call Map(string name) => new("lambda:CreateEventSourceMapping20150331")
    {
        Request = $$"""{"functionName":"{{name}}","eventSourceArn":"arn:aws:dynamodb:eu-west-1:111122223333:table/t/stream/2024"}""",
        Response = $$"""{"uUID":"00000000-0000-4000-8000-0000000000{{name.Length:D2}}","functionArn":"arn:aws:lambda:eu-west-1:111122223333:function:{{name}}"}""",
    };

    private static Call Concurrency(string name, int? value) => value is null
        ? new("lambda:DeleteFunctionConcurrency20171031") { Request = $$"""{"functionName":"{{name}}"}""" }
        : new("lambda:PutFunctionConcurrency20171031") { Request = $$"""{"functionName":"{{name}}","reservedConcurrentExecutions":{{value}}}""" };

    private static Call Delete(string name) => new("lambda:DeleteFunction20150331") { Request = $$"""{"functionName":"{{name}}"}""" };

    private static Call Detach(string name) => new("iam:DetachRolePolicy") { Region = "us-east-1", Request = $$"""{"roleName":"{{name}}-role","policyArn":"arn:aws:iam::111122223333:policy/SentinelDenyAll"}""" };

    private static Call Invoke(string name) => new("lambda:Invoke") { Request = $$"""{"functionName":"arn:aws:lambda:eu-west-1:111122223333:function:{{name}}","invocationType":"RequestResponse"}""" };
}
