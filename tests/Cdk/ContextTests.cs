using Sentinel.Cdk.Context;

namespace Sentinel.Cdk.Tests;

public sealed class ContextTests
{
    private static DeploymentContext Read(params (string Key, object Value)[] given) => DeploymentContext.Read(key => given.Where(g => g.Key == key).Select(g => g.Value).FirstOrDefault());

    private static string ErrorOf(params (string Key, object Value)[] given) => Assert.Throws<ContextException>(() => Read(given)).Message;

    [Fact]
    public void One_account_needs_no_more_than_a_mode()
    {
        var context = Read(("topology", "single"), ("mode", "observe"));

        Assert.Equal((Topology.Single, Mode.Observe, "sentinel", true, true), (context.Topology, context.Mode, context.StackName, context.Reserve, context.ServiceInvocations));
    }

    [Fact]
    public void An_organisation_is_the_default_and_says_what_it_needs()
    {
        var error = ErrorOf();

        Assert.Contains("organisation is not given, expected the id of the organisation", error, StringComparison.Ordinal);
        Assert.Contains("organisationalUnits is not given", error, StringComparison.Ordinal);
        Assert.Contains("mode is not given, expected -c mode=observe|approve|enforce", error, StringComparison.Ordinal);
    }

    [Fact]
    public void In_an_organisation_what_services_invoke_stays_where_it_is()
    {
        var context = Read(("mode", "enforce"), ("organisation", "o-a1b2c3d4e5"), ("organisationalUnits", "ou-a1b2-c3d4e5f6, r-a1b2"));

        Assert.False(context.ServiceInvocations);
        Assert.Equal(["ou-a1b2-c3d4e5f6", "r-a1b2"], context.OrganisationalUnits);
        Assert.Equal("o-a1b2c3d4e5", context.ExternalId);
        Assert.Contains("us-east-1", context.Regions);
    }

    [Fact]
    public void A_list_may_be_an_array_of_the_file() =>
        Assert.Equal(["a@example.com", "b@example.com"], Read(("topology", "single"), ("mode", "observe"), ("emails", new object[] { "a@example.com", "b@example.com" })).Emails);

    [Theory]
    [InlineData("topic", null, null)]
    [InlineData("slack:T0123ABCDE:G0123ABCDE", "T0123ABCDE", "G0123ABCDE")]
    public void Chat_is_a_topic_with_or_without_a_channel(string given, string? workspace, string? channel) =>
        Assert.Equal(new ChatChoice(workspace, channel), Read(("topology", "single"), ("mode", "observe"), ("chat", given)).Chat);

    [Fact]
    public void Without_a_word_of_it_there_is_no_chat() => Assert.Null(Read(("topology", "single"), ("mode", "observe")).Chat);

    [Fact]
    public void A_switch_may_be_a_boolean_of_the_file() => Assert.False(Read(("topology", "single"), ("mode", "observe"), ("reserve", false)).Reserve);

    [Theory]
    [InlineData("mode", "destroy", "mode is 'destroy', expected -c mode=observe|approve|enforce")]
    [InlineData("topology", "both", "topology is 'both', expected -c topology=single|organisation")]
    [InlineData("reserve", "no", "reserve is 'no', expected true or false")]
    [InlineData("emails", "nobody", "emails is 'nobody', expected e-mail addresses")]
    [InlineData("sensitiveTables", "customer-data", "sensitiveTables is 'customer-data', expected ARNs of tables")]
    [InlineData("stackName", "Sentinel", "stackName is 'Sentinel', expected 1-32 lower-case letters")]
    [InlineData("trail", "organisation", "trail is 'organisation', expected none or account with topology=single")]
    [InlineData("config", "organisation", "config is 'organisation', expected off or account with topology=single")]
    [InlineData("flowLogGroups", "a group", "flowLogGroups is 'a group', expected names of log groups")]
    [InlineData("flowLogFormat", "srcaddr", "flowLogFormat is 'srcaddr', expected the LogFormat of the flow logs")]
    [InlineData("chat", "#oncall", "chat is '#oncall', expected topic, or slack:WORKSPACE:CHANNEL")]
    [InlineData("chat", "slack:C0123ABCDE:T0123ABCDE", "chat is 'slack:C0123ABCDE:T0123ABCDE', expected topic, or slack:WORKSPACE:CHANNEL")]
    [InlineData("regions", "Frankfurt", "regions is 'Frankfurt', expected names of regions")]
    public void An_error_says_what_was_given_and_what_is_expected(string key, string value, string expected) =>
        Assert.Contains(expected, ErrorOf([.. new (string, object)[] { ("topology", "single"), ("mode", "observe") }.Where(g => g.Item1 != key), (key, value)]), StringComparison.Ordinal);

    [Fact]
    public void The_regions_of_an_organisation_hold_the_one_where_IAM_records() =>
        Assert.Contains("us-east-1", ErrorOf(("mode", "enforce"), ("organisation", "o-a1b2c3d4e5"), ("organisationalUnits", "r-a1b2"), ("regions", "eu-central-1")), StringComparison.Ordinal);

    [Fact]
    public void All_that_is_wrong_is_told_at_once() =>
        Assert.Equal(4, ErrorOf(("topology", "single"), ("mode", "x"), ("reserve", "y"), ("emails", "z")).Split('\n').Length);
}
