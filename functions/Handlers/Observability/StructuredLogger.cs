using Microsoft.Extensions.Logging;

namespace Sentinel.Handlers.Observability;

/// <summary>The lines of one part of the function, under its name.</summary>
internal sealed class StructuredLogger(StructuredLog log, string name) : ILogger
{
    /// <summary>Scopes are not written; what lines share is <see cref="StructuredLog.CorrelationId"/>.</summary>
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None && logLevel >= log.Lowest;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (!IsEnabled(logLevel)) return;
        log.Write(new LogLine(logLevel, name, formatter(state, exception), exception, state as IReadOnlyList<KeyValuePair<string, object?>>));
    }
}
