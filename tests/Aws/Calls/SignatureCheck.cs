using System.Security.Cryptography;
using System.Text;

namespace Sentinel.Aws.Tests.Calls;

/// <summary>Signature Version 4 as the documentation tells it, computed from the wire alone.
/// See https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html</summary>
internal static class SignatureCheck
{
    public static void Holds(Seen request, string secret, string service, string region)
    {
        var authorization = request.Headers["Authorization"];
        var scope = Between(authorization, "Credential=", ",").Split('/', 2)[1];
        var signed = Between(authorization, "SignedHeaders=", ",").Split(';');
        var date = request.Headers["X-Amz-Date"];
        Assert.Equal($"{date[..8]}/{region}/{service}/aws4_request", scope);
        Assert.Contains("host", signed);
        var headers = string.Concat(signed.Select(h => $"{h}:{(h == "host" ? request.Uri.Authority : request.Headers[h].Trim())}\n"));
        var path = string.Join('/', request.Uri.AbsolutePath.Split('/').Select(Uri.EscapeDataString));
        var query = string.Join('&', request.Uri.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries)
            .Select(p => p.Split('=', 2)).Select(p => $"{p[0]}={(p.Length > 1 ? p[1] : "")}").Order(StringComparer.Ordinal));
        var canonical = $"{request.Method}\n{path}\n{query}\n{headers}\n{string.Join(';', signed)}\n{Hex(SHA256.HashData(Encoding.UTF8.GetBytes(request.Body)))}";
        var text = $"AWS4-HMAC-SHA256\n{date}\n{scope}\n{Hex(SHA256.HashData(Encoding.UTF8.GetBytes(canonical)))}";
        var key = Encoding.UTF8.GetBytes("AWS4" + secret);
        foreach (var part in scope.Split('/')) key = HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(part));
        Assert.Equal(Hex(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text))), Between(authorization, "Signature=", ","));
    }

    private static string Hex(byte[] bytes) => Convert.ToHexStringLower(bytes);

    private static string Between(string text, string before, string after)
    {
        var rest = text[(text.IndexOf(before, StringComparison.Ordinal) + before.Length)..];
        var end = rest.IndexOf(after, StringComparison.Ordinal);
        return end < 0 ? rest : rest[..end];
    }
}
