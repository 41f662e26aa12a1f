using System.Text;
using Sentinel.Core.CloudTrail;

namespace Sentinel.Core.Tests.CloudTrail;

/// <summary>Which tables a call touches and how many items it deletes.</summary>
public class TableParserTests
{
    private const string Prefix = "arn:aws:dynamodb:eu-west-1:111122223333:table/";

    [Theory]
    [InlineData("Scan", """{"tableName":"customers"}""", "customers 0")]
    [InlineData("Scan", """{"tableName":"arn:aws:dynamodb:eu-west-1:111122223333:table/customers"}""", "customers 0")]
    [InlineData("Query", """{"tableName":"customers","indexName":"by-name"}""", "customers 0")]
    [InlineData("Query", """{"tableName":"arn:aws:dynamodb:eu-west-1:111122223333:table/customers/index/by-name"}""", "customers 0")]
    [InlineData("ExportTableToPointInTime", """{"tableArn":"arn:aws:dynamodb:eu-west-1:111122223333:table/customers","s3Bucket":"b"}""", "customers 0")]
    [InlineData("BatchGetItem", """{"requestItems":{"customers":{"keys":[]},"carts":{"keys":[]}}}""", "customers 0,carts 0")]
    [InlineData("DeleteItem", """{"tableName":"customers","key":{"id":"1"}}""", "customers 1")]
    [InlineData("BatchWriteItem", """{"requestItems":{"customers":[{"deleteRequest":{"key":{}}},{"putRequest":{"item":{}}},{"deleteRequest":{"key":{}}}],"carts":[{"putRequest":{}}]}}""", "customers 2")]
    [InlineData("TransactWriteItems", """{"transactItems":[{"delete":{"tableName":"customers"}},{"update":{"tableName":"carts"}},{"delete":{"tableName":"carts"}},{"delete":{"tableName":"customers"}}]}""", "customers 2,carts 1")]
    [InlineData("BatchWriteItem", """{"requestItems":"HIDDEN_DUE_TO_SECURITY_REASONS"}""", "")]
    [InlineData("TransactWriteItems", """{"transactItems":{}}""", "")]
    [InlineData("Scan", """{"tableName":["customers"]}""", "")]
    [InlineData("Scan", """{"tableName":"arn:aws:kinesis:eu-west-1:111122223333:stream/customers"}""", "")]
    [InlineData("DeleteItem", "null", "")]
    public void Tables_are_found_where_the_call_names_them(string api, string request, string expected) => Assert.Equal(expected, Read(api, request));

    [Theory]
    [InlineData("ExecuteStatement", "customers 0")]
    [InlineData("BatchGetItem", "customers 0")]
    [InlineData("DeleteItem", "customers 1")]
    public void Where_the_request_names_none_the_resources_do(string api, string expected) => Assert.Equal(expected, Read(api, """{"statement":"**********"}""",
        $$"""[{"accountId":"111122223333","type":"AWS::DynamoDB::Table","ARN":"{{Prefix}}customers"},{"type":"AWS::DynamoDB::Stream","ARN":"{{Prefix}}customers/stream/2024"},{"type":"AWS::S3::Object","ARN":"arn:aws:s3:::b/k"}]"""));

    [Fact]
    public void No_more_tables_are_read_than_a_request_can_name()
    {
        var request = "{\"requestItems\":{" + string.Join(',', Enumerable.Range(0, 500).Select(i => $"\"t{i}\":{{}}")) + "}}";

        Assert.Equal(100, Read("BatchGetItem", request).Split(',').Length);
    }

    private static string Read(string api, string request, string resources = "null")
    {
        var json = Encoding.UTF8.GetBytes($$"""{"eventVersion":"1.09","eventTime":"2024-03-14T12:00:00Z","eventSource":"dynamodb.amazonaws.com","eventName":"{{api}}","awsRegion":"eu-west-1","requestParameters":{{request}},"resources":{{resources}},"eventID":"e","recipientAccountId":"111122223333"}""");
        Assert.True(new RecordScanner().TryScan(json, out var scan, out var reason), reason);
        var tables = new List<TouchedTable>();

        TableParser.Read(scan, api, "eu-west-1", "111122223333", tables);

        return string.Join(',', tables.Select(t => $"{t.Arn.Replace(Prefix, "", StringComparison.Ordinal)} {t.Deleted}"));
    }
}
