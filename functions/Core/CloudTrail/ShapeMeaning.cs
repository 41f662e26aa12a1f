namespace Sentinel.Core.CloudTrail;

/// <summary>Reads what the bytes from one value to the next say, in JSON that <see cref="RecordScanner"/> has accepted.</summary>
internal sealed class ShapeMeaning
{
    /// <summary>Longer steps are not kept.</summary>
    private const int Longest = 256;

    private readonly List<Mark> _marks = [];

    public ShapeState Behind { get; private set; }
    public NextValue Value { get; private set; }
    public int Place { get; private set; }
    public IReadOnlyList<Mark> Marks => _marks;

    /// <returns>How many bytes the step has; 0 when it is of a kind that is left to <see cref="RecordScanner"/>: white space, names with escapes,
    /// keys that make something else of a record.</returns>
    public int Read(ReadOnlySpan<byte> json, in ShapeState before)
    {
        _marks.Clear();
        (Behind, Place) = (before, 0);
        var (at, named) = (0, false);
        while (at < json.Length && at < Longest)
        {
            switch (json[at])
            {
                case (byte)'{' or (byte)'[':
                    named = Open(json[at] == (byte)'{', at++);
                    break;
                case (byte)'}' or (byte)']':
                    Close(++at);
                    if (Behind.Depth == 0) return Ends(NextValue.Nothing, at);
                    break;
                case (byte)',':
                    named = Behind.InObject;
                    at++;
                    break;
                case (byte)'"' when named:
                    named = false;
                    var end = JsonSkip.StringEnd(json, at);
                    if (json[end] != (byte)':' || !TryName(json[(at + 1)..(end - 1)], json[end + 1])) return 0;
                    at = end + 1;
                    break;
                case (byte)'"': return Ends(NextValue.String, at + 1);
                case (byte)'-' or (>= (byte)'0' and <= (byte)'9'): return Ends(NextValue.Number, at);
                case (byte)'t' or (byte)'f' or (byte)'n':
                    var word = json[at] == (byte)'f' ? 5 : 4;
                    Note(at, at + word);
                    at += word;
                    break;
                default: return 0;
            }
        }
        return 0;
    }

    private int Ends(NextValue value, int length)
    {
        Value = value;
        return length;
    }

    // Whoever opens an object reads a name next.
    private bool Open(bool isObject, int at)
    {
        if (Place != 0) _marks.Add(new Mark(Place, at));
        var detail = Place == RecordShapes.PlaceOf(RecordKey.Detail, 1);
        Behind = new ShapeState((Behind.Objects << 1) | (isObject ? 1u : 0u), Behind.Depth + 1, Behind.InDetail || detail, detail || Place == 0 ? Behind.Tree : Place);
        Place = 0;
        return isObject;
    }

    private void Close(int end)
    {
        Behind = Behind with { Objects = Behind.Objects >> 1, Depth = Behind.Depth - 1 };
        if (Behind.Tree != 0 && Behind.Depth == (Behind.InDetail ? 2 : 1))
        {
            _marks.Add(new Mark(Behind.Tree + 1, end));
            Behind = Behind with { Tree = 0 };
        }
        if (Behind is { InDetail: true, Depth: 1 })
        {
            _marks.Add(new Mark(RecordShapes.PlaceOf(RecordKey.Detail, 1) + 1, end));
            Behind = Behind with { InDetail = false };
        }
    }

    private void Note(int start, int end)
    {
        if (Place == 0) return;
        _marks.Add(new Mark(Place, start));
        _marks.Add(new Mark(Place + 1, end));
        Place = 0;
    }

    private bool TryName(ReadOnlySpan<byte> name, byte value)
    {
        Place = 0;
        if (name.Contains((byte)'\\')) return false;
        if (Behind.Depth != 1 && !(Behind is { InDetail: true, Depth: 2 })) return true;
        var key = RecordKeys.Of(name);
        if (key == RecordKey.Other || (Behind.Depth == 2 && key >= RecordKey.DetailType)) return true;
        if (key > RecordKey.Source || (key == RecordKey.Detail && value != (byte)'{')) return false;
        Place = RecordShapes.PlaceOf(key, Behind.Depth);
        return true;
    }
}
