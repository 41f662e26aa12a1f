using System.Globalization;
using Sentinel.Core.CloudTrail;

namespace Sentinel.Core.Reports.Facts;

/// <summary>Which tables, how much at most, and to when they can be put back.</summary>
internal static class DataLoss
{
    public static DataAtRisk Of(IncidentCase incidentCase, IReadOnlyList<FunctionFact> functions, IReadOnlyList<RoleFact> roles)
    {
        var source = incidentCase.Source;
        var mapped = functions.SelectMany(f => f.Mappings).Select(m => TableIn(m.Source)).OfType<string>();
        var arns = source.Tables.Select(t => t.Table).Concat(mapped).Distinct(StringComparer.Ordinal);
        var tables = arns.Select(t => Table(t, source.Tables.FirstOrDefault(u => string.Equals(u.Table, t, StringComparison.Ordinal)), functions)).ToList();
        return new DataAtRisk(tables, source.Egress, Estimate(source, tables, functions, roles));
    }

    /// <summary><c>arn:…:table/NAME</c> out of the ARN of its stream; null for another source.</summary>
    internal static string? TableIn(string? source)
    {
        if (source is null || !source.Contains(":dynamodb:", StringComparison.Ordinal)) return null;
        var stream = source.IndexOf("/stream/", StringComparison.Ordinal);
        return stream < 0 ? source : source[..stream];
    }

    private static TableFact Table(string arn, TableUse? use, IReadOnlyList<FunctionFact> functions)
    {
        var ran = functions.Any(f => f.Invocations is null or { Ran: > 0 });
        var couldRun = functions.Where(f => f.IsTarget && f.CreatedAt is not null).Select(f => f.CreatedAt).Min();
        // Seen is better than possible; where nothing ran nothing was lost.
        var restore = use is not null ? use.FirstDestructive?.AddSeconds(-1) : ran ? couldRun?.AddSeconds(-1) : null;
        return new TableFact(arn, use, restore, restore is { } time ? Restore(arn, time) : null);
    }

    private static string? Restore(string arn, DateTimeOffset time)
    {
        var name = arn[(arn.LastIndexOf('/') + 1)..];
        var region = Arns.Part(arn, 3).ToString();
        if (!ShellCommand.IsName(name) || !ShellCommand.IsName(region)) return null;
        var restored = $"{name}-restored-{time.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture)}";
        return ShellCommand.Of("aws", "dynamodb", "restore-table-to-point-in-time", "--source-table-name", name, "--target-table-name", restored, "--restore-date-time", ShellCommand.Time(time), "--region", region);
    }

    private static List<string> Estimate(ReportSource source, List<TableFact> tables, IReadOnlyList<FunctionFact> functions, IReadOnlyList<RoleFact> roles)
    {
        var lines = new List<string>();
        var counted = functions.Where(f => f.IsTarget && f.Invocations is not null).ToList();
        var ran = counted.Sum(f => f.Invocations!.Value.Ran);
        foreach (var table in tables) lines.Add(Bound(table, ran, counted.Count > 0));
        var broad = roles.Where(r => r.Policies.Count > 0).ToList();
        if (counted.Count == 0) lines.Add("Whether the function ran is unknown: no invocation was counted.");
        else if (ran == 0) lines.Add(string.Create(CultureInfo.InvariantCulture, $"Upper bound of what the function took: 0 records. None of its {counted.Sum(f => f.Invocations!.Value.Prevented):N0} invocations ran."));
        else
        {
            lines.Add(string.Create(CultureInfo.InvariantCulture, $"{ran:N0} invocations ran. A Scan reads up to 1 MB a call, so the calls alone bound nothing: the upper bound is all that the role could read while they ran."));
            if (broad.Count > 0) lines.Add($"By its policies ({string.Join(", ", broad.SelectMany(r => r.Policies))}) the role reached beyond the tables that are named here.");
        }
        if (tables.Count == 0) lines.Add("No table is known to have been touched or mapped.");
        return lines;
    }

    private static string Bound(TableFact table, long ran, bool isCounted)
    {
        var name = table.Table[(table.Table.LastIndexOf('/') + 1)..];
        if (table.Use is not { } use) return isCounted && ran == 0
            ? $"{name}: mapped as an event source; nothing ran that could read it, and no data event tells of a direct access."
            : $"{name}: mapped as an event source; no data event was seen, so the upper bound is every record it held.";
        var read = use.ReadItemsAtMost is { } items
            ? string.Create(CultureInfo.InvariantCulture, $"at most {items:N0} records read, by {use.Reads:N0} calls that named them")
            : string.Create(CultureInfo.InvariantCulture, $"{use.Reads:N0} read calls, some of them Scan or Query, which do not say how much they return: at most every record");
        return string.Create(CultureInfo.InvariantCulture, $"{name}: {read}; {use.DeletedItems:N0} records asked to be deleted.");
    }
}
