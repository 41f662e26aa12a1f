namespace Sentinel.Core.Detections;

/// <summary>A case of a detection: what went before, the call in question, and whether the detection speaks.</summary>
public sealed record Example
{
    public required string Name { get; init; }
    public required bool ShouldFire { get; init; }

    /// <summary>Days of history before the case, each lived through with <see cref="Habits"/> (0: a new account).</summary>
    public int HistoryDays { get; init; } = 20;

    /// <summary>Calls made on every day of the history, in the form of <see cref="Call"/>.</summary>
    public IReadOnlyList<Call> Habits { get; init; } = [];

    /// <summary>Calls of the day itself, oldest first; the detection must fire on the last one (or stay quiet on all).</summary>
    public required IReadOnlyList<Call> Calls { get; init; }

    /// <summary>What was sent on every day of the history, after <see cref="Habits"/>.</summary>
    public IReadOnlyList<Flow> FlowHabits { get; init; } = [];

    /// <summary>What was sent on the day itself; flow logs come after <see cref="Calls"/>. With any, the detection must fire on the last one.</summary>
    public IReadOnlyList<Flow> Flows { get; init; } = [];

    /// <summary>Settings, names without <c>/sentinel/</c>; a list is one entry a line.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    public static Example Fires(string name, params Call[] calls) => new() { Name = name, ShouldFire = true, Calls = calls };
    public static Example Quiet(string name, params Call[] calls) => new() { Name = name, ShouldFire = false, Calls = calls };
}

/// <summary>One call of an example, turned into CloudTrail JSON and read back by the ordinary reader.</summary>
/// <param name="Api">As recorded, with service: <c>lambda:CreateFunction20150331</c>.</param>
public sealed record Call(string Api)
{
    /// <summary>Minutes after 12:00 UTC of the example's day.</summary>
    public double Minute { get; init; }
    /// <summary>A <c>userIdentity</c> object as JSON; see <see cref="Who"/>.</summary>
    public string By { get; init; } = Who.Dev;
    public string From { get; init; } = Who.Home;
    public string Region { get; init; } = "eu-west-1";
    public string? Error { get; init; }
    public string? Message { get; init; }
    /// <summary>JSON of <c>requestParameters</c>; null for none.</summary>
    public string? Request { get; init; }
    /// <summary>JSON of <c>responseElements</c>; null for none.</summary>
    public string? Response { get; init; }
    /// <summary>JSON of <c>additionalEventData</c>; null for none.</summary>
    public string? More { get; init; }
    /// <summary><c>userAgent</c>.</summary>
    public string Agent { get; init; } = "aws-cli/2.15.0";
    /// <summary>Something else than a CloudTrail record, as it is delivered: <c>TIME</c> stands for its time, <c>FINDING</c> for an id of its own. Null: a record.</summary>
    public string? Whole { get; init; }
    /// <summary>How many times, a second apart, each with ids of its own.</summary>
    public int Times { get; init; } = 1;
}

/// <summary>A record of VPC flow logs, written and read back in the default format.</summary>
/// <param name="To">Destination address.</param>
public sealed record Flow(string To)
{
    /// <summary>Of the functions of the examples.</summary>
    public const string FunctionInterface = "eni-0a1b2c3d4e5f60718";

    /// <summary>When it ended: minutes after 12:00 UTC of the example's day.</summary>
    public double Minute { get; init; }
    public string Interface { get; init; } = FunctionInterface;
    public string From { get; init; } = "10.0.1.17";
    public int FromPort { get; init; } = 41_234;
    public int Port { get; init; } = 443;
    public long Bytes { get; init; } = 40_000_000;
    /// <summary><c>ACCEPT</c> or <c>REJECT</c>.</summary>
    public string Action { get; init; } = "ACCEPT";
}

