using System.Globalization;
using System.Text;
using Sentinel.Cli.Simulation;

namespace Sentinel.Benchmarks.QuietQuarter;

/// <summary>The quarter and two hundred attacks after it, as the table on file.</summary>
internal static class QuarterReport
{
    private const ulong Seed = 1;
    // So much later than its event a record of CloudTrail may come: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-concepts.html speaks of five minutes on average.
    private static readonly TimeSpan Late = TimeSpan.FromMinutes(5);

    /// <summary>Two hundred: five of each attack that has nothing to contain, the others in equal shares.</summary>
    public static IReadOnlyList<(Scenario Attack, int Instance)> Instances(int all)
    {
        var forAlert = Simulator.Attacks.Where(a => !IsForContainment(a)).SelectMany(a => Enumerable.Range(0, all / 40).Select(i => (a, i))).ToList();
        var forContainment = Simulator.Attacks.Where(IsForContainment).ToList();
        return [.. Enumerable.Range(0, all - forAlert.Count).Select(i => (forContainment[i % forContainment.Count], i / forContainment.Count)), .. forAlert];
    }

    public static int Measure(string results, Core.CloudTrail.ICountries? countries)
    {
        var quarters = new Quarter[3];
        Parallel.ForEach(Enum.GetValues<Beginning>(), beginning =>
        {
            Console.Error.WriteLine($"living through 90 days: {beginning}");
            quarters[(int)beginning] = new Quarter(Seed, countries, beginning);
        });
        var quarter = quarters[(int)Beginning.Learned];
        Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{quarter.Records:N0} records, {quarter.Incidents.Count} alerts"));
        var instances = Instances(200);
        var (outcomes, late) = (new AttackOutcome[instances.Count], new AttackOutcome[instances.Count]);
        var done = 0;
        Parallel.For(0, instances.Count, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount }, i =>
        {
            outcomes[i] = quarter.Attack(instances[i].Attack, instances[i].Instance, TimeSpan.Zero);
            late[i] = quarter.Attack(instances[i].Attack, instances[i].Instance, Late);
            if (Interlocked.Increment(ref done) % 10 == 0) Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{done} of {instances.Count} attacks"));
        });
        File.WriteAllText(Path.Combine(results, "quiet-quarter.md"), Text(quarters, outcomes, late));
        return 0;
    }

    public static string Text(IReadOnlyList<Quarter> quarters, IReadOnlyList<AttackOutcome> outcomes, IReadOnlyList<AttackOutcome> late)
    {
        var (quarter, cold, named) = (quarters[(int)Beginning.Learned], quarters[(int)Beginning.Cold], quarters[(int)Beginning.ColdWithDeployers]);
        var text = new StringBuilder();
        Line(text, $"# quiet-quarter: ninety days without an attack, and two hundred attacks after them\n");
        Line(text, $"`dotnet run -c Release --project tests/Benchmarks -- quiet-quarter`; ten of the attacks run with the tests: `dotnet test --filter Proof=quiet-quarter`.\n");
        Line(text, $"An invented organisation: {quarter.Accounts} accounts, {quarter.Principals} principals, {quarter.Functions} functions, {quarter.Records:N0} records in {Quarter.Days} days, seed {Seed}. The {Quarter.DaysBefore} days before are learned; then every day is judged,");
        Line(text, $"with default settings and what the oddities presume (an announced pipeline, the office's network). Each week has one honest event that looks like an attack, and two that must not look so.");
        Line(text, $"It is invented: it shows that the parts work together and nothing in them drifts, not how often a real organisation is alerted; `sentinel tune suggest` measures that.\n");
        Line(text, $"## Without an attack\n");
        Line(text, $"**{quarter.AlertsAWeek:0.00} alerts a week** (target: under one): {quarter.Incidents.Count} in {Quarter.Days / 7.0:0.0} weeks, {quarter.Contained.Count} functions contained.\n");
        Line(text, $"Without the days before it is {cold.AlertsAWeek:0.00} a week ({cold.Incidents.Count} in all, {cold.Contained.Count} functions contained): in its first days a deployment role alerts by what it does, days inside an alerting incident teach");
        Line(text, $"nothing, and so it goes on. With the deployment roles named in `detect/deployers`, and still nothing learned, it is {named.AlertsAWeek:0.00} a week ({named.Incidents.Count}, {named.Contained.Count} contained), {named.Incidents.Count(i => i.AlertTime < named.First.AddDays(30))} of them in the first thirty days.");
        foreach (var wrong in cold.Incidents.Where(i => i.Verdict == Core.Incidents.Verdict.Contain))
        {
            Line(text, $"What was contained without the days before: on day {(wrong.Time - cold.First).Days + 1}, score {wrong.Score}, {string.Join(", ", wrong.Detections)}. Hence `observe` first.");
        }
        Line(text, $"");
        Line(text, $"| alert | score | detections | what happened that day beside the ordinary |");
        Line(text, $"|---|---:|---|---|");
        foreach (var incident in quarter.Incidents)
        {
            var happened = quarter.Happened.Where(h => h.Day.UtcDateTime.Date == incident.AlertTime.UtcDateTime.Date).Select(h => h.Scenario);
            Line(text, $"| day {(incident.AlertTime - quarter.First).Days + 1} | {incident.Score} | {string.Join(", ", incident.Detections)} | {string.Join(", ", happened)} |");
        }
        var asked = outcomes.Where(o => o.IsForContainment).ToList();
        var inTime = asked.Count(o => o.InTime);
        Line(text, $"\n## Attacks\n");
        Line(text, $"**{inTime} of {asked.Count}** attacks that make or take over a function are contained before anything of it has run, so before data is read (target: all).");
        Line(text, $"The other {outcomes.Count - asked.Count} of {outcomes.Count} are excused below. {outcomes.Count(o => o.Wrongly.Count > 0)} attacks made the detector contain anything else.\n");
        Line(text, $"| attack | instances | alerted | contained | before anything ran | the same, records {Late.TotalMinutes:0} minutes late | calls run / prevented then | median from first call to containment |");
        Line(text, $"|---|---:|---:|---:|---:|---:|---:|---:|");
        foreach (var (these, then) in outcomes.Zip(late).GroupBy(o => o.First.Attack.Name).Select(g => (g.Select(o => o.First).ToList(), g.Select(o => o.Second).ToList())))
        {
            Line(text, $"| {these[0].Attack.Name} | {these.Count} | {these.Count(o => o.Alerted)} | {these.Count(o => o.Contained)} | {these.Count(o => o.InTime)} | {then.Count(o => o.InTime)} | {then.Sum(o => o.Ran):N0} / {then.Sum(o => o.Prevented):N0} | {Median(these)} |");
        }
        Line(text, $"\n## Excused\n");
        Line(text, $"| attack | instances | why |");
        Line(text, $"|---|---:|---|");
        foreach (var these in outcomes.Where(o => !o.IsForContainment).GroupBy(o => o.Attack.Name)) Line(text, $"| {these.Key} | {these.Count()} | {Excuse(these.Key)} |");
        foreach (var missed in asked.Where(o => !o.InTime)) Line(text, $"| {missed.Attack.Name}, instance {missed.Instance} | 1 | **missed**: {(missed.Contained ? string.Create(CultureInfo.InvariantCulture, $"{missed.Ran} calls ran before containment") : "not contained")} |");
        return text.ToString();
    }

    private static bool IsForContainment(Scenario attack) => attack.End.StartsWith("contained", StringComparison.Ordinal);

    private static string Excuse(string attack) => attack switch
    {
        "denied-attempts" => "everything is refused: there is no function to contain, and nothing is read",
        "protected-function-flood" => "the function is protected and unchanged: it must keep running, the caller is paged about",
        "trail-stopped" => "no function takes part; sensors are attacked, and that is paged at once",
        "spread-over-days" => "5 to 20 hours lie between the steps, more than the window: the first step alerts, the later ones alone do not reach the score; data may be read",
        _ => throw new ArgumentOutOfRangeException(nameof(attack), attack, "has no excuse"),
    };

    private static string Median(List<AttackOutcome> outcomes)
    {
        var took = outcomes.Select(o => o.Took).OfType<TimeSpan>().Order().ToList();
        return took.Count == 0 ? "" : took[took.Count / 2].ToString(@"h\:mm\:ss", CultureInfo.InvariantCulture);
    }

    private static void Line(StringBuilder text, FormattableString line) => text.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');
}
