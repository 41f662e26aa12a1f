using System.Text.Json.Nodes;
using Amazon.Lambda.Model;
using Sentinel.Aws.Containment;
using Sentinel.Aws.Tests.Emulators;

namespace Sentinel.Aws.Tests.Containment;

/// <summary>What somebody else does while a target is contained: found, closed on request, and never overwritten on release.</summary>
[Collection(MotoTests.Name)]
public sealed class OtherStepsTests(MotoServer server) : IAsyncLifetime, IDisposable
{
    private readonly MotoAccount _account = new(server);

    public async Task InitializeAsync()
    {
        await Start.Typical.BuildAsync(_account);
        foreach (var number in Enumerable.Range(2, 8)) await _account.MakePolicyAsync(Identity.Policy(number));
    }

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose() => _account.Dispose();

    [Fact]
    public async Task A_mapping_made_after_containment_is_unrecorded_until_the_record_is_extended_and_comes_back_on_release()
    {
        var step = new DisableEventSources(_account.Clients);
        var record = await AppliedAsync(step, _account.Function(Start.Function));
        var added = await _account.MakeMappingAsync(Start.Function, enabled: true);

        var finding = Assert.Single((await step.VerifyAsync(record, CancellationToken.None)).Findings);
        await step.ApplyAsync(record, CancellationToken.None);
        var untouched = await StateAsync(added);
        var extended = record.Extend(await step.InspectAsync(record.Target, CancellationToken.None));
        await step.ApplyAsync(extended, CancellationToken.None);
        var closed = await StateAsync(added);
        var reversal = await step.RevertAsync(extended, CancellationToken.None);

        Assert.Equal(FindingKind.Unrecorded, finding.Kind);
        Assert.Equal("Enabled", untouched);
        Assert.Equal("Disabled", closed);
        Assert.Empty(reversal.Remainders);
        Assert.Equal("Enabled", await StateAsync(added));
    }

    [Fact]
    public async Task A_mapping_that_is_held_up_does_not_save_the_others()
    {
        var step = new DisableEventSources(_account.Clients);
        var record = (EventSourcesRecord)await step.InspectAsync(_account.Function(Start.Function), CancellationToken.None);
        var open = record.Mappings.Where(m => m.WasEnabled).Select(m => m.Uuid).ToList();
        _account.Edge.Before = (request, _) => request.Method != HttpMethod.Put || !request.RequestUri!.AbsolutePath.EndsWith(open[0], StringComparison.Ordinal) ? null
            : new HttpResponseMessage(System.Net.HttpStatusCode.BadRequest) { Headers = { { "x-amzn-ErrorType", "ResourceInUseException" } }, Content = new StringContent("{}") };

        await Assert.ThrowsAsync<ResourceInUseException>(() => step.ApplyAsync(record, CancellationToken.None));

        Assert.Equal(("Enabled", "Disabled"), (await StateAsync(open[0]), await StateAsync(open[1])));
    }

    [Fact]
    public async Task A_mapping_that_was_disabled_before_is_closed_when_enabled_meanwhile_and_stays_closed()
    {
        var step = new DisableEventSources(_account.Clients);
        var record = (EventSourcesRecord)await AppliedAsync(step, _account.Function(Start.Function));
        var idle = record.Mappings.Single(m => !m.WasEnabled).Uuid;
        await EnableAsync(idle);

        var finding = Assert.Single((await step.VerifyAsync(record, CancellationToken.None)).Findings);
        await step.ApplyAsync(record, CancellationToken.None);
        await step.RevertAsync(record, CancellationToken.None);

        Assert.Equal(FindingKind.Lifted, finding.Kind);
        Assert.Equal("Disabled", await StateAsync(idle));
    }

