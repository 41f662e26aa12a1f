namespace Sentinel.Cli.Simulation;

/// <summary>Lambda data events. A service-driven or asynchronous invocation is two records with one request id.</summary>
internal static class InvokeApi
{
    /// <summary>Somebody calls Invoke. <paramref name="alias"/> is empty or begins with a colon.</summary>
    public static Call Direct(DateTimeOffset at, Caller by, LambdaFunction f, Prng random, bool asynchronous = false, string? requestId = null, string alias = "") => new(at, by, "lambda", "Invoke", f.Region)
    {
        Request = $$"""{"functionName":"{{f.Arn}}{{alias}}","invocationType":"{{(asynchronous ? "Event" : "RequestResponse")}}"}""",
        Additional = Version(f),
        Resources = Resource(f),
        RequestId = requestId ?? random.Uuid(),
        Recipient = f.Account,
        Data = true,
    };

    /// <summary>Only asks whether it would be allowed: nothing runs.</summary>
    public static Call DryRun(DateTimeOffset at, Caller by, LambdaFunction f, Prng random) => Direct(at, by, f, random) with
    {
        Request = $$"""{"functionName":"{{f.Arn}}","invocationType":"DryRun"}""",
    };

    /// <summary>A state machine's own session: <c>invokedBy</c> is set and no parameters are recorded.</summary>
    public static Call ByStateMachine(DateTimeOffset at, Caller by, LambdaFunction f, Prng random) => new(at, by.Through("states.amazonaws.com"), "lambda", "Invoke", f.Region)
    {
        Additional = Version(f),
        Resources = Resource(f),
        RequestId = random.Uuid(),
        Data = true,
    };

    public static Call ByService(DateTimeOffset at, string service, string source, LambdaFunction f, Prng random, string requestId) =>
        new(at, Caller.Service(service, f.Account), "lambda", "Invoke", f.Region)
        {
            Request = $$"""{"functionName":"{{f.Arn}}","sourceArn":"{{source}}","sourceAccount":"{{f.Account}}","invocationType":"Event"}""",
            Additional = Version(f),
            Resources = Resource(f),
            RequestId = requestId,
            SharedEventId = random.Uuid(),
            Data = true,
        };

    public static Call Execution(DateTimeOffset at, LambdaFunction f, Prng random, string requestId) =>
        new(at, Caller.Service("lambda.amazonaws.com", f.Account), "lambda", "InvokeExecution", f.Region)
        {
            Additional = Version(f),
            Resources = Resource(f),
            RequestId = requestId,
            SharedEventId = random.Uuid(),
            Data = true,
        };

    public static void AddAsynchronous(Recorder to, DateTimeOffset at, string service, string source, LambdaFunction f, Prng random)
    {
        var requestId = random.Uuid();
        to.Add(ByService(at, service, source, f, random, requestId));
        to.Add(Execution(at.AddSeconds(random.Int(0, 2)), f, random, requestId));
    }

    /// <summary><paramref name="count"/> calls spread evenly, whole seconds, from the first instant up to, not including, the end.</summary>
    public static IEnumerable<DateTimeOffset> Spread(DateTimeOffset from, TimeSpan length, int count)
    {
        for (var i = 0; i < count; i++) yield return from.AddSeconds((long)length.TotalSeconds * i / count);
    }

    private static string Version(LambdaFunction f) => $$"""{"functionVersion":"{{f.Arn}}:$LATEST"}""";

    private static string Resource(LambdaFunction f) => $$"""[{"accountId":"{{f.Account}}","type":"AWS::Lambda::Function","ARN":"{{f.Arn}}"}]""";
}
