using Sentinel.Core.CloudTrail;
using Sentinel.Core.Incidents;
using Sentinel.Core.Knowledge;

namespace Sentinel.Core.Detections;

/// <summary>Items vanish by the hundred, or a whole table does.</summary>
public sealed class MassDelete : Detection
{
    // The incident deletes 800 items in five minutes; people who tidy up by hand delete a page at a time, which is 25 items (BatchWriteItem).
    internal const int TooMany = 100;

    public override DetectionInfo Info { get; } = new()
    {
        Id = "mass-delete",
        Title = "Items deleted by the hundred, or a table",
        Technique = "T1485",
        Stage = Stage.Data,
        Evidence = Evidence.Count,
        Weight = 25,
        WeightReason = "As much as a flood of invocations: it says that data is lost, not by whose will; a clean-up looks the same.",
        Why = "Extortion deletes what it has copied: the records that were read one by one are gone when anybody looks.",
        Triage = "Whose credentials delete, and is it a function? Stop it first, then restore the table to the second before, beside the damaged one.",
        FalsePositives = "Clean-ups and migrations by hand; a consumer that deletes what it has processed, in its first week or on its biggest day.",
        BlindTo = "Tables whose data events are off; deletes by PartiQL, whose statement CloudTrail hides; items that expire; updates that overwrite instead; fewer than a hundred items in five minutes.",
    };

    public override IReadOnlyList<string> Wants { get; } = ["dynamodb:DeleteItem", "dynamodb:BatchWriteItem", "dynamodb:TransactWriteItems", "dynamodb:DeleteTable"];

    public override Signal? EvaluateFlood(in Flood flood, Known known)
    {
        if (flood.Kind != FloodKind.Deletes) return null;
        return Fire(flood, $"{flood.Count} items deleted within five minutes, {flood.Threshold} are too many");
    }

    public override Signal? Evaluate(CloudTrailRecord record, Known known)
    {
        if (record is not { Api: "DeleteTable", Succeeded: true } || record.Caller.IsService || known.IsDeployer(record.Caller) || known.UsuallyCalls(record.Caller, record.Call)) return null;
        if (record[Field.TableName] is not { } name || TableParser.Arn(name, record.Region, record.Account) is not { } table) return null;
        return Fire(record, "deleted a table, which it never did", value: table) with { Resource = table, Subjects = Signal.SubjectsOf([record.Caller.Subject]) };
    }

    internal static Call Items(int items, double minute = 0, string table = "customers") =>
        Acts.Delete("DeleteItem", $$$"""{"tableName":"{{{table}}}","key":{"id":"1"}}""") with { Times = items, Minute = minute, By = Who.Function, Agent = Who.InLambda };

    private static string Batch(int items, string what = "deleteRequest") =>
        "{\"requestItems\":{\"customers\":[" + string.Join(',', Enumerable.Repeat($"{{\"{what}\":{{\"key\":{{\"id\":\"1\"}}}}}}", items)) + "]}}";

    private static Call Drop { get; } = new("dynamodb:DeleteTable") { Request = """{"tableName":"customers"}""" };

    public override IReadOnlyList<Example> Examples { get; } =
    [
        Example.Fires("one item a second", Items(120)),
        Example.Fires("a listed table is read, and emptied", Acts.Read("Scan") with { By = Who.Function, Agent = Who.InLambda }, Items(120, 1)) with { Settings = SensitiveTableRead.Listed },
        Example.Fires("from two tables, neither of which stands out", Items(60), Items(60, 1, "carts")),
        Example.Fires("five full batches", Acts.Delete("BatchWriteItem", Batch(25)) with { Times = 5 }),
        Example.Fires("one transaction of a hundred", Acts.Delete("TransactWriteItems", "{\"transactItems\":[" + string.Join(',', Enumerable.Repeat("""{"delete":{"tableName":"customers","key":{"id":"1"}}}""", 100)) + "]}")),
        Example.Fires("a table is deleted by hand", Drop),
        Example.Quiet("fifty items", Items(50)),
        Example.Quiet("as many, over half an hour", Items(40), Items(40, 6), Items(40, 12)),
        Example.Quiet("a batch that writes", Acts.Delete("BatchWriteItem", Batch(25, "putRequest")) with { Times = 8 }),
        Example.Quiet("two callers, half each", Items(60), Items(60) with { By = Who.Dev }),
        new() { Name = "as many, where half of it is an ordinary day", ShouldFire = false, Habits = [Items(60)], Calls = [Items(120)] },
        Example.Quiet("deletes that were refused", Items(120) with { Error = "AccessDeniedException" }),
        Example.Quiet("items that expire", Items(120) with { By = """{"type":"AWSService","invokedBy":"dynamodb.amazonaws.com"}""", From = "dynamodb.amazonaws.com" }),
        new() { Name = "a pipeline that drops its test tables every night", ShouldFire = false, Habits = [Drop with { By = Who.Pipeline }], Calls = [Drop with { By = Who.Pipeline }] },
        Example.Quiet("the table stays", Drop with { Error = "ResourceInUseException" }),
    ];
}