    [Fact]
    public async Task A_mapping_that_somebody_enabled_or_deleted_is_reported_on_release()
    {
        var step = new DisableEventSources(_account.Clients);
        var record = (EventSourcesRecord)await AppliedAsync(step, _account.Function(Start.Function));
        await EnableAsync(record.Mappings.Single(m => !m.WasEnabled).Uuid);
        await _account.LambdaAsync(HttpMethod.Delete, $"2015-03-31/event-source-mappings/{record.Mappings.First(m => m.WasEnabled).Uuid}");

        var reversal = await step.RevertAsync(record, CancellationToken.None);

        Assert.Equal([RemainderKind.ChangedByOthers, RemainderKind.Gone], reversal.Remainders.Select(r => r.Kind).Order());
    }

    [Fact]
    public async Task A_mapping_of_another_function_whose_name_begins_alike_is_not_touched()
    {
        await _account.MakeFunctionAsync(Start.Function + "-2", Start.Role);
        var other = await _account.MakeMappingAsync(Start.Function + "-2", enabled: true);

        var record = (EventSourcesRecord)await AppliedAsync(new DisableEventSources(_account.Clients), _account.Function(Start.Function));

        Assert.DoesNotContain(other, record.Mappings.Select(m => m.Uuid));
        Assert.Equal("Enabled", await StateAsync(other));
    }

