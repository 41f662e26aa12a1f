using Sentinel.Core.Reports;

namespace Sentinel.Core.Tests.Reports;

public class ConsoleLinksTests
{
    private const string Event = "b7d417ff-26f6-4067-9929-34de1fec9fb1";

    [Theory]
    [InlineData("aws", "us-east-1", "us-east-1.console.aws.amazon.com")]
    [InlineData("aws", "ap-southeast-4", "ap-southeast-4.console.aws.amazon.com")]
    [InlineData("aws-us-gov", "us-gov-west-1", "us-gov-west-1.console.amazonaws-us-gov.com")]
    [InlineData("aws-cn", "cn-northwest-1", "cn-northwest-1.console.amazonaws.cn")]
    public void A_link_is_right_for_its_partition_and_region(string partition, string region, string host)
    {
        Assert.Equal($"https://{host}/lambda/home?region={region}#/functions/internal-backup-processor", ConsoleLinks.Function($"arn:{partition}:lambda:{region}:111122223333:function:internal-backup-processor")?.AbsoluteUri);
        Assert.Equal($"https://{host}/dynamodbv2/home?region={region}#table?name=customer-data", ConsoleLinks.Table($"arn:{partition}:dynamodb:{region}:111122223333:table/customer-data")?.AbsoluteUri);
        Assert.Equal($"https://{host}/cloudtrailv2/home?region={region}#/events/{Event}", ConsoleLinks.Event(Event, region, "111122223333")?.AbsoluteUri);
    }

    [Theory]
    [InlineData("arn:aws:lambda:evil.example/#:111122223333:function:x")]
    [InlineData("arn:aws-iso:lambda:us-iso-east-1:111122223333:function:x")]
    [InlineData("arn:aws-cn:lambda:us-east-1:111122223333:function:x")]
    [InlineData("arn:aws:lambda:us-east-1:111122223333:layer:x")]
    [InlineData("x")]
    [InlineData("")]
    public void Without_a_known_partition_and_region_there_is_no_link(string arn) => Assert.Null(ConsoleLinks.Function(arn));

    [Fact]
    public void A_name_is_escaped() =>
        Assert.Equal("https://us-east-1.console.aws.amazon.com/lambda/home?region=us-east-1#/functions/..%2F%3Cx%3E%26", ConsoleLinks.Function("arn:aws:lambda:us-east-1:111122223333:function:../<x>&")?.AbsoluteUri);

    [Fact]
    public void An_id_that_is_none_of_CloudTrails_makes_no_link() => Assert.Null(ConsoleLinks.Event("../../x", "us-east-1", "111122223333"));
}
