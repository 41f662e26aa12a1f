using System.Net;
using System.Text.Json;
using System.Xml;

namespace Sentinel.Aws.Calls.Wire;

/// <summary>Reads an error in any of the forms that AWS services have: a header with a JSON body (Lambda), JSON with <c>__type</c>, XML (IAM, SNS).
/// A body that is none of them is an error without a name, never an exception of its own.</summary>
internal static class ErrorReader
{
    private const int LongestMessage = 2000;

    public static WireError Read(HttpResponseMessage response, byte[] body)
    {
        var named = Header(response, "x-amzn-ErrorType");
        var (code, message, requestId) = FirstCharacter(body) switch
        {
            (byte)'{' => FromJson(body),
            (byte)'<' => FromXml(body),
            _ => (null, null, null),
        };
        return new WireError(Bare(named ?? code), Cut(message ?? $"HTTP {(int)response.StatusCode}"), RequestId(response) ?? requestId, response.StatusCode);
    }

    public static string? RequestId(HttpResponseMessage response) => Header(response, "x-amzn-RequestId") ?? Header(response, "x-amz-request-id");

    private static (string? Code, string? Message, string? RequestId) FromJson(byte[] body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            var root = document.RootElement;
            return (root.Text("__type") ?? root.Text("code"), root.Text("message") ?? root.Text("Message"), null);
        }
        catch (JsonException) // a body that is no JSON after all: the status still says that the call failed
        {
            return (null, null, null);
        }
    }

    private static (string? Code, string? Message, string? RequestId) FromXml(byte[] body)
    {
        try
        {
            var root = XmlBody.Parse(body);
            var error = root.Child("Error") ?? (root.Name.LocalName == "Error" ? root : null);
            return (error?.Text("Code"), error?.Text("Message"), root.Text("RequestId") ?? root.Text("RequestID"));
        }
        catch (XmlException) // among them a document type, which is refused
        {
            return (null, null, null);
        }
    }

    /// <summary><c>com.amazonaws.sns#Name</c> and <c>Name:http://…</c> are both Name.</summary>
    private static string Bare(string? code)
    {
        if (code is null) return "";
        var end = code.IndexOf(':', StringComparison.Ordinal);
        if (end >= 0) code = code[..end];
        return code[(code.LastIndexOf('#') + 1)..].Trim();
    }

    private static byte FirstCharacter(byte[] body)
    {
        var text = body.AsSpan().TrimStart(" \t\r\n\uFEFF"u8);
        return text.IsEmpty ? (byte)0 : text[0];
    }

    private static string Cut(string text) => text.Length <= LongestMessage ? text : text[..LongestMessage];

    private static string? Header(HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues(name, out var values) ? values.FirstOrDefault() : null;
}
