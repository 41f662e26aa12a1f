using Sentinel.Core.CloudTrail;

namespace Sentinel.Core.Tests.CloudTrail;

public sealed class ArnsTests
{
    private const string Orders = "arn:aws:lambda:eu-west-1:111122223333:function:orders";

    [Theory]
    [InlineData(Orders, Orders)]
    [InlineData(Orders + ":7", Orders)]
    [InlineData(Orders + ":live:more", Orders)]
    [InlineData("arn:aws:lambda:function:111122223333:function:orders:7", "arn:aws:lambda:function:111122223333:function:orders")]
    [InlineData("arn:aws:lambda:eu-west-1:111122223333:function:", null)]
    [InlineData("arn:aws:lambda:eu-west-1:111122223333:layer:tools:4", null)]
    [InlineData("arn:aws:sqs:eu-west-1:111122223333:function:orders", null)]
    [InlineData("arn:", null)]
    [InlineData("", null)]
    [InlineData("orders:7", "arn:aws:lambda:eu-west-1:444455556666:function:orders")]
    [InlineData("arn", "arn:aws:lambda:eu-west-1:444455556666:function:arn")]
    [InlineData("111122223333:function:orders:7", Orders)]
    public void A_function_has_one_name_however_it_is_called(string named, string? expected) => Assert.Equal(expected, Arns.Function(named, "eu-west-1", "444455556666"));

    [Theory]
    [InlineData(Orders, "111122223333")]
    [InlineData("arn:aws:iam::111122223333:root", "111122223333")]
    [InlineData("arn:aws:s3:::bucket", null)]
    [InlineData("arn:aws:iam::111122223333", null)]
    [InlineData("111122223333", null)]
    [InlineData("a:b:c:d:e:f", null)]
    [InlineData(null, null)]
    public void The_account_is_told_by_an_ARN_that_names_one(string? arn, string? expected) => Assert.Equal(expected, Arns.AccountIn(arn));

    [Theory]
    [InlineData(0, "arn")]
    [InlineData(3, "eu-west-1")]
    [InlineData(6, "orders")]
    [InlineData(7, "")]
    public void A_part_is_what_stands_behind_as_many_colons(int index, string expected) => Assert.Equal(expected, Arns.Part(Orders, index).ToString());
}
