using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Text.RegularExpressions;
using Amazon.Lambda.Model;
using Sentinel.Core.Containment;
using Sentinel.Core.Settings;

namespace Sentinel.Aws.Containment;

/// <summary>Inspect reads all about a function: that record comes first of all, and without it nothing is done. Apply, which comes after the quarantine and may
/// be repeated at leisure, copies it and the code package to the evidence bucket, under
/// <c>evidence/&lt;incident&gt;/&lt;account&gt;/&lt;function&gt;/&lt;region&gt;/&lt;revision&gt;/</c>. Layers and container images stay where they are;
/// their ARNs and digests are noted. There is nothing to revert: evidence stays.</summary>
public sealed partial class PreserveEvidence(ITargets targets, EvidenceStore store, TimeProvider clock) : IContainmentStep
{
    private const string Manifest = "manifest.json";

    public string Name => Steps.PreserveEvidence;

    /// <exception cref="ResourceNotFoundException">There is no such function.</exception>
    public async Task<StepRecord> InspectAsync(StepTarget target, CancellationToken cancellationToken) =>
        await FunctionInspection.InspectAsync(targets.For(target), target, cancellationToken);

    /// <exception cref="HttpRequestException">The code package could not be fetched.</exception>
    public async Task ApplyAsync(StepRecord record, CancellationToken cancellationToken)
    {
        var seen = (EvidenceRecord)record;
        var folder = FolderOf(seen);
        if (await ReadManifestAsync(folder, cancellationToken) is not null) return;
        var notes = new List<string>();
        var files = new List<EvidenceFile>();
        var now = await FunctionAsync(record.Target, cancellationToken);
        var configuration = now?.Configuration is { } found ? FunctionInspection.Configuration(found) : seen.Function;
        if (configuration.RevisionId != seen.Function.RevisionId) notes.Add("the function was changed between its inspection and this copy");
        foreach (var (name, content) in Documents(seen, configuration)) files.Add(await store.PutAsync(folder, name, content, cancellationToken));
        var copied = await CopyCodeAsync(folder, now, files, notes, cancellationToken);
        if (copied is not null && copied != seen.Function.CodeSha256) notes.Add("the copied package is not the condemned one: its SHA-256 differs");
        var manifest = new EvidenceManifest
        {
            Incident = record.Target.Incident,
            Function = record.Target.Arn,
            WrittenAt = clock.GetUtcNow(),
            CodeSha256Expected = seen.Function.CodeSha256,
            CodeSha256Copied = copied,
            Notes = notes,
            Files = files,
        };
        await store.PutAsync(folder, Manifest, JsonSerializer.SerializeToUtf8Bytes(manifest, EvidenceJson.Default.EvidenceManifest), cancellationToken);
    }

    public async Task<Verification> VerifyAsync(StepRecord record, CancellationToken cancellationToken)
    {
        var folder = FolderOf((EvidenceRecord)record);
        if (await ReadManifestAsync(folder, cancellationToken) is not { } manifest) return new Verification([new Finding(FindingKind.Lifted, "there is no manifest: nothing was preserved yet")]);
        var findings = new List<Finding>();
        foreach (var file in manifest.Files)
        {
            if (await store.SizeAsync(folder, file.Name, cancellationToken) != file.Size) findings.Add(new Finding(FindingKind.Lifted, $"{file.Name} is missing or has another size"));
        }
        if (!manifest.CodeMatches) findings.AddRange(manifest.Notes.DefaultIfEmpty("the code was not copied").Select(note => new Finding(FindingKind.Insufficient, Printable.Of(note, 400))));
        return new Verification(findings);
    }

    public Task<Reversal> RevertAsync(StepRecord record, CancellationToken cancellationToken) => Task.FromResult(new Reversal([]));

