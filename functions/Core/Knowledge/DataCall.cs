using Sentinel.Core.CloudTrail;

namespace Sentinel.Core.Knowledge;

/// <summary>A successful DynamoDB call on the data of one table, as far as detections need it.</summary>
/// <param name="Time"><c>eventTime</c>, UTC.</param>
/// <param name="EventId"><c>eventID</c>.</param>
/// <param name="Api"><c>Scan</c>, <c>BatchWriteItem</c>.</param>
/// <param name="Table">Full ARN, without index, stream or export.</param>
/// <param name="Deletes">It removes items; otherwise it reads.</param>
/// <param name="Function">The function whose credentials made the call, full ARN without qualifier; null when no function's did.</param>
/// <param name="OutsideLambda">They are a function's credentials, yet the caller does not say that it runs in Lambda.</param>
/// <param name="Account">The account that owns the record.</param>
/// <param name="AccountSubject">The subject under which that account is known.</param>
public readonly record struct DataCall(DateTimeOffset Time, string EventId, Principal Caller, SourceAddress Source, string Api, string Table, bool Deletes, string? Function, bool OutsideLambda,
    string Account, string Region, string AccountSubject)
{
    /// <summary>Under which habits of using tables are kept: the function, else the caller. Functions share roles more often than habits.</summary>
    public string Actor => Function ?? Caller.Subject;
}

/// <summary>Under which names the calls of one actor are counted. What tells a call of one name from those of another never depends on what is known, so that
/// whatever is left out within a minute is like what was judged.</summary>
internal sealed class DataActor(string subject, string? function, bool outsideLambda)
{
    private const char Between = '|';
    private const string Reading = "reads", Deleting = "deletes";

    public string? Function => function;

    public bool OutsideLambda => outsideLambda;

    public string Reads { get; } = Name(Reading, subject, function, outsideLambda);

    public string Deletes { get; } = Name(Deleting, subject, function, outsideLambda);

    /// <summary>Both names of reads, and both of deletes, of whoever has these credentials, wherever they are used.</summary>
    public static IEnumerable<string> NamesOf(string subject, string? function)
    {
        var inside = new DataActor(subject, function, outsideLambda: false);
        if (function is null) return [inside.Reads, inside.Deletes];
        var outside = new DataActor(subject, function, outsideLambda: true);
        return [inside.Reads, inside.Deletes, outside.Reads, outside.Deletes];
    }

    /// <summary>What a name says; null for one that is none.</summary>
    public static (bool Deletes, string Subject, string? Function)? Read(string name)
    {
        var (first, last) = (name.IndexOf(Between, StringComparison.Ordinal), name.LastIndexOf(Between));
        if (first < 0 || first == last) return null;
        return (name.StartsWith(Deleting, StringComparison.Ordinal), name[(first + 1)..last], last + 1 == name.Length ? null : name[(last + 1)..]);
    }

    private static string Name(string what, string subject, string? function, bool outside) => $"{what}{(outside ? "-outside" : "")}{Between}{subject}{Between}{function}";
}
