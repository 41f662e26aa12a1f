namespace Sentinel.Handlers;

/// <summary>The handlers by the name that <c>_HANDLER</c> carries. Only the one that is asked for is made, so a function holds no client it does not need.</summary>
public sealed class HandlerRegistry
{
    private readonly SortedDictionary<string, Func<IHandler>> _handlers = new(StringComparer.Ordinal);

    public IReadOnlyCollection<string> Names => _handlers.Keys;

    /// <exception cref="ArgumentException">The name is taken.</exception>
    public HandlerRegistry Add(string name, Func<IHandler> make)
    {
        _handlers.Add(name, make);
        return this;
    }

    /// <exception cref="UnknownHandlerException">There is no handler of that name; the message lists those there are.</exception>
    public IHandler Make(string name) => _handlers.TryGetValue(name, out var make) ? make() : throw new UnknownHandlerException(name, Names);
}
