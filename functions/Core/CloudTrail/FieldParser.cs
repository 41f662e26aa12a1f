using System.Collections.Frozen;
using System.Text;

namespace Sentinel.Core.CloudTrail;

/// <summary>Picks the <see cref="Field"/>s out of parameters and response. It descends only where it knows the way: tags, environment,
/// variables, metadata and client context hold what the caller wrote and are never entered.</summary>
internal ref struct FieldParser
{
    private const int LongestText = 2048, LongestDocument = 16 * 1024, MostLines = 100, LongestName = 48;

    private static readonly FrozenDictionary<string, Field> Named = Names();
    private static readonly FrozenDictionary<string, Field>.AlternateLookup<ReadOnlySpan<char>> ByName = Named.GetAlternateLookup<ReadOnlySpan<char>>();

    private static readonly uint[] Likely = FirstLetters();

    // Longer ones, and those with escapes, are seldom the same twice.
    public const int LongestShared = 160;

    private readonly List<(Field, string)> _found;
    private readonly InternTable<string> _values;
    private ulong _taken; // a bit a field
    private ReadOnlySpan<byte> _bucket, _key, _image, _hash, _roleArn; // raw JSON of the request

    /// <param name="found">Room to collect in; its content is thrown away.</param>
    /// <param name="values">What was read before: most values come again and again.</param>
    public FieldParser(List<(Field, string)> found, InternTable<string> values)
    {
        _values = values;
        _found = found;
        _found.Clear();
    }

    /// <summary>CloudTrail left the parameters out because they were too large.</summary>
    public bool IsOmitted { get; private set; }

    /// <summary><c>role</c> of the request; null when it names none.</summary>
    public string? RoleRequested { get; private set; }

    /// <summary>Raw value of <c>functionArn</c> in the response.</summary>
    public ReadOnlySpan<byte> FunctionArn { get; private set; }

    public FieldMap Parse(in RecordScan scan)
    {
        Request(scan.RequestParameters);
        Response(scan.ResponseElements);
        if (!_hash.IsEmpty) Put(Field.CodeSha256, JsonText.Scalar(_hash, LongestText));
        if (!_roleArn.IsEmpty) Put(Field.RoleArn, Shared(_roleArn) ?? JsonText.Scalar(_roleArn, LongestText));
        Put(Field.CodeLocation, CodeLocation());
        Additional(scan.AdditionalEventData);
        return _found.Count == 0 ? FieldMap.Empty : new FieldMap([.. _found]);
    }

    private void Request(ReadOnlySpan<byte> request)
    {
        if (request.IsEmpty || request[0] != (byte)'{') return;
        Span<char> name = stackalloc char[LongestName];
        var members = new JsonMembers(request);
        while (members.MoveNext())
        {
            if (members.Value[0] is not ((byte)'{' or (byte)'['))
            {
                Scalar(members.Name, members.Value, name, answered: false);
                if (members.Name.SequenceEqual("role"u8)) RoleRequested = Shared(members.Value) ?? JsonText.Filled(members.Value);
                else if (members.Name.SequenceEqual("omitted"u8)) IsOmitted = members.Value is [(byte)'t', ..] || members.Value.SequenceEqual("\"true\""u8);
                continue;
            }
            if (members.Name.SequenceEqual("layers"u8) && members.Value[0] == (byte)'[') Put(Field.LayersRequested, "true");
            Nested(members.Name, members.Value);
        }
    }

    private void Response(ReadOnlySpan<byte> response)
    {
        if (response.IsEmpty || response[0] != (byte)'{') return;
        Span<char> room = stackalloc char[LongestName];
        ReadOnlySpan<byte> hash = default, role = default, layers = default, accessKey = default, policy = default;
        var members = new JsonMembers(response);
        while (members.MoveNext())
        {
            // As everywhere the last of a name counts.
            var name = members.Name;
            var value = members.Value;
            switch (name.Length)
            {
                case 4 when name.SequenceEqual("role"u8): role = value; break;
                case 6 when name.SequenceEqual("layers"u8): layers = value; break;
                case 6 when name.SequenceEqual("policy"u8): policy = value; break;
                case 9 when name.SequenceEqual("accessKey"u8): accessKey = value; break;
                case 10 when name.SequenceEqual("codeSha256"u8): hash = value; break;
                case 11 when name.SequenceEqual("functionArn"u8): FunctionArn = value; break;
                default: Scalar(name, value, room, answered: true); break;
            }
        }
        // What AWS answered is worth more than what was asked.
        Put(Field.CodeSha256, JsonText.Filled(hash));
        Put(Field.RoleArn, JsonText.Filled(role, "arn"u8) ?? Shared(role) ?? JsonText.Filled(role));
        Layers(layers);
        Put(Field.UserName, JsonText.Filled(accessKey, "userName"u8));
        Put(Field.RoleName, JsonText.Filled(role, "roleName"u8));
        Put(Field.PolicyArn, JsonText.Filled(policy, "arn"u8));
    }

    private void Additional(ReadOnlySpan<byte> data)
    {
        Put(Field.MfaUsed, JsonText.Filled(data, "MFAUsed"u8));
    }

    private void Scalars(ReadOnlySpan<byte> json, bool answered = false)
    {
        if (json.IsEmpty || json[0] != (byte)'{') return;
        Span<char> name = stackalloc char[LongestName];
        var members = new JsonMembers(json);
        while (members.MoveNext()) Scalar(members.Name, members.Value, name, answered);
    }

    private void Scalar(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value, scoped Span<char> room, bool answered)
    {
        if (value[0] is (byte)'{' or (byte)'[' or (byte)'n' || !IsLikely(name)) return;
        var length = Encoding.Latin1.GetChars(name, room);
        if (IsCode(name, value)) return;
        if (!ByName.TryGetValue(room[..length], out var field) || (answered && OfRequest(field)) || IsTaken(field)) return;
        if (!answered && field is Field.CodeSha256) _hash = _hash.IsEmpty ? value : _hash;
        else if (!answered && field is Field.RoleArn) _roleArn = _roleArn.IsEmpty ? value : _roleArn;
        else Put(field, field is Field.Uuid ? Text(field, value) : Shared(value) ?? Text(field, value));
    }

    // Bucket and key are put together when both are known.
    private bool IsCode(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        if (name.SequenceEqual("s3Key"u8)) _key = _key.IsEmpty ? value : _key;
        else if (name.SequenceEqual("s3Bucket"u8)) _bucket = _bucket.IsEmpty ? value : _bucket;
        else if (name.SequenceEqual("imageUri"u8)) _image = _image.IsEmpty ? value : _image;
        else return false;
        return true;
    }

    private readonly string? CodeLocation()
    {
        if (_bucket.IsEmpty || _key.IsEmpty) return JsonText.Scalar(_image, LongestText);
        if (_bucket[0] != (byte)'"' || _key[0] != (byte)'"' || _bucket.Length + _key.Length > 500 || _bucket.Contains((byte)'\\') || _key.Contains((byte)'\\'))
            return $"s3://{JsonText.Scalar(_bucket, LongestText)}/{JsonText.Scalar(_key, LongestText)}";
        Span<byte> text = stackalloc byte[512];
        "s3://"u8.CopyTo(text);
        _bucket[1..^1].CopyTo(text[5..]);
        var at = 5 + _bucket.Length - 2;
        text[at++] = (byte)'/';
        _key[1..^1].CopyTo(text[at..]);
        return Encoding.UTF8.GetString(text[..(at + _key.Length - 2)]);
    }

    // Most names are of no field; length and first letter tell nearly all of those.
    private static bool IsLikely(ReadOnlySpan<byte> name) => name.Length is > 0 and <= LongestName && (Likely[name.Length] & (1u << (name[0] & 31))) != 0;

    private static uint[] FirstLetters()
    {
        var letters = new uint[LongestName + 1];
        foreach (var name in Named.Keys.Append("s3Key").Append("s3Bucket").Append("imageUri")) letters[name.Length] |= 1u << (name[0] & 31);
        return letters;
    }

    private readonly bool IsTaken(Field field) => (_taken & (1UL << (int)field)) != 0;

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
        if (value is null || IsTaken(field)) return;
        _taken |= 1UL << (int)field;
        _found.Add((field, value));
    }

    // Null when the value is to be read as it is.
    private readonly string? Shared(scoped ReadOnlySpan<byte> value)
    {
        if (value.Length is < 3 or > LongestShared || value[0] != (byte)'"' || value.Contains((byte)'\\') || value[1] == (byte)'%') return null;
        if (_values.TryGet(value, default, default, default, out var hash, out var text)) return text;
        return _values.Add(hash, value, default, default, default, Encoding.UTF8.GetString(value[1..^1]));
    }

    private static string? Text(Field field, ReadOnlySpan<byte> value)
    {
        if (field is not (Field.PolicyDocument or Field.Definition)) return JsonText.Scalar(value, LongestText);
        var text = JsonText.Scalar(value, LongestDocument * 3); // percent-encoded, three bytes are one
        if (text is not null && text.StartsWith('%')) text = Uri.UnescapeDataString(text);
        if (text is null || text.Length <= LongestDocument) return text;
        return text[..(char.IsHighSurrogate(text[LongestDocument - 1]) ? LongestDocument - 1 : LongestDocument)];
    }

    private static FrozenDictionary<string, Field> Names()
    {
        var nested = new HashSet<Field> { Field.CodeLocation, Field.Layers, Field.LayersRequested, Field.OnSuccess, Field.OnFailure, Field.DeadLetterTarget, Field.Targets, Field.MfaUsed, Field.Ids, Field.FindingType, Field.Severity, Field.ComplianceType, Field.CustomerEniId, Field.Flows };
        var names = Enum.GetValues<Field>().Where(f => !nested.Contains(f)).ToDictionary(f => f.ToString(), f => f, StringComparer.OrdinalIgnoreCase);
        names["trailName"] = names["ruleName"] = names["filterName"] = Field.Name;
        names["configurationRecorderName"] = names["detectorId"] = names["rule"] = Field.Ids;
        return names.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);
    }
}
