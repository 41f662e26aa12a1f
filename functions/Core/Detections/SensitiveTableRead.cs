using Sentinel.Core.Incidents;
using Sentinel.Core.Knowledge;

namespace Sentinel.Core.Detections;

/// <summary>A table that the team calls sensitive is read by a function or a principal that never usually does.</summary>
public sealed class SensitiveTableRead : Detection
{
    public override DetectionInfo Info { get; } = new()
    {
        Id = "sensitive-table-read",
        Title = "Sensitive table read by somebody new",
        Technique = "T1213.006",
        Stage = Stage.Data,
        Evidence = Evidence.Novelty,
        Weight = 20,
        WeightReason = "Few tables are listed and few consumers are added to them; still a first read is every honest consumer's beginning.",
        Why = "The theft itself: the function that was made for it scans the table, and no consumer of this table has done so before.",
        Triage = "Which function's credentials read, who made or changed it, and does the owner of the table know it? A scan reads everything.",
        FalsePositives = "A new consumer's first day; a developer who looks something up; an export that somebody ordered.",
        BlindTo = "Tables that detect/sensitive-resources does not list or whose data events are off; a habitual reader that turns bad; GetItem, one item at a time; reads by AWS services.",
    };

    public override IReadOnlyList<string> Wants { get; } =
        ["dynamodb:Scan", "dynamodb:Query", "dynamodb:BatchGetItem", "dynamodb:ExecuteStatement", "dynamodb:ExportTableToPointInTime"];

    public override Signal? EvaluateData(in DataCall call, Known known)
    {
        if (!known.Settings.SensitiveResources.IsMatch(call.Table) || known.IsDeployer(call.Caller)) return null;
        if (known.Usual(Habit.Reads, call.Actor, call.Table)) return null;
        return Fire(call, call.Function is null ? "read a table listed as sensitive, which it never did" : "a function's credentials read a table listed as sensitive, which that function never did");
    }

    internal static readonly Dictionary<string, string> Listed = new(StringComparer.Ordinal) { ["detect/sensitive-resources"] = Acts.CustomersArn };

    private static Example On(Example example) => example with { Settings = Listed };

    private static readonly Call AnyHabit = Acts.Read("Scan") with { By = Who.Function, Agent = Who.InLambda, Request = """{"tableName":"carts"}""" };

    public override IReadOnlyList<Example> Examples { get; } =
    [
        On(Example.Fires("a function's first scan", Acts.Read("Scan") with { By = Who.Function, Agent = Who.InLambda })),
        On(Example.Fires("a function that reads another table daily", Acts.Read("Query") with { By = Who.Function, Agent = Who.InLambda }) with { Habits = [AnyHabit] }),
        On(Example.Fires("a developer looks at it by hand", Acts.Read("Scan"))),
        On(Example.Fires("several tables in one request", Acts.Read("BatchGetItem") with { Request = """{"requestItems":{"carts":{"keys":[]},"customers":{"keys":[]}}}""" })),
        On(Example.Fires("an export", Acts.Read("ExportTableToPointInTime") with { Request = $$"""{"tableArn":"{{Acts.CustomersArn}}","s3Bucket":"b"}""" })),
        On(Example.Fires("through an index, by the table's ARN", Acts.Read("Query") with { Request = $$"""{"tableName":"{{Acts.CustomersArn}}/index/by-name","indexName":"by-name"}""" })),
        On(Example.Quiet("the function that reads it every day", Acts.Read("Scan") with { By = Who.Function, Agent = Who.InLambda }) with { Habits = [Acts.Read("Query") with { By = Who.Function, Agent = Who.InLambda }] }),
        On(Example.Quiet("another table", Acts.Read("Scan") with { Request = """{"tableName":"carts"}""" })),
        On(Example.Quiet("the read was refused", Acts.Read("Scan") with { Error = "AccessDeniedException" })),
        On(Example.Quiet("a batch of writes", Acts.Delete("BatchWriteItem", """{"requestItems":{"customers":[{"deleteRequest":{"key":{"id":"1"}}}]}}"""))),
        Example.Quiet("nothing is listed", Acts.Read("Scan") with { By = Who.Function, Agent = Who.InLambda }),
        Example.Quiet("an announced pipeline checks its migration", Acts.Read("Scan") with { By = Who.Pipeline }) with
        {
            Settings = new Dictionary<string, string>(StringComparer.Ordinal) { ["detect/sensitive-resources"] = Acts.CustomersArn, ["detect/deployers"] = Acts.Deployers },
        },
    ];
}
