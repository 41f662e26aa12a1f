using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Sentinel.Core.CloudTrail;
using Sentinel.Core.Detections;
using Sentinel.Core.Knowledge;

namespace Sentinel.Aws.State;

// Names are short because there are many of them, and never change meaning: another needs another form byte (Packed).

internal sealed record StoredEvent(
    [property: JsonPropertyName("t")] long Ticks, [property: JsonPropertyName("i")] string Id, [property: JsonPropertyName("k")] FunctionEventKind Kind,
    [property: JsonPropertyName("b")] string By, [property: JsonPropertyName("r")] string? Role, [property: JsonPropertyName("h")] string? CodeSha256,
    [property: JsonPropertyName("l")] string? CodeLocation, [property: JsonPropertyName("c")] int? Concurrency, [property: JsonPropertyName("m")] string? Mapping,
    [property: JsonPropertyName("e")] string? EventSource);

internal sealed record StoredRecord(
    [property: JsonPropertyName("t")] long Ticks, [property: JsonPropertyName("i")] string Id, [property: JsonPropertyName("s")] string Service,
    [property: JsonPropertyName("a")] string Api, [property: JsonPropertyName("o")] string Account, [property: JsonPropertyName("r")] string Region,
    [property: JsonPropertyName("p")] StoredPrincipal Caller, [property: JsonPropertyName("w")] StoredSource Source, [property: JsonPropertyName("u")] string? UserAgent,
    [property: JsonPropertyName("e")] string? ErrorCode, [property: JsonPropertyName("m")] string? ErrorMessage, [property: JsonPropertyName("x")] bool? ParametersOmitted,
    [property: JsonPropertyName("f")] string? Function, [property: JsonPropertyName("d")] string? Role,
    [property: JsonPropertyName("v")] IReadOnlyList<StoredField>? Fields, [property: JsonPropertyName("b")] string[] Subjects, [property: JsonPropertyName("l")] bool? Learned);

internal sealed record StoredField([property: JsonPropertyName("n")] Field Name, [property: JsonPropertyName("v")] string Value);

internal sealed record StoredPrincipal(
    [property: JsonPropertyName("t")] IdentityType Type, [property: JsonPropertyName("a")] string? Arn, [property: JsonPropertyName("s")] string Subject,
    [property: JsonPropertyName("n")] string? SessionName, [property: JsonPropertyName("d")] string? SourceIdentity, [property: JsonPropertyName("o")] string? Account,
    [property: JsonPropertyName("k")] string? AccessKeyId, [property: JsonPropertyName("b")] string? InvokedBy, [property: JsonPropertyName("m")] string? MfaAuthenticated,
    [property: JsonPropertyName("f")] string? FunctionInScope, [property: JsonPropertyName("x")] bool? IsSso);

internal sealed record StoredSource(
    [property: JsonPropertyName("k")] SourceKind Kind, [property: JsonPropertyName("t")] string Text, [property: JsonPropertyName("a")] string? Address,
    [property: JsonPropertyName("n")] string? Network, [property: JsonPropertyName("c")] string? Country);

internal sealed record StoredSignal(
    [property: JsonPropertyName("i")] string Id, [property: JsonPropertyName("d")] string Detection, [property: JsonPropertyName("g")] Stage Stage,
    [property: JsonPropertyName("e")] Evidence Evidence, [property: JsonPropertyName("u")] string Group, [property: JsonPropertyName("w")] int Weight,
    [property: JsonPropertyName("t")] long Ticks, [property: JsonPropertyName("v")] string? EventId, [property: JsonPropertyName("n")] int? Count,
    [property: JsonPropertyName("p")] string? Principal, [property: JsonPropertyName("s")] string? Session, [property: JsonPropertyName("q")] string? Suspect,
    [property: JsonPropertyName("f")] string? Function, [property: JsonPropertyName("o")] string Account, [property: JsonPropertyName("r")] string Region,
    [property: JsonPropertyName("m")] string Summary, [property: JsonPropertyName("a")] string Source, [property: JsonPropertyName("b")] string[] Subjects,
    [property: JsonPropertyName("x")] bool? IsReduced, [property: JsonPropertyName("z")] int Revision);

internal sealed record StoredLink(
    [property: JsonPropertyName("t")] long Ticks, [property: JsonPropertyName("i")] string EventId, [property: JsonPropertyName("b")] string[] Subjects);

/// <summary>Reads and writes what is packed; made when the program is built.</summary>
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, UseStringEnumConverter = true)]
[JsonSerializable(typeof(StoredEvent))]
[JsonSerializable(typeof(StoredRecord))]
[JsonSerializable(typeof(StoredSignal))]
[JsonSerializable(typeof(StoredLink))]
internal sealed partial class StateJson : JsonSerializerContext
{
    /// <summary>With characters as they are: nothing of it ever reaches a page.</summary>
    public static StateJson Plain => field ??= new(new JsonSerializerOptions(Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}
