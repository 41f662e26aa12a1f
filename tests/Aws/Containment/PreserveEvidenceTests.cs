using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Amazon.S3;
using Amazon.S3.Model;
using Sentinel.Aws.Containment;
using Sentinel.Aws.Tests.Emulators;

namespace Sentinel.Aws.Tests.Containment;

[Collection(MotoTests.Name)]
public sealed class PreserveEvidenceTests(MotoServer server) : IAsyncLifetime, IDisposable
{
    private const string Trust = "lambda.amazonaws.com";
    private readonly MotoAccount _account = new(server);
    private readonly byte[] _package = MotoAccount.Zip("def handler(e, c): steal()");

    private string Bucket => $"evidence-{_account.Id}";

    private PreserveEvidence Step => new(_account.Clients, new EvidenceStore(_account.Clients.S3, Bucket, _account.Clients.Handler), TimeProvider.System);

    private IAmazonS3 S3 => _account.Clients.S3;

    public async Task InitializeAsync()
    {
        await S3.PutBucketAsync(new PutBucketRequest { BucketName = Bucket, BucketRegionName = MotoAccount.Region });
        await Start.Typical.BuildAsync(_account);
        await _account.IamAsync("PutRolePolicy", ("RoleName", Start.Role), ("PolicyName", "inline"), ("PolicyDocument", """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"dynamodb:*","Resource":"*"}]}"""));
        await _account.MakeFunctionAsync("thief", Start.Role, _package, new JsonObject
        {
            ["Description"] = "\u202Egood <b>\"\n",
            ["Environment"] = new JsonObject { ["Variables"] = new JsonObject { ["TARGET"] = "192.0.2.7:443", ["TOKEN"] = "hunter2" } },
            ["Tags"] = new JsonObject { ["team"] = "none" },
        });
        await _account.LambdaAsync(HttpMethod.Post, "2015-03-31/functions/thief/policy",
            new JsonObject { ["StatementId"] = "open", ["Action"] = "lambda:InvokeFunction", ["Principal"] = "*" });
        await _account.MakeMappingAsync("thief", enabled: true);
    }

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose() => _account.Dispose();

    [Fact]
    public async Task Everything_is_preserved_and_the_manifest_speaks_the_truth()
    {
        var record = await InspectAsync();

        await Step.ApplyAsync(record, CancellationToken.None);

        Assert.StartsWith($"evidence/incident-1/{_account.Id}/thief/{MotoAccount.Region}/", PreserveEvidence.FolderOf(record), StringComparison.Ordinal);
        var manifest = await ManifestAsync(record);
        Assert.True((bool)manifest["codeMatches"]!);
        Assert.Equal(Convert.ToBase64String(SHA256.HashData(_package)), (string?)manifest["codeSha256Copied"]);
        var files = manifest["files"]!.AsArray().ToDictionary(f => (string)f!["name"]!, f => (string)f!["sha256"]!);
        Assert.Superset(new HashSet<string> { "configuration.json", "concurrency.json", "mappings.json", "urls.json", "tags.json", "policy.json", "role.json", "record.json" }, files.Keys.ToHashSet());
        foreach (var (name, sha256) in files) Assert.Equal(sha256, Convert.ToHexStringLower(SHA256.HashData(await ReadAsync(record, name))));
        Assert.Equal(_package, await ReadAsync(record, files.Keys.Single(f => f.EndsWith(".zip", StringComparison.Ordinal))));
        Assert.Contains("hunter2", await TextAsync(record, "configuration.json"), StringComparison.Ordinal);
        Assert.Contains("\"Principal\": \"*\"", await TextAsync(record, "policy.json"), StringComparison.Ordinal);
        Assert.Contains(Trust, await TextAsync(record, "role.json"), StringComparison.Ordinal);
        Assert.Contains("dynamodb:*", await TextAsync(record, "role.json"), StringComparison.Ordinal);
        Assert.Empty((await Step.VerifyAsync(record, CancellationToken.None)).Findings);
    }

