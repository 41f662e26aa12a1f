namespace Sentinel.Core.Coverage;

/// <summary>What one selector of a trail asks of a field of an event, as advanced event selectors have it.
/// See https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_AdvancedFieldSelector.html</summary>
public sealed record FieldCondition(string Field)
{
    public IReadOnlyList<string> EqualTo { get; init; } = [];
    public IReadOnlyList<string> StartsWith { get; init; } = [];
    public IReadOnlyList<string> EndsWith { get; init; } = [];
    public IReadOnlyList<string> NotEqualTo { get; init; } = [];
    public IReadOnlyList<string> NotStartsWith { get; init; } = [];
    public IReadOnlyList<string> NotEndsWith { get; init; } = [];

    /// <summary>Any of the selecting values matches, or there are none, and none of the deselecting ones does
    /// (https://docs.aws.amazon.com/awscloudtrail/latest/userguide/filtering-data-events.html). Of a field that the event is not known to have, what selects
    /// does not match: it may be recorded, nobody can rely on it.</summary>
    public bool Holds(string? value)
    {
        var selecting = EqualTo.Count + StartsWith.Count + EndsWith.Count > 0;
        if (value is null) return !selecting;
        if (NotEqualTo.Contains(value, StringComparer.Ordinal) || NotStartsWith.Any(s => value.StartsWith(s, StringComparison.Ordinal)) || NotEndsWith.Any(s => value.EndsWith(s, StringComparison.Ordinal))) return false;
        return !selecting || EqualTo.Contains(value, StringComparer.Ordinal) || StartsWith.Any(s => value.StartsWith(s, StringComparison.Ordinal)) || EndsWith.Any(s => value.EndsWith(s, StringComparison.Ordinal));
    }
}

/// <summary>One selector of a trail: it records what meets all of its conditions.</summary>
public sealed record EventSelection(IReadOnlyList<FieldCondition> Conditions)
{
    private const string Category = "eventCategory";
    private const string ResourceType = "resources.type";
    private const string ResourceArn = "resources.ARN";
    private const string ReadOnly = "readOnly";

    /// <summary>The selections of one basic selector.</summary>
    /// <param name="readWrite"><c>All</c>, <c>ReadOnly</c>, <c>WriteOnly</c>.</param>
    /// <param name="data">Types and values, as <c>AWS::Lambda::Function</c> with <c>arn:aws:lambda</c> for all functions.</param>
    public static IEnumerable<EventSelection> OfBasic(string? readWrite, bool management, IReadOnlyList<string> excludedSources, IEnumerable<(string Type, IReadOnlyList<string> Values)> data)
    {
        FieldCondition[] reading = readWrite switch
        {
            "ReadOnly" => [new FieldCondition(ReadOnly) { EqualTo = ["true"] }],
            "WriteOnly" => [new FieldCondition(ReadOnly) { EqualTo = ["false"] }],
            _ => [],
        };
        if (management)
        {
            FieldCondition[] excluded = excludedSources.Count > 0 ? [new FieldCondition("eventSource") { NotEqualTo = excludedSources }] : [];
            yield return new EventSelection([new FieldCondition(Category) { EqualTo = ["Management"] }, .. reading, .. excluded]);
        }
        foreach (var (type, values) in data)
        {
            FieldCondition[] named = values.Any(IsAll) ? []
                : [type == "AWS::S3::Object" ? new FieldCondition(ResourceArn) { StartsWith = values } : new FieldCondition(ResourceArn) { EqualTo = values }];
            // No value at all selects nothing.
            if (values.Count > 0) yield return new EventSelection([new FieldCondition(Category) { EqualTo = ["Data"] }, new FieldCondition(ResourceType) { EqualTo = [type] }, .. reading, .. named]);
        }
    }

    /// <summary>Whether an event is recorded.</summary>
    public bool Records(RecordedEvent what) => Conditions.All(c => c.Holds(what.Of(c.Field)));

    /// <summary>The named resources of a type that it records, whatever else it asks.</summary>
    public IEnumerable<string> Named(string type)
    {
        if (!Conditions.Any(c => c.Field == ResourceType && c.Holds(type))) return [];
        return Conditions.Where(c => c.Field == ResourceArn).SelectMany(c => c.EqualTo.Concat(c.StartsWith));
    }

    // "arn:aws:lambda", "arn:aws:dynamodb", "arn:aws:s3": all of the service's.
    private static bool IsAll(string value) => value.Split(':') is ["arn", _, _] or ["arn", _, _, "", "", ""];
}

/// <summary>An event of which it is asked whether it would be recorded.</summary>
public sealed record RecordedEvent(string Category, string EventSource, string EventName, bool IsReadOnly, string? ResourceType = null, string? ResourceArn = null)
{
    internal string? Of(string field) => field switch
    {
        "eventCategory" => Category,
        "eventSource" => EventSource,
        "eventName" => EventName,
        "readOnly" => IsReadOnly ? "true" : "false",
        "resources.type" => ResourceType,
        "resources.ARN" => ResourceArn,
        "eventType" => "AwsApiCall",
        _ => null,
    };
}
