using System.Net;
using System.Text.Json.Nodes;
using Amazon.Lambda;
using Amazon.Lambda.Model;
using Sentinel.Aws.Containment;
using Sentinel.Aws.Tests.Calls;
using Sentinel.Aws.Tests.Emulators;

namespace Sentinel.Aws.Tests.Containment;

[Collection(MotoTests.Name)]
public sealed class QuarantineFunctionTests(MotoServer server) : IDisposable
{
    private readonly MotoAccount _account = new(server);

    private QuarantineFunction Step => new(_account.Clients, TimeProvider.System);

    private StepTarget Target => _account.Function("orders");

    public void Dispose() => _account.Dispose();

    [Fact]
    public async Task A_value_that_somebody_else_set_is_left_and_reported()
    {
        var record = await ContainedAsync(reserved: 5);
        await _account.SetConcurrencyAsync("orders", 9);

        var reversal = await Step.RevertAsync(record, CancellationToken.None);

        Assert.Equal(RemainderKind.ChangedByOthers, Assert.Single(reversal.Remainders).Kind);
        Assert.Equal(9, await _account.ConcurrencyAsync("orders"));
    }

    [Fact]
    public async Task A_reservation_that_the_pool_no_longer_allows_keeps_the_function_contained_and_says_so()
    {
        var record = await ContainedAsync(reserved: 500);
        await _account.MakeFunctionAsync("greedy", "exec");
        await _account.SetConcurrencyAsync("greedy", 700);

        var reversal = await Step.RevertAsync(record, CancellationToken.None);

        Assert.True(reversal.IsHeld);
        Assert.Contains("500", Assert.Single(reversal.Remainders).Text, StringComparison.Ordinal);
        Assert.Equal(0, await _account.ConcurrencyAsync("orders"));
    }

    [Fact]
    public async Task A_lift_by_somebody_else_is_found()
    {
        var record = await ContainedAsync(reserved: null);
        await _account.SetConcurrencyAsync("orders", null);

        var verification = await Step.VerifyAsync(record, CancellationToken.None);

        Assert.False(verification.Holds);
        Assert.Equal(FindingKind.Lifted, Assert.Single(verification.Findings).Kind);
    }

    [Fact]
    public async Task Provisioned_concurrency_that_appears_later_is_found_recorded_removed_and_given_back()
    {
        var record = await ContainedAsync(reserved: null);
        _account.Gaps.Provision("orders", "canary", 4);

        var finding = Assert.Single((await Step.VerifyAsync(record, CancellationToken.None)).Findings);
        var extended = record.Extend(await Step.InspectAsync(Target, CancellationToken.None));
        await Step.ApplyAsync(extended, CancellationToken.None);

        Assert.Equal(FindingKind.Unrecorded, finding.Kind);
        Assert.Empty((await Step.VerifyAsync(extended, CancellationToken.None)).Findings);
        Assert.Null(((QuarantineRecord)extended).Concurrency);
        Assert.Empty((await Step.RevertAsync(extended, CancellationToken.None)).Remainders);
        Assert.Equal(["canary=4"], _account.Gaps.ProvisionedOf("orders").Select(p => $"{p.Key}={p.Value}"));
        Assert.Null(await _account.ConcurrencyAsync("orders"));
    }

    [Fact]
    public async Task A_provisioning_that_cannot_be_removed_is_an_error_and_the_reservation_is_set_all_the_same()
    {
        await _account.MakeRoleAsync("exec");
        await _account.MakeFunctionAsync("orders", "exec");
        var record = new QuarantineRecord { Target = Target, Provisioned = [new ProvisionedSeen("live", 1)] };
        _account.Edge.Before = (request, _) => request.Method != HttpMethod.Delete ? null : new HttpResponseMessage(HttpStatusCode.Forbidden)
        {
            Headers = { { "x-amzn-ErrorType", "AccessDeniedException" } },
            Content = new StringContent("{}"),
        };

        var thrown = await Assert.ThrowsAsync<AmazonLambdaException>(() => Step.ApplyAsync(record, CancellationToken.None));

        Assert.Equal("AccessDeniedException", thrown.ErrorCode);
        Assert.Equal(0, await _account.ConcurrencyAsync("orders"));
    }

