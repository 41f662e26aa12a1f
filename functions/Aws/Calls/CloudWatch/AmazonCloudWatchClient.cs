using System.Globalization;
using Amazon.CloudWatch.Model;
using Amazon.Runtime;
using Sentinel.Aws.Calls.Wire;

namespace Amazon.CloudWatch;

/// <summary>CloudWatch over its Query API. Made by <see cref="Sentinel.Aws.AwsClients"/>.</summary>
public sealed class AmazonCloudWatchClient : IAmazonCloudWatch
{
    private readonly QueryService _service;

    internal AmazonCloudWatchClient(WireParts parts, AWSCredentials credentials, ServiceAddress address) =>
        _service = new QueryService(new ServiceWire(parts, credentials, address, Failure), "2010-08-01");

    public async Task<GetMetricDataResponse> GetMetricDataAsync(GetMetricDataRequest request, CancellationToken cancellationToken = default)
    {
        var (result, answer) = await _service.CallAsync("GetMetricData", Parameters(request), cancellationToken);
        return new GetMetricDataResponse
        {
            MetricDataResults = [.. result.Members("MetricDataResults").Select(r => new MetricDataResult
            {
                Id = r.Text("Id"),
                Values = [.. r.Members("Values").Select(v => double.TryParse(v.Value, CultureInfo.InvariantCulture, out var value) ? value : throw new AmazonClientException($"The answer to GetMetricData holds {v.Value} for a number."))],
            })],
            NextToken = result.Text("NextToken") is { Length: > 0 } token ? token : null,
        }.From(answer);
    }

    /// <summary>Leaves the connections alone: they belong to the handler that all clients share.</summary>
    public void Dispose() => _service.Dispose();

    private static IEnumerable<(string, string?)> Parameters(GetMetricDataRequest request)
    {
        yield return ("StartTime", Time(request.StartTime));
        yield return ("EndTime", Time(request.EndTime));
        yield return ("ScanBy", request.ScanBy);
        yield return ("NextToken", request.NextToken);
        foreach (var (number, query) in (request.MetricDataQueries ?? []).Index())
        {
            var member = string.Create(CultureInfo.InvariantCulture, $"MetricDataQueries.member.{number + 1}");
            yield return ($"{member}.Id", query.Id);
            yield return ($"{member}.MetricStat.Metric.Namespace", query.MetricStat?.Metric?.Namespace);
            yield return ($"{member}.MetricStat.Metric.MetricName", query.MetricStat?.Metric?.MetricName);
            foreach (var (place, dimension) in (query.MetricStat?.Metric?.Dimensions ?? []).Index())
            {
                var entry = string.Create(CultureInfo.InvariantCulture, $"{member}.MetricStat.Metric.Dimensions.member.{place + 1}");
                yield return ($"{entry}.Name", dimension.Name);
                yield return ($"{entry}.Value", dimension.Value);
            }
            yield return ($"{member}.MetricStat.Period", query.MetricStat?.Period?.ToString(CultureInfo.InvariantCulture));
            yield return ($"{member}.MetricStat.Stat", query.MetricStat?.Stat);
        }
    }

    private static string? Time(DateTime? time) => time?.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static AmazonCloudWatchException Failure(WireError e) => new(e.Message, null, (int)e.Status >= 500 ? ErrorType.Receiver : ErrorType.Sender, e.Code, e.RequestId, e.Status);
}
