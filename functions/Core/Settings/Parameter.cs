namespace Sentinel.Core.Settings;

/// <summary>One tuning parameter: what it is called, what it takes, what it does, and how it enters the settings.</summary>
public sealed record Parameter
{
    /// <summary>Without <c>/sentinel/</c>; may end in <c>&lt;account&gt;</c>, which stands for twelve digits.</summary>
    public required string Name { get; init; }
    /// <summary>Type and range, as the README and a refusal print it: <c>whole number, 1 to 90</c>.</summary>
    public required string Allowed { get; init; }
    public required string Default { get; init; }
    /// <summary>One sentence: what changes when it changes.</summary>
    public required string Doc { get; init; }
    /// <summary>One entry a line, the literal <c>none</c> when empty; continued by <c>name/2</c>, <c>name/3</c> past 4 KB.</summary>
    public bool IsList { get; init; }

    /// <summary>The value in force, in the form in which it is read; null where the default depends on the incident.</summary>
    public required Func<SentinelSettings, string?> Text { get; init; }

    /// <summary>Puts the value in, or returns null and hands back the part that is not allowed.</summary>
    public required ReadValue Read { get; init; }

    /// <summary>What a refused value comes to: takes the value of the first, last in force, over into the second.</summary>
    public required Func<SentinelSettings, SentinelSettings, SentinelSettings> Keep { get; init; }

    public delegate SentinelSettings? ReadValue(SentinelSettings settings, string text, out string culprit);
}