    [Fact]
    public async Task The_ledger_record_holds_no_value_of_an_environment_variable()
    {
        var json = (await InspectAsync()).ToJson();

        Assert.Contains("TOKEN", json, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", json, StringComparison.Ordinal);
        Assert.DoesNotContain("Signature", json, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_package_that_was_exchanged_meanwhile_is_kept_and_told_apart()
    {
        var record = await InspectAsync();
        _account.Gaps.Packages["thief"] = MotoAccount.Zip("pass");

        await Step.ApplyAsync(record, CancellationToken.None);

        Assert.False((bool)(await ManifestAsync(record))["codeMatches"]!);
        var verification = await Step.VerifyAsync(record, CancellationToken.None);
        Assert.False(verification.Holds);
        Assert.Contains(verification.Findings, f => f.Kind == FindingKind.Insufficient && f.Text.Contains("differs", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_function_deleted_before_the_copy_leaves_what_was_inspected()
    {
        var record = await InspectAsync();
        await _account.LambdaAsync(HttpMethod.Delete, "2015-03-31/functions/thief");

        await Step.ApplyAsync(record, CancellationToken.None);

        var verification = await Step.VerifyAsync(record, CancellationToken.None);
        Assert.Contains("deleted", Assert.Single(verification.Findings).Text, StringComparison.Ordinal);
        Assert.Contains("TOKEN", await TextAsync(record, "configuration.json"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_repetition_after_a_crash_at_any_call_ends_with_whole_evidence()
    {
        foreach (var afterwards in new[] { false, true })
        {
            for (var call = 0; ; call++)
            {
                var record = (EvidenceRecord)await InspectAsync() with { Target = new StepTarget($"incident-{afterwards}-{call}", _account.Function("thief").Arn, MotoAccount.Region) };
                _account.Edge.DieAt(call, afterwards);
                var died = await DiesAsync(record);
                _account.Edge.Reset();

                await Step.ApplyAsync(record, CancellationToken.None);

                Assert.True((bool)(await ManifestAsync(record))["codeMatches"]!);
                Assert.Empty((await Step.VerifyAsync(record, CancellationToken.None)).Findings);
                if (died) continue;
                Assert.True(call > 8, $"only {call} calls");
                break;
            }
        }
    }

    [Fact]
    public async Task A_package_that_cannot_be_fetched_throws_without_telling_its_address_and_without_a_manifest()
    {
        var record = await InspectAsync();
        _account.Edge.Before = (request, _) => request.RequestUri!.Host.StartsWith("awslambda-", StringComparison.Ordinal) ? new HttpResponseMessage(HttpStatusCode.Forbidden) : null;

        var thrown = await Assert.ThrowsAsync<HttpRequestException>(() => Step.ApplyAsync(record, CancellationToken.None));

        Assert.DoesNotContain("awslambda", thrown.ToString(), StringComparison.Ordinal);
        Assert.False((await Step.VerifyAsync(record, CancellationToken.None)).Holds);
    }

    [Fact]
    public async Task A_large_package_flows_through_without_being_held()
    {
        const int Size = 96 * 1024 * 1024;
        const int Held = 1024 * 1024;
        var record = await InspectAsync();
        var source = new Zeros(Size);
        var sink = new Sink(source);
        _account.Edge.Before = (request, _) =>
        {
            if (request.RequestUri!.Host.StartsWith("awslambda-", StringComparison.Ordinal)) return new HttpResponseMessage { Content = new StreamContent(source) { Headers = { ContentLength = Size } } };
            if (request.Method != HttpMethod.Put || !request.RequestUri.AbsolutePath.EndsWith(".zip", StringComparison.Ordinal)) return null;
            request.Content!.CopyTo(sink, null, CancellationToken.None);
            return new HttpResponseMessage { Headers = { ETag = new("\"0\"") } };
        };

        await Step.ApplyAsync(record, CancellationToken.None);

        Assert.InRange(sink.Written, Size, Size + (Size / 8));
        Assert.InRange(sink.Lead, 0, Held);
        using var zeros = new Zeros(Size);
        Assert.Equal(Convert.ToBase64String(await SHA256.HashDataAsync(zeros)), (string?)(await ManifestAsync(record))["codeSha256Copied"]);
    }

    private async Task<bool> DiesAsync(EvidenceRecord record)
    {
        try
        {
            await Step.ApplyAsync(record, CancellationToken.None);
            return false;
        }
        catch (ProcessDiedException)
        {
            return true;
        }
    }

    private async Task<EvidenceRecord> InspectAsync() =>
        (EvidenceRecord)StepRecord.Parse((await Step.InspectAsync(_account.Function("thief"), CancellationToken.None)).ToJson());

    private async Task<JsonNode> ManifestAsync(EvidenceRecord record) => JsonNode.Parse(await ReadAsync(record, "manifest.json"))!;

    private async Task<string> TextAsync(EvidenceRecord record, string name) => Encoding.UTF8.GetString(await ReadAsync(record, name));

    private async Task<byte[]> ReadAsync(EvidenceRecord record, string name)
    {
        using var found = await S3.GetObjectAsync(Bucket, PreserveEvidence.FolderOf(record) + name);
        using var content = new MemoryStream();
        await found.ResponseStream.CopyToAsync(content);
        return content.ToArray();
    }
}
