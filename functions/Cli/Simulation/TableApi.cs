namespace Sentinel.Cli.Simulation;

/// <summary>DynamoDB data events. AWS hides the values of keys and items; whether it writes the requests of a batch as they are sent is nowhere documented.</summary>
internal static class TableApi
{
    private const string Hidden = "HIDDEN_DUE_TO_SECURITY_REASONS";

    public static Call Scan(DateTimeOffset at, Caller by, string table, string region, Prng random) => Data(at, by, "Scan", table, region, random) with
    {
        Request = $$"""{"tableName":"{{table}}","returnConsumedCapacity":"TOTAL"}""",
        ReadOnly = true,
    };

    public static Call Delete(DateTimeOffset at, Caller by, string table, string region, int items, Prng random) => Data(at, by, "BatchWriteItem", table, region, random) with
    {
        Request = "{\"requestItems\":{\"" + table + "\":[" + string.Join(',', Enumerable.Repeat("{\"deleteRequest\":{\"key\":{\"id\":\"" + Hidden + "\"}}}", items)) + "]}}",
    };

    private static Call Data(DateTimeOffset at, Caller by, string name, string table, string region, Prng random) => new(at, by, "dynamodb", name, region)
    {
        Resources = $$"""[{"accountId":"{{by.Account}}","type":"AWS::DynamoDB::Table","ARN":"arn:aws:dynamodb:{{region}}:{{by.Account}}:table/{{table}}"}]""",
        RequestId = random.Uuid(),
        Data = true,
    };
}
