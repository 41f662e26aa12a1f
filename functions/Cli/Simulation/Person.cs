namespace Sentinel.Cli.Simulation;

/// <summary>What a person habitually does: only that ever happens in the background.</summary>
internal enum Job
{
    /// <summary>Signs in and reads. Never changes a function, a role or a stack.</summary>
    Reader,

    /// <summary>Also updates the own functions, and tries them out.</summary>
    Developer,

    /// <summary>Also creates functions, passing a role that was there before.</summary>
    Creator,
}

/// <summary>
/// One human. An IAM user signs in with MFA and works with a session; an SSO user has a role of the identity centre, shared with others,
/// and the e-mail as session name. Lives in one country, in at most two /16 networks.
/// </summary>
internal sealed record Person(string Name, string Account, Job Job, Country Country, IReadOnlyList<string> Networks, IReadOnlyList<string> Regions)
{
    public User? User { get; init; }
    public Role? SsoRole { get; init; }
    public Role? OnCallRole { get; init; }
    public Role? EscalationRole { get; init; }
    public List<LambdaFunction> Owns { get; } = [];

    public string Email => $"{Name}@example.com";

    public string Principal => User?.Arn ?? SsoRole!.Arn;

    /// <summary>The fresh session of somebody who has just signed in; the sign-in is recorded.</summary>
    public Caller SignIn(Recorder to, DateTimeOffset at, string address, Prng random)
    {
        var key = "ASIA" + random.Upper(16);
        if (User is not null)
        {
            to.Add(OtherApi.ConsoleLogin(at, User, address));
            return new(Identity.UserSession(User, key, at, mfa: true, emptyIssuer: random.Percent(30)), address, Words.Browser);
        }

        to.Add(OtherApi.AssumeWithSaml(at, SsoRole!, Email, key, address, random));
        return new(Identity.Session(SsoRole!, Email, key, at), address, random.Pick(Words.Tools));
    }

    /// <summary>
    /// One day. On a <paramref name="full"/> day every habit is shown, from every network and in every region; so a habit that is used
    /// later was always seen before.
    /// </summary>
    public void Work(Recorder to, DateTimeOffset day, bool full, Prng random, Action<LambdaFunction> made)
    {
        var weekend = day.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday;
        if (!full && !random.Percent(weekend ? 10 : 75)) return;
        foreach (var network in full ? Networks : [random.Pick(Networks)])
        {
            var at = Clamp(day, day.AddHours(9 - Country.UtcOffset).AddMinutes(random.Int(0, 300)));
            WorkFrom(to, at, Geography.Host(network, random), full, random, made);
        }

        if (OnCallRole is not null && (full || random.Percent(15))) NightCall(to, day.AddHours(2).AddMinutes(random.Int(0, 120)), random);
    }

    /// <summary>The usual work of a day from one address: sign-in, reading, and the changes that this person is used to make.</summary>
    public void WorkFrom(Recorder to, DateTimeOffset at, string address, bool full, Prng random, Action<LambdaFunction> made)
    {
        var caller = SignIn(to, at, address, random);
        foreach (var region in full ? Regions : [random.Pick(Regions)])
            for (var i = random.Int(2, 4); i > 0; i--) to.Add(Noise.Reading(at = at.AddSeconds(random.Int(5, 400)), caller, region, random));
        if (Job == Job.Reader) return;
        foreach (var f in Owns)
        {
            if (!full && !random.Percent(40)) continue;
            to.Add(LambdaApi.UpdateCode(at = at.AddSeconds(random.Int(30, 300)), caller, f with { CodeSha256 = random.Sha256() }, random));
            if (full || random.Percent(30)) to.Add(LambdaApi.UpdateConfiguration(at = at.AddSeconds(random.Int(10, 60)), caller, f, random, random.Percent(50) ? "\"timeout\":30" : "\"memorySize\":512"));
            if (random.Percent(10)) to.Add(InvokeApi.DryRun(at = at.AddSeconds(random.Int(5, 60)), caller, f, random));
            for (var i = random.Int(1, 3); i > 0; i--) to.Add(InvokeApi.Direct(at = at.AddSeconds(random.Int(5, 60)), caller, f, random));
        }

        if (Job != Job.Creator || !(full || random.Percent(15))) return;
        var role = random.Pick(Owns).Role;
        var fresh = LambdaFunction.Create(Account, Regions[0], $"{random.Pick(Words.Subjects)}-{random.Pick(Words.Tasks)}-{random.Hex(4)}", role, random);
        made(fresh);
        to.Add(LambdaApi.Create(at.AddSeconds(random.Int(60, 400)), caller, fresh, random));
    }

    private void NightCall(Recorder to, DateTimeOffset at, Prng random)
    {
        var caller = SignIn(to, at, Geography.Host(Networks[0], random), random);
        var key = "ASIA" + random.Upper(16);
        to.Add(OtherApi.AssumeRole(at.AddSeconds(40), caller, OnCallRole!, Name, key, Regions[0]));
        var session = new Caller(Identity.Session(OnCallRole!, Name, key, at.AddSeconds(40)), caller.Address, random.Pick(Words.Tools));
        for (var i = 1; i <= 3; i++) to.Add(Noise.Reading(at.AddSeconds((60 * i) + random.Int(0, 50)), session, Regions[0], random));
        if (EscalationRole is null) return;
        to.Add(OtherApi.AssumeRole(at.AddSeconds(300), session, EscalationRole, Name, key = "ASIA" + random.Upper(16), Regions[0]));
        var escalated = session with { Who = Identity.Session(EscalationRole, Name, key, at.AddSeconds(300)) };
        to.Add(Noise.Reading(at.AddSeconds(330), escalated, Regions[0], random));
    }

    private static DateTimeOffset Clamp(DateTimeOffset day, DateTimeOffset at) =>
        at < day ? at.AddDays(1) : at >= day.AddDays(1).AddHours(-2) ? at.AddHours(-10) : at;
}
