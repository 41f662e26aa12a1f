using System.Text.RegularExpressions;
using Amazon.EC2;
using Amazon.EC2.Model;
using Sentinel.Core.CloudTrail;

namespace Sentinel.Aws.Network;

/// <summary>What the description of a network interface tells.</summary>
/// <param name="IsFunctions">Lambda made it. False: it belongs to something else.</param>
/// <param name="Function">Name of the first of the functions that share it; null where the description names none.</param>
public sealed record InterfaceDescription(bool IsFunctions, string? Function);

/// <summary>
/// Asks EC2 what interfaces of an account are for, in the deployment's region, and remembers the answers. What cannot be asked is not known, and costs no record: best effort.
/// For one caller at a time. https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeNetworkInterfaces.html
/// </summary>
/// <param name="of">A client for an account, disposed of after each use.</param>
/// <param name="failed">Told of calls that failed.</param>
public sealed partial class FunctionInterfaces(Func<string, IAmazonEC2> of, TimeProvider clock, Action<Exception> failed)
{
    // Interfaces live for weeks; what was not to be had is asked for again sooner.
    private static readonly TimeSpan Known = TimeSpan.FromHours(1), Unknown = TimeSpan.FromMinutes(5);

    private const int Most = 20_000;
    private const int AtOnce = 200; // values of one filter

    private readonly Dictionary<string, (InterfaceDescription? Description, DateTimeOffset Until)> _cache = new(StringComparer.Ordinal);
    private readonly Dictionary<string, DateTimeOffset> _refused = new(StringComparer.Ordinal);

    /// <summary>The interfaces of which something is known, by id. Throws only when cancelled.</summary>
    /// <param name="account">Whose they are.</param>
    public async ValueTask<IReadOnlyDictionary<string, InterfaceDescription>> DescribeAsync(string account, IReadOnlyCollection<string> ids, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var cold = ids.Where(id => !_cache.TryGetValue(id, out var known) || known.Until <= now).Distinct(StringComparer.Ordinal).ToList();
        if (_cache.Count + cold.Count > Most) _cache.Clear();
        if (cold.Count > 0 && Arns.IsAccount(account)) await AskAsync(account, cold, now, cancellationToken);
        var described = new Dictionary<string, InterfaceDescription>(StringComparer.Ordinal);
        foreach (var id in ids)
        {
            if (_cache.TryGetValue(id, out var known) && known.Description is { } description) described[id] = description;
        }
        return described;
    }

    private async Task AskAsync(string account, List<string> ids, DateTimeOffset now, CancellationToken cancellationToken)
    {
        foreach (var id in ids) _cache[id] = (null, now + Unknown);
        // An account that refuses one refuses all.
        if (_refused.TryGetValue(account, out var until) && now < until) return;
        try
        {
            using var ec2 = of(account);
            foreach (var some in ids.Chunk(AtOnce))
            {
                // A filter: of ids that are gone, and named as such, one would fail the call for all.
                var answer = await ec2.DescribeNetworkInterfacesAsync(new DescribeNetworkInterfacesRequest { Filters = [new Filter("network-interface-id", [.. some])] }, cancellationToken);
                foreach (var found in answer.NetworkInterfaces ?? []) _cache[found.NetworkInterfaceId] = (Read(found.InterfaceType?.Value, found.Description), now + Known);
            }
        }
        catch (Exception e) when (e is Amazon.Runtime.AmazonServiceException or Amazon.Runtime.AmazonClientException or HttpRequestException or IOException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            _refused[account] = now + Unknown;
            failed(e);
        }
    }

    /// <summary>Reads type and description; older interfaces of functions have the type <c>interface</c>.</summary>
    internal static InterfaceDescription Read(string? type, string? description)
    {
        var named = Description().Match(description ?? "");
        return new InterfaceDescription(named.Success || type is "lambda", named.Success ? named.Groups["function"].Value : null);
    }

    [GeneratedRegex("^AWS Lambda VPC ENI-(?<function>[A-Za-z0-9_-]{1,64})-[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Description();
}
