using System.Text.Json.Nodes;
using Amazon.Lambda.Model;
using Sentinel.Aws.Containment;
using Sentinel.Aws.Tests.Emulators;

namespace Sentinel.Aws.Tests.Containment;

/// <summary>A contained function is opened anew: by an address, by a permission.</summary>
[Collection(MotoTests.Name)]
public sealed class FollowUpTests(MotoServer server) : IAsyncLifetime, IDisposable
{
    private readonly MotoAccount _account = new(server);

    private StepTarget Target => _account.Function("orders");

    public async Task InitializeAsync()
    {
        await _account.MakeRoleAsync("exec");
        await _account.MakeFunctionAsync("orders", "exec");
    }

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose() => _account.Dispose();

    [Fact]
    public async Task A_public_address_made_after_containment_asks_for_a_signature_until_release_and_keeps_its_address()
    {
        var step = new CloseFunctionUrls(_account.Clients);
        var record = Stored(await step.InspectAsync(Target, CancellationToken.None));
        await UrlAsync(HttpMethod.Post, "NONE");
        var address = await AddressAsync();

        var finding = Assert.Single((await step.VerifyAsync(record, CancellationToken.None)).Findings);
        await step.ApplyAsync(record, CancellationToken.None);
        var untouched = await AuthTypeAsync();
        var extended = Stored(record.Extend(await step.InspectAsync(Target, CancellationToken.None)));
        await step.ApplyAsync(extended, CancellationToken.None);
        await step.ApplyAsync(extended, CancellationToken.None);

        Assert.Equal((FindingKind.Unrecorded, "NONE"), (finding.Kind, untouched));
        Assert.Equal("AWS_IAM", await AuthTypeAsync());
        Assert.True((await step.VerifyAsync(extended, CancellationToken.None)).Holds);
        Assert.Empty((await step.RevertAsync(extended, CancellationToken.None)).Remainders);
        Assert.Empty((await step.RevertAsync(extended, CancellationToken.None)).Remainders);
        Assert.Equal(("NONE", address), (await AuthTypeAsync(), await AddressAsync()));
    }

    [Fact]
    public async Task An_address_that_somebody_opened_or_made_again_is_left_and_reported()
    {
        var step = new CloseFunctionUrls(_account.Clients);
        await UrlAsync(HttpMethod.Post, "AWS_IAM");
        var record = Stored(await step.InspectAsync(Target, CancellationToken.None));
        await UrlAsync(HttpMethod.Put, "NONE");

        Assert.Equal(FindingKind.Lifted, Assert.Single((await step.VerifyAsync(record, CancellationToken.None)).Findings).Kind);
        Assert.Equal(RemainderKind.ChangedByOthers, Assert.Single((await step.RevertAsync(record, CancellationToken.None)).Remainders).Kind);

        await UrlAsync(HttpMethod.Delete, null);
        await UrlAsync(HttpMethod.Post, "AWS_IAM");
        Assert.Equal(RemainderKind.Gone, Assert.Single((await step.RevertAsync(record, CancellationToken.None)).Remainders).Kind);
    }

    [Fact]
    public async Task Permissions_added_after_containment_are_taken_away_and_come_back_exactly()
    {
        var step = new ClosePermissions(_account.Clients);
        await PermitAsync("before", "s3.amazonaws.com");
        var record = Stored(await step.InspectAsync(Target, CancellationToken.None));
        await PermitAsync("anybody", "*");
        await PermitAsync("stranger", "arn:aws:iam::444455556666:root");
        await PermitAsync("bucket", "s3.amazonaws.com", ("SourceArn", "arn:aws:s3:::b"), ("SourceAccount", "444455556666"));
        var opened = await PolicyAsync();

        var findings = (await step.VerifyAsync(record, CancellationToken.None)).Findings;
        await step.ApplyAsync(record, CancellationToken.None);
        var untouched = await PolicyAsync();
        var extended = Stored(record.Extend(await step.InspectAsync(Target, CancellationToken.None)));
        await step.ApplyAsync(extended, CancellationToken.None);
        await step.ApplyAsync(extended, CancellationToken.None);
        var closed = await PolicyAsync();

        Assert.All(findings, f => Assert.Equal(FindingKind.Unrecorded, f.Kind));
        Assert.Equal(3, findings.Count);
        Assert.Equal(opened, untouched);
        Assert.Equal("before", (string?)Assert.Single(JsonNode.Parse(closed)!["Statement"]!.AsArray())!["Sid"]);
        Assert.True((await step.VerifyAsync(extended, CancellationToken.None)).Holds);
        Assert.Same(extended, extended.Extend(await step.InspectAsync(Target, CancellationToken.None)));
        Assert.Empty((await step.RevertAsync(extended, CancellationToken.None)).Remainders);
        Assert.Empty((await step.RevertAsync(extended, CancellationToken.None)).Remainders);
        Assert.Equal(opened, await PolicyAsync());
    }

