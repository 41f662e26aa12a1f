using Sentinel.Core.CloudTrail;
using Sentinel.Core.Settings;

namespace Sentinel.Core.Knowledge;

/// <summary>How a caller's address compares with where it usually calls from.</summary>
public enum SourceNovelty
{
    /// <summary>Usual, trusted, a service, or the caller has no usual place to compare with and is announced.</summary>
    Usual,
    /// <summary>A network never established for the caller, in a usual country or where countries are unknown; also any place, for a caller
    /// of whom no place is established yet.</summary>
    Network,
    /// <summary>A country never established for the caller.</summary>
    Country,
}

/// <summary>What was known before a record, as its detections may ask. Absence is asked only of habits, and habits count only days that ended
/// at least 24 hours before the record, so that nothing which still may arrive can change the answer.</summary>
public sealed class Known(IFactStore facts, IRecordStore records, SentinelSettings settings, TimeSpan deliveryDelay = default)
{
    private DateTimeOffset _time;
    private string _eventId = "";
    private int _lastDay;
    private string[] _subjects = [];
    // The last answers: several detections ask the same of one record.
    private (Principal? Caller, SourceAddress? Source, SourceNovelty Novelty) _lastNovelty;
    private (CloudTrailRecord? Record, SourceNovelty Novelty) _lastRecordNovelty;
    private readonly AccountSubjects _accounts = new();

    public SentinelSettings Settings => settings;

    /// <summary>Turns the view to just before an event.</summary>
    /// <param name="subjects">Those under which it is kept.</param>
    internal void At(DateTimeOffset time, string eventId, string[] subjects)
    {
        (_time, _eventId, _subjects) = (time, eventId, subjects);
        _lastDay = DaySet.DayOf(time) - 2;
        (_lastNovelty, _lastRecordNovelty) = (default, default);
    }

    /// <summary>Established: seen on two days at least, the first <c>detect/establish-days</c> ago at least, days inside an alerting incident not counted.</summary>
    public bool Usual(Habit kind, string subject, string value)
    {
        var known = facts.Of(subject);
        return known.DaysOf(kind, value)?.Established(_lastDay + 2 - settings.EstablishDays, _lastDay, known.AlertDays) ?? false;
    }

    /// <summary>The caller has made this call as a habit (<c>lambda:CreateFunction</c>).</summary>
    public bool UsuallyCalls(Principal caller, string api) => Usual(Habit.Calls, caller.Subject, api);

    /// <summary>Any habit of this kind is established for the subject.</summary>
    public bool HasUsual(Habit kind, string subject)
    {
        var known = facts.Of(subject);
        return known.HasEstablished(kind, _lastDay + 2 - settings.EstablishDays, _lastDay);
    }

    /// <summary>How many functions other than <paramref name="except"/> usually run on a network interface.</summary>
    public int OthersUsuallyOn(string networkInterface, string except)
    {
        var known = facts.Of(networkInterface);
        return known.Habits.Count(h => h.Kind == Habit.RunsFunction && !string.Equals(h.Value, except, StringComparison.Ordinal) && h.Days.Established(_lastDay + 2 - settings.EstablishDays, _lastDay, known.AlertDays));
    }

    /// <summary>Listed in <c>detect/deployers</c>, not expired at the time of the event. Matches the ARN as recorded.</summary>
    public bool IsDeployer(Principal caller) => caller.Arn is { } arn && settings.IsDeployer(arn, _time);

    /// <summary>The account was first seen less than <c>detect/establish-days</c> before the UTC hour of the event: nothing can be usual yet.</summary>
    public bool IsCold(string account) =>
        facts.Of(_accounts.Of(account)).FirstSeen is not { } first || HourOf(_time) < first.AddDays(settings.EstablishDays);

    /// <summary>The novelty signals that stand.</summary>
    internal Incidents.SaidSignals Said { get; } = new();

    /// <summary>What a novelty weighs while the account is new: a quarter, at least 1.</summary>
    internal static int Reduced(int weight) => Math.Max(1, weight / 4);

