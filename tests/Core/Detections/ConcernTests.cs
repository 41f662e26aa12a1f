using Sentinel.Core.Detections;
using Sentinel.Core.Incidents;

namespace Sentinel.Core.Tests.Detections;

/// <summary>Whom and what a signal concerns beyond its caller: through these subjects it joins the incident that it belongs to.</summary>
public class ConcernTests
{
    private const string Backup = "arn:aws:lambda:eu-west-1:111122223333:function:backup";

    [Theory]
    [InlineData("a schedule runs an alias of a function")]
    [InlineData("a rule runs a function")]
    [InlineData("a topic runs a function")]
    [InlineData("uploads run a function")]
    public void A_trigger_concerns_the_function_that_it_runs_whichever_alias_it_names(string example) =>
        Assert.Contains(Backup, Said("trigger-plumbing", example).Subjects);

    [Fact]
    public void A_destination_is_no_function_that_is_concerned() =>
        Assert.Equal([Backup, "arn:aws:iam::111122223333:user/dev"], Said("trigger-plumbing", "results go to another account's queue").Subjects.Order(StringComparer.Ordinal).Reverse());

    [Fact]
    public void A_clone_concerns_the_original() => Assert.Contains(Backup, Said("code-clone", "the same hash under a new name, from another bucket").Subjects);

    [Theory]
    [InlineData("DetachUserPolicy", "userName", "arn:aws:iam::111122223333:user/mallory")]
    [InlineData("DetachRolePolicy", "roleName", "arn:aws:iam::111122223333:role/mallory")]
    public void A_lifted_denial_concerns_whom_it_held(string api, string name, string subject)
    {
        var detach = new Call("iam:" + api) { Region = "us-east-1", Request = $$"""{"{{name}}":"mallory","policyArn":"arn:aws:iam::111122223333:policy/SentinelDenyAll"}""" };

        Assert.Contains(subject, Assert.Single(ExampleRunner.Play(Example.Fires("", detach), new QuarantineLifted()).All).Subjects);
    }

    [Fact]
    public void Refusals_are_counted_for_the_caller_whatever_they_were_about()
    {
        var signal = Said("denied-probing", "five different calls in four minutes");

        Assert.Equal((5, null), (signal.Count, signal.Function));
        Assert.Equal(["arn:aws:iam::111122223333:user/dev"], signal.Subjects);
    }

    [Fact]
    public void An_unused_region_without_a_function_concerns_the_caller_alone() =>
        Assert.Equal(["arn:aws:iam::111122223333:user/dev"], Said("unused-region", "a stack where nobody works, by one who makes stacks daily").Subjects);

    private static Signal Said(string id, string example)
    {
        var detection = Catalogue.All.Single(d => d.Info.Id == id);
        return ExampleRunner.Play(detection.Examples.Single(e => e.Name == example), id is "code-clone" ? [.. Catalogue.All] : [detection]).LastCall.Last(s => s.Detection == id);
    }
}
