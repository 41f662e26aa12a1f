using Sentinel.Cdk.Constructs;

namespace Sentinel.Cdk.Events;

/// <summary>
/// Everything that is taken, each as a pattern of EventBridge. All ask for a source of AWS and the right detail-type: nobody but AWS can send those. What no
/// detection wants is dropped here, before it costs a forwarded event ($1.00 a million), two queue requests and time of the Detector.
/// </summary>
internal static class EventSources
{
    /// <param name="serviceInvocations">Take invocations that AWS services make for themselves too.</param>
    /// <param name="sensitiveTables">ARNs; without any, data events of DynamoDB are not taken.</param>
    /// <param name="own">ARNs of our own functions, whose invocations would call for further ones; empty where none are.</param>
    public static IReadOnlyList<EventSource> Of(bool serviceInvocations, IReadOnlyList<string> sensitiveTables, IReadOnlyList<string> own)
    {
        List<EventSource> all =
        [
            new("Functions", "Functions are created, changed or deleted", EventRoute.Control, Calls(["lambda"], Dated(WantedCalls.Functions))),
            new("FunctionAccess", "Who and what may run functions changes", EventRoute.Control, Calls(["lambda"], Dated(WantedCalls.FunctionAccess))),
            new("Identities", "Roles, users and keys change", EventRoute.Control, Calls(["iam"], WantedCalls.Identities), OnlyInUsEast1: true),
            new("Sessions", "Credentials are given out", EventRoute.Control, Sessions(), ReadOnlyCalls: true),
            new("SignIns", "Somebody signs in at the console", EventRoute.Control, Pattern(["signin"], DetailType.SignIn, ("eventName", WantedCalls.SignIns))),
            new("Tables", "A whole table is exported or deleted", EventRoute.Control, Calls(["dynamodb"], WantedCalls.Tables)),
            new("Plumbing", "Other services are wired to functions, or do their work", EventRoute.Control, Calls(WantedCalls.Plumbing)),
            new("Sensors", "Something that watches is switched off", EventRoute.Control, Calls(WantedCalls.Sensors)),
            new("Tuning", "Our own parameters are changed", EventRoute.Control, Tuning()),
            // One kind only: the keys that AWS rotates and the like are service events too.
            new("ServiceEvents", "AWS disables a mapping", EventRoute.Control, Pattern(["lambda"], [DetailType.ServiceEvent], ("eventName", ["LambdaESMDisabled"]))),
            // A finding is sent again whenever it is updated, and by the administrator's account too: the id of the finding tells those apart, after the queue.
            new("Findings", "GuardDuty found something", EventRoute.Control, Pattern(["guardduty"], [DetailType.Finding])),
            // Managed rules judge everything there is, and say so at every change: only functions that are not as they should be say something of an incident.
            new("Compliance", "AWS Config finds that a function is not as it should be", EventRoute.Control, Compliance()),
            new("Invocations", "Functions run", EventRoute.Invocations, Invocations(serviceInvocations, own)),
        ];
        if (sensitiveTables.Count > 0) all.Add(new("TableData", "Sensitive tables are read or emptied", EventRoute.Invocations, TableData(sensitiveTables)));
        return all;
    }

    private static Dictionary<string, object> Calls(string[] services, object[] names) => Pattern(services, [DetailType.ApiCall], ("eventName", names));

    private static Dictionary<string, object> Calls(Dictionary<string, string[]> byService) =>
        Calls([.. byService.Keys.Order(StringComparer.Ordinal)], [.. byService.Values.SelectMany(n => n).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)]);

    // Lambda records CreateFunction20150331, UpdateFunctionCode20150331v2, and some calls without a date. A bare prefix would take
    // CreateFunctionUrlConfig for CreateFunction; no name goes on with the digits of a year but the dated ones.
    private static object[] Dated(string[] names) => [.. names.SelectMany(n => new object[] { n, Matching("prefix", n + "20") })];

    private static Dictionary<string, object> Sessions()
    {
        var pattern = Calls(["sts"], WantedCalls.Sessions);
        // Services assume roles all day long, some hundred times for each time a person does; only what they are refused tells something.
        Detail(pattern)["$or"] = new object[]
        {
            Nested("userIdentity", "type", Matching("anything-but", "AWSService")),
            Value("errorCode", Matching("exists", true)),
        };
        return pattern;
    }

    private static Dictionary<string, object> Tuning()
    {
        var pattern = Calls(["ssm"], WantedCalls.Tuning);
        // Applications write parameters of their own with every deployment.
        Detail(pattern)["requestParameters"] = Value("name", Matching("prefix", "/sentinel/"));
        return pattern;
    }

    private static Dictionary<string, object> Compliance()
    {
        var pattern = Pattern(["config"], [DetailType.Compliance], ("messageType", ["ComplianceChangeNotification"]), ("resourceType", ["AWS::Lambda::Function"]));
        Detail(pattern)["newEvaluationResult"] = Value("complianceType", "NON_COMPLIANT");
        return pattern;
    }

    private static Dictionary<string, object> Invocations(bool serviceInvocations, IReadOnlyList<string> own)
    {
        var pattern = Calls(["lambda"], WantedCalls.Invocations);
        var detail = Detail(pattern);
        // Nothing runs in a dry run. Asynchronous invocations by services carry no parameters at all.
        detail["requestParameters"] = Value("invocationType", Matching("anything-but", "DryRun"), Matching("exists", false));
        // Queues, schedules and notifications are most of what is invoked in an organisation, and rarely what an attacker drives a function with.
        if (!serviceInvocations) detail["userIdentity"] = Value("type", Matching("anything-but", "AWSService"));
        // By exact ARN: a prefix would hide whatever an attacker names alike.
        if (own.Count > 0) detail["resources"] = Value("ARN", Matching("anything-but", own.ToArray()), Matching("exists", false));
        return pattern;
    }

    private static Dictionary<string, object> TableData(IReadOnlyList<string> tables)
    {
        // Single items are most of the traffic of a table, and no drain.
        var pattern = Calls(["dynamodb"], WantedCalls.TableData);
        // A trail may record every table; only these are asked about.
        Detail(pattern)["resources"] = Value("ARN", [.. tables]);
        return pattern;
    }

    private static Dictionary<string, object> Pattern(string[] services, string[] detailTypes, params (string Key, object[] Values)[] detail)
    {
        var pattern = Json.Object(("source", services.Select(s => (object)$"aws.{s}").ToArray()), ("detail-type", detailTypes.Cast<object>().ToArray()));
        if (detail.Length > 0) pattern["detail"] = detail.ToDictionary(d => d.Key, d => (object)d.Values, StringComparer.Ordinal);
        return pattern;
    }

    private static Dictionary<string, object> Detail(Dictionary<string, object> pattern) => (Dictionary<string, object>)pattern["detail"];

    private static Dictionary<string, object> Value(string key, params object[] values) => Json.Object((key, values));

    private static Dictionary<string, object> Nested(string outer, string inner, params object[] values) => Json.Object((outer, Value(inner, values)));

    private static Dictionary<string, object> Matching(string how, object what) => Json.Object((how, what));
}
