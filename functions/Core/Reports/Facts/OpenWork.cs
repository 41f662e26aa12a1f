using Sentinel.Core.CloudTrail;
using Sentinel.Core.Containment;

namespace Sentinel.Core.Reports.Facts;

/// <summary>What is still to be done by people, as commands, and how to take back what was done.</summary>
internal static class OpenWork
{
    // GDPR, article 33: https://eur-lex.europa.eu/eli/reg/2016/679/oj
    private static readonly TimeSpan Notify = TimeSpan.FromHours(72);

    public static IReadOnlyList<Work> Undo(IncidentCase incidentCase, Outcome outcome)
    {
        if (outcome is not (Outcome.Contained or Outcome.NotContained)) return [];
        var functions = incidentCase.Source.Actions.Where(a => a is { Step: Steps.QuarantineFunction, Status: ActionStatus.Done }).Select(a => a.Function)
            .Concat(incidentCase.Source.Ledger.Where(l => l.Status == LedgerStatus.Applied).Select(l => l.Function)).Distinct(StringComparer.Ordinal).ToList();
        if (functions.Count == 0) return [];
        return [new Work("Put it back as it was", "Exactly what stands in the ledger; refused without --force where code or role changed since.",
            [.. functions.Select(f => ShellCommand.IsName(f) ? ShellCommand.Of("sentinel", "release", f) : ShellCommand.Of("sentinel", "release", "--incident", incidentCase.Source.Incident.Id)).OfType<string>().Distinct(StringComparer.Ordinal)])];
    }

    public static IReadOnlyList<Work> Of(IncidentCase incidentCase, Outcome outcome, IReadOnlyList<Actor> actors, IReadOnlyList<FunctionFact> functions, IReadOnlyList<RoleFact> roles, DataAtRisk data)
    {
        var open = new List<Work>();
        var targets = functions.Where(f => f is { IsTarget: true, DeletedAt: null }).ToList();
        if (outcome is Outcome.WaitsForApproval or Outcome.Refused)
            Add("Contain it", "It waits for a person, or a guard rail refused it.", targets.Select(f => Function("approve", f.Arn)));
        if (outcome is Outcome.Observed or Outcome.NotContained)
            Add("Stop the function", "It can still run.", targets.Select(f => OfName(f.Arn, n => ["aws", "lambda", "put-function-concurrency", "--function-name", n, "--reserved-concurrent-executions", "0", "--region", Region(f.Arn)])));
        foreach (var actor in actors.Where(a => a.Arn.Contains(":user/", StringComparison.Ordinal)))
        {
            var user = actor.Arn[(actor.Arn.LastIndexOf('/') + 1)..];
            var inactive = incidentCase.Source.Actions.Any(a => a is { Step: Steps.DeactivateAccessKeys, Status: ActionStatus.Done } && string.Equals(a.Target, actor.Arn, StringComparison.Ordinal));
            Add("Rotate the keys", $"{(inactive ? $"The keys of {user} are inactive by now." : $"Keys of {user} made these calls.")} Make a new one first where something honest uses it, delete the old one after.",
                actor.Keys.Where(_ => !inactive).Select(k => OfName(user, u => ["aws", "iam", "update-access-key", "--user-name", u, "--access-key-id", k, "--status", "Inactive"]))
                    .Concat(actor.Keys.Select(k => OfName(user, u => ["aws", "iam", "delete-access-key", "--user-name", u, "--access-key-id", k])))
                    .Append(OfName(user, u => ["aws", "iam", "list-access-keys", "--user-name", u]))
                    .Append(OfName(user, u => ["aws", "iam", "list-mfa-devices", "--user-name", u])));
        }
        foreach (var function in targets)
        {
            Add("Delete the function", "When the evidence is kept and nobody can say what it is for. Its triggers go first.",
                function.Mappings.Select(m => OfName(m.Uuid, u => ["aws", "lambda", "delete-event-source-mapping", "--uuid", u, "--region", Region(function.Arn)]))
                    .Append(OfName(function.Arn, f => ["aws", "lambda", "delete-function", "--function-name", f, "--region", Region(function.Arn)])));
        }
        foreach (var role in roles.Where(r => r.CreatedInside))
        {
            var name = role.Arn[(role.Arn.LastIndexOf('/') + 1)..];
            Add("Delete the role", $"{name} was made inside the incident. SentinelDenyAll hangs on it where it was denied.",
                new[] { OfName(name, n => ["aws", "iam", "list-attached-role-policies", "--role-name", n]) }
                    .Concat(role.Policies.Where(p => p.StartsWith("arn:", StringComparison.Ordinal)).Select(p => OfName(name, n => ["aws", "iam", "detach-role-policy", "--role-name", n, "--policy-arn", p])))
                    .Append(OfName(name, n => ["aws", "iam", "delete-role", "--role-name", n])));
        }
        foreach (var table in data.Tables.Where(t => t.RestoreTo is not null))
        {
            Add("Restore the table", table.Use is null
                ? "Beside the damaged one, to one second before the function could first run: what it deleted was not seen. Needs point-in-time recovery to have been on."
                : "Beside the damaged one, to one second before the first destructive call. Needs point-in-time recovery to have been on.", [table.RestoreCommand]);
        }
        if (data.Tables.Any(t => t.Use is not null || t.RestoreTo is not null))
        {
            var from = incidentCase.Source.Incident.AlertTime;
            open.Add(new Work("Decide whom to notify", $"If personal data was taken, the GDPR gives 72 hours from when it became known: until {ShellCommand.Time(from + Notify)}, counted from the alert.", []));
        }
        return open;

        void Add(string title, string why, IEnumerable<string?> commands)
        {
            var given = commands.OfType<string>().Distinct(StringComparer.Ordinal).ToList();
            var unsafeName = given.Count == 0 ? " A name here could mean more to a shell than a name, so no command is given: use the console." : "";
            open.Add(new Work(title, why + unsafeName, given));
        }
    }

    private static string? Function(string verb, string arn) => OfName(arn, a => ["sentinel", verb, a]);

    private static string? OfName(string name, Func<string, string?[]> words) => ShellCommand.IsName(name) ? ShellCommand.Of(words(name)) : null;

    private static string Region(string arn) => Arns.Part(arn, 3).ToString();
}
