using System.Text;
using System.Xml;
using System.Xml.Linq;
using Amazon.Runtime;

namespace Sentinel.Aws.Calls.Wire;

/// <summary>The AWS Query protocol: a form goes out, XML comes back.</summary>
/// <param name="version">API version, as <c>2010-05-08</c>.</param>
internal sealed class QueryService(ServiceWire wire, string version) : IDisposable
{
    private const string Form = "application/x-www-form-urlencoded; charset=utf-8";

    /// <summary>Calls <paramref name="action"/>; parameters that are null are left out.</summary>
    /// <returns>The result element (the root, for an action without result) and the request id.</returns>
    /// <exception cref="AmazonClientException">The answer is not the XML that the action gives.</exception>
    public async Task<(XElement Result, WireAnswer Answer)> CallAsync(string action, IEnumerable<(string Name, string? Value)> parameters, CancellationToken cancellationToken)
    {
        var form = new StringBuilder($"Action={action}&Version={version}");
        foreach (var (name, value) in parameters)
        {
            if (value is not null) form.Append('&').Append(Uri.EscapeDataString(name)).Append('=').Append(Uri.EscapeDataString(value));
        }
        var answer = await wire.SendAsync(new WireCall(HttpMethod.Post, "/", Encoding.UTF8.GetBytes(form.ToString()), Form), cancellationToken);
        try
        {
            var root = XmlBody.Parse(answer.Body);
            var requestId = answer.RequestId ?? root.Child("ResponseMetadata")?.Text("RequestId");
            return (root.Child($"{action}Result") ?? root, answer with { RequestId = requestId });
        }
        catch (XmlException e)
        {
            throw new AmazonClientException($"The answer to {action} cannot be read.", e);
        }
    }

    public void Dispose() => wire.Dispose();
}

/// <summary>Fills what every response of the SDK has.</summary>
internal static class Responses
{
    public static T From<T>(this T response, WireAnswer answer)
        where T : AmazonWebServiceResponse
    {
        response.HttpStatusCode = answer.Status;
        response.ContentLength = answer.Body.Length;
        response.ResponseMetadata = new ResponseMetadata { RequestId = answer.RequestId };
        return response;
    }
}