    [Fact]
    public async Task What_is_added_to_the_policy_of_an_alias_is_taken_away_and_comes_back_too()
    {
        var step = new ClosePermissions(_account.Clients);
        await _account.LambdaAsync(HttpMethod.Post, "2015-03-31/functions/orders/versions", []);
        await _account.LambdaAsync(HttpMethod.Post, "2015-03-31/functions/orders/aliases", new JsonObject { ["Name"] = "live", ["FunctionVersion"] = "1" });
        await PermitAsync("before", "s3.amazonaws.com");
        var record = Stored(await step.InspectAsync(Target, CancellationToken.None));
        await _account.LambdaAsync(HttpMethod.Post, "2015-03-31/functions/orders/policy?Qualifier=live", new JsonObject { ["StatementId"] = "back-door", ["Action"] = "lambda:InvokeFunction", ["Principal"] = "*" });

        var found = (await step.VerifyAsync(record, CancellationToken.None)).Findings;
        var extended = Stored(record.Extend(await step.InspectAsync(Target, CancellationToken.None)));
        await step.ApplyAsync(extended, CancellationToken.None);
        var closed = await OfAliasAsync();
        var holds = (await step.VerifyAsync(extended, CancellationToken.None)).Holds;
        var reversal = await step.RevertAsync(extended, CancellationToken.None);

        // On moto an alias shares the policy of its version; on AWS each has its own.
        Assert.All(found, f => Assert.Equal(FindingKind.Unrecorded, f.Kind));
        Assert.Contains(found, f => f.Text.Contains("back-door of live", StringComparison.Ordinal));
        Assert.DoesNotContain("back-door", closed, StringComparison.Ordinal);
        Assert.True(holds);
        Assert.Empty(reversal.Remainders);
        Assert.Contains("back-door", await OfAliasAsync(), StringComparison.Ordinal);

        async Task<string> OfAliasAsync()
        {
            using var clients = _account.Clients.Evaluating(_account.Id, MotoAccount.Region);
            return await clients.Lambda.PolicyAsync(Target.Arn, "live", CancellationToken.None) ?? "";
        }
    }

    [Fact]
    public async Task A_statement_exchanged_under_its_old_id_is_new()
    {
        var step = new ClosePermissions(_account.Clients);
        await PermitAsync("s", "s3.amazonaws.com");
        var record = Stored(await step.InspectAsync(Target, CancellationToken.None));
        await _account.LambdaAsync(HttpMethod.Delete, "2015-03-31/functions/orders/policy/s");
        await PermitAsync("s", "*");

        Assert.Equal(FindingKind.Unrecorded, Assert.Single((await step.VerifyAsync(record, CancellationToken.None)).Findings).Kind);
        var extended = record.Extend(await step.InspectAsync(Target, CancellationToken.None));
        await step.ApplyAsync(extended, CancellationToken.None);
        Assert.True((await step.VerifyAsync(extended, CancellationToken.None)).Holds);
    }

