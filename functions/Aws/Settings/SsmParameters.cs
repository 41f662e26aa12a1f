using Amazon.SimpleSystemsManagement;
using Amazon.SimpleSystemsManagement.Model;
using Sentinel.Core.Settings;

namespace Sentinel.Aws.Settings;

/// <summary>The parameters under <c>/sentinel/</c> as they stand, and the one way to change them. What they come to is <see cref="SsmSettings"/>' to say.</summary>
public sealed class SsmParameters(IAmazonSimpleSystemsManagement ssm)
{
    /// <summary>With a slash at both ends.</summary>
    public const string Path = "/sentinel/";

    // Never taken for an entry: while it stands, the list has a gap.
    private const string Fence = "this list is being written; if this stays, set the list again";

    // As many as SSM deletes at once.
    private const int Batch = 10;

    /// <summary>All of them, or it throws.</summary>
    /// <exception cref="Amazon.Runtime.AmazonServiceException">SSM refused, or kept failing.</exception>
    public Task<StandingParameters> ReadAsync(CancellationToken cancellationToken) => ParameterPath.ReadAsync(ssm, Path, cancellationToken);

    /// <summary>
    /// Writes a value in place of the one that stands. A value of one part over one of one part (or none) is one call, and changes at once. For a longer list a
    /// part with a gap before it is written first and deleted last. Who reads in between finds a part missing, so the list is refused: a function that runs keeps the
    /// last good one, one that starts then has the default, and for <c>response/</c> observes. The same holds when this ends half-way, until the list is set again.
    /// Only a reader whose own pages lie before the first call and after the last can see old parts beside new ones.
    /// </summary>
    /// <param name="name">Without the path.</param>
    /// <param name="parts">The value, or its parts in order; checked already.</param>
    /// <param name="standing">Names without the path that hold parts of the value now.</param>
    /// <param name="cancellationToken">Heeded before the first call only: half a list helps nobody.</param>
    /// <exception cref="Amazon.Runtime.AmazonServiceException">SSM refused, or kept failing.</exception>
    public async Task WriteAsync(string name, IReadOnlyList<string> parts, IReadOnlyCollection<string> standing, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(parts);
        ArgumentNullException.ThrowIfNull(standing);
        cancellationToken.ThrowIfCancellationRequested();
        var names = Enumerable.Range(1, parts.Count).Select(part => part == 1 ? name : $"{name}/{part}").ToList();
        var left = standing.Except(names, StringComparer.Ordinal).ToList();
        if (names.Count == 1 && left.Count == 0)
        {
            await PutAsync(name, parts[0], standing);
            return;
        }
        var fence = $"{name}/{BehindGap(parts.Count, standing)}";
        await PutAsync(fence, Fence, standing);
        for (var part = 0; part < parts.Count; part++) await PutAsync(names[part], parts[part], standing);
        foreach (var some in left.Chunk(Batch)) await DeleteAsync(some);
        await DeleteAsync([fence]);
    }

    /// <summary>The first number with one before it that no part has or gets.</summary>
    private static int BehindGap(int parts, IEnumerable<string> standing)
    {
        var taken = standing.Select(n => SettingsReader.Resolve(n).Part).ToHashSet();
        var gap = parts + 1;
        while (taken.Contains(gap) || taken.Contains(gap + 1)) gap++;
        return gap + 1;
    }

    // SSM does not change the type of what exists: whoever made it a SecureString keeps it so.
    private Task<PutParameterResponse> PutAsync(string name, string value, IReadOnlyCollection<string> standing) => ssm.PutParameterAsync(
        new PutParameterRequest { Name = Path + name, Value = value, Overwrite = true, Type = standing.Contains(name, StringComparer.Ordinal) ? null : ParameterType.String }, CancellationToken.None);

    // One that is gone already is told as invalid, not thrown.
    private Task<DeleteParametersResponse> DeleteAsync(IEnumerable<string> names) =>
        ssm.DeleteParametersAsync(new DeleteParametersRequest { Names = [.. names.Select(n => Path + n)] }, CancellationToken.None);
}
