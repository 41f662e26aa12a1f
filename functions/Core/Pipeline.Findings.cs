using System.IO.Hashing;
using System.Text;
using Sentinel.Core.CloudTrail;
using Sentinel.Core.Findings;
using Sentinel.Core.Knowledge;

namespace Sentinel.Core;

/// <summary>From what other services find to signals. It teaches nothing, and nothing else is judged by it.</summary>
public sealed partial class Pipeline
{
    private readonly Dictionary<string, ApiUse> _findingUses = new(StringComparer.Ordinal);

    private bool AcceptFinding(in RecordScan scan, out string? rejected)
    {
        CloudTrailRecord? record = null;
        rejected = null;
        var finding = scan.Detail.IsEmpty ? scan.Whole : scan.Detail;
        var understood = scan.Kind switch
        {
            RecordKind.GuardDutyFinding => GuardDutyFindings.TryRead(finding, out record, out rejected),
            RecordKind.ConfigEvent when scan.DetailType.SequenceEqual("Config Rules Compliance Change"u8) => ComplianceChanges.TryRead(scan.Detail, out record, out rejected),
            _ => PassOver(scan.Kind),
        };
        if (!understood) return false;
        if (record is null)
        {
            _events++;
            _unwanted++;
            return true;
        }
        // An update may weigh more than what it updates: it is judged, too, and merges.
        if (!_seen.Add(XxHash3.HashToUInt64(Encoding.UTF8.GetBytes(record.EventId)), record.Time)) _duplicates++;
        else
        {
            _events++;
            if (record.Time < _highest - Lateness) _late++;
        }
        if (record.Time > _highest) Advance(record.Time);
        if (record.Function is { } function && _session is not null) Load([function]);
        Evaluate(new KeptRecord(record, [], Learned: false), UseOfFinding(record.Call));
        Settle();
        if (_pending.Count > 0) ActUntil(_highest);
        return true;
    }

    private ApiUse UseOfFinding(string call)
    {
        if (!_findingUses.TryGetValue(call, out var use)) _findingUses.Add(call, use = UseOf(call));
        return use;
    }
}