    [Fact]
    public async Task Only_the_deny_policy_is_ever_attached_and_a_full_role_gets_it_as_boundary()
    {
        for (var i = 2; i < 10; i++) await _account.IamAsync("AttachRolePolicy", ("RoleName", Start.Role), ("PolicyArn", $"arn:aws:iam::{_account.Id}:policy/{Identity.Policy(i)}"));
        var step = new DenyExecutionRole(_account.Clients);

        var record = await AppliedAsync(step, _account.Role(Start.Role));

        Assert.Equal(_account.DenyAll, await BoundaryAsync());
        Assert.True((await step.VerifyAsync(record, CancellationToken.None)).Holds);
        Assert.Empty((await step.RevertAsync(record, CancellationToken.None)).Remainders);
        Assert.EndsWith("policy/other", await BoundaryAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_boundary_that_may_not_be_put_back_keeps_the_deny_and_says_so()
    {
        for (var i = 2; i < 10; i++) await _account.IamAsync("AttachRolePolicy", ("RoleName", Start.Role), ("PolicyArn", $"arn:aws:iam::{_account.Id}:policy/{Identity.Policy(i)}"));
        var step = new DenyExecutionRole(_account.Clients);
        var record = await AppliedAsync(step, _account.Role(Start.Role));
        _account.Edge.Before = (_, body) => !body.StartsWith("Action=PutRolePermissionsBoundary", StringComparison.Ordinal) ? null : new HttpResponseMessage(System.Net.HttpStatusCode.Forbidden)
        {
            Content = new StringContent("<ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied</Code><Message>no</Message></Error></ErrorResponse>"),
        };

        var reversal = await step.RevertAsync(record, CancellationToken.None);

        Assert.True(reversal.IsHeld);
        Assert.Equal(_account.DenyAll, await BoundaryAsync());
    }

    [Fact]
    public async Task A_deny_that_somebody_took_away_is_found_and_nothing_is_left_to_revert()
    {
        var step = new DenyExecutionRole(_account.Clients);
        var record = await AppliedAsync(step, _account.Role(Start.Role));
        await _account.IamAsync("DetachRolePolicy", ("RoleName", Start.Role), ("PolicyArn", _account.DenyAll));

        Assert.Equal(FindingKind.Lifted, Assert.Single((await step.VerifyAsync(record, CancellationToken.None)).Findings).Kind);
        Assert.Empty((await step.RevertAsync(record, CancellationToken.None)).Remainders);
    }

    [Fact]
    public async Task A_boundary_that_somebody_set_meanwhile_is_left_and_reported()
    {
        var step = new DenyExecutionRole(_account.Clients);
        var record = await AppliedAsync(step, _account.Role(Start.Role));
        await _account.IamAsync("PutRolePermissionsBoundary", ("RoleName", Start.Role), ("PermissionsBoundary", $"arn:aws:iam::{_account.Id}:policy/{Identity.Policy(5)}"));

        var reversal = await step.RevertAsync(record, CancellationToken.None);

        Assert.Equal(RemainderKind.ChangedByOthers, Assert.Single(reversal.Remainders).Kind);
        Assert.EndsWith(Identity.Policy(5), await BoundaryAsync(), StringComparison.Ordinal);
        Assert.DoesNotContain("SentinelDenyAll", await _account.PictureAsync(Start.Function, Start.Role, Start.User), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_role_made_again_under_the_same_name_is_freed_of_the_deny_and_reported()
    {
        var step = new DenyExecutionRole(_account.Clients);
        var record = await AppliedAsync(step, _account.Role(Start.Role));
        await _account.IamAsync("DetachRolePolicy", ("RoleName", Start.Role), ("PolicyArn", _account.DenyAll));
        foreach (var policy in Start.Typical.ForRole.Policies) await _account.IamAsync("DetachRolePolicy", ("RoleName", Start.Role), ("PolicyArn", $"arn:aws:iam::{_account.Id}:policy/{policy}"));
        await _account.IamAsync("DeleteRole", ("RoleName", Start.Role));
        await _account.MakeRoleAsync(Start.Role, ("PermissionsBoundary", $"arn:aws:iam::{_account.Id}:policy/other"));

        await step.ApplyAsync(record, CancellationToken.None);
        var reversal = await step.RevertAsync(record, CancellationToken.None);

        Assert.Equal(RemainderKind.Gone, Assert.Single(reversal.Remainders).Kind);
        Assert.DoesNotContain("SentinelDenyAll", await _account.PictureAsync(Start.Function, Start.Role, Start.User), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_made_after_containment_is_unrecorded_and_a_deleted_one_is_gone()
    {
        var step = new DeactivateAccessKeys(_account.Clients);
        var record = (AccessKeysRecord)await AppliedAsync(step, _account.User(Start.User));
        await _account.IamAsync("DeleteAccessKey", ("UserName", Start.User), ("AccessKeyId", record.Keys.Single(k => k.WasActive).Id));
        await _account.IamAsync("CreateAccessKey", ("UserName", Start.User));

        var finding = Assert.Single((await step.VerifyAsync(record, CancellationToken.None)).Findings);
        var extended = (AccessKeysRecord)record.Extend(await step.InspectAsync(record.Target, CancellationToken.None));
        await step.ApplyAsync(extended, CancellationToken.None);

        Assert.Equal(FindingKind.Unrecorded, finding.Kind);
        Assert.Equal(3, extended.Keys.Count);
        Assert.True((await step.VerifyAsync(extended, CancellationToken.None)).Holds);
        Assert.Equal(RemainderKind.Gone, Assert.Single((await step.RevertAsync(extended, CancellationToken.None)).Remainders).Kind);
    }

    [Fact]
    public async Task A_record_of_one_step_does_not_extend_that_of_another()
    {
        var keys = await new DeactivateAccessKeys(_account.Clients).InspectAsync(_account.User(Start.User), CancellationToken.None);
        var mappings = await new DisableEventSources(_account.Clients).InspectAsync(_account.Function(Start.Function), CancellationToken.None);

        Assert.Throws<ArgumentException>(() => keys.Extend(mappings));
    }

    private static async Task<StepRecord> AppliedAsync(IContainmentStep step, StepTarget target)
    {
        var record = StepRecord.Parse((await step.InspectAsync(target, CancellationToken.None)).ToJson());
        await step.ApplyAsync(record, CancellationToken.None);
        return record;
    }

    private async Task<string?> StateAsync(string uuid) => (string?)(await _account.LambdaAsync(HttpMethod.Get, $"2015-03-31/event-source-mappings/{uuid}"))["State"];

    private Task<JsonObject> EnableAsync(string uuid) => _account.LambdaAsync(HttpMethod.Put, $"2015-03-31/event-source-mappings/{uuid}", new() { ["Enabled"] = true });

    private async Task<string> BoundaryAsync() => MotoAccount.Texts(await _account.IamAsync("GetRole", ("RoleName", Start.Role)), "PermissionsBoundaryArn");
}
