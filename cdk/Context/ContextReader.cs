using System.Collections;
using System.Text.RegularExpressions;

namespace Sentinel.Cdk.Context;

/// <summary>Reads single keys and keeps what is wrong with them, so that all of it is told at once.</summary>
internal sealed class ContextReader(Func<string, object?> value)
{
    private readonly List<string> _problems = [];

    /// <exception cref="ContextException">Anything was wrong.</exception>
    public void ThrowIfWrong()
    {
        if (_problems.Count > 0) throw new ContextException(_problems);
    }

    public void Complain(string key, string? given, string expected) => _problems.Add($"{key} is {(given is null ? "not given" : $"'{given}'")}, expected {expected}");

    /// <summary>One of the names of an enum, in lower case.</summary>
    public T Choice<T>(string key, T byDefault)
        where T : struct, Enum => Given(key) is null ? byDefault : Choice<T>(key, why: null);

    /// <summary>The same without a default.</summary>
    public T Choice<T>(string key, string? why)
        where T : struct, Enum
    {
        var given = Given(key);
        foreach (var choice in Enum.GetValues<T>())
        {
            if (Name(choice) == given) return choice;
        }
        Complain(key, given, $"-c {key}={string.Join('|', Enum.GetValues<T>().Select(Name))}{(why is null ? "" : $": {why}")}");
        return default;
    }

    public bool Switch(string key, bool byDefault)
    {
        // cdk.json may hold a JSON boolean, the command line only text.
        switch (Given(key)?.ToLowerInvariant())
        {
            case null: return byDefault;
            case "true": return true;
            case "false": return false;
        }
        Complain(key, Given(key), "true or false");
        return byDefault;
    }

    public string Text(string key, string byDefault, Regex pattern, string expected)
    {
        var given = Given(key) ?? byDefault;
        if (!pattern.IsMatch(given)) Complain(key, given, expected);
        return given;
    }

    public string Needed(string key, Regex pattern, string expected)
    {
        var given = Given(key);
        if (given is null || !pattern.IsMatch(given)) Complain(key, given, expected);
        return given ?? "";
    }

    /// <summary>Null when it is not given.</summary>
    public string? Optional(string key, Regex pattern, string expected)
    {
        var given = Given(key);
        if (given is not null && !pattern.IsMatch(given)) Complain(key, given, expected);
        return given;
    }

    /// <summary>A JSON array, or entries with commas between them.</summary>
    public IReadOnlyList<string> List(string key, IReadOnlyList<string> byDefault, Regex pattern, string expected)
    {
        var entries = Entries(key);
        if (entries is null) return byDefault;
        foreach (var entry in entries.Where(e => !pattern.IsMatch(e))) Complain(key, entry, expected);
        return entries;
    }

    public IReadOnlyList<string> NeededList(string key, Regex pattern, string expected)
    {
        var entries = List(key, [], pattern, expected);
        if (entries.Count == 0) Complain(key, null, expected);
        return entries;
    }

    private string[]? Entries(string key) => value(key) switch
    {
        null => null,
        string text => text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries),
        IEnumerable many => [.. many.Cast<object?>().Select(e => e?.ToString() ?? "")],
        var other => [other.ToString() ?? ""],
    };

    private string? Given(string key) => value(key)?.ToString() is { Length: > 0 } text ? text : null;

    private static string Name<T>(T choice)
        where T : struct, Enum => choice.ToString().ToLowerInvariant();
}
