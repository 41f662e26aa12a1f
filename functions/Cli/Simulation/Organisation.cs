namespace Sentinel.Cli.Simulation;

/// <summary>
/// An invented organisation: three or four accounts, a dozen people, deployment pipelines and applications, all drawn from one seed.
/// Its history depends on seed and length alone, so many event days can be played on top of one history. Not safe for two threads.
/// </summary>
public sealed class Organisation
{
    // On these days of the history everybody shows every habit: the first, and one more that is well before the event day even when the
    // history has only its minimum of eight days.
    private static readonly int[] FullDays = [0, 3];
    private readonly List<LambdaFunction> _made = [];
    private IReadOnlyList<ReadOnlyMemory<byte>>? _history;

    private Organisation(ulong seed, int days, DateTimeOffset eventDay, Roster roster)
    {
        Seed = seed;
        Days = days;
        EventDate = eventDay;
        Roster = roster;
    }

    public ulong Seed { get; }

    /// <summary>Length of the history in days, 8 to 60 when drawn from the seed.</summary>
    public int Days { get; }

    /// <summary>Midnight, UTC, of the day that follows the history.</summary>
    public DateTimeOffset EventDate { get; }

    internal Roster Roster { get; }

    /// <summary>With no <paramref name="days"/> the length of the history is drawn from the seed, 8 to 60. Fewer than 8 are refused: no habit could form.</summary>
    public static Organisation Create(ulong seed, int? days = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(days ?? 8, 8, nameof(days));
        var random = new Prng(seed, "organisation");
        var length = days ?? new Prng(seed, "days").Int(8, 60);
        var eventDay = new DateTimeOffset(2024, 1, 1, 0, 0, 0, TimeSpan.Zero).AddDays(random.Int(60, 700));
        return new(seed, length, eventDay, Roster.Draw(random));
    }

    /// <summary>One of 200 principals and 50 functions.</summary>
    internal static Organisation CreateLarge(ulong seed, int days) =>
        new(seed, days, new DateTimeOffset(2024, 6, 3, 0, 0, 0, TimeSpan.Zero), Roster.DrawLarge(new Prng(seed, "large organisation")));

    internal static Organisation Create(ulong seed, int days, DateTimeOffset eventDay, Roster roster) => new(seed, days, eventDay, roster);

    /// <summary>The records before the event day, by event time. Generated once, then the same list again.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> History() => _history ??= Past();

    /// <summary>The event day: the usual traffic and, in it, the scenarios of these names. A name that is given twice plays once. Unknown names are an <see cref="ArgumentException"/>.</summary>
    public SimulatedStream EventDay(IReadOnlyList<string> attacks, IReadOnlyList<string> benign)
    {
        ArgumentNullException.ThrowIfNull(attacks);
        ArgumentNullException.ThrowIfNull(benign);
        List<Scenario> chosen = [.. attacks.Distinct(StringComparer.Ordinal).Select(name => Find(Simulator.Attacks, name)), .. benign.Distinct(StringComparer.Ordinal).Select(name => Find(Simulator.Benign, name))];
        return EventDay(chosen, TimeSpan.Zero, TimeSpan.FromDays(1));
    }

    internal SimulatedStream EventDay(IReadOnlyList<Scenario> chosen, TimeSpan from, TimeSpan until)
    {
        var history = History();
        var made = new List<LambdaFunction>(_made);
        var background = new Recorder(new Prng(Seed, "event-day-records"));
        WorkDay(background, EventDate, full: false, new Prng(Seed, "event-day"), made.Add);
        var lines = background.Lines.Where(line => line.Time >= EventDate + from && line.Time < EventDate + until).ToList();

        var expected = new Expectations(Roster, made);
        foreach (var scenario in chosen)
        {
            var scene = new Scene(this, new Prng(Seed, "scenario:" + scenario.Name), expected);
            scenario.Play(scene);
            lines.AddRange(scene.Records.Lines);
        }

        return new SimulatedStream
        {
            History = history,
            Events = Recorder.InOrder(lines),
            Truth = expected.ToTruth(),
            Settings = expected.Settings.Count > 0 ? expected.Settings : null,
        };
    }

    private static Scenario Find(IReadOnlyList<Scenario> among, string name) =>
        among.FirstOrDefault(s => string.Equals(s.Name, name, StringComparison.Ordinal)) ?? throw new ArgumentException($"There is no scenario '{name}'. Known: {string.Join(", ", among.Select(s => s.Name))}.", nameof(name));

    private IReadOnlyList<ReadOnlyMemory<byte>> Past()
    {
        var records = new Recorder(new Prng(Seed, "history-records"));
        var random = new Prng(Seed, "history");
        var first = EventDate.AddDays(-Days);
        for (var day = 0; day < Days; day++) WorkDay(records, first.AddDays(day), FullDays.Contains(day), random, _made.Add);
        return Recorder.InOrder(records.Lines.Where(line => line.Time < EventDate));
    }

    private void WorkDay(Recorder to, DateTimeOffset day, bool full, Prng random, Action<LambdaFunction> made)
    {
        foreach (var person in Roster.People) person.Work(to, day, full, random, made);
        foreach (var pipeline in Roster.Pipelines) pipeline.Work(to, day, full, random, made);
        foreach (var app in Roster.Applications) app.Work(to, day, full, random);
    }
}
