using System.Buffers;
using System.Text.Json;
using Amazon.Runtime;

namespace Sentinel.Aws.Calls.Wire;

/// <summary>A service that speaks the AWS JSON 1.1 protocol: an object goes out under the name of an operation, an object comes back.</summary>
/// <param name="target">What stands before the operation in <c>X-Amz-Target</c>, as <c>AWSEvents</c>.</param>
internal sealed class JsonService(ServiceWire wire, string target) : IDisposable
{
    /// <param name="write">Writes the members of the request.</param>
    /// <exception cref="AmazonClientException">The answer is no JSON object.</exception>
    public async Task<T> CallAsync<T>(string operation, Action<Utf8JsonWriter> write, Func<JsonElement, T> read, CancellationToken cancellationToken)
        where T : AmazonWebServiceResponse
    {
        var body = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(body))
        {
            writer.WriteStartObject();
            write(writer);
            writer.WriteEndObject();
        }
        var answer = await wire.SendAsync(new WireCall(HttpMethod.Post, "/", body.WrittenSpan.ToArray(), "application/x-amz-json-1.1") { Target = $"{target}.{operation}" }, cancellationToken);
        try
        {
            using var document = JsonDocument.Parse(answer.Body.Length == 0 ? "{}"u8.ToArray() : answer.Body);
            return read(document.RootElement).From(answer);
        }
        catch (JsonException e)
        {
            throw new AmazonClientException($"The answer to {operation} cannot be read.", e);
        }
    }

    public void Dispose() => wire.Dispose();
}

/// <summary>Writes members that may be missing.</summary>
internal static class JsonMembers
{
    /// <summary>Left out when null.</summary>
    public static void WriteOptional(this Utf8JsonWriter json, string name, string? value)
    {
        if (value is not null) json.WriteString(name, value);
    }

    /// <summary>Left out when null.</summary>
    public static void WriteOptional(this Utf8JsonWriter json, string name, IReadOnlyCollection<string>? values)
    {
        if (values is null) return;
        json.WriteStartArray(name);
        foreach (var value in values) json.WriteStringValue(value);
        json.WriteEndArray();
    }
}