/// <summary>The invented people of the examples, in account 111122223333.</summary>
public static class Who
{
    public const string Account = "111122223333";
    /// <summary>IAM user with a long-term key, no MFA.</summary>
    public const string Dev = """{"type":"IAMUser","principalId":"AIDAEXAMPLEDEV","arn":"arn:aws:iam::111122223333:user/dev","accountId":"111122223333","accessKeyId":"AKIAEXAMPLEDEV","userName":"dev"}""";
    /// <summary>The same user with a session that carries MFA.</summary>
    public const string DevWithMfa = """{"type":"IAMUser","principalId":"AIDAEXAMPLEDEV","arn":"arn:aws:iam::111122223333:user/dev","accountId":"111122223333","accessKeyId":"ASIAEXAMPLEDEV","userName":"dev","sessionContext":{"attributes":{"creationDate":"2024-03-14T11:00:00Z","mfaAuthenticated":"true"}}}""";
    /// <summary>Another IAM user.</summary>
    public const string Mallory = """{"type":"IAMUser","principalId":"AIDAEXAMPLEMAL","arn":"arn:aws:iam::111122223333:user/mallory","accountId":"111122223333","accessKeyId":"AKIAEXAMPLEMAL","userName":"mallory"}""";
    /// <summary>A deploy role's session.</summary>
    public const string Pipeline = """{"type":"AssumedRole","principalId":"AROAEXAMPLEPIPE:build-1","arn":"arn:aws:sts::111122223333:assumed-role/deploy/build-1","accountId":"111122223333","accessKeyId":"ASIAEXAMPLEPIPE","sessionContext":{"sessionIssuer":{"type":"Role","principalId":"AROAEXAMPLEPIPE","arn":"arn:aws:iam::111122223333:role/deploy","accountId":"111122223333","userName":"deploy"},"attributes":{"creationDate":"2024-03-14T11:00:00Z","mfaAuthenticated":"false"}}}""";
    /// <summary>The deploy role, calling through CloudFormation; use with <see cref="CloudFormation"/> as the source.</summary>
    public const string PipelineViaCloudFormation = """{"type":"AssumedRole","principalId":"AROAEXAMPLEPIPE:build-1","arn":"arn:aws:sts::111122223333:assumed-role/deploy/build-1","accountId":"111122223333","accessKeyId":"ASIAEXAMPLEPIPE","sessionContext":{"sessionIssuer":{"type":"Role","principalId":"AROAEXAMPLEPIPE","arn":"arn:aws:iam::111122223333:role/deploy","accountId":"111122223333","userName":"deploy"},"attributes":{"creationDate":"2024-03-14T11:00:00Z","mfaAuthenticated":"false"}},"invokedBy":"cloudformation.amazonaws.com"}""";
    /// <summary>An SSO session.</summary>
    public const string Sso = """{"type":"AssumedRole","principalId":"AROAEXAMPLESSO:ana@example.com","arn":"arn:aws:sts::111122223333:assumed-role/AWSReservedSSO_Developer_0123456789abcdef/ana@example.com","accountId":"111122223333","accessKeyId":"ASIAEXAMPLESSO","sessionContext":{"sessionIssuer":{"type":"Role","principalId":"AROAEXAMPLESSO","arn":"arn:aws:iam::111122223333:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_Developer_0123456789abcdef","accountId":"111122223333","userName":"AWSReservedSSO_Developer_0123456789abcdef"},"attributes":{"creationDate":"2024-03-14T11:00:00Z","mfaAuthenticated":"false"}}}""";
    /// <summary>The containment role of SentinelStack itself.</summary>
    public const string Responder = """{"type":"AssumedRole","principalId":"AROAEXAMPLESTL:incident","arn":"arn:aws:sts::111122223333:assumed-role/SentinelContainment/incident","accountId":"111122223333","sessionContext":{"sessionIssuer":{"type":"Role","principalId":"AROAEXAMPLESTL","arn":"arn:aws:iam::111122223333:role/SentinelContainment","accountId":"111122223333","userName":"SentinelContainment"}}}""";
    /// <summary>S3 calling for itself.</summary>
    public const string S3Service = """{"type":"AWSService","invokedBy":"s3.amazonaws.com"}""";

    /// <summary>The execution role's session that Lambda opens for the function <c>orders</c>.</summary>
    public const string Function = """{"type":"AssumedRole","principalId":"AROAEXAMPLEFUN:orders","arn":"arn:aws:sts::111122223333:assumed-role/orders-role/orders","accountId":"111122223333","accessKeyId":"ASIAEXAMPLEFUN","sessionContext":{"sessionIssuer":{"type":"Role","principalId":"AROAEXAMPLEFUN","arn":"arn:aws:iam::111122223333:role/orders-role","accountId":"111122223333","userName":"orders-role"},"attributes":{"creationDate":"2024-03-14T11:00:00Z","mfaAuthenticated":"false"}}}""";
    /// <summary>The same, where AWS tells whose credentials they are.</summary>
    public const string FunctionInScope = """{"type":"AssumedRole","principalId":"AROAEXAMPLEFUN:orders","arn":"arn:aws:sts::111122223333:assumed-role/orders-role/orders","accountId":"111122223333","accessKeyId":"ASIAEXAMPLEFUN","sessionContext":{"sessionIssuer":{"type":"Role","principalId":"AROAEXAMPLEFUN","arn":"arn:aws:iam::111122223333:role/orders-role","accountId":"111122223333","userName":"orders-role"},"attributes":{"creationDate":"2024-03-14T11:00:00Z","mfaAuthenticated":"false"}},"inScopeOf":{"sourceArn":"arn:aws:lambda:eu-west-1:111122223333:function:orders","sourceAccount":"111122223333","issuerType":"AWS::Lambda::Function","credentialsIssuedTo":"arn:aws:lambda:eu-west-1:111122223333:function:orders"}}""";
    /// <summary>User agent of an SDK that runs in Lambda.</summary>
    public const string InLambda = "Boto3/1.34 md/Botocore#1.34 lang/python#3.12 exec-env/AWS_Lambda_python3.12";

    /// <summary>A home connection in the United States (examples know its country).</summary>
    public const string Home = "73.162.10.20";
    /// <summary>Another network of the same country.</summary>
    public const string OtherProvider = "24.16.5.6";
    /// <summary>A network of a country that nobody works from.</summary>
    public const string Abroad = "185.143.221.89";
    public const string CloudFormation = "cloudformation.amazonaws.com";
}
