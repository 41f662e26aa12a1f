namespace Sentinel.Core.Knowledge;

/// <summary>The last few answers of a dictionary by the very instance of the key: one record asks for the same subjects again and again, and an ARN takes
/// longer to hash than to recognise.</summary>
internal struct RecentLookups<T>() where T : class
{
    private const int Places = 8;

    private readonly (string? Key, T? Value)[] _places = new (string?, T?)[Places];
    private int _next;

    public readonly T? Find(string key)
    {
        foreach (ref readonly var place in _places.AsSpan())
        {
            if (ReferenceEquals(place.Key, key)) return place.Value;
        }
        return null;
    }

    public T Note(string key, T value)
    {
        _places[_next++ & (Places - 1)] = (key, value);
        return value;
    }

    public readonly void Clear() => Array.Clear(_places);
}
