using System.Diagnostics.CodeAnalysis;
using System.Text;
using Sentinel.Core.Knowledge;

namespace Sentinel.Core.CloudTrail;

/// <summary>Reads CloudTrail records out of bytes, no more of them than is asked for. Nothing here throws on odd input. What repeats
/// (names, identities, addresses, functions) is parsed once and shared. For one thread.</summary>
/// <param name="countries">Null: addresses get no country.</param>
/// <param name="wanted">The calls that somebody wants, as <c>lambda:CreateFunction</c>.</param>
public sealed class CloudTrailReader(ICountries? countries, IReadOnlySet<string> wanted)
{
    private const int LongestText = 1024;

    private readonly RecordScanner _scanner = new();
    private readonly InternTable<ApiName?> _apis = new(sets: 1024, longestKey: 512);
    private readonly InternTable<Principal> _principals = new(sets: 1024, longestKey: 4096);
    private readonly InternTable<SourceAddress> _sources = new(sets: 2048, longestKey: 256);
    private readonly InternTable<FunctionRef> _functions = new(sets: 1024, longestKey: 4096);
    private readonly InternTable<string> _words = new(sets: 256, longestKey: 64);
    private readonly InternTable<string> _agents = new(sets: 256, longestKey: LongestText);
    private readonly InternTable<string> _values = new(sets: 2048, longestKey: FieldParser.LongestShared);
    private readonly List<(Field, string)> _fields = new(32);
    private readonly AccountSubjects _accounts = new();
    private readonly Dictionary<string, ApiName> _names = new(StringComparer.Ordinal);

    /// <summary>Finds the parts of a record. Allocates nothing, unless a key or a short value is written with escapes.</summary>
    /// <param name="json">One JSON object: a record, or an EventBridge envelope around one.</param>
    /// <param name="scan">Valid as long as <paramref name="json"/> is.</param>
    /// <param name="reason">Why not: field, value, and what would be right; safe to print. Null when it went well.</param>
    public bool TryScan(ReadOnlySpan<byte> json, out RecordScan scan, out string? reason) => _scanner.TryScan(json, out scan, out reason);

    /// <summary>What was called; null when nobody wants it.</summary>
    public ApiName? ApiOf(in RecordScan scan)
    {
        if (_apis.TryGet(scan.EventSource, scan.EventName, default, default, out var hash, out var api)) return api;
        api = Wanted(new ApiName(ApiName.ServiceOf(Encoding.UTF8.GetString(scan.EventSource)), ApiName.WithoutApiDate(Encoding.UTF8.GetString(scan.EventName))));
        return _apis.Add(hash, scan.EventSource, scan.EventName, default, default, api);
    }

    /// <summary>The one instance of a wanted record's name.</summary>
    internal ApiName NameOf(CloudTrailRecord record) => _names.TryGetValue(record.Call, out var known)
        ? known : Wanted(new ApiName(record.Service, record.Api)) ?? throw new ArgumentException($"nobody wants {record.Call}", nameof(record));

    /// <summary>Reads <c>eventTime</c>: <c>yyyy-MM-ddTHH:mm:ssZ</c>, with or without a fraction, from the year 2000 to 2999.</summary>
    [SuppressMessage("Performance", "CA1822", Justification = "A reader is one thing to its callers.")]
    public bool TryTime(ReadOnlySpan<byte> text, out DateTimeOffset time) => EventTime.TryRead(text, out time);

    /// <summary>For the report when <see cref="TryTime"/> says no.</summary>
    public static string TimeReason(ReadOnlySpan<byte> text) => $"eventTime is {RejectReason.Shown(text)}, expected yyyy-MM-ddTHH:mm:ssZ";

    /// <summary>Who called.</summary>
    public Principal PrincipalOf(in RecordScan scan)
    {
        if (scan.UserIdentity.IsEmpty) return Principal.Nobody;
        if (_principals.TryGet(scan.UserIdentity, default, default, default, out var hash, out var principal)) return principal;
        return _principals.Add(hash, scan.UserIdentity, default, default, default, PrincipalParser.Parse(scan.UserIdentity));
    }

    /// <summary>From where.</summary>
    public SourceAddress SourceOf(in RecordScan scan)
    {
        if (scan.SourceIp.IsEmpty) return SourceAddress.Absent;
        if (_sources.TryGet(scan.SourceIp, default, default, default, out var hash, out var source)) return source;
        return _sources.Add(hash, scan.SourceIp, default, default, default, SourceParser.Parse(scan.SourceIp, countries));
    }

    /// <summary>Which function, for calls of Lambda.</summary>
    public FunctionRef FunctionOf(in RecordScan scan)
    {
        if (!scan.ResponseElements.IsEmpty) return Answered(scan, JsonText.Member(scan.ResponseElements, "functionArn"u8));
        if (scan.RecipientAccountId.IsEmpty) return FunctionParser.Parse(scan);
        if (_functions.TryGet(scan.RequestParameters, scan.Resources, scan.AwsRegion, scan.RecipientAccountId, out var hash, out var function)) return function;
        return _functions.Add(hash, scan.RequestParameters, scan.Resources, scan.AwsRegion, scan.RecipientAccountId, FunctionParser.Parse(scan));
    }

    // Where the response names the function by its full ARN, that and whether it was a dry run is all that counts.
    private FunctionRef Answered(in RecordScan scan, ReadOnlySpan<byte> answered)
    {
        if (!answered.StartsWith("\"arn:"u8)) return FunctionParser.Parse(scan);
        var arn = WithoutQualifier(answered);
        var type = JsonText.Member(scan.RequestParameters, "invocationType"u8);
        if (_functions.TryGet(arn, type, default, default, out var hash, out var function)) return function;
        function = FunctionParser.Parse(scan);
        return function.Arn is not null && FunctionParser.IsFull(answered) ? _functions.Add(hash, arn, type, default, default, function) : function;
    }

