using Sentinel.Core.Settings;

namespace Sentinel.Handlers;

/// <summary><c>_HANDLER</c> names none of the handlers of this executable.</summary>
public sealed class UnknownHandlerException(string name, IEnumerable<string> known)
    : Exception($"_HANDLER is '{Printable.Of(name, 100)}', expected one of: {string.Join(", ", known)}");