    /// <summary>How unusual the source of a call is for its caller.</summary>
    public SourceNovelty NoveltyOf(Principal caller, SourceAddress source)
    {
        if (!ReferenceEquals(_lastNovelty.Caller, caller) || !ReferenceEquals(_lastNovelty.Source, source)) _lastNovelty = (caller, source, Compare(caller, source));
        return _lastNovelty.Novelty;
    }

    private SourceNovelty Compare(Principal caller, SourceAddress source)
    {
        if (source.Kind != SourceKind.Address || source.Network is null || caller.IsService) return SourceNovelty.Usual;
        if (settings.IsTrusted(source.Address!)) return SourceNovelty.Usual;
        if (Usual(Habit.Network, caller.Subject, source.Network)) return SourceNovelty.Usual;
        if (!HasUsual(Habit.Network, caller.Subject)) return IsDeployer(caller) ? SourceNovelty.Usual : SourceNovelty.Network;
        if (source.Country is null) return SourceNovelty.Network;
        return Usual(Habit.Country, caller.Subject, source.Country) ? SourceNovelty.Network : SourceNovelty.Country;
    }

    /// <summary>A call from an address that is usual for its caller, whoever is announced. What is usual at its time is so for as long as it may be asked for.</summary>
    internal bool IsFromUsualPlace(CloudTrailRecord record)
    {
        var (caller, source) = (record.Caller, record.Source);
        return source.Kind == SourceKind.Address && (source.Network is null || settings.IsTrusted(source.Address!) || Usual(Habit.Network, caller.Subject, source.Network));
    }

    /// <summary>A role is assumed from where its caller usually is, who usually assumes it.</summary>
    internal bool IsHabitOfAssuming(CloudTrailRecord record) => record.Role is { } role && IsFromUsualPlace(record) && Usual(Habit.Assumes, record.Caller.Subject, role);

    /// <summary>The same for a record; a call that a service made on the caller's behalf is as unusual as the caller's own calls of the hour before.</summary>
    public SourceNovelty NoveltyOf(CloudTrailRecord record)
    {
        if (record.Source.Kind == SourceKind.Address) return NoveltyOf(record.Caller, record.Source);
        if (record.Caller.IsService) return SourceNovelty.Usual;
        if (!ReferenceEquals(_lastRecordNovelty.Record, record)) _lastRecordNovelty = (record, NoveltyBefore(record));
        return _lastRecordNovelty.Novelty;
    }

    private SourceNovelty NoveltyBefore(CloudTrailRecord record)
    {
        var most = SourceNovelty.Usual;
        CloudTrailRecord? last = null;
        var line = records.AddressedUnder(record.Caller.Subject);
        var (from, end) = Range(line, _time - Least(TimeSpan.FromHours(1)));
        for (var i = from; i < end && most != SourceNovelty.Country; i++)
        {
            var earlier = line[i].Record;
            if (ReferenceEquals(earlier.Source, last?.Source) && ReferenceEquals(earlier.Caller, last.Caller)) continue;
            last = earlier;
            var novelty = NoveltyOf(earlier.Caller, earlier.Source);
            if (novelty > most) most = novelty;
        }
        return most;
    }

    /// <summary>Earlier records under one of the subjects of the record in question, within <paramref name="span"/> before it, at most
    /// <see cref="Reach"/>, oldest first.</summary>
    /// <exception cref="InvalidOperationException">The record in question is not kept under <paramref name="subject"/>: a late record there
    /// would not lead to its being judged again.</exception>
    public IEnumerable<CloudTrailRecord> Recent(string subject, TimeSpan span)
    {
        return Between(RecentLine(subject), _time - Least(span));
    }

    private IReadOnlyList<KeptRecord> RecentLine(string subject) =>
        Array.IndexOf(_subjects, subject) < 0 ? throw new InvalidOperationException($"{subject} is not a subject of the record") : records.Under(subject);

    private TimeSpan Least(TimeSpan span) => span < Reach(settings) ? span : Reach(settings);

    private IEnumerable<CloudTrailRecord> Between(IReadOnlyList<KeptRecord> line, DateTimeOffset from)
    {
        var (first, end) = Range(line, from);
        for (var i = first; i < end; i++) yield return line[i].Record;
    }

