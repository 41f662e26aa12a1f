namespace Sentinel.Core.Detections;

/// <summary>Calls that examples are made of, to be varied with <c>with</c>; by <see cref="Who.Dev"/> from home unless told otherwise.</summary>
internal static class Acts
{
    public const string RoleArn = "arn:aws:iam::111122223333:role/orders-role";
    public const string CustomersArn = "arn:aws:dynamodb:eu-west-1:111122223333:table/customers";
    public const string Deployers = "arn:aws:iam::111122223333:role/deploy | release pipeline";

    private const string Configuration = """{"functionName":"orders","functionArn":"arn:aws:lambda:eu-west-1:111122223333:function:orders","runtime":"python3.12","role":"arn:aws:iam::111122223333:role/orders-role","handler":"index.handler","memorySize":256,"codeSha256":"1OrDerS+code=","version":"$LATEST"}""";

    public static Call SignIn { get; } = new("signin:ConsoleLogin") { Region = "us-east-1", Response = """{"ConsoleLogin":"Success"}""", More = """{"MFAUsed":"Yes"}""" };

    public static Call CreateRole { get; } = new("iam:CreateRole")
    {
        Region = "us-east-1",
        Request = """{"roleName":"orders-role"}""",
        Response = $$$"""{"role":{"roleName":"orders-role","arn":"{{{RoleArn}}}"}}""",
    };

    public static Call CreateFunction { get; } = new("lambda:CreateFunction20150331")
    {
        Request = $$$"""{"functionName":"orders","runtime":"python3.12","role":"{{{RoleArn}}}","handler":"index.handler","code":{}}""",
        Response = Configuration,
    };

    public static Call UpdateCode { get; } = new("lambda:UpdateFunctionCode20150331v2")
    {
        Request = """{"functionName":"orders","publish":false,"dryRun":false}""",
        Response = Configuration,
    };

    public static Call CreateStack { get; } = new("cloudformation:CreateStack") { Request = """{"stackName":"shop"}""" };

    public static Call Invoke { get; } = new("lambda:Invoke") { Request = """{"functionName":"arn:aws:lambda:eu-west-1:111122223333:function:orders","invocationType":"RequestResponse"}""" };

    /// <summary>The same of a function in a VPC: the record names the interface that it ran on.</summary>
    public static Call InvokeInVpc { get; } = Invoke with { More = $$"""{"functionVersion":"arn:aws:lambda:eu-west-1:111122223333:function:orders:$LATEST","customerEniId":"{{Flow.FunctionInterface}}"}""" };

    /// <summary>UpdateFunctionConfiguration; <paramref name="members"/> is what the request sets, as JSON members. AWS answers with all of it.</summary>
    public static Call Configure(string members) => new("lambda:UpdateFunctionConfiguration20150331v2")
    {
        Request = $$"""{"functionName":"orders",{{members}}}""",
        Response = Configuration,
    };

    public static Call AttachPolicy(string name) => new("iam:AttachRolePolicy")
    {
        Region = "us-east-1",
        Request = $$"""{"roleName":"orders-role","policyArn":"arn:aws:iam::aws:policy/{{name}}"}""",
    };

    public static Call PutPolicy(string action) => new("iam:PutRolePolicy")
    {
        Region = "us-east-1",
        Request = $$"""{"roleName":"orders-role","policyName":"inline","policyDocument":"{\"Statement\":[{\"Effect\":\"Allow\",\"Action\":\"{{action}}\",\"Resource\":\"*\"}]}"}""",
    };

    /// <summary>A call that reads the table <c>customers</c>; CloudTrail hides the values.</summary>
    public static Call Read(string api) => new("dynamodb:" + api) { Request = api is "ExecuteStatement" ? """{"statement":"**********"}""" : """{"tableName":"customers"}""" };

    public static Call Delete(string api, string request) => new("dynamodb:" + api) { Request = request };

    /// <summary>A call of IAM about a user.</summary>
    public static Call OnUser(string api, string request) => new("iam:" + api) { Region = "us-east-1", Request = request };

    /// <summary>A refused call: CloudTrail records no parameters of it.</summary>
    public static Call Denied(string api, double minute) => new(api) { Minute = minute, Error = "AccessDenied", Message = "User is not authorized to perform: " + api };

    public static IReadOnlyDictionary<string, string> Announced { get; } = new Dictionary<string, string>(StringComparer.Ordinal) { ["detect/deployers"] = Deployers };
}
