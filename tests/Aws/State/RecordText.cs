using System.Text.Json;
using Sentinel.Core.CloudTrail;
using Sentinel.Core.Knowledge;

namespace Sentinel.Aws.Tests.State;

/// <summary>All that a kept record holds, as text that is the same for equal records. Goes by its properties, so that one added later is compared too.</summary>
internal static class RecordText
{
    private static readonly JsonSerializerOptions Options = new() { WriteIndented = true };

    public static string Of(KeptRecord kept)
    {
        var r = kept.Record;
        var properties = typeof(CloudTrailRecord).GetProperties().Where(p => p.GetIndexParameters().Length == 0 && p.PropertyType != typeof(FieldMap)).OrderBy(p => p.Name, StringComparer.Ordinal)
            .ToDictionary(p => p.Name, p => p.GetValue(r) switch { SourceAddress s => s.ToString(), var v => v }, StringComparer.Ordinal);
        return JsonSerializer.Serialize(new { properties, fields = Enum.GetValues<Field>().Select(f => $"{f}={r[f] ?? "(none)"}"), kept.Subjects, kept.Learned }, Options);
    }
}