    /// <summary>Where the evidence of <paramref name="record"/> lies in the bucket; ends with a slash. Another revision of the function has another folder.</summary>
    public static string FolderOf(EvidenceRecord record)
    {
        var (target, function) = (record.Target, record.Function);
        var revision = $"{Plain(function.LastModified)}-{Short(function.CodeSha256)}";
        return $"evidence/{Plain(target.Incident)}/{Plain(target.Account)}/{Plain(target.Name)}/{Plain(target.Region)}/{revision}/";
    }

    private async Task<GetFunctionResponse?> FunctionAsync(StepTarget target, CancellationToken cancellationToken)
    {
        try
        {
            return await targets.For(target).Lambda.GetFunctionAsync(new GetFunctionRequest { FunctionName = target.Arn }, cancellationToken);
        }
        catch (ResourceNotFoundException)
        {
            return null;
        }
    }

    private static IEnumerable<(string Name, byte[] Content)> Documents(EvidenceRecord seen, FunctionSeen configuration)
    {
        yield return ("configuration.json", Json(configuration, EvidenceJson.Default.FunctionSeen));
        yield return ("concurrency.json", Json(new ConcurrencyEvidence(seen.Concurrency, seen.Provisioned), EvidenceJson.Default.ConcurrencyEvidence));
        yield return ("mappings.json", Json(seen.Mappings, EvidenceJson.Default.IReadOnlyListMappingSeen));
        yield return ("urls.json", Json(seen.Urls, EvidenceJson.Default.IReadOnlyListFunctionUrlSeen));
        yield return ("tags.json", Json(seen.Tags, EvidenceJson.Default.IReadOnlyDictionaryStringString));
        yield return ("record.json", Encoding.UTF8.GetBytes(seen.ToJson()));
        if (seen.Policy is { } policy) yield return ("policy.json", Encoding.UTF8.GetBytes(policy));
        if (seen.Role is { } role) yield return ("role.json", Json(role, EvidenceJson.Default.RoleSeen));
    }

    /// <returns>SHA-256 of what was copied, Base64; null when there was nothing to copy.</returns>
    private async Task<string?> CopyCodeAsync(string folder, GetFunctionResponse? now, List<EvidenceFile> files, List<string> notes, CancellationToken cancellationToken)
    {
        if (now is null) return Without("the function was deleted before its code could be copied");
        if (now.Code?.ResolvedImageUri is { } image) return Without($"the code is the image {image}: it stays in its registry");
        if (!Uri.TryCreate(now.Code?.Location, UriKind.Absolute, out var location) || location.Scheme is not ("https" or "http")) return Without("Lambda gave no address for the code");
        var (file, sha256) = await store.CopyAsync(folder, $"code-{Short(now.Configuration?.CodeSha256)}.zip", location, cancellationToken);
        files.Add(file);
        return sha256;

        string? Without(string note)
        {
            notes.Add(note);
            return null;
        }
    }

    private async Task<EvidenceManifest?> ReadManifestAsync(string folder, CancellationToken cancellationToken) =>
        await store.GetAsync(folder, Manifest, cancellationToken) is { } content ? JsonSerializer.Deserialize(content, EvidenceJson.Default.EvidenceManifest) : null;

    private static byte[] Json<T>(T value, JsonTypeInfo<T> type) => JsonSerializer.SerializeToUtf8Bytes(value, type);

    /// <summary>The first 12 hexadecimal digits of a Base64 hash.</summary>
    private static string Short(string? base64)
    {
        var bytes = new byte[64];
        return base64 is not null && Convert.TryFromBase64String(base64, bytes, out var length) && length >= 6 ? Convert.ToHexStringLower(bytes.AsSpan(0, 6)) : "unknown";
    }

    /// <summary>What can stand in a key without being taken for something else.</summary>
    private static string Plain(string? text) => text is null or "" ? "unknown" : OutsideKey().Replace(text, "_");

    [GeneratedRegex("[^A-Za-z0-9_-]", RegexOptions.None, 1000)]
    private static partial Regex OutsideKey();
}
