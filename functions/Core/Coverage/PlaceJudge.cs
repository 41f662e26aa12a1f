using Sentinel.Core.CloudTrail;
using Sentinel.Core.Settings;

namespace Sentinel.Core.Coverage;

/// <summary>Says of an account and region what is not seen there.</summary>
public static class PlaceJudge
{
    private const string Function = "AWS::Lambda::Function";

    // In no account: recorded only where all of a kind are.
    private const string Nobody = "sentinel-coverage-asks-for-any-name";

    // Whose data events some selector can record; of other services there is nothing to ask.
    private static readonly Dictionary<string, (string Type, string Source, string Call)> Kinds = new(StringComparer.Ordinal)
    {
        ["dynamodb"] = ("AWS::DynamoDB::Table", "dynamodb.amazonaws.com", "Scan"),
        ["s3"] = ("AWS::S3::Object", "s3.amazonaws.com", "GetObject"),
        ["kinesis"] = ("AWS::Kinesis::Stream", "kinesis.amazonaws.com", "GetRecords"),
        ["sqs"] = ("AWS::SQS::Queue", "sqs.amazonaws.com", "ReceiveMessage"),
    };

    /// <summary>All gaps of a place, in the order of the sensors. The same for the same view.</summary>
    public static IReadOnlyList<Gap> Of(PlaceView view, Expected expected)
    {
        ArgumentNullException.ThrowIfNull(view);
        ArgumentNullException.ThrowIfNull(expected);
        Gap At(Sensor sensor, Sight sight, string what, string subject = "") => new(view.Account, view.Region, sensor, sight, what, subject);
        List<Gap> gaps = [.. Recording(view, expected, At), .. Forwarding(view, expected, At)];
        gaps.AddRange(Config(view.Config, expected, At));
        gaps.AddRange(GuardDuty(view.GuardDuty, At));
        gaps.AddRange(FlowLogs(view.FlowLogs, At));
        gaps.AddRange(Undelivered(view.Undelivered, At));
        return [.. gaps.OrderBy(g => g.Sensor)];
    }

    private delegate Gap Make(Sensor sensor, Sight sight, string what, string subject = "");

    private static IEnumerable<Gap> Recording(PlaceView view, Expected expected, Make at)
    {
        if (view.Trails.Value is not { } trails) return [at(Sensor.Trail, Sight.Unknown, $"trails could not be listed: {view.Trails.Problem}")];
        var selections = trails.Where(t => t.Content.Value is { IsLogging: true }).SelectMany(t => t.Content.Value!.Selections).ToList();
        var unread = trails.Where(t => t.Content.Value is null).ToList();
        return
        [
            .. IsRecorded(new RecordedEvent("Management", "lambda.amazonaws.com", "CreateFunction20150331", IsReadOnly: false)) ? []
                : (Gap[])[Not(Sensor.Trail, trails.Count == 0 ? "there is no trail" : trails.All(t => t.Content.Value is { IsLogging: false }) ? "the trail is stopped" : "no trail records changes")],
            .. FunctionData(),
            .. Sensitive(view, expected).SelectMany(p => TableData(p.Pattern, p.Kind)),
        ];

        // A trail that cannot be read may do what the others do not.
        Gap Not(Sensor sensor, string what, string subject = "") => unread.Count == 0 ? at(sensor, Sight.Blind, what, subject)
            : at(sensor, Sight.Unknown, $"{what}, as far as can be read: {unread[0].Arn} cannot be ({unread[0].Content.Problem})", subject);

        bool IsRecorded(RecordedEvent what) => selections.Exists(s => s.Records(what));

        IEnumerable<Gap> FunctionData()
        {
            var any = $"arn:{Arns.PartitionOf(view.Region)}:lambda:{view.Region}:{view.Account}:function:{Nobody}";
            if (IsRecorded(new RecordedEvent("Data", "lambda.amazonaws.com", "Invoke", IsReadOnly: false, Function, any))) yield break;
            var named = selections.SelectMany(s => s.Named(Function)).Distinct(StringComparer.Ordinal).Count();
            yield return Not(Sensor.FunctionData, named > 0 ? $"a trail records invocations of {named} named functions, not of all" : "no trail records invocations of functions");
        }

        IEnumerable<Gap> TableData(string pattern, (string Type, string Source, string Call) kind)
        {
            // A name that the pattern takes, whatever it is; for one without wildcards the name itself.
            var one = pattern.Replace("*", Nobody, StringComparison.Ordinal).Replace('?', 'x');
            if (kind.Type == "AWS::S3::Object" && !one.Contains('/')) one += "/" + Nobody;
            if (IsRecorded(new RecordedEvent("Data", kind.Source, kind.Call, IsReadOnly: true, kind.Type, one)))
            {
                if (kind.Type == "AWS::DynamoDB::Table" && view.Rules.Value is { } rules && !IsForwarded(rules, pattern))
                    yield return at(Sensor.TableData, Sight.Blind, $"{pattern} is recorded, but no rule forwards it: deploy with it in sensitiveTables", pattern);
                yield break;
            }
            var glob = new Glob(pattern);
            if (pattern.AsSpan().ContainsAny('*', '?') && selections.SelectMany(s => s.Named(kind.Type)).Any(n => glob.IsMatch(n))) yield break;
            yield return Not(Sensor.TableData, $"{pattern} is in detect/sensitive-resources, and no selector records it", pattern);
        }
    }

