using System.Globalization;
using Amazon.Runtime;
using Amazon.SimpleNotificationService.Model;
using Sentinel.Aws.Calls.Wire;

namespace Amazon.SimpleNotificationService;

/// <summary>SNS over its Query API. Made by <see cref="Sentinel.Aws.AwsClients"/>.</summary>
public sealed class AmazonSimpleNotificationServiceClient : IAmazonSimpleNotificationService
{
    private readonly QueryService _service;

    internal AmazonSimpleNotificationServiceClient(WireParts parts, AWSCredentials credentials, ServiceAddress address) =>
        _service = new QueryService(new ServiceWire(parts, credentials, address, SimpleNotificationServiceErrors.Of), "2010-03-31");

    public async Task<PublishResponse> PublishAsync(PublishRequest request, CancellationToken cancellationToken = default)
    {
        var (result, answer) = await _service.CallAsync("Publish", Parameters(request), cancellationToken);
        return new PublishResponse { MessageId = result.Text("MessageId") }.From(answer);
    }

    /// <summary>Leaves the connections alone: they belong to the handler that all clients share.</summary>
    public void Dispose() => _service.Dispose();

    private static IEnumerable<(string, string?)> Parameters(PublishRequest request)
    {
        yield return ("TopicArn", request.TopicArn);
        yield return ("Message", request.Message);
        yield return ("MessageStructure", request.MessageStructure);
        yield return ("Subject", request.Subject);
        yield return ("MessageDeduplicationId", request.MessageDeduplicationId);
        yield return ("MessageGroupId", request.MessageGroupId);
        foreach (var (number, (name, value)) in (request.MessageAttributes ?? []).OrderBy(a => a.Key, StringComparer.Ordinal).Index())
        {
            var entry = string.Create(CultureInfo.InvariantCulture, $"MessageAttributes.entry.{number + 1}");
            yield return ($"{entry}.Name", name);
            yield return ($"{entry}.Value.DataType", value.DataType);
            yield return ($"{entry}.Value.StringValue", value.StringValue);
        }
    }
}
