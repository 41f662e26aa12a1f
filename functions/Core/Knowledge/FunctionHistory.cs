namespace Sentinel.Core.Knowledge;

/// <summary>What happened to a function.</summary>
public enum FunctionEventKind { Created, CodeChanged, ConfigurationChanged, Deleted, ConcurrencySet, ConcurrencyRemoved, MappingCreated, MappingEnabled, MappingDisabled, MappingDeleted, Opened }

/// <summary>One event in the life of a function. Immutable; (time, event id) orders and identifies it.</summary>
public sealed record FunctionEvent
{
    public required DateTimeOffset Time { get; init; }
    public required string EventId { get; init; }
    public required FunctionEventKind Kind { get; init; }
    /// <summary>Habit subject of the caller.</summary>
    public required string By { get; init; }
    /// <summary>Full role ARN without path where the event tells it.</summary>
    public string? Role { get; init; }
    public string? CodeSha256 { get; init; }
    /// <summary><c>s3://bucket/key</c> or the image, where told.</summary>
    public string? CodeLocation { get; init; }
    /// <summary>Reserved concurrency set.</summary>
    public int? Concurrency { get; init; }
    /// <summary>UUID of the event source mapping.</summary>
    public string? Mapping { get; init; }
    public string? EventSource { get; init; }
    /// <summary>The address from which it was done; null when it came through a service.</summary>
    public string? Source { get; init; }
}

/// <summary>The events of one function in their order, from which its state at any moment is folded. Adding commutes and may be repeated.
/// Bounded: the latest 64 of each kind.</summary>
public sealed class FunctionHistory
{
    private const int MostOfAKind = 64;

    private readonly List<FunctionEvent> _events = [];
    private readonly List<int> _versions = []; // at which each event was added
    private readonly int[] _kinds = new int[Enum.GetValues<FunctionEventKind>().Length]; // how many of each

    public IReadOnlyList<FunctionEvent> Events => _events;

    /// <summary>Grows with every event that is added.</summary>
    internal int Version { get; private set; }

    /// <summary>Grows with every change.</summary>
    internal int Changes { get; private set; }

    /// <summary>Event times from which the function stood condemned by an incident: the earliest in each of its lives.</summary>
    public SortedSet<DateTimeOffset> Condemned { get; } = [];

    /// <summary>Notes that the function stands condemned from this event time on; of one life the earliest is kept.</summary>
    /// <returns>Whether that is news.</returns>
    public bool Condemn(DateTimeOffset since)
    {
        var life = LifeAt(since);
        foreach (var known in Condemned)
        {
            if (LifeAt(known) != life) continue;
            if (known <= since) return false;
            Condemned.Remove(known);
            break;
        }
        Changes++;
        return Condemned.Add(since);
    }

    /// <returns>Whether the event was new.</returns>
    public bool Add(FunctionEvent happened)
    {
        var at = _events.Count;
        while (at > 0 && Order(_events[at - 1], happened) > 0) at--;
        if (at > 0 && Order(_events[at - 1], happened) == 0 && _events[at - 1].Kind == happened.Kind) return false;
        _events.Insert(at, happened);
        _versions.Insert(at, ++Version);
        Trim(happened.Kind);
        Changes++;
        return true;
    }

    /// <summary>The event at an index of <see cref="Events"/> was added after a version.</summary>
    internal bool IsAddedSince(int index, int version) => _versions[index] > version;

    /// <summary>Start of the life that the function is in at <paramref name="time"/>: its last creation until then, or the beginning of time
    /// for a function that was there before anybody looked.</summary>
    public DateTimeOffset LifeAt(DateTimeOffset time)
    {
        for (var i = _events.Count - 1; i >= 0; i--)
        {
            if (_events[i].Kind == FunctionEventKind.Created && _events[i].Time <= time) return _events[i].Time;
        }
        return DateTimeOffset.MinValue;
    }

    /// <summary>Start of the life after the one of <paramref name="time"/>; null when there is none.</summary>
    public DateTimeOffset? LifeAfter(DateTimeOffset time)
    {
        foreach (var e in _events)
        {
            if (e.Kind == FunctionEventKind.Created && e.Time > time) return e.Time;
        }
        return null;
    }

    /// <summary>The last word at <paramref name="time"/> was that the function was deleted.</summary>
    public bool GoneAt(DateTimeOffset time)
    {
        var gone = false;
        foreach (var e in _events)
        {
            if (e.Time > time) break;
            if (e.Kind == FunctionEventKind.Deleted) gone = true;
            if (e.Kind == FunctionEventKind.Created) gone = false;
        }
        return gone;
    }

    /// <summary>Reserved concurrency at <paramref name="time"/> as set by anyone; null for no reservation.</summary>
    public int? ConcurrencyAt(DateTimeOffset time)
    {
        int? value = null;
        foreach (var e in _events)
        {
            if (e.Time > time) break;
            if (e.Kind is FunctionEventKind.Created or FunctionEventKind.Deleted or FunctionEventKind.ConcurrencyRemoved) value = null;
            if (e.Kind == FunctionEventKind.ConcurrencySet) value = e.Concurrency;
        }
        return value;
    }

    /// <summary>The role at <paramref name="time"/>; null where no event told it.</summary>
    public string? RoleAt(DateTimeOffset time) => _events.LastOrDefault(e => e.Time <= time && e.Role is not null)?.Role;

    /// <summary>UUIDs of the mappings that exist and are enabled at <paramref name="time"/>, sorted.</summary>
    public IReadOnlyList<string> MappingsAt(DateTimeOffset time)
    {
        var enabled = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var e in _events)
        {
            if (e.Time > time) break;
            if (e.Kind is FunctionEventKind.Deleted) enabled.Clear();
            if (e.Mapping is null) continue;
            if (e.Kind is FunctionEventKind.MappingCreated or FunctionEventKind.MappingEnabled) enabled.Add(e.Mapping);
            if (e.Kind is FunctionEventKind.MappingDeleted or FunctionEventKind.MappingDisabled) enabled.Remove(e.Mapping);
        }
        return [.. enabled];
    }

    /// <summary>Takes over what another knows of the same function.</summary>
    internal void Absorb(FunctionHistory other)
    {
        foreach (var happened in other._events) Add(happened);
        foreach (var since in other.Condemned) Condemn(since);
    }

    internal FunctionHistory Copy()
    {
        var copy = new FunctionHistory { Version = Version };
        copy._events.AddRange(_events);
        copy._versions.AddRange(_versions);
        _kinds.CopyTo(copy._kinds.AsSpan());
        copy.Condemned.UnionWith(Condemned);
        return copy;
    }

    private static int Order(FunctionEvent a, FunctionEvent b) => CloudTrail.CloudTrailRecord.Compare(a.Time, a.EventId, b.Time, b.EventId);

    private void Trim(FunctionEventKind kind)
    {
        if (++_kinds[(int)kind] <= MostOfAKind) return;
        _kinds[(int)kind]--;
        var oldest = 0;
        while (_events[oldest].Kind != kind) oldest++;
        _events.RemoveAt(oldest);
        _versions.RemoveAt(oldest);
    }
}
