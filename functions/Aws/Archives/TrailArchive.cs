using System.Globalization;
using System.Net;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Amazon.S3;
using Amazon.S3.Model;

namespace Sentinel.Aws.Archives;

/// <summary>
/// What a trail delivered to a bucket: <c>AWSLogs/[o-id/]ACCOUNT/CloudTrail/REGION/YYYY/MM/DD/</c> below any prefix, one place a day, account and region
/// (https://docs.aws.amazon.com/awscloudtrail/latest/userguide/get-and-view-cloudtrail-log-files.html). Objects that lie elsewhere below the prefix are read too,
/// by folder; digests and Insights are not. Needs <c>s3:ListBucket</c>, <c>s3:GetObject</c>, and <c>kms:Decrypt</c> where the trail encrypts.
/// </summary>
public sealed partial class TrailArchive(IAmazonS3 s3, string bucket, string prefix, ArchiveFilter filter)
{
    // CloudTrail closes a file after five minutes or 50 MB; a copy that someone made may be larger.
    private const long LargestObject = 1L << 30;
    private const int DeepestFolder = 12;

    /// <summary>The places that hold records, found level by level; days in their order.</summary>
    /// <exception cref="ArchiveException">There is no such bucket, or no permission to list it.</exception>
    public IAsyncEnumerable<ArchivePlace> PlacesAsync(CancellationToken cancellationToken) => BelowAsync(prefix, 0, cancellationToken);

    /// <summary>The objects of a place in the order of their names, which is that of their times.</summary>
    /// <exception cref="ArchiveException">There is no permission to list it.</exception>
    public async Task<IReadOnlyList<ArchiveObject>> ObjectsAsync(ArchivePlace place, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(place);
        var found = new List<ArchiveObject>();
        await foreach (var page in ListAsync(place.Prefix, place.IsDay ? null : "/", cancellationToken)) found.AddRange(ObjectsOf(page));
        return found;
    }

    /// <summary>The bytes of an object as they lie there.</summary>
    /// <exception cref="ArchiveException">There is no permission to read it.</exception>
    /// <exception cref="IOException">It is gone, too large, or ended early: the others may be read.</exception>
    public async Task<MemoryStream> OpenAsync(ArchiveObject one, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(one);
        if (one.Bytes > LargestObject) throw new IOException($"larger than {LargestObject.ToString(CultureInfo.InvariantCulture)} bytes");
        try
        {
            using var answer = await s3.GetObjectAsync(bucket, one.Key, cancellationToken);
            var content = new MemoryStream((int)Math.Min(LargestObject, one.Bytes));
            await answer.ResponseStream.CopyToAsync(content, cancellationToken);
            content.Position = 0;
            return content;
        }
        catch (AmazonS3Exception e) when (e.StatusCode == HttpStatusCode.NotFound)
        {
            throw new IOException("it is gone", e);
        }
        catch (AmazonS3Exception e) when (e.StatusCode == HttpStatusCode.Forbidden)
        {
            if (e.ErrorCode is "InvalidObjectState") throw new IOException("it is archived to Glacier; restore it first", e);
            throw new ArchiveException($"s3:GetObject on s3://{bucket}/{one.Key} is not allowed, or kms:Decrypt with the key that encrypts it: {e.Message}", e);
        }
    }

    private async IAsyncEnumerable<ArchivePlace> BelowAsync(string folder, int depth, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (DayFolder().Match(folder) is { Success: true } day)
        {
            if (filter.Takes(day.Groups["account"].Value, day.Groups["region"].Value, DayOf(day))) yield return new ArchivePlace(bucket, folder, DayOf(day));
            yield break;
        }
        var folders = new List<string>();
        var hasObjects = false;
        await foreach (var page in ListAsync(folder, "/", cancellationToken))
        {
            folders.AddRange(page.CommonPrefixes ?? []);
            hasObjects |= ObjectsOf(page).Any();
        }
        if (hasObjects) yield return new ArchivePlace(bucket, folder, null);
        if (depth == DeepestFolder) yield break;
        foreach (var below in folders.Where(MayHold))
        {
            await foreach (var place in BelowAsync(below, depth + 1, cancellationToken)) yield return place;
        }
    }

    // Whole branches that the filter, or their name, rules out are not listed.
    private bool MayHold(string folder)
    {
        if (Other().IsMatch(folder)) return false;
        var match = Branch().Match(folder);
        if (!match.Success) return true;
        return filter.MayTake(Value("account"), Value("region"), Value("date"));

        string? Value(string group) => match.Groups[group] is { Success: true, Length: > 0 } found ? found.Value : null;
    }

