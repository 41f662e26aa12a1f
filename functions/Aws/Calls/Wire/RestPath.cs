using System.Text;

namespace Sentinel.Aws.Calls.Wire;

/// <summary>Builds a path with query out of values that others chose: whatever a value holds, it stays one part of the path or one parameter.</summary>
internal sealed class RestPath
{
    private readonly StringBuilder _path = new();
    private bool _asked;

    public RestPath(string version) => _path.Append('/').Append(version);

    /// <summary>A part that is ours.</summary>
    public RestPath Fixed(string part)
    {
        _path.Append('/').Append(part);
        return this;
    }

    /// <summary>A part that names something.</summary>
    /// <exception cref="ArgumentException">It is missing, or would be taken for a step up or none at all.</exception>
    public RestPath Named(string? part)
    {
        if (part is null or "" or "." or "..") throw new ArgumentException("A name is missing or cannot stand in a path.", nameof(part));
        _path.Append('/').Append(Uri.EscapeDataString(part));
        return this;
    }

    /// <summary>A parameter; left out when null.</summary>
    public RestPath Query(string name, string? value)
    {
        if (value is null) return this;
        _path.Append(_asked ? '&' : '?').Append(name).Append('=').Append(Uri.EscapeDataString(value));
        _asked = true;
        return this;
    }

    public override string ToString() => _path.ToString();
}
