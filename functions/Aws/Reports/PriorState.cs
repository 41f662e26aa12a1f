using System.Globalization;
using Sentinel.Aws.Containment;

namespace Sentinel.Aws.Reports;

/// <summary>What was there before a step, in words.</summary>
internal static class PriorState
{
    /// <summary>Null where the step changes nothing.</summary>
    public static string? Of(StepRecord record) => record switch
    {
        QuarantineRecord quarantine => $"reserved concurrency {quarantine.Concurrency?.ToString(CultureInfo.InvariantCulture) ?? "none"}",
        EventSourcesRecord sources => $"{Number(sources.Mappings.Count(m => m.WasEnabled))} of {Number(sources.Mappings.Count)} mapping(s) enabled",
        AccessKeysRecord keys => $"{Number(keys.Keys.Count)} access key(s)",
        DenyRecord => "not denied",
        FunctionUrlsRecord urls => $"{Number(urls.Urls.Count)} address(es)",
        PermissionsRecord permissions => $"{Number(permissions.Kept.Count)} statement(s) kept, {Number(permissions.Closed.Count)} closed",
        _ => null,
    };

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
