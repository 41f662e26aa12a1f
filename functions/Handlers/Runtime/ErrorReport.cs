using System.Text.Json.Serialization;
using Sentinel.Core.Settings;

namespace Sentinel.Handlers.Runtime;

/// <summary>
/// An error as the Runtime API takes it. Its message may quote an event, so it is cut and made printable; whoever invoked the function reads it.
/// https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html#runtimes-api-invokeerror
/// </summary>
internal sealed record ErrorReport(string ErrorMessage, string ErrorType, IReadOnlyList<string> StackTrace)
{
    private const int LongestMessage = 1000;
    private const int LongestFrame = 300;
    private const int MostFrames = 20;

    /// <summary>The header <c>Lambda-Runtime-Function-Error-Type</c>: a category and a reason.</summary>
    [JsonIgnore]
    public required string Category { get; init; }

    public static ErrorReport Of(Exception e) => Of(e, $"Function.{e.GetType().Name}");

    public static ErrorReport OfInit(Exception e) => Of(e, e is UnknownHandlerException ? "Runtime.NoSuchHandler" : "Runtime.InitError");

    private static ErrorReport Of(Exception e, string category) => new(Printable.Of(e.Message, LongestMessage), e.GetType().Name, Frames(e.StackTrace)) { Category = category };

    private static string[] Frames(string? trace) =>
        [.. (trace ?? "").Split('\n', MostFrames + 1, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Take(MostFrames).Select(f => Printable.Of(f, LongestFrame))];
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, GenerationMode = JsonSourceGenerationMode.Serialization)]
[JsonSerializable(typeof(ErrorReport))]
internal sealed partial class RuntimeJson : JsonSerializerContext;
