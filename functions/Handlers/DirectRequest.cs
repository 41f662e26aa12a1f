using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Sentinel.Handlers;

/// <summary>The event of a function that is invoked directly about a function.</summary>
internal static class DirectRequest
{
    /// <param name="expected">An example, for whoever sent something else.</param>
    /// <exception cref="MalformedEventException">It is no such request, or names no ARN.</exception>
    public static T Read<T>(ReadOnlyMemory<byte> payload, JsonTypeInfo<T> type, Func<T, string?> function, string expected)
    {
        T request;
        try
        {
            request = JsonSerializer.Deserialize(payload.Span, type) ?? throw new JsonException("null");
        }
        catch (JsonException e)
        {
            throw new MalformedEventException($"the event is no such request, expected {expected}: {e.Message}");
        }
        if (function(request)?.StartsWith("arn:", StringComparison.Ordinal) != true) throw new MalformedEventException("function is no ARN, expected arn:aws:lambda:REGION:ACCOUNT:function:NAME");
        return request;
    }
}
