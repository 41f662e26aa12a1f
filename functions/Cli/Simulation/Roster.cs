namespace Sentinel.Cli.Simulation;

/// <summary>Who and what belongs to the organisation.</summary>
internal sealed record Roster(
    IReadOnlyList<string> Accounts,
    IReadOnlyList<string> Regions,
    IReadOnlyList<Person> People,
    IReadOnlyList<Pipeline> Pipelines,
    IReadOnlyList<Application> Applications,
    Role OnCall,
    Role Platform)
{
    public IEnumerable<LambdaFunction> Functions => Applications.SelectMany(a => a.Functions).Concat(Pipelines.SelectMany(p => p.Deploys)).Concat(People.SelectMany(p => p.Owns)).DistinctBy(f => f.Arn, StringComparer.Ordinal);

    public IEnumerable<string> Principals => People.Select(p => p.Principal)
        .Concat(Pipelines.Select(p => p.Role.Arn))
        .Concat(Applications.SelectMany(a => new[] { a.Role.Arn, a.WorkerRole.Arn, a.StatesRole.Arn }))
        .Concat([OnCall.Arn, Platform.Arn])
        .Distinct(StringComparer.Ordinal);

    /// <summary>Regions in which nobody of the organisation ever did anything.</summary>
    public static IReadOnlyList<string> Unused => Words.UnusedRegions;

    /// <summary>IAM users who only read, in the account where the on-call and platform roles live: there are at least two.</summary>
    public IReadOnlyList<Person> NearPlatform => [.. WithJob(Job.Reader, sso: false).Where(p => string.Equals(p.Account, OnCall.Account, StringComparison.Ordinal))];

    public IEnumerable<Person> WithJob(Job job, bool sso) => People.Where(p => p.Job == job && p.SsoRole is not null == sso);

    /// <summary>Given an account and a region, the first account is that one and works in that region; a guest becomes its first person.</summary>
    public static Roster Draw(Prng random, string? account = null, string? region = null, Func<Prng, Person>? guest = null)
    {
        var regions = random.Shuffle(Words.Regions).Take(3).ToList();
        var accounts = random.Shuffle(Words.Accounts).Take(random.Int(3, 4)).ToList();
        if (region is not null) regions = [region, .. regions.Where(r => !string.Equals(r, region, StringComparison.Ordinal)).Take(2)];
        if (account is not null) accounts = [account, .. accounts.Where(a => !string.Equals(a, account, StringComparison.Ordinal)).Skip(1)];
        var applications = accounts.Select((a, i) => DrawApplication(a, regions[i % regions.Count], random)).ToList();
        var pipelines = applications.Select(a => DrawPipeline(a, random)).ToList();
        var onCall = Role.Create(accounts[0], "ops-on-call", random);
        var platform = Role.Create(accounts[0], "platform-admin", random);
        var people = DrawPeople(SmallTeam, accounts, regions, onCall, platform, random);
        if (guest is not null) people.Insert(0, guest(random));
        return new(accounts, regions, people, pipelines, applications, onCall, platform);
    }

    /// <summary>Seven accounts, 170 people and 30 roles, 50 functions.</summary>
    public static Roster DrawLarge(Prng random)
    {
        var regions = random.Shuffle(Words.Regions).Take(3).ToList();
        var accounts = random.Shuffle(Words.Accounts);
        var applications = accounts.Select((a, i) => DrawApplication(a, regions[i % regions.Count], random)).ToList();
        var pipelines = applications.Select(a => DrawPipeline(a, random)).ToList();
        var onCall = Role.Create(accounts[0], "ops-on-call", random);
        var platform = Role.Create(accounts[0], "platform-admin", random);
        List<(Job, bool, bool)> posts = [.. SmallTeam, .. Enumerable.Range(0, 5).Select(i => (Job.Developer, i % 2 == 1, false)), .. Enumerable.Repeat((Job.Creator, true, false), 2)];
        while (posts.Count < 170) posts.Add((Job.Reader, posts.Count % 2 == 1, false));
        return new(accounts, regions, DrawPeople(posts, accounts, regions, onCall, platform, random), pipelines, applications, onCall, platform);
    }

    private static readonly (Job Job, bool Sso, bool OnCall)[] SmallTeam =
    [
        (Job.Reader, false, false), (Job.Reader, false, false), (Job.Reader, false, true), (Job.Reader, true, false), (Job.Reader, true, false),
        (Job.Developer, false, false), (Job.Developer, false, false), (Job.Developer, true, false), (Job.Creator, true, false),
    ];

    private static Application DrawApplication(string account, string region, Prng random)
    {
        var name = random.Pick(Words.Subjects);
        var worker = Role.Create(account, $"{name}-functions", random);
        var app = new Application(name, Role.Create(account, $"{name}-service", random), worker, Role.Create(account, $"{name}-workflow", random), region, random.Pick(Geography.Cloud));
        var tasks = random.Shuffle(Words.Tasks);
        Trigger[] triggers = [Trigger.Bucket, Trigger.Schedule, Trigger.StateMachine, Trigger.Application];
        for (var i = 0; i < triggers.Length; i++) app.Functions.Add(LambdaFunction.Create(account, region, $"{name}-{tasks[i]}", worker, random, triggers[i]));
        return app;
    }

    private static Pipeline DrawPipeline(Application app, Prng random)
    {
        var pipeline = new Pipeline($"{app.Name}-ci", Role.Create(app.Role.Account, $"{app.Name}-deploy", random, random.Percent(50) ? "/" : "/ci/"), app.Region, random.Shuffle(Geography.Cloud).Take(3).ToList());
        pipeline.Deploys.AddRange(app.Functions.Take(2));
        return pipeline;
    }

    private static List<Person> DrawPeople(IReadOnlyList<(Job Job, bool Sso, bool OnCall)> posts, List<string> accounts, List<string> regions, Role onCall, Role platform, Prng random)
    {
        var names = random.Shuffle(Words.People);
        var families = random.Shuffle(Words.Families);
        var sets = accounts.ToDictionary(a => a, a => Role.Create(a, $"AWSReservedSSO_PowerUserAccess_{random.Hex(16)}", random, $"/aws-reserved/sso.amazonaws.com/{regions[0]}/"), StringComparer.Ordinal);
        return [.. posts.Select((post, i) => Hire(post.Job, post.Sso, post.OnCall ? onCall : null, i))];

        Person Hire(Job job, bool sso, Role? nights, int i)
        {
            var account = nights?.Account ?? accounts[i % accounts.Count];
            var country = random.Pick(Geography.Homes);
            // Each pair comes once in 416.
            var first = names[i % names.Count];
            var name = $"{first}.{families[(i + (i / names.Count)) % families.Count]}";

            // Everybody works first of all where the account's functions are, some in one more region.
            var local = regions[accounts.IndexOf(account) % regions.Count];
            List<string> home = random.Percent(50) ? [local] : [local, random.Pick([.. regions.Where(r => !string.Equals(r, local, StringComparison.Ordinal))])];
            var person = new Person(name, account, job, country, random.Shuffle(country.Networks).Take(random.Int(1, 2)).ToList(), home)
            {
                User = sso ? null : User.Create(account, name, random),
                SsoRole = sso ? sets[account] : null,
                OnCallRole = nights,
                EscalationRole = nights is null ? null : platform,
            };
            if (job == Job.Reader) return person;
            var role = Role.Create(account, $"{first}-functions", random);
            for (var n = 0; n < 2; n++) person.Owns.Add(LambdaFunction.Create(account, home[0], $"{random.Pick(Words.Innocent)}-{first}-{Words.Tasks[n]}", role, random));
            return person;
        }
    }
}
