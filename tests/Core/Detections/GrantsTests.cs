using Sentinel.Core.Detections;

namespace Sentinel.Core.Tests.Detections;

public class GrantsTests
{
    [Theory]
    [InlineData("arn:aws:iam::aws:policy/AdministratorAccess", Breadth.Admin)]
    [InlineData("arn:aws:iam::aws:policy/PowerUserAccess", Breadth.Admin)]
    [InlineData("arn:aws:iam::aws:policy/IAMFullAccess", Breadth.Admin)]
    [InlineData("arn:aws-cn:iam::aws:policy/job-function/AdministratorAccess", Breadth.Admin)]
    [InlineData("arn:aws:iam::aws:policy/AmazonS3FullAccess", Breadth.FullAccess)]
    [InlineData("arn:aws:iam::aws:policy/SecretsManagerReadWrite", Breadth.FullAccess)]
    [InlineData("arn:aws:iam::aws:policy/AWSKeyManagementServicePowerUser", Breadth.FullAccess)]
    [InlineData("arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess", Breadth.ReadsData)]
    [InlineData("arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole", Breadth.Narrow)]
    [InlineData("arn:aws:iam::aws:policy/CloudWatchLogsFullAccess", Breadth.Narrow)]
    [InlineData("arn:aws:iam::aws:policy/AWSXrayFullAccess", Breadth.Narrow)]
    [InlineData("arn:aws:iam::aws:policy/AWSXRayDaemonReadOnly", Breadth.Narrow)]
    [InlineData("arn:aws:iam::111122223333:policy/AdministratorAccess", Breadth.Narrow)] // somebody's own, by any name
    [InlineData("arn:aws:iam::aws", Breadth.Narrow)]
    [InlineData("", Breadth.Narrow)]
    [InlineData(null, Breadth.Narrow)]
    internal void A_managed_policy_is_weighed_by_its_name(string? arn, Breadth breadth) => Assert.Equal(breadth, Grants.OfManaged(arn));

    [Theory]
    [InlineData("*", Breadth.Admin)]
    [InlineData("**?", Breadth.Admin)]
    [InlineData("iam:*", Breadth.Admin)]
    [InlineData("LAMBDA:*", Breadth.Admin)]
    [InlineData("sts:?*", Breadth.Admin)]
    [InlineData("iam:Get*", Breadth.Narrow)]
    [InlineData("lambda:InvokeFunction", Breadth.Narrow)]
    [InlineData("dynamodb:*", Breadth.FullAccess)]
    [InlineData("S3:*", Breadth.FullAccess)]
    [InlineData("dynamodb:Get*", Breadth.ReadsData)]
    [InlineData("s3:GetObjec?", Breadth.ReadsData)]
    [InlineData("dynamodb:PutItem", Breadth.Narrow)]
    [InlineData("s3:list*", Breadth.Narrow)]
    [InlineData("rds:Describe*", Breadth.Narrow)]
    [InlineData("logs:*", Breadth.Narrow)]
    [InlineData("dynamodb", Breadth.Narrow)]
    [InlineData("", Breadth.Admin)] // as all that is nothing but wildcards
    internal void An_action_is_weighed_by_service_and_wildcards(string action, Breadth breadth) =>
        Assert.Equal(breadth, Grants.OfDocument($$$"""{"Statement":{"Effect":"Allow","Action":"{{{action}}}"}}"""));

    [Theory]
    [InlineData("""{"Statement":[{"Effect":"Allow","Action":["s3:GetObject","s3:Get*","sqs:*","kms:Sign"]}]}""", Breadth.FullAccess)]
    [InlineData("""{"Statement":[{"Effect":"Allow","Action":"s3:Get*"},{"Effect":"Allow","Action":"logs:PutLogEvents"}]}""", Breadth.ReadsData)]
    [InlineData("""{"Statement":[{"Effect":"Deny","Action":"*"},{"Effect":"Allow","Action":"s3:GetObject"}]}""", Breadth.Narrow)]
    [InlineData("""{"Statement":[{"Effect":"Allow","NotAction":"iam:*"}]}""", Breadth.Admin)]
    [InlineData("""{"Statement":["*",7,{"Effect":"Allow","Action":[1,"s3:*"]}]}""", Breadth.FullAccess)]
    [InlineData("""{"Statement":[{"Action":"*"}]}""", Breadth.Narrow)]
    [InlineData("""{"Statement":[{"Effect":["Allow","Deny"],"Action":"*"}]}""", Breadth.Narrow)]
    [InlineData("""{"Version":"2012-10-17"}""", Breadth.Narrow)]
    [InlineData("""[{"Effect":"Allow","Action":"*"}]""", Breadth.Narrow)]
    [InlineData("""{"Statement":[{"Effect":"Allow","Action":"*"}""", Breadth.Narrow)]
    [InlineData(null, Breadth.Narrow)]
    internal void A_document_is_as_broad_as_the_broadest_action_that_it_allows(string? document, Breadth breadth) => Assert.Equal(breadth, Grants.OfDocument(document));

    [Theory]
    [InlineData("""{"AWS":"arn:aws:iam::444455556666:root"}""", "arn:aws:iam::444455556666:root")]
    [InlineData("""{"AWS":["111122223333","arn:aws:iam::111122223333:user/dev","444455556666"]}""", "444455556666")]
    [InlineData("""{"AWS":"*"}""", "*")]
    [InlineData("\"*\"", "*")]
    [InlineData("""{"Service":"lambda.amazonaws.com"}""", null)]
    [InlineData("""{"Service":"lambda.amazonaws.com","AWS":"arn:aws:iam::111122223333:role/r"}""", null)]
    [InlineData("""{"AWS":["AIDAEXAMPLE","AROAEXAMPLE"]}""", null)] // deleted principals
    [InlineData("[]", null)]
    public void A_stranger_is_an_AWS_principal_of_no_account_of_ours(string principal, string? stranger) =>
        Assert.Equal(stranger, Grants.StrangerIn($$"""{"Statement":[{"Effect":"Allow","Principal":{{principal}},"Action":"sts:AssumeRole"}]}""", "111122223333"));

    [Fact]
    public void Whoever_is_not_one_of_them_is_anybody() =>
        Assert.Equal("*", Grants.StrangerIn("""{"Statement":{"Effect":"Allow","NotPrincipal":{"AWS":"111122223333"},"Action":"sts:AssumeRole"}}""", "111122223333"));

    [Fact]
    public void A_statement_that_trusts_nobody_lets_nobody_in()
    {
        Assert.Null(Grants.StrangerIn("""{"Statement":{"Effect":"Allow","Action":"sts:AssumeRole"}}""", "111122223333"));
        Assert.Null(Grants.StrangerIn("""{"Statement":{"Effect":"Deny","Principal":"*","Action":"sts:AssumeRole"}}""", "111122223333"));
    }
}
