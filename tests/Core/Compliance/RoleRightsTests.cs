using Sentinel.Core.Compliance;

namespace Sentinel.Core.Tests.Compliance;

public class RoleRightsTests
{
    [Theory]
    [InlineData("arn:aws:iam::aws:policy/AdministratorAccess", Rights.Administrator)]
    [InlineData("arn:aws:iam::aws:policy/AmazonDynamoDBFullAccess", Rights.BroadData)]
    [InlineData("arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole", Rights.Ordinary)]
    [InlineData("arn:aws:iam::111122223333:policy/AdministratorAccess", Rights.Ordinary)] // a name that anybody may give
    public void Policies_of_AWS_are_known_by_name(string policy, Rights rights) => Assert.Equal(rights, RoleRights.Of([policy], []));

    [Theory]
    [InlineData("*", "*", Rights.Administrator)]
    [InlineData("dynamodb:*", "*", Rights.BroadData)]
    [InlineData("dynamodb:*", "arn:aws:dynamodb:*:*:table/*", Rights.BroadData)]
    [InlineData("dynamodb:*", "arn:aws:dynamodb:eu-west-1:111122223333:table/orders", Rights.Ordinary)]
    [InlineData("s3:*", "arn:aws:s3:::*", Rights.BroadData)]
    [InlineData("s3:*", "arn:aws:s3:::orders/*", Rights.Ordinary)]
    [InlineData("dynamodb:GetItem", "*", Rights.Ordinary)]
    [InlineData("iam:*", "*", Rights.Administrator)]
    public void A_document_is_weighed_by_its_actions_where_no_resource_is_named(string action, string resource, Rights rights) =>
        Assert.Equal(rights, RoleRights.Of([], [$$$"""{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"{{{action}}}","Resource":["{{{resource}}}"]}}"""]));

    [Fact]
    public void What_is_denied_or_no_policy_gives_nothing() =>
        Assert.Equal(Rights.Ordinary, RoleRights.Of([], ["""{"Statement":[{"Effect":"Deny","Action":"*","Resource":"*"}]}""", "no policy", "[]", """{"Statement":"x"}"""]));

    [Theory]
    [InlineData("""{"Effect":"Allow","Principal":"*","Action":"lambda:InvokeFunction"}""", true)]
    [InlineData("""{"Effect":"Allow","Principal":{"AWS":"*"},"Action":"lambda:InvokeFunction"}""", true)]
    [InlineData("""{"Effect":"Allow","Principal":"*","Action":"lambda:InvokeFunctionUrl","Condition":{"StringEquals":{"lambda:FunctionUrlAuthType":"NONE"}}}""", true)]
    [InlineData("""{"Effect":"Allow","Principal":"*","Action":"lambda:InvokeFunction","Condition":{"StringEquals":{"aws:PrincipalOrgID":"o-example"}}}""", false)]
    [InlineData("""{"Effect":"Allow","Principal":{"Service":"s3.amazonaws.com"},"Action":"lambda:InvokeFunction"}""", false)]
    [InlineData("""{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::444455556666:root"},"Action":"lambda:InvokeFunction"}""", false)]
    [InlineData("""{"Effect":"Deny","Principal":"*","Action":"lambda:InvokeFunction"}""", false)]
    public void A_policy_lets_anybody_in_when_nothing_says_whom(string statement, bool anybody) =>
        Assert.Equal(anybody, RoleRights.LetsAnybodyIn($$"""{"Version":"2012-10-17","Statement":[{{statement}}]}"""));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("[1]")]
    public void No_policy_lets_nobody_in(string? policy) => Assert.False(RoleRights.LetsAnybodyIn(policy));
}
