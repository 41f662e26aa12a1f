namespace Sentinel.Cli.Simulation;

/// <summary>Where a scenario plays: the organisation, a generator of its own, and a clock that only moves by waiting.</summary>
internal sealed class Scene
{
    private readonly int _pace;

    /// <param name="organisation">Whose people and functions take part.</param>
    /// <param name="random">The scene's own.</param>
    /// <param name="expect">Learns how it must end.</param>
    /// <param name="midnight">Of the day on which it plays; null: the event day.</param>
    public Scene(Organisation organisation, Prng random, Expectations expect, DateTimeOffset? midnight = null)
    {
        Roster = organisation.Roster;
        Midnight = midnight ?? organisation.EventDate;
        Random = random;
        Expect = expect;
        Records = new(new Prng(random.Next()));
        Now = Midnight.AddHours(9).AddSeconds(random.Int(0, 8 * 3600));
        _pace = random.Int(1, 4);
    }

    public Roster Roster { get; }
    public DateTimeOffset Midnight { get; }
    public Prng Random { get; }
    public Expectations Expect { get; }
    public Recorder Records { get; }
    public DateTimeOffset Now { get; set; }

    public void Add(Call call) => Records.Add(call);

    /// <summary>Between two steps somebody types, or a script sleeps: 10 to 160 seconds, slower in some seeds than in others.</summary>
    public DateTimeOffset Next() => Wait(10, 40 * _pace);

    public DateTimeOffset Wait(int minSeconds, int maxSeconds) => Now = Now.AddSeconds(Random.Int(minSeconds, maxSeconds));

    public Person Victim() => Random.Pick([.. Roster.WithJob(Job.Reader, sso: false)]);

    public Person Developer() => Random.Pick([.. Roster.People.Where(p => p.Job == Job.Developer)]);

    public Application ApplicationOf(string account) => Roster.Applications.First(a => string.Equals(a.Role.Account, account, StringComparison.Ordinal));

    /// <summary>A stolen long-term key, used from a country in which nobody of the organisation lives.</summary>
    public Caller Thief(Person victim) => new(Identity.Key(victim.User!), AttackerAddress(), AttackerTool());

    public string AttackerAddress() => Geography.Host(Random.Pick(Geography.Attackers), Random);

    public string AttackerTool() => Random.Percent(20) ? Words.Terraform : Random.Pick(Words.Tools);

    public string HomeAddress(Person person) => Geography.Host(Random.Pick(person.Networks), Random);
}
