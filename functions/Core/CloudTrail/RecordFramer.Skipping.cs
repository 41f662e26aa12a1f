namespace Sentinel.Core.CloudTrail;

/// <content>Passing over what is too long or broken, without keeping it.</content>
public sealed partial class RecordFramer
{
    private int _skipDepth;
    private bool _skipString, _skipEscape, _skipBreak;
    private Mode _afterSkip;

    private void BeginSkip(int depth, Mode after)
    {
        _mode = Mode.SkipTree;
        (_skipDepth, _afterSkip, _skipString, _skipEscape, _skipBreak) = (depth, after, false, false, false);
    }

    // To the end of the value that is open. A line break inside a string, and outside arrays one that '{' follows, end it too:
    // then it was broken, and the next line is worth reading.
    private Step SkipTree(ReadOnlySpan<byte> rest)
    {
        for (var i = 0; i < rest.Length; i++)
        {
            var b = rest[i];
            if (_skipBreak && _afterSkip == Mode.Top && (b is (byte)'{' or (byte)'[')) return EndSkip(i);
            _skipBreak = b == (byte)'\n';
            if (_skipBreak)
            {
                _line++;
                if (_skipString) return EndSkip(i + 1);
                continue;
            }
            if (_skipString)
            {
                if (_skipEscape) _skipEscape = false;
                else if (b == (byte)'\\') _skipEscape = true;
                else if (b == (byte)'"') _skipString = false;
                continue;
            }
            if (b == (byte)'"') _skipString = true;
            else if (b is (byte)'{' or (byte)'[') _skipDepth++;
            else if (_skipDepth == 0 && (b is (byte)',' or (byte)'}' or (byte)']')) return EndSkip(i); // behind a long string
            else if (b is (byte)'}' or (byte)']' && --_skipDepth == 0) return EndSkip(i + 1);
        }
        return Step.More(rest.Length);
    }

    private Step EndSkip(int used)
    {
        _mode = _afterSkip;
        return Step.Again(used);
    }

    private Step SkipLine(ReadOnlySpan<byte> rest)
    {
        var end = rest.IndexOf((byte)'\n');
        if (end < 0) return Step.More(rest.Length);
        _mode = Mode.Top;
        return Step.Again(end); // the line break is counted as a blank
    }

    // To a line that starts with '{' or '[': the next document, wherever the broken one ended.
    private Step SkipLines(ReadOnlySpan<byte> rest, bool final)
    {
        var at = 0;
        while (rest[at..].IndexOf((byte)'\n') is var next and >= 0)
        {
            var found = at + next;
            if (found + 1 == rest.Length && !final) return Passed(rest, found, Step.More(found));
            if (found + 1 < rest.Length && rest[found + 1] is (byte)'{' or (byte)'[')
            {
                _mode = Mode.Top;
                return Passed(rest, found, Step.Again(found));
            }
            at = found + 1;
            if (at >= rest.Length) break;
        }
        return Passed(rest, rest.Length, Step.More(rest.Length));
    }

    private Step Passed(ReadOnlySpan<byte> rest, int used, Step step)
    {
        _line += rest[..used].Count((byte)'\n');
        return step;
    }
}
