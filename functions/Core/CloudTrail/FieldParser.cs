using System.Collections.Frozen;
using System.Text;

namespace Sentinel.Core.CloudTrail;

/// <summary>Picks the <see cref="Field"/>s out of parameters and response. It descends only where it knows the way: tags, environment,
/// variables, metadata and client context hold what the caller wrote and are never entered.</summary>
internal ref struct FieldParser
{
    private const int LongestText = 2048, LongestDocument = 16 * 1024, MostLines = 100;

    private static readonly FrozenDictionary<string, Field> Named = Names();
    private static readonly FrozenDictionary<string, Field>.AlternateLookup<ReadOnlySpan<char>> ByName = Named.GetAlternateLookup<ReadOnlySpan<char>>();

    // Longer ones, and those with escapes, are seldom the same twice.
    public const int LongestShared = 160;

    private readonly List<(Field, string)> _found;
    private readonly InternTable<string> _values;
    private UInt128 _taken; // a bit a field

    /// <param name="found">Room to collect in; its content is thrown away.</param>
    /// <param name="values">What was read before: most values come again and again.</param>
    public FieldParser(List<(Field, string)> found, InternTable<string> values)
    {
        _values = values;
        _found = found;
        _found.Clear();
    }

    public FieldMap Parse(in RecordScan scan)
    {
        var answer = new Answer(scan.ResponseElements);
        Answers(answer);
        Request(scan.RequestParameters);
        Response(scan.ResponseElements, answer);
        Additional(scan.AdditionalEventData);
        return _found.Count == 0 ? FieldMap.Empty : new FieldMap([.. _found]);
    }

    // What AWS answered is worth more than what was asked.
    private void Answers(in Answer answer)
    {
        Put(Field.CodeSha256, Shared(answer.CodeSha256) ?? JsonText.Filled(answer.CodeSha256));
        Put(Field.FunctionArn, Shared(answer.FunctionArn) ?? JsonText.Filled(answer.FunctionArn));
        Put(Field.RoleArn, JsonText.Filled(answer.Role, "arn"u8) ?? Shared(answer.Role) ?? JsonText.Filled(answer.Role));
    }

    private void Request(ReadOnlySpan<byte> request)
    {
        Scalars(request);
        var members = new JsonMembers(request);
        while (members.MoveNext())
        {
            if (members.Name.SequenceEqual("layers"u8) && members.Value[0] == (byte)'[') Put(Field.LayersRequested, "true");
            Nested(members.Name, members.Value);
        }
    }

    private void Response(ReadOnlySpan<byte> response, in Answer answer)
    {
        Scalars(response, answered: true);
        Layers(answer.Layers);
        Put(Field.AccessKeyId, JsonText.Filled(answer.AccessKey.IsEmpty ? answer.Credentials : answer.AccessKey, "accessKeyId"u8));
        Put(Field.UserName, JsonText.Filled(answer.AccessKey, "userName"u8));
        Put(Field.RoleName, JsonText.Filled(answer.Role, "roleName"u8));
        Put(Field.PolicyArn, JsonText.Filled(answer.Policy, "arn"u8));
    }

    private void Additional(ReadOnlySpan<byte> data)
    {
        Put(Field.MfaUsed, JsonText.Filled(data, "MFAUsed"u8));
    }

    private void Scalars(ReadOnlySpan<byte> json, bool answered = false)
    {
        if (json.IsEmpty || json[0] != (byte)'{') return;
        Span<char> name = stackalloc char[48];
        var members = new JsonMembers(json);
        while (members.MoveNext())
        {
            if (members.Name.Length > name.Length || members.Value[0] is (byte)'{' or (byte)'[' or (byte)'n') continue;
            var length = Encoding.Latin1.GetChars(members.Name, name);
            if (ByName.TryGetValue(name[..length], out var field) && !(answered && OfRequest(field))) Put(field, Shared(members.Value) ?? Text(field, members.Value));
        }
    }

    // Lambda answers every change with the whole configuration: only the request tells what was changed.
    private static bool OfRequest(Field field) => field is Field.Role or Field.Handler or Field.Runtime;

    private void Nested(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        if (name.SequenceEqual("code"u8)) Scalars(value);
        else if (name.SequenceEqual("layers"u8)) Layers(value);
        else if (name.SequenceEqual("deadLetterConfig"u8)) Put(Field.DeadLetterTarget, JsonText.Filled(value, "targetArn"u8));
        else if (name.SequenceEqual("destinationConfig"u8))
        {
            Put(Field.OnSuccess, JsonText.Filled(JsonText.Member(value, "onSuccess"u8), "destination"u8));
            Put(Field.OnFailure, JsonText.Filled(JsonText.Member(value, "onFailure"u8), "destination"u8));
        }
        else if (name.SequenceEqual("targets"u8)) Put(Field.Targets, TargetArns(value));
        else if (name.SequenceEqual("target"u8))
        {
            Put(Field.Targets, TargetArns(value));
            Put(Field.RoleArn, JsonText.Filled(value, "roleArn"u8) ?? JsonText.Filled(value, "RoleArn"u8));
        }
        else if (IsWiring(name)) Put(Field.Targets, Lines(value, static text => text.StartsWith("arn:", StringComparison.Ordinal)));
        else if (name.SequenceEqual("ids"u8) || name.SequenceEqual("flowLogIds"u8)) Put(Field.Ids, Lines(value, static _ => true));
        else if (name.SequenceEqual("DeleteFlowLogsRequest"u8)) Put(Field.Ids, Lines(JsonText.Member(value, "FlowLogId"u8), static text => text.StartsWith("fl-", StringComparison.Ordinal) || !char.IsAsciiDigit(text[0])));
    }

    private static bool IsWiring(ReadOnlySpan<byte> name) => name.SequenceEqual("NotificationConfiguration"u8) || name.SequenceEqual("notificationConfiguration"u8)
        || name.SequenceEqual("lambdaConfig"u8) || name.SequenceEqual("topicRulePayload"u8);

    private static string? TargetArns(ReadOnlySpan<byte> value)
    {
        if (value[0] == (byte)'{') return JsonText.Filled(value, "arn"u8) ?? JsonText.Filled(value, "Arn"u8);
        var lines = new List<string>();
        var each = new JsonMembers(value);
        while (lines.Count < MostLines && each.MoveNext())
        {
            if ((JsonText.Filled(each.Value, "arn"u8) ?? JsonText.Filled(each.Value, "Arn"u8)) is { } arn) lines.Add(OneLine(arn));
        }
        return Joined(lines);
    }

    private void Layers(ReadOnlySpan<byte> value)
    {
        if (value.IsEmpty || value[0] != (byte)'[') return;
        var lines = new List<string>();
        var each = new JsonMembers(value);
        while (lines.Count < MostLines && each.MoveNext())
        {
            if ((JsonText.Scalar(each.Value, LongestText) ?? JsonText.Filled(each.Value, "arn"u8)) is { Length: > 0 } layer) lines.Add(OneLine(layer));
        }
        Put(Field.Layers, Joined(lines));
    }

    // All strings below a value, in order; depth is bounded by the scan, and a tree too large was omitted by CloudTrail or refused.
    private static string? Lines(ReadOnlySpan<byte> value, Func<string, bool> wanted)
    {
        var lines = new List<string>();
        Collect(value, wanted, lines);
        return Joined(lines);
    }

    private static void Collect(ReadOnlySpan<byte> value, Func<string, bool> wanted, List<string> lines)
    {
        if (value.IsEmpty || lines.Count >= MostLines) return;
        if (value[0] == (byte)'"' && JsonText.Scalar(value, LongestText) is { Length: > 0 } text && wanted(text)) lines.Add(OneLine(text));
        var each = new JsonMembers(value);
        while (each.MoveNext()) Collect(each.Value, wanted, lines);
    }

    private static string? Joined(List<string> lines) => lines.Count == 0 ? null : string.Join('\n', lines);

    private static string OneLine(string text) => text.Contains('\n', StringComparison.Ordinal) ? text.Replace('\n', ' ') : text;

    private void Put(Field field, string? value)
    {
        var bit = UInt128.One << (int)field;
        if (value is null || (_taken & bit) != UInt128.Zero) return;
        _taken |= bit;
        _found.Add((field, value));
    }

    // Null when the value is to be read as it is.
    private readonly string? Shared(ReadOnlySpan<byte> value)
    {
        if (value.Length is < 3 or > LongestShared || value[0] != (byte)'"' || value.Contains((byte)'\\') || value[1] == (byte)'%') return null;
        if (_values.TryGet(value, default, default, default, out var hash, out var text)) return text;
        return _values.Add(hash, value, default, default, default, Encoding.UTF8.GetString(value[1..^1]));
    }

    private static string? Text(Field field, ReadOnlySpan<byte> value)
    {
        if (field is not (Field.PolicyDocument or Field.AssumeRolePolicyDocument or Field.Definition)) return JsonText.Scalar(value, LongestText);
        var text = JsonText.Scalar(value, LongestDocument * 3); // percent-encoded, three bytes are one
        if (text is not null && text.StartsWith('%')) text = Uri.UnescapeDataString(text);
        if (text is null || text.Length <= LongestDocument) return text;
        return text[..(char.IsHighSurrogate(text[LongestDocument - 1]) ? LongestDocument - 1 : LongestDocument)];
    }

    private static FrozenDictionary<string, Field> Names()
    {
        var nested = new HashSet<Field> { Field.Layers, Field.LayersRequested, Field.OnSuccess, Field.OnFailure, Field.DeadLetterTarget, Field.Targets, Field.MfaUsed, Field.Ids };
        var names = Enum.GetValues<Field>().Where(f => !nested.Contains(f)).ToDictionary(f => f.ToString(), f => f, StringComparer.OrdinalIgnoreCase);
        names["trailName"] = names["ruleName"] = names["filterName"] = Field.Name;
        names["configurationRecorderName"] = names["detectorId"] = names["rule"] = Field.Ids;
        return names.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>The members of a response that are looked at, found in one pass; as everywhere the last of a name counts.</summary>
    private readonly ref struct Answer
    {
        public readonly ReadOnlySpan<byte> CodeSha256, FunctionArn, Role, Layers, AccessKey, Credentials, Policy;

        public Answer(ReadOnlySpan<byte> response)
        {
            var members = new JsonMembers(response);
            while (members.MoveNext())
            {
                var name = members.Name;
                switch (name.Length)
                {
                    case 4 when name.SequenceEqual("role"u8): Role = members.Value; break;
                    case 6 when name.SequenceEqual("layers"u8): Layers = members.Value; break;
                    case 6 when name.SequenceEqual("policy"u8): Policy = members.Value; break;
                    case 9 when name.SequenceEqual("accessKey"u8): AccessKey = members.Value; break;
                    case 10 when name.SequenceEqual("codeSha256"u8): CodeSha256 = members.Value; break;
                    case 11 when name.SequenceEqual("functionArn"u8): FunctionArn = members.Value; break;
                    case 11 when name.SequenceEqual("credentials"u8): Credentials = members.Value; break;
                }
            }
        }
    }
}