    private static bool IsForwarded(IReadOnlyList<RuleView> rules, string table)
    {
        var patterns = rules.Where(r => r is { IsEnabled: true, ToBus: true } && r.Pattern.Contains("aws.dynamodb", StringComparison.Ordinal)).Select(r => r.Pattern).ToList();
        var name = table[(table.LastIndexOf('/') + 1)..];
        // Rules name tables in full; of a pattern with wildcards it is asked whether any rule of tables is there.
        return patterns.Exists(p => name.AsSpan().ContainsAny('*', '?') || p.Contains($"/{name}\"", StringComparison.Ordinal));
    }

    // Those that may lie here, by account and region in the pattern; buckets name neither.
    private static IEnumerable<(string Pattern, (string Type, string Source, string Call) Kind)> Sensitive(PlaceView view, Expected expected)
    {
        foreach (var pattern in expected.Sensitive.Globs.Select(g => g.Pattern).Distinct(StringComparer.Ordinal))
        {
            var parts = pattern.Split(':', 6);
            if (parts.Length < 6 || !Kinds.TryGetValue(parts[2], out var kind)) continue;
            if (parts[2] is not "s3" && !(new Glob(parts[3]).IsMatch(view.Region) && new Glob(parts[4]).IsMatch(view.Account))) continue;
            // A stream is recorded by other calls than its table; what is read of the data is the table.
            var stream = pattern.IndexOf("/stream/", StringComparison.Ordinal);
            yield return (stream > 0 && parts[2] is "dynamodb" ? pattern[..stream] : pattern, kind);
        }
    }

    private static IEnumerable<Gap> Forwarding(PlaceView view, Expected expected, Make at)
    {
        if (view.Rules.Value is not { } rules)
        {
            yield return at(Sensor.Forwarding, Sight.Unknown, $"rules could not be listed: {view.Rules.Problem}");
            yield break;
        }
        var here = expected.Rules.Select(r => r.Split('@')).Where(r => r.Length == 1 || r[1] == view.Region).Select(r => r[0]);
        var problems = new List<string>();
        foreach (var name in here)
        {
            var rule = rules.FirstOrDefault(r => r.Name == name);
            if (rule is null) problems.Add($"{name} is not there");
            else if (!rule.IsEnabled) problems.Add($"{name} is disabled");
            else if (!rule.ToBus) problems.Add($"{name} does not lead to the bus");
        }
        if (problems.Count > 0) yield return at(Sensor.Forwarding, Sight.Blind, string.Join(", ", problems));
        if (rules.FirstOrDefault(r => r.Pattern.Contains("\"Invoke\"", StringComparison.Ordinal)) is { } invocations && invocations.Pattern.Contains("\"AWSService\"", StringComparison.Ordinal))
            yield return at(Sensor.ServiceInvocations, Sight.Noted, "invocations that services make (queues, schedules, notifications) are not forwarded, by choice: serviceInvocations=true changes that");
    }

    private static IEnumerable<Gap> Config(Answer<ConfigView> answer, Expected expected, Make at)
    {
        if (answer.Value is not { } config)
        {
            yield return at(Sensor.Config, expected.Config ? Sight.Unknown : Sight.Noted, $"AWS Config could not be asked: {answer.Problem}");
            yield break;
        }
        var what = !config.Records ? "AWS Config does not record" : !config.RecordsFunctions ? "AWS Config does not record functions" : !config.Delivers ? "AWS Config records, and fails to deliver" : null;
        if (what is not null) yield return at(Sensor.Config, expected.Config ? Sight.Blind : Sight.Noted, what);
    }

    private static IEnumerable<Gap> GuardDuty(Answer<GuardDutyView> answer, Make at)
    {
        if (answer.Value is not { } guard) yield return at(Sensor.GuardDuty, Sight.Unknown, $"GuardDuty could not be asked: {answer.Problem}");
        else if (!guard.IsOn) yield return at(Sensor.GuardDuty, Sight.Blind, "GuardDuty is off");
        else if (!guard.WatchesFunctions) yield return at(Sensor.GuardDutyLambda, Sight.Blind, "GuardDuty does not watch the network of functions (Lambda protection)");
    }

    private static IEnumerable<Gap> FlowLogs(Answer<FlowLogView> answer, Make at)
    {
        if (answer.Value is not { } flows) yield return at(Sensor.FlowLogs, Sight.Unknown, $"flow logs could not be asked: {answer.Problem}");
        else if (flows.UnrecordedNetworks.Count > 0) yield return at(Sensor.FlowLogs, Sight.Blind, $"functions have interfaces in {string.Join(", ", flows.UnrecordedNetworks)}, whose flows are not recorded");
    }

    private static IEnumerable<Gap> Undelivered(Answer<UndeliveredView> answer, Make at)
    {
        if (answer.Value is not { } queue) yield return at(Sensor.Undelivered, Sight.Unknown, $"what the rules could not deliver cannot be asked: {answer.Problem}");
        else if (!queue.IsThere) yield return at(Sensor.Undelivered, Sight.Blind, $"{queue.Name} is not there: what the bus refuses is lost", queue.Name);
        else if (queue.Holds) yield return at(Sensor.Undelivered, Sight.Blind, $"events did not reach the bus: they wait in {queue.Name}", queue.Name);
    }
}
