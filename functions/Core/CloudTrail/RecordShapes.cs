using System.Text;

namespace Sentinel.Core.CloudTrail;

/// <summary>
/// Remembers how records are built (their keys, the order of them, nesting, and the words null, true and false), step by step from value to value,
/// so that what stands between values, about half of a record, is compared with what is known instead of being read. It leaves to <see cref="RecordScanner"/> whatever
/// it does not know; what it knows is what that found of the same bytes in the same place. Memory is bounded. For one thread.
/// </summary>
internal sealed class RecordShapes
{
    /// <summary>When there are more steps all are forgotten: they are learned again at the cost of one reading each.</summary>
    public const int MostSteps = 4096;

    private readonly Dictionary<(ShapeState Before, string Bytes), ShapeStep> _known = [];
    private readonly ShapeMeaning _meaning = new();
    private readonly int[] _places = new int[2 * RecordScan.Noted];
    private ShapeStep _start = Start();

    public int Count => _known.Count;

    /// <summary>Where the start of a value is noted, the end behind it; never 0.</summary>
    public static int PlaceOf(RecordKey key, int depth) => ((depth - 1) * RecordScan.Noted) + (2 * (int)key);

    /// <returns>False when some step is not known, something is not well formed, or a key comes twice.</returns>
    public bool TryWalk(ReadOnlySpan<byte> json, ref RecordScan outer, ref RecordScan inner)
    {
        var places = _places.AsSpan();
        places.Clear();
        var step = _start;
        var (at, twice, plain) = (0, 0, true);
        while (true)
        {
            step = step.After(json, at);
            if (step is null) return false;
            foreach (var mark in step.Marks)
            {
                ref var place = ref places[mark.Place];
                twice |= place;
                place = at + mark.Offset;
            }
            at += step.Length;
            if (step.Value == NextValue.Nothing) break;
            var start = step.Value == NextValue.String ? at - 1 : at;
            at = step.Value == NextValue.String ? JsonSkip.StringEnd(json, start, ref plain) : JsonSkip.Scalar(json, start);
            if ((uint)at >= (uint)json.Length) return false;
            if (step.Place == 0) continue;
            twice |= places[step.Place];
            places[step.Place] = start;
            places[step.Place + 1] = at;
        }
        if (twice != 0) return false;
        outer.Note(places[..RecordScan.Noted]);
        inner.Note(places[RecordScan.Noted..]);
        outer.IsPlain = inner.IsPlain = plain;
        return true;
    }

    /// <summary>Learns the steps of a record that <see cref="RecordScanner"/> has accepted. May be called again for the same one.</summary>
    public void Learn(ReadOnlySpan<byte> json)
    {
        if (_known.Count >= MostSteps)
        {
            _known.Clear();
            _start = Start();
        }
        var (step, at) = (_start, 0);
        while (_meaning.Read(json[at..], step.Behind) is var length and > 0)
        {
            var next = step.After(json, at);
            if (next is null) step.Add(next = Known(step.Behind, json.Slice(at, length)));
            at += length;
            if (next.Value == NextValue.Nothing) return;
            at = next.Value == NextValue.String ? JsonSkip.StringEnd(json, at - 1) : JsonSkip.Scalar(json, at);
            step = next;
        }
    }

    private ShapeStep Known(in ShapeState before, ReadOnlySpan<byte> bytes)
    {
        var key = (before, Encoding.Latin1.GetString(bytes));
        if (!_known.TryGetValue(key, out var step)) _known.Add(key, step = new ShapeStep(bytes, _meaning));
        return step;
    }

    private static ShapeStep Start() => new([], new ShapeMeaning());
}
