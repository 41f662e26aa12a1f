using System.Globalization;
using System.Text.RegularExpressions;
using Amazon.S3;
using Amazon.S3.Model;
using Sentinel.Aws.Containment;
using Sentinel.Aws.Response;
using Sentinel.Aws.State;
using Sentinel.Aws.Tests.Emulators;
using Sentinel.Core.Containment;

namespace Sentinel.Aws.Tests.Response;

/// <summary>What a containment has come to, in words that can be compared from one account to the next.</summary>
public static partial class ContainedEnd
{
    /// <summary>The configuration, the ledger's one epoch with what was there before, and the files of the evidence.</summary>
    /// <param name="state">Where the ledger is.</param>
    public static async Task<string> DescribeAsync(MotoAccount account, StateTable state, IAmazonS3 s3, string bucket, string function, string role, string user)
    {
        var picture = await account.PictureAsync(function, role, user);
        if (await new ContainmentLedger(state).LatestAsync(account.Function(function).Arn, CancellationToken.None) is not { } epoch) return $"{picture}\nnot contained";
        var prior = ((QuarantineRecord)epoch.Steps.Single(s => s.Step == Steps.QuarantineFunction).Record).Concurrency;
        var steps = epoch.Steps.Select(s => $"{s.Step} {s.Applied}").Order(StringComparer.Ordinal);
        var evidence = await s3.ListObjectsV2Async(new ListObjectsV2Request { BucketName = bucket });
        var files = evidence.S3Objects.Select(o => o.Key[(o.Key.LastIndexOf('/') + 1)..]).Order(StringComparer.Ordinal);
        return Ids().Replace($"{picture}\nepoch {epoch.Epoch.ToString(CultureInfo.InvariantCulture)}, prior {prior}, steps {string.Join(", ", steps)}\nevidence {string.Join(", ", files)}", "ID");
    }

    // They differ from one account to the next.
    [GeneratedRegex("[0-9a-f]{8}-[0-9a-f-]{27}|[0-9]{12}|code-[0-9a-f]{12}", RegexOptions.None, 5000)]
    private static partial Regex Ids();
}