    /// <summary>Where in a line the records lie that are after a time and before the one in question.</summary>
    private (int First, int End) Range(IReadOnlyList<KeptRecord> line, DateTimeOffset from)
    {
        var end = line.Count;
        while (end > 0 && CloudTrailRecord.Compare(line[end - 1].Record.Time, line[end - 1].Record.EventId, _time, _eventId) >= 0) end--; // mostly one: itself
        int low = 0, high = end;
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            if (line[middle].Record.Time > from) high = middle;
            else low = middle + 1;
        }
        return (low, end);
    }

    /// <summary>When a successful CreateRole of this role was seen within <paramref name="span"/> before; null otherwise.</summary>
    public DateTimeOffset? RoleCreated(string? role, TimeSpan span)
    {
        if (role is null) return null;
        var line = RecentLine(role);
        var (from, end) = Range(line, _time - Least(span));
        for (var i = end - 1; i >= from; i--)
        {
            if (line[i].Record is { Api: "CreateRole", Service: "iam", Succeeded: true } made) return made.Time;
        }
        return null;
    }

    /// <summary>Since when a function of this name has stood quarantined, by event time, within the two days before; null when it has not. Which of its
    /// lives that was does not matter: a function made again in its place has shed the quarantine.</summary>
    public DateTimeOffset? QuarantinedSince(string function)
    {
        if (facts.Of(function).Function is not { } history) return null;
        foreach (var since in history.Condemned)
        {
            if (since + deliveryDelay < _time && since > _time.AddDays(-2)) return since;
        }
        return null;
    }

    /// <summary>A quarantined function, other than <paramref name="except"/>, that carried the code of the record in question: the same hash, S3 object or
    /// image. Null when there is none.</summary>
    /// <param name="except">The function that the record is about.</param>
    public string? QuarantinedWithCode(string? except)
    {
        foreach (var subject in _subjects)
        {
            if (Learning.IsCode(subject) && QuarantinedUnder(subject, except) is { } function) return function;
        }
        return null;
    }

    private string? QuarantinedUnder(string code, string? except)
    {
        var line = records.Under(code);
        // Of the many records that carry a code hardly any is of a quarantined function, and all are of a few functions.
        if (line.Count > 8 && !IsAnyQuarantined(records.FunctionsUnder(code), except)) return null;
        string? first = null, last = null;
        var (from, end) = Range(line, _time - Least(TimeSpan.FromDays(2)));
        for (var i = from; i < end; i++)
        {
            if (line[i].Record.Function is not { } function || string.Equals(function, last, StringComparison.Ordinal)) continue;
            last = function;
            if ((first is null || string.CompareOrdinal(function, first) < 0) && IsQuarantined(function, except)) first = function;
        }
        return first;
    }

    private bool IsAnyQuarantined(IReadOnlyList<string> functions, string? except)
    {
        for (var i = 0; i < functions.Count; i++)
        {
            if (IsQuarantined(functions[i], except)) return true;
        }
        return false;
    }

    private bool IsQuarantined(string function, string? except) => !string.Equals(function, except, StringComparison.Ordinal)
        && facts.Of(function).Function is { Condemned.Count: > 0 } history && history.Condemned.Min + deliveryDelay < _time;

    /// <summary>The function existed before the last 24 hours: it was created, changed or invoked on a settled day.</summary>
    public bool IsLongKnown(string function) => facts.Of(function).FirstSeen is { } first && DaySet.DayOf(first) <= _lastDay;

    /// <summary>How far back records may be asked for: the window, or the hour in which things count as fresh. Records are kept longer by the
    /// lateness allowed, so that the answer does not depend on when it was asked.</summary>
    internal static TimeSpan Reach(SentinelSettings settings) => settings.Window > TimeSpan.FromHours(1) ? settings.Window : TimeSpan.FromHours(1);

    internal static string AccountSubject(string account) => "account:" + account;

    internal static DateTimeOffset HourOf(DateTimeOffset time) => new(time.UtcTicks - (time.UtcTicks % TimeSpan.TicksPerHour), TimeSpan.Zero);
}