    // "arn:aws:lambda:REGION:ACCOUNT:function:NAME:QUALIFIER": every version that is published answers with another one.
    private static ReadOnlySpan<byte> WithoutQualifier(ReadOnlySpan<byte> arn)
    {
        var at = 0;
        for (var colons = 0; at < arn.Length; at++)
        {
            if (arn[at] == (byte)':' && ++colons == 7) break;
        }
        return arn[..at];
    }

    /// <summary>The account that owns the record, else the caller's; empty when neither is told.</summary>
    internal string AccountOf(in RecordScan scan, Principal caller) => Word(scan.RecipientAccountId) ?? caller.Account ?? "";

    /// <summary>Empty when it is not told.</summary>
    internal string RegionOf(in RecordScan scan) => Word(scan.AwsRegion) ?? "";

    /// <summary>A successful invocation of a function that is named by its ARN.</summary>
    internal Invocation InvocationOf(in RecordScan scan, DateTimeOffset time, Principal caller, string function)
    {
        var account = AccountOf(scan, caller);
        return new Invocation(time, Encoding.UTF8.GetString(scan.EventId), caller, SourceOf(scan), function, account, RegionOf(scan), _accounts.Of(account));
    }

    /// <summary>The tables of a DynamoDB call and what it deletes of each.</summary>
    internal void TablesOf(in RecordScan scan, ApiName api, List<TouchedTable> into) => TableParser.Read(scan, api.Api, RegionOf(scan), AccountOf(scan, PrincipalOf(scan)), into);

    internal string? AgentOf(in RecordScan scan) => AgentOf(scan.UserAgent);

    /// <summary>A successful call on the data of a table.</summary>
    internal DataCall DataCallOf(in RecordScan scan, ApiName api, DateTimeOffset time, Principal caller, string table, bool deletes, DataActor actor)
    {
        var account = AccountOf(scan, caller);
        return new DataCall(time, Encoding.UTF8.GetString(scan.EventId), caller, SourceOf(scan), api.Api, table, deletes, actor.Function, actor.OutsideLambda, account, RegionOf(scan), _accounts.Of(account));
    }

    /// <summary>Everything that detections use of a record, independent of the bytes.</summary>
    public CloudTrailRecord Read(in RecordScan scan, ApiName api, DateTimeOffset time)
    {
        var caller = PrincipalOf(scan);
        var parser = new FieldParser(_fields, _values);
        var fields = parser.Parse(scan);
        var omitted = parser.IsOmitted;
        var message = scan.ErrorMessage.IsEmpty ? null : JsonText.Decode(scan.ErrorMessage, LongestText * 2);
        var account = AccountOf(scan, caller);
        var region = RegionOf(scan);
        var refused = Arns.DeniedResource(message);
        return new CloudTrailRecord
        {
            EventId = Encoding.UTF8.GetString(scan.EventId),
            Time = time,
            Service = api.Service,
            Api = api.Api,
            Call = api.ToString(),
            Account = account,
            AccountSubject = _accounts.Of(account),
            Region = region,
            Caller = caller,
            Source = SourceOf(scan),
            UserAgent = AgentOf(scan.UserAgent),
            ErrorCode = Word(scan.ErrorCode),
            ErrorMessage = message,
            ParametersOmitted = omitted,
            Function = FunctionOfCall(scan, api, parser.FunctionArn, refused),
            Role = RoleOfCall(parser.RoleRequested, api, fields, account, region, refused, omitted),
            Fields = fields,
        };
    }

    private ApiName? Wanted(ApiName name)
    {
        var text = name.ToString();
        if (!wanted.Contains(text)) return null;
        return _names.TryGetValue(text, out var known) ? known : _names[text] = name; // as many as are wanted, not more
    }

    private string? FunctionOfCall(in RecordScan scan, ApiName api, ReadOnlySpan<byte> answered, string? refused)
    {
        if (api.Service is not "lambda") return null;
        return (answered.IsEmpty ? FunctionOf(scan) : Answered(scan, answered)).Arn ?? (refused is null ? null : Arns.Function(refused, "", ""));
    }

    private static string? RoleOfCall(string? requested, ApiName api, FieldMap fields, string account, string region, string? refused, bool omitted)
    {
        var named = api.Service switch
        {
            "iam" => fields[Field.RoleArn] ?? fields[Field.RoleName],
            "sts" => fields[Field.RoleArn],
            // Every answer of Lambda names the function's role; it was passed only where the request says so (or was left out).
            "lambda" when api.Api is not "CreateFunction" && !omitted => requested,
            _ => fields[Field.Role] ?? fields[Field.RoleArn],
        };
        return Arns.Role(account, named, region) ?? (refused is not null && refused.Contains(":role/", StringComparison.Ordinal) ? Arns.Role(refused) : null);
    }

    private string? AgentOf(ReadOnlySpan<byte> content)
    {
        if (content.IsEmpty) return null;
        if (_agents.TryGet(content, default, default, default, out var hash, out var agent)) return agent;
        return _agents.Add(hash, content, default, default, default, JsonText.Decode(content, LongestText));
    }

    // Short values of which there are few are shared; null for an empty one.
    private string? Word(ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty) return null;
        if (text.Length > 64) return Encoding.UTF8.GetString(text[..Math.Min(text.Length, LongestText)]);
        if (_words.TryGet(text, default, default, default, out var hash, out var word)) return word;
        return _words.Add(hash, text, default, default, default, Encoding.UTF8.GetString(text));
    }
}