    [Fact]
    public async Task A_removed_provisioning_that_still_counts_for_a_moment_is_waited_for()
    {
        await _account.MakeRoleAsync("exec");
        await _account.MakeFunctionAsync("orders", "exec");
        var record = new QuarantineRecord { Target = Target, Provisioned = [new ProvisionedSeen("live", 1)] };
        var refusals = 3;
        _account.Edge.Before = (request, _) => request.Method != HttpMethod.Put || refusals-- == 0 ? null : new HttpResponseMessage(HttpStatusCode.BadRequest)
        {
            Headers = { { "x-amzn-ErrorType", "InvalidParameterValueException" } },
            Content = new StringContent("{}"),
        };
        var clock = new InstantClock();

        await new QuarantineFunction(_account.Clients, clock).ApplyAsync(record, CancellationToken.None);

        Assert.Equal(0, await _account.ConcurrencyAsync("orders"));
        Assert.Equal([1, 2, 4], clock.Waits.Select(w => w.TotalSeconds));
    }

    [Fact]
    public async Task A_later_look_never_overwrites_what_was_there_first()
    {
        var record = await ContainedAsync(reserved: 7);

        var extended = record.Extend(await Step.InspectAsync(Target, CancellationToken.None));

        Assert.Same(record, extended);
    }

    [Fact]
    public async Task A_function_that_was_deleted_is_gone_and_not_an_error()
    {
        var record = await ContainedAsync(reserved: 5);
        await _account.LambdaAsync(HttpMethod.Delete, "2015-03-31/functions/orders");

        Assert.True((await Step.VerifyAsync(record, CancellationToken.None)).Holds);
        Assert.Equal(RemainderKind.Gone, Assert.Single((await Step.RevertAsync(record, CancellationToken.None)).Remainders).Kind);
        await Assert.ThrowsAsync<ResourceNotFoundException>(() => Step.ApplyAsync(record, CancellationToken.None));
    }

    [Theory]
    [InlineData("CapacityProviderConfig")]
    [InlineData("DurableConfig")]
    [InlineData("MasterArn")]
    public async Task Where_concurrency_zero_does_not_stop_the_function_Verify_says_so(string member)
    {
        var record = await ContainedAsync(reserved: null);
        _account.Edge.Before = (request, _) => !request.RequestUri!.AbsolutePath.EndsWith("/configuration", StringComparison.Ordinal) ? null : new HttpResponseMessage
        {
            Content = new StringContent(new JsonObject { [member] = member == "MasterArn" ? "arn:aws:lambda:us-east-1:1:function:f:1" : new JsonObject() }.ToJsonString()),
        };

        var verification = await Step.VerifyAsync(record, CancellationToken.None);

        Assert.False(verification.Holds);
        Assert.Equal(FindingKind.Insufficient, Assert.Single(verification.Findings).Kind);
    }

    [Fact]
    public async Task An_account_may_only_be_reached_through_its_own_role_and_the_session_names_the_incident()
    {
        await ContainedAsync(reserved: null);

        var whoami = await _account.Clients.For(_account.Id, MotoAccount.Region, "incident-1").Lambda.GetFunctionAsync(new GetFunctionRequest { FunctionName = Target.Arn });

        Assert.Equal(Target.Arn, whoami.Configuration!.FunctionArn);
        Assert.Equal(1, _account.Edge.Sent.Count(s => s == "AssumeRole"));
    }

    private async Task<StepRecord> ContainedAsync(int? reserved)
    {
        await _account.MakeRoleAsync("exec");
        await _account.MakeFunctionAsync("orders", "exec");
        if (reserved is not null) await _account.SetConcurrencyAsync("orders", reserved);
        var record = await Step.InspectAsync(Target, CancellationToken.None);
        await Step.ApplyAsync(record, CancellationToken.None);
        return record;
    }
}
