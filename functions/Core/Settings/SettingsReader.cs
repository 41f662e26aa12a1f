using System.Globalization;

namespace Sentinel.Core.Settings;

/// <summary>A value that was not taken. Ready to print: the value is cut and has its control characters escaped.</summary>
/// <param name="Allowed">What would have been right.</param>
public sealed record Refusal(string Name, string Value, string Allowed)
{
    public override string ToString() => $"{Name} = \"{Value}\" is refused: {Allowed}.";
}

/// <summary>The settings that result, and what was not taken into them.</summary>
public sealed record SettingsReading(SentinelSettings Settings, IReadOnlyList<Refusal> Refusals);

/// <summary>
/// Reads the whole tuning at once from names and texts. What is not named has its default; what is refused keeps the value that was last
/// in force. Never throws: whatever stands in a parameter, there are settings to work with.
/// </summary>
public sealed class SettingsReader
{
    private const int Shown = 80;
    private const string Alert = "score/alert";
    private const string Contain = "score/contain";

    private readonly SentinelSettings _last;
    private readonly List<Refusal> _refusals = [];
    private readonly Dictionary<string, SortedDictionary<int, string>> _parts = new(StringComparer.Ordinal);
    private SentinelSettings _settings;

    private SettingsReader(SentinelSettings last, SentinelSettings defaults) => (_last, _settings) = (last, defaults);

    /// <param name="values">Names without <c>/sentinel/</c>; a list has one entry a line and may go on in <c>name/2</c>, <c>name/3</c>.</param>
    /// <param name="last">The settings last in force.</param>
    /// <param name="defaults">What holds for names that are absent; a deployment passes the mode it was deployed with.</param>
    public static SettingsReading Read(IEnumerable<KeyValuePair<string, string>> values, SentinelSettings last, SentinelSettings? defaults = null)
    {
        ArgumentNullException.ThrowIfNull(values);
        ArgumentNullException.ThrowIfNull(last);
        var reader = new SettingsReader(last, defaults ?? SentinelSettings.Default);
        foreach (var (name, text) in values) reader.Collect(name, text);
        foreach (var (name, parts) in reader._parts) reader.Apply(name, parts);
        reader.CompareScores();
        return new(reader._settings, reader._refusals);
    }

    /// <summary>The object of <c>--settings</c>: texts, numbers, and arrays of strings for lists.</summary>
    public static SettingsReading ReadJson(ReadOnlyMemory<byte> utf8, SentinelSettings last, SentinelSettings? defaults = null)
    {
        var (values, refusals) = SettingsJson.Read(utf8);
        var reading = Read(values, last, defaults);
        return refusals.Count == 0 ? reading : KeepRefused(reading, refusals, last);
    }

    // What JSON already refused never reached the list of names, so that "absent, hence default" would be wrong for it.
    private static SettingsReading KeepRefused(SettingsReading reading, IReadOnlyList<Refusal> refusals, SentinelSettings last)
    {
        var settings = reading.Settings;
        foreach (var refusal in refusals) settings = Parameters.Find(refusal.Name)?.Keep(last, settings) ?? settings;
        if (settings.ScoreAlert >= settings.ScoreContain) settings = settings with { ScoreAlert = last.ScoreAlert, ScoreContain = last.ScoreContain };
        return new(settings, [.. refusals, .. reading.Refusals]);
    }

    private void Collect(string name, string text)
    {
        var (known, part) = Resolve(name);
        if (known is null)
        {
            _refusals.Add(Unknown(name, text));
            return;
        }
        if (!_parts.TryGetValue(known, out var parts)) _parts[known] = parts = [];
        if (!parts.TryAdd(part, text)) _refusals.Add(Refused(name, text, "named twice; the first value counts"));
    }

    /// <summary>The parameter that a name belongs to, and which part of its list it holds, from 1; no name when there is no such parameter.</summary>
    public static (string? Name, int Part) Resolve(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (Parameters.Find(name) is not null) return (name, 1);
        var slash = name.LastIndexOf('/');
        if (slash <= 0 || !int.TryParse(name.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var part) || part < 2) return (null, 0);
        return Parameters.Find(name[..slash]) is { IsList: true } list ? (list.Name, part) : (null, 0);
    }

    private void Apply(string name, SortedDictionary<int, string> parts)
    {
        var parameter = Parameters.Find(name)!;
        // Half a list of protected functions is worse than the last one.
        var missing = Enumerable.Range(1, parts.Count).FirstOrDefault(n => !parts.ContainsKey(n));
        if (missing != 0)
        {
            Refuse(parameter, $"{parts.Count} parts", missing == 1 ? $"{name} itself is missing" : $"{name}/{missing} is missing");
            return;
        }
        if (parameter.Read(_settings, string.Join('\n', parts.Values), out var culprit) is { } settings) _settings = settings;
        else Refuse(parameter, culprit, parameter.IsList ? $"{parameter.Allowed}; one a line, or the word none" : parameter.Allowed);
    }

    private void CompareScores()
    {
        if (_settings.ScoreAlert < _settings.ScoreContain) return;
        foreach (var name in (string[])[Alert, Contain])
        {
            if (_parts.TryGetValue(name, out var given) && !_refusals.Exists(r => string.Equals(r.Name, name, StringComparison.Ordinal)))
                _refusals.Add(Refused(name, given[1], $"{Alert} ({_settings.ScoreAlert}) must be less than {Contain} ({_settings.ScoreContain})"));
        }
        _settings = _settings with { ScoreAlert = _last.ScoreAlert, ScoreContain = _last.ScoreContain };
    }

    private void Refuse(Parameter parameter, string value, string allowed)
    {
        _refusals.Add(Refused(parameter.Name, value, allowed));
        _settings = parameter.Keep(_last, _settings);
    }

    private static Refusal Unknown(string name, string text) => Refused(name, text,
        NearestName.To(Bare(name), Parameters.All.Select(p => p.Name)) is { } nearest ? $"there is no such parameter, did you mean {nearest}" : "there is no such parameter; sentinel catalogue lists them");

    private static string Bare(string name) => name.StartsWith("/sentinel/", StringComparison.Ordinal) ? name["/sentinel/".Length..] : name;

    internal static Refusal Refused(string name, string value, string allowed) => new(Printable.Of(name, Shown), Printable.Of(value, Shown), allowed);
}