    private async IAsyncEnumerable<ListObjectsV2Response> ListAsync(string under, string? delimiter, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string? next = null;
        do
        {
            ListObjectsV2Response page;
            try
            {
                page = await s3.ListObjectsV2Async(new ListObjectsV2Request { BucketName = bucket, Prefix = under, Delimiter = delimiter, ContinuationToken = next }, cancellationToken);
            }
            catch (AmazonS3Exception e) when (e.StatusCode is HttpStatusCode.Forbidden)
            {
                throw new ArchiveException($"s3:ListBucket on {bucket} is not allowed: {e.Message}", e);
            }
            catch (AmazonS3Exception e) when (e.StatusCode is HttpStatusCode.NotFound)
            {
                throw new ArchiveException($"there is no bucket {bucket}: {e.Message}", e);
            }
            catch (AmazonS3Exception e) when (e.StatusCode is HttpStatusCode.MovedPermanently or HttpStatusCode.TemporaryRedirect)
            {
                throw new ArchiveException($"the bucket {bucket} is in another region; give it with --region: {e.Message}", e);
            }
            yield return page;
            next = page.IsTruncated is true ? page.NextContinuationToken : null;
        }
        while (next is not null);
    }

    private static IEnumerable<ArchiveObject> ObjectsOf(ListObjectsV2Response page) =>
        (page.S3Objects ?? []).Where(o => !o.Key.EndsWith('/') && !Other().IsMatch(o.Key) && (o.Size ?? 0) > 0).Select(o => new ArchiveObject(o.Key, o.Size ?? 0));

    private static DateOnly? DayOf(Match day) =>
        DateOnly.TryParseExact(day.Groups["date"].Value, "yyyy'/'MM'/'dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) ? date : null;

    [GeneratedRegex(@"(^|/)AWSLogs/(o-[a-z0-9]+/)?(?<account>\d{12})/CloudTrail/(?<region>[a-z0-9-]+)/(?<date>\d{4}/\d{2}/\d{2})/$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex DayFolder();

    [GeneratedRegex(@"(^|/)AWSLogs/(o-[a-z0-9]+/)?(?<account>\d{12})/(CloudTrail/)?((?<region>[a-z0-9-]+)/(?<date>\d{4}(/\d{2}(/\d{2})?)?)?)?", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Branch();

    // What else is delivered beside the records, by CloudTrail and by other services.
    [GeneratedRegex(@"(^|/)AWSLogs/(o-[a-z0-9]+/)?\d{12}/(?!CloudTrail/)[^/]+/", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Other();
}

/// <summary>A folder that holds records.</summary>
/// <param name="Day">The day that CloudTrail delivered there; null for objects of any time.</param>
public sealed record ArchivePlace(string Bucket, string Prefix, DateOnly? Day)
{
    public bool IsDay => Day is not null;

    public string Name => $"s3://{Bucket}/{Prefix}";
}

/// <summary>One file of records.</summary>
public sealed record ArchiveObject(string Key, long Bytes);

/// <summary>Which part of an archive is wanted. Folders that are not laid out as CloudTrail does it are not judged by it.</summary>
/// <param name="Accounts">Ids; none means all.</param>
/// <param name="Regions">Names; none means all.</param>
/// <param name="Since">First day, included.</param>
/// <param name="Until">Last day, included.</param>
public sealed record ArchiveFilter(IReadOnlyCollection<string> Accounts, IReadOnlyCollection<string> Regions, DateOnly? Since, DateOnly? Until)
{
    internal bool Takes(string account, string region, DateOnly? day) =>
        MayTake(account, region, null) && day is { } date && (Since is not { } since || date >= since) && (Until is not { } until || date <= until);

    /// <param name="account">Null: not decided yet.</param>
    /// <param name="region">Null: not decided yet.</param>
    /// <param name="date">The part of <c>yyyy/MM/dd</c> that is decided; null: none.</param>
    internal bool MayTake(string? account, string? region, string? date)
    {
        if (account is not null && Accounts.Count > 0 && !Accounts.Contains(account, StringComparer.Ordinal)) return false;
        if (region is not null && Regions.Count > 0 && !Regions.Contains(region, StringComparer.Ordinal)) return false;
        if (date is null) return true;
        return (Since is null || string.CompareOrdinal(date, Text(Since.Value)[..date.Length]) >= 0) && (Until is null || string.CompareOrdinal(date, Text(Until.Value)[..date.Length]) <= 0);

        static string Text(DateOnly day) => day.ToString("yyyy'/'MM'/'dd", CultureInfo.InvariantCulture);
    }
}

/// <summary>An archive cannot be read as a whole. The message says what is missing.</summary>
public sealed class ArchiveException(string message, Exception cause) : Exception(message, cause);
