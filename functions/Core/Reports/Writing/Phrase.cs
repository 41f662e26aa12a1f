using System.Globalization;
using System.Runtime.CompilerServices;

namespace Sentinel.Core.Reports.Writing;

/// <summary>Who wrote a piece of a phrase, and what may be made of it.</summary>
public enum SpanKind
{
    /// <summary>Ours: a word of the report.</summary>
    Text,

    /// <summary>A name out of the events: encoded, cut, defanged, set apart from the text.</summary>
    Name,

    /// <summary>Prose in which names may stand: encoded, cut and defanged.</summary>
    Quote,
}

/// <param name="Link">Ours; null for none.</param>
public readonly record struct Span(SpanKind Kind, string Text, Uri? Link = null)
{
    private const int Wide = 400;

    /// <summary>What is shown: of all that is not ours nothing that is hidden, turns the reading order or becomes a link.</summary>
    public string Shown => Kind == SpanKind.Text ? Text : Defanged.Of(Text, Wide);
}

/// <summary>A piece of prose. In an interpolated string what stands in holes is a name unless it is a number, a time or another phrase: so nothing that an
/// attacker wrote gets in as text by oversight.</summary>
[InterpolatedStringHandler]
public sealed class Phrase
{
    private readonly List<Span> _spans;

    public Phrase(int literalLength, int formattedCount) => _spans = new List<Span>((formattedCount * 2) + (literalLength > 0 ? 1 : 0));

    private Phrase(params IEnumerable<Span> spans) => _spans = [.. spans];

    public IReadOnlyList<Span> Spans => _spans;
    public bool IsEmpty => _spans.TrueForAll(s => s.Text.Length == 0);

    public static Phrase Of(Phrase phrase) => phrase;
    public static Phrase Ours(string text) => new(new Span(SpanKind.Text, text));
    public static Phrase Name(string name, Uri? link = null) => new(new Span(SpanKind.Name, name, link));
    public static Phrase Quote(string prose) => new(new Span(SpanKind.Quote, prose));
    public static Phrase Names(IEnumerable<string> names, string none = "none") => Joined(names.Select(n => Name(n)), none);

    /// <summary>With commas between them, before the last one <paramref name="last"/>.</summary>
    public static Phrase Joined(IEnumerable<Phrase> phrases, string none = "none", string last = ", ")
    {
        var joined = new Phrase(0, 0);
        var all = phrases.ToList();
        for (var i = 0; i < all.Count; i++)
        {
            if (i > 0) joined.AppendLiteral(i == all.Count - 1 ? last : ", ");
            joined._spans.AddRange(all[i]._spans);
        }
        if (joined._spans.Count == 0) joined.AppendLiteral(none);
        return joined;
    }

    public void AppendLiteral(string text) => _spans.Add(new Span(SpanKind.Text, text));
    public void AppendFormatted(string? name) => _spans.Add(new Span(SpanKind.Name, name ?? "unknown"));
    public void AppendFormatted(Phrase phrase) => _spans.AddRange(phrase._spans);
    public void AppendFormatted(Span span) => _spans.Add(span);
    public void AppendFormatted(long number) => AppendLiteral(number.ToString("N0", CultureInfo.InvariantCulture));
    public void AppendFormatted(DateTimeOffset time) => AppendLiteral(PageText.Time(time));
    public void AppendFormatted(TimeSpan span) => AppendLiteral(Duration(span));

    /// <summary><c>2 min 30 s</c>, <c>3 h 5 min</c>.</summary>
    internal static string Duration(TimeSpan span)
    {
        if (span < TimeSpan.Zero) span = TimeSpan.Zero;
        if (span.TotalMinutes < 1) return string.Create(CultureInfo.InvariantCulture, $"{(int)span.TotalSeconds} s");
        if (span.TotalHours < 1) return string.Create(CultureInfo.InvariantCulture, $"{(int)span.TotalMinutes} min {span.Seconds} s");
        if (span.TotalDays < 2) return string.Create(CultureInfo.InvariantCulture, $"{(int)span.TotalHours} h {span.Minutes} min");
        return string.Create(CultureInfo.InvariantCulture, $"{(int)span.TotalDays} days {span.Hours} h");
    }

    /// <summary>As plain text.</summary>
    public override string ToString() => string.Concat(_spans.Select(s => s.Shown));
}
