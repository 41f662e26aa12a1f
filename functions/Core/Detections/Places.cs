using Sentinel.Core.CloudTrail;
using Sentinel.Core.Knowledge;

namespace Sentinel.Core.Detections;

/// <summary>How the place of a call compares with the caller's usual ones, from harmless to telling.</summary>
internal enum Place
{
    Usual,
    /// <summary>A new network in a usual country: people roam, runners rotate.</summary>
    OtherNetwork,
    /// <summary>A new network whose country cannot be compared: countries are off, or nothing at all is usual for the caller.</summary>
    Incomparable,
    OtherCountry,
}

/// <summary>Where calls come from, and what that adds to a change.</summary>
internal static class Places
{
    // A change that the caller never makes, by place. The steps between them are those of novel-source, rounded up: the two are read off
    // different habits, so their coming together says more than either. 15 keeps somebody's first function at home, with a fresh role (15)
    // and a data policy (15), below an alert by itself plus two steps; 40 with novel-source (25), fresh role and one stage is above contain.
    public const int Home = 15, OtherNetwork = 25, Incomparable = 30, OtherCountry = 40;

    // A usual change from an unusual place: with novel-source (25) and a stage (5) an alert, never more by itself.
    public const int UsualChange = 15;

    public static Place PlaceOf(this Known known, CloudTrailRecord record) => Refine(known, record.Caller, record.Source, known.NoveltyOf(record));

    public static Place PlaceOf(this Known known, Principal caller, SourceAddress source) => Refine(known, caller, source, known.NoveltyOf(caller, source));

    /// <summary>Points of a change by its place; null when it is nothing to speak of.</summary>
    /// <param name="known">What was known before.</param>
    /// <param name="record">A successful change.</param>
    /// <param name="usual">The caller makes this kind of change as a habit, or is announced as a deployer.</param>
    public static int? WeightOfChange(this Known known, CloudTrailRecord record, bool usual)
    {
        if (record.Caller.IsService) return null;
        var place = known.PlaceOf(record);
        if (!usual) return place switch { Place.Usual => Home, Place.OtherNetwork => OtherNetwork, Place.Incomparable => Incomparable, _ => OtherCountry };
        return place is Place.Usual || !known.HasUsual(Habit.Network, record.Caller.Subject) ? null : UsualChange;
    }

    /// <summary>The place in words, for the end of a summary; empty for a usual one.</summary>
    public static string Words(Place place, SourceAddress source) => place switch
    {
        Place.Usual => "",
        Place.OtherCountry => $" from a country never usual for the caller ({source.Country ?? "through a service"})",
        Place.Incomparable when source is { Kind: SourceKind.Address, Country: null } => " from a network never usual for the caller (countries are off)",
        Place.Incomparable => " from a network never usual for the caller, of whom no country is usual",
        _ => " from a network never usual for the caller",
    };

    private static Place Refine(Known known, Principal caller, SourceAddress source, SourceNovelty novelty) => novelty switch
    {
        SourceNovelty.Usual => Place.Usual,
        SourceNovelty.Country => Place.OtherCountry,
        _ when source is { Kind: SourceKind.Address, Country: null } || !known.HasUsual(Habit.Country, caller.Subject) => Place.Incomparable,
        _ => Place.OtherNetwork,
    };
}
