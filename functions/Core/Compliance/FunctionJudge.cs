using System.Globalization;
using Sentinel.Core.CloudTrail;
using Sentinel.Core.Knowledge;
using Sentinel.Core.Settings;

namespace Sentinel.Core.Compliance;

/// <summary>As AWS Config has it.</summary>
public enum ComplianceState { Compliant, NonCompliant, NotApplicable }

/// <summary>A verdict on a function.</summary>
/// <param name="Annotation">Why, printable, at most <see cref="FunctionJudge.LongestAnnotation"/> characters; null when there is nothing to say.</param>
public sealed record ComplianceVerdict(ComplianceState State, string? Annotation)
{
    /// <summary>Gone, none of the rule's, or nothing that it judges.</summary>
    public static ComplianceVerdict NotApplicable { get; } = new(ComplianceState.NotApplicable, null);
}

/// <summary>What is known of a function beside its configuration. What is null could not be found out, and is not held against it.</summary>
public sealed record FunctionSurroundings
{
    /// <summary>Habit subject of who created it, when that is neither a deployer nor established in creating functions; else null.</summary>
    public string? UnexpectedCreator { get; init; }
    public Rights? Rights { get; init; }

    /// <summary>Its URL asks for no authentication.</summary>
    public bool HasOpenUrl { get; init; }

    /// <summary>Its policy lets anybody invoke it.</summary>
    public bool LetsAnybodyIn { get; init; }

    /// <summary>The ledger holds it contained.</summary>
    public bool IsQuarantined { get; init; }
}

/// <summary>Says whether a function is as it should be. Pure.</summary>
public static class FunctionJudge
{
    /// <summary>What AWS Config takes.</summary>
    public const int LongestAnnotation = 256;

    /// <param name="now">For runtimes, which age by themselves.</param>
    public static ComplianceVerdict Of(FunctionItem function, FunctionSurroundings around, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(function);
        ArgumentNullException.ThrowIfNull(around);
        var reasons = Reasons(function, around, now).ToList();
        return reasons.Count == 0 ? new ComplianceVerdict(ComplianceState.Compliant, null) : new ComplianceVerdict(ComplianceState.NonCompliant, Printable.Of(string.Join("; ", reasons), LongestAnnotation));
    }

    /// <summary>The creator on record when it is neither a deployer nor established: in creating functions on two days at least, the first <c>detect/establish-days</c>
    /// ago at least, days of incidents not counted. Null for one who is, for a function whose creation was not seen, and while nothing can be established yet.</summary>
    /// <param name="facts">Facts of the function, of its account (<see cref="AccountSubject"/>) and of its creator (<see cref="CreatorOf"/>) have been fetched.</param>
    public static string? UnexpectedCreator(string function, string account, IFactStore facts, SentinelSettings settings, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(facts);
        ArgumentNullException.ThrowIfNull(settings);
        if (CreatorOf(function, facts) is not { } creator || settings.IsDeployer(creator, now)) return null;
        if (facts.Of(AccountSubject(account)).FirstSeen is not { } first || now < first.AddDays(settings.EstablishDays)) return null;
        var known = facts.Of(creator);
        var today = DaySet.DayOf(now);
        var usual = known.DaysOf(Habit.Calls, "lambda:CreateFunction")?.Established(today - settings.EstablishDays, today, known.AlertDays) ?? false;
        return usual ? null : creator;
    }

    /// <summary>Who made the function in its present life, as far as was seen.</summary>
    public static string? CreatorOf(string function, IFactStore facts)
    {
        ArgumentNullException.ThrowIfNull(facts);
        return facts.Of(function).Function?.Events.LastOrDefault(e => e.Kind == FunctionEventKind.Created)?.By;
    }

    public static string AccountSubject(string account) => Known.AccountSubject(account);

    // The worst first: what does not fit is cut.
    private static IEnumerable<string> Reasons(FunctionItem function, FunctionSurroundings around, DateTimeOffset now)
    {
        if (around.IsQuarantined) yield return "quarantined by SentinelStack";
        if (around.LetsAnybodyIn) yield return "its policy lets anybody invoke it";
        if (around.HasOpenUrl) yield return "its URL asks for no authentication";
        if (around.Rights == Rights.Administrator) yield return "its role may do everything";
        if (around.Rights == Rights.BroadData) yield return "its role may do everything with a kind of data";
        if (around.UnexpectedCreator is { } creator) yield return $"created by {Short(creator)}, neither a deployer nor usual";
        if (Runtimes.DeprecatedSince(function.Runtime, now) is { } since) yield return string.Create(CultureInfo.InvariantCulture, $"runtime {function.Runtime} is deprecated since {since:yyyy-MM-dd}");
        var own = Arns.AccountIn(function.Arn);
        if (function.Layers.FirstOrDefault(l => Arns.AccountIn(l) is { } owner && owner != own) is { } layer) yield return $"layer of another account: {Short(layer)}";
    }

    // The end of an ARN tells more than its beginning.
    private static string Short(string name) => name.Length <= 90 ? name : "…" + name[^89..];
}