    [Fact]
    public async Task Of_a_function_that_was_deleted_nothing_is_held()
    {
        await UrlAsync(HttpMethod.Post, "NONE");
        var urls = await new CloseFunctionUrls(_account.Clients).InspectAsync(Target, CancellationToken.None);
        var permissions = new PermissionsRecord { Target = Target, Kept = [], Closed = [new PermissionSeen("s", """{"Sid":"s","Effect":"Allow","Principal":"*","Action":"lambda:InvokeFunction"}""")] };
        await _account.LambdaAsync(HttpMethod.Delete, "2015-03-31/functions/orders");

        foreach (var (step, record) in new (IContainmentStep, StepRecord)[] { (new CloseFunctionUrls(_account.Clients), urls), (new ClosePermissions(_account.Clients), permissions) })
        {
            Assert.True((await step.VerifyAsync(record, CancellationToken.None)).Holds);
            Assert.Equal(RemainderKind.Gone, Assert.Single((await step.RevertAsync(record, CancellationToken.None)).Remainders).Kind);
        }
    }

    [Fact]
    public void A_statement_becomes_the_request_that_made_it()
    {
        var request = PermissionStatement.Request(new PermissionSeen("s", """
            {"Sid":"s","Effect":"Allow","Principal":{"AWS":"*"},"Action":"lambda:InvokeFunctionUrl","Resource":"arn","Condition":{"StringEquals":{"lambda:FunctionUrlAuthType":"NONE",
            "aws:PrincipalOrgID":"o-1","AWS:SourceAccount":"1","lambda:EventSourceToken":"t"},"ArnLike":{"AWS:SourceArn":"arn:aws:s3:::b"},"Bool":{"lambda:InvokedViaFunctionUrl":"true"}}}
            """), "f")!;

        Assert.Equal(("f", "s", "lambda:InvokeFunctionUrl", "*"), (request.FunctionName, request.StatementId, request.Action, request.Principal));
        Assert.Equal(("NONE", "o-1", "1", "t", "arn:aws:s3:::b", true),
            (request.FunctionUrlAuthType?.Value, request.PrincipalOrgID, request.SourceAccount, request.EventSourceToken, request.SourceArn, request.InvokedViaFunctionUrl));
    }

    [Theory]
    [InlineData("""{"Sid":"s","Effect":"Deny","Principal":"*","Action":"lambda:InvokeFunction"}""")]
    [InlineData("""{"Sid":"s","Effect":"Allow","Principal":"*","Action":["lambda:InvokeFunction"]}""")]
    [InlineData("""{"Sid":"s","Effect":"Allow","Principal":{"Federated":"x"},"Action":"lambda:InvokeFunction"}""")]
    [InlineData("""{"Sid":"s","Effect":"Allow","Principal":"*","Action":"a","Condition":{"IpAddress":{"aws:SourceIp":"192.0.2.0/24"}}}""")]
    [InlineData("""{"Sid":"s","Effect":"Allow","Principal":"*","Action":"a","Condition":{"StringEquals":{"AWS:SourceAccount":["1","2"]}}}""")]
    public async Task What_AddPermission_cannot_say_is_not_put_back_as_something_else(string statement)
    {
        var record = new PermissionsRecord { Target = Target, Kept = [], Closed = [new PermissionSeen("s", statement)] };

        var reversal = await new ClosePermissions(_account.Clients).RevertAsync(record, CancellationToken.None);

        Assert.True(reversal.IsHeld);
        await Assert.ThrowsAnyAsync<Exception>(PolicyAsync);
    }

    private static StepRecord Stored(StepRecord record) => StepRecord.Parse(record.ToJson());

    private Task<JsonObject> PermitAsync(string id, string principal, params (string, string)[] more)
    {
        var body = new JsonObject { ["StatementId"] = id, ["Action"] = "lambda:InvokeFunction", ["Principal"] = principal };
        foreach (var (name, value) in more) body[name] = value;
        return _account.LambdaAsync(HttpMethod.Post, "2015-03-31/functions/orders/policy", body);
    }

    private Task<JsonObject> UrlAsync(HttpMethod method, string? authType) =>
        _account.LambdaAsync(method, "2021-10-31/functions/orders/url", authType is null ? null : new JsonObject { ["AuthType"] = authType });

    private async Task<string?> AuthTypeAsync() => (string?)(await UrlAsync(HttpMethod.Get, null))["AuthType"];

    private async Task<string?> AddressAsync() => (string?)(await UrlAsync(HttpMethod.Get, null))["FunctionUrl"];

    private async Task<string> PolicyAsync() => (string)(await _account.LambdaAsync(HttpMethod.Get, "2015-03-31/functions/orders/policy"))["Policy"]!;
}
