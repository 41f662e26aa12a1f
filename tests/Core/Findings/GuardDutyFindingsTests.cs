using System.Text;
using Sentinel.Core.CloudTrail;
using Sentinel.Core.Findings;

namespace Sentinel.Core.Tests.Findings;

/// <summary>Whom a finding names, and which findings say nothing here.</summary>
public class GuardDutyFindingsTests
{
    [Theory]
    [InlineData("""{"userType":"IAMUser","userName":"dev","principalId":"AIDA","accessKeyId":"AKIA"}""", "arn:aws:iam::111122223333:user/dev", null)]
    [InlineData("""{"userType":"Root","userName":"Root","principalId":"111122223333"}""", "arn:aws:iam::111122223333:root", null)]
    [InlineData("""{"userType":"AssumedRole","userName":"orders-role","principalId":"AROA:orders"}""", "arn:aws:iam::111122223333:role/orders-role", "orders")]
    [InlineData("""{"userType":"Role","userName":"orders-role","principalId":"AROA"}""", "arn:aws:iam::111122223333:role/orders-role", null)]
    [InlineData("""{"userType":"AssumedRole","userName":"AWSReservedSSO_Dev_01","principalId":"AROA:ana@example.com"}""", "arn:aws:iam::111122223333:role/AWSReservedSSO_Dev_01/ana@example.com", "ana@example.com")]
    public void The_key_of_a_finding_is_the_principal_that_records_name(string details, string subject, string? session)
    {
        var read = Read(Finding($$"""{"accessKeyDetails":{{details}}}"""));

        Assert.NotNull(read);
        Assert.Equal((subject, session), (read.Caller.Subject, read.Caller.SessionName));
    }

    [Fact]
    public void Events_and_the_answers_of_the_API_read_alike()
    {
        var small = Finding("""{"lambdaDetails":{"functionArn":"arn:aws:lambda:eu-west-1:111122223333:function:orders:3","role":"arn:aws:iam::111122223333:role/service-role/orders-role"}}""");
        var capital = System.Text.RegularExpressions.Regex.Replace(small, "\"(?<name>[a-z][A-Za-z]*)\":", m => $"\"{char.ToUpperInvariant(m.Groups["name"].Value[0])}{m.Groups["name"].Value[1..]}\":", System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromSeconds(1));

        var (one, other) = (Read(small), Read(capital));

        Assert.NotNull(one);
        Assert.NotNull(other);
        Assert.Equal(("arn:aws:lambda:eu-west-1:111122223333:function:orders", "arn:aws:iam::111122223333:role/orders-role"), (one.Function, one.Role));
        Assert.Equal((one.EventId, one.Time, one.Function, one.Role, one[Field.Severity], one[Field.FindingType]), (other.EventId, other.Time, other.Function, other.Role, other[Field.Severity], other[Field.FindingType]));
    }

    [Fact]
    public void Updates_of_a_finding_keep_its_id_and_time()
    {
        var update = Finding("""{"accessKeyDetails":{"userType":"IAMUser","userName":"dev"}}""").Replace("\"updatedAt\":\"2024-03-14T12:10:00Z\"", "\"updatedAt\":\"2024-03-15T09:00:00Z\"", StringComparison.Ordinal);

        var read = Read(update);

        Assert.Equal(("f-1", new DateTimeOffset(2024, 3, 14, 12, 0, 0, TimeSpan.Zero)), (read!.EventId, read.Time));
    }

    [Theory]
    [InlineData("\"count\":1", "\"additionalInfo\":{\"sample\":true}")]
    [InlineData("\"archived\":false", "\"archived\":true")]
    [InlineData("\"title\":\"t\"", "\"title\":\"[SAMPLE] t\"")]
    [InlineData("\"userType\":\"IAMUser\"", "\"userType\":\"FederatedUser\"")]
    public void Samples_archived_ones_and_those_about_nobody_say_nothing(string from, string to)
    {
        var finding = Finding("""{"accessKeyDetails":{"userType":"IAMUser","userName":"dev"}}""");
        Assert.NotNull(Read(finding));

        Assert.Null(Read(finding.Replace(from, to, StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("\"id\":\"f-1\"", "\"id\":{}", "id is {}")]
    [InlineData("\"eventFirstSeen\":\"2024-03-14T12:00:00Z\"", "\"eventFirstSeen\":\"yesterday\"", "service.eventFirstSeen")]
    public void What_cannot_be_understood_is_named(string from, string to, string expected)
    {
        var finding = Encoding.UTF8.GetBytes(Finding("{}").Replace(from, to, StringComparison.Ordinal));

        Assert.False(GuardDutyFindings.TryRead(finding, out _, out var reason));
        Assert.Contains(expected, reason, StringComparison.Ordinal);
    }

    private static CloudTrailRecord? Read(string finding)
    {
        Assert.True(GuardDutyFindings.TryRead(Encoding.UTF8.GetBytes(finding), out var read, out var reason), reason);
        return read;
    }

    private static string Finding(string resource) => $$$"""
        {"schemaVersion":"2.0","accountId":"111122223333","region":"eu-west-1","id":"f-1","type":"Recon:IAMUser/UserPermissions","resource":{{{resource}}},"service":{"eventFirstSeen":"2024-03-14T12:00:00Z","archived":false,"count":1},"severity":5,"createdAt":"2024-03-14T12:10:00Z","updatedAt":"2024-03-14T12:10:00Z","title":"t"}
        """;
}
