using System.Text.Json;
using System.Text.Json.Serialization;
using Sentinel.Core.Containment;

namespace Sentinel.Aws.Containment;

/// <summary>What was there before a step acted: all that Apply, Verify and Revert need. Goes into the ledger as JSON, told apart by <c>step</c>. Holds no secret.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "step")]
[JsonDerivedType(typeof(EvidenceRecord), Steps.PreserveEvidence)]
[JsonDerivedType(typeof(QuarantineRecord), Steps.QuarantineFunction)]
[JsonDerivedType(typeof(EventSourcesRecord), Steps.DisableEventSources)]
[JsonDerivedType(typeof(DeniedRoleRecord), Steps.DenyExecutionRole)]
[JsonDerivedType(typeof(AccessKeysRecord), Steps.DeactivateAccessKeys)]
[JsonDerivedType(typeof(DeniedUserRecord), Steps.DenyPrincipal)]
[JsonDerivedType(typeof(FunctionUrlsRecord), FollowUpSteps.CloseFunctionUrls)]
[JsonDerivedType(typeof(PermissionsRecord), FollowUpSteps.ClosePermissions)]
public abstract record StepRecord
{
    public required StepTarget Target { get; init; }

    /// <summary>Adds what <paramref name="seenNow"/>, a later record of the same target, holds and this one does not. What is known stays as it was first seen.</summary>
    /// <returns>This record itself when there is nothing new.</returns>
    public abstract StepRecord Extend(StepRecord seenNow);

    public string ToJson() => JsonSerializer.Serialize(this, StepJson.Default.StepRecord);

    /// <exception cref="JsonException">It is no record that this version knows.</exception>
    public static StepRecord Parse(string json) => JsonSerializer.Deserialize(json, StepJson.Default.StepRecord) ?? throw new JsonException("No record.");

    /// <summary>The items of <paramref name="known"/>, then those of <paramref name="now"/> whose key is new. Gives <paramref name="known"/> itself when none is.</summary>
    private protected static IReadOnlyList<T> Union<T>(IReadOnlyList<T> known, IReadOnlyList<T> now, Func<T, string> key)
    {
        var keys = known.Select(key).ToHashSet(StringComparer.Ordinal);
        var added = now.Where(item => !keys.Contains(key(item))).ToList();
        return added.Count == 0 ? known : [.. known, .. added];
    }

    /// <exception cref="ArgumentException">A record of another step.</exception>
    private protected T Same<T>(StepRecord other)
        where T : StepRecord => other as T ?? throw new ArgumentException($"A record of {other.GetType().Name} does not extend one of {GetType().Name}.", nameof(other));
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(StepRecord))]
internal sealed partial class StepJson : JsonSerializerContext;
