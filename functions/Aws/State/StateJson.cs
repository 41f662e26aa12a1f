using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Sentinel.Core.CloudTrail;
using Sentinel.Core.Detections;
using Sentinel.Core.Knowledge;

namespace Sentinel.Aws.State;

// Names are short because there are many of them, and never change meaning: another needs another form byte (Packed).

internal sealed record StoredEvent(
    [property: JsonPropertyName("t")] long Ticks, [property: JsonPropertyName("i")] string Id,
    [property: JsonPropertyName("k")] FunctionEventKind Kind, [property: JsonPropertyName("b")] string By,
    [property: JsonPropertyName("r")] string? Role = null, [property: JsonPropertyName("h")] string? CodeSha256 = null,
    [property: JsonPropertyName("l")] string? CodeLocation = null, [property: JsonPropertyName("c")] int? Concurrency = null,
    [property: JsonPropertyName("m")] string? Mapping = null, [property: JsonPropertyName("e")] string? EventSource = null,
    [property: JsonPropertyName("s")] string? Source = null);

internal sealed record StoredRecord(
    [property: JsonPropertyName("t")] long Ticks, [property: JsonPropertyName("i")] string Id, [property: JsonPropertyName("s")] string Service,
    [property: JsonPropertyName("a")] string Api, [property: JsonPropertyName("o")] string Account, [property: JsonPropertyName("r")] string Region,
    [property: JsonPropertyName("p")] StoredPrincipal Caller, [property: JsonPropertyName("w")] StoredSource Source,
    [property: JsonPropertyName("b")] string[] Subjects, [property: JsonPropertyName("u")] string? UserAgent = null,
    [property: JsonPropertyName("e")] string? ErrorCode = null, [property: JsonPropertyName("m")] string? ErrorMessage = null,
    [property: JsonPropertyName("x")] bool? ParametersOmitted = null, [property: JsonPropertyName("f")] string? Function = null,
    [property: JsonPropertyName("d")] string? Role = null, [property: JsonPropertyName("v")] IReadOnlyList<StoredField>? Fields = null,
    [property: JsonPropertyName("l")] bool? Learned = null);

internal sealed record StoredField(
    [property: JsonPropertyName("n")] Field Name, [property: JsonPropertyName("v")] string Value);

internal sealed record StoredPrincipal(
    [property: JsonPropertyName("t")] IdentityType Type, [property: JsonPropertyName("s")] string Subject,
    [property: JsonPropertyName("a")] string? Arn = null, [property: JsonPropertyName("n")] string? SessionName = null,
    [property: JsonPropertyName("d")] string? SourceIdentity = null, [property: JsonPropertyName("o")] string? Account = null,
    [property: JsonPropertyName("k")] string? AccessKeyId = null, [property: JsonPropertyName("b")] string? InvokedBy = null,
    [property: JsonPropertyName("m")] string? MfaAuthenticated = null, [property: JsonPropertyName("f")] string? FunctionInScope = null,
    [property: JsonPropertyName("x")] bool? IsSso = null);

internal sealed record StoredSource(
    [property: JsonPropertyName("k")] SourceKind Kind, [property: JsonPropertyName("t")] string Text,
    [property: JsonPropertyName("a")] string? Address = null, [property: JsonPropertyName("n")] string? Network = null,
    [property: JsonPropertyName("c")] string? Country = null);

internal sealed record StoredSignal(
    [property: JsonPropertyName("i")] string Id, [property: JsonPropertyName("d")] string Detection, [property: JsonPropertyName("g")] Stage Stage,
    [property: JsonPropertyName("e")] Evidence Evidence, [property: JsonPropertyName("u")] string Group, [property: JsonPropertyName("w")] int Weight,
    [property: JsonPropertyName("t")] long Ticks, [property: JsonPropertyName("o")] string Account, [property: JsonPropertyName("r")] string Region,
    [property: JsonPropertyName("m")] string Summary, [property: JsonPropertyName("a")] string Source,
    [property: JsonPropertyName("b")] string[] Subjects, [property: JsonPropertyName("z")] int Revision,
    [property: JsonPropertyName("v")] string? EventId = null, [property: JsonPropertyName("n")] int? Count = null,
    [property: JsonPropertyName("p")] string? Principal = null, [property: JsonPropertyName("s")] string? Session = null,
    [property: JsonPropertyName("q")] string? Suspect = null, [property: JsonPropertyName("f")] string? Function = null,
    [property: JsonPropertyName("x")] bool? IsReduced = null, [property: JsonPropertyName("y")] string? Resource = null);

internal sealed record StoredLink(
    [property: JsonPropertyName("t")] long Ticks, [property: JsonPropertyName("i")] string EventId, [property: JsonPropertyName("b")] string[] Subjects,
    [property: JsonPropertyName("l")] long? LastTicks = null);

/// <summary>Reads and writes what is packed; made when the program is built.</summary>
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, UseStringEnumConverter = true,
    RespectRequiredConstructorParameters = true, RespectNullableAnnotations = true)]
[JsonSerializable(typeof(StoredEvent))]
[JsonSerializable(typeof(StoredRecord))]
[JsonSerializable(typeof(StoredSignal))]
[JsonSerializable(typeof(StoredLink))]
internal sealed partial class StateJson : JsonSerializerContext
{
    /// <summary>With characters as they are: nothing of it ever reaches a page.</summary>
    public static StateJson Plain => field ??= new(new JsonSerializerOptions(Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}
