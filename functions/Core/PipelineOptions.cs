using Sentinel.Core.CloudTrail;
using Sentinel.Core.Containment;
using Sentinel.Core.Detections;
using Sentinel.Core.Incidents;
using Sentinel.Core.Knowledge;
using Sentinel.Core.Settings;

namespace Sentinel.Core;

/// <summary>What a pipeline is made of.</summary>
public sealed record PipelineOptions
{
    public SentinelSettings Settings { get; init; } = SentinelSettings.Default;

    /// <summary>Null: countries are off, networks still work, and a note says so.</summary>
    public ICountries? Countries { get; init; }

    /// <summary>How long after its event time every record arrives; actions are taken that much later.</summary>
    public TimeSpan DeliveryDelay { get; init; }

    public IPipelineObserver Observer { get; init; } = SilentObserver.Instance;

    public IReadOnlyList<Detection> Detections { get; init; } = Catalogue.All;

    public IFactStore Facts { get; init; } = new MemoryFactStore();

    public IRecordStore Records { get; init; } = new MemoryRecordStore();

    public ILedger Ledger { get; init; } = new MemoryLedger();

    /// <summary>A record that arrives after one that is later by event time makes the later ones be judged again. Off only to prove that it is needed.</summary>
    public bool JudgeAgain { get; init; } = true;

    /// <summary>An event id seen within the last hours is counted as a duplicate and passed over; without it everything is merely done twice, to the same end.</summary>
    public bool SkipDuplicates { get; init; } = true;
}

/// <summary>Hears everything and says nothing.</summary>
public sealed class SilentObserver : IPipelineObserver
{
    public static SilentObserver Instance { get; } = new();

    public void Signalled(Signal signal)
    {
    }

    public void Happened(Incident incident, IReadOnlyList<string> supersedes)
    {
    }

    public void Acted(ContainmentAction action)
    {
    }
}

/// <summary>Totals of a pipeline; history is not counted.</summary>
public sealed record PipelineCounts
{
    /// <summary>Distinct records that were understood.</summary>
    public long Events { get; init; }
    public long Duplicates { get; init; }
    /// <summary>Understood, but of no interest to any detection.</summary>
    public long Unwanted { get; init; }
    /// <summary>Arrived more than 60 minutes of event time behind the newest.</summary>
    public long Late { get; init; }
    public long Signals { get; init; }
    public long Incidents { get; init; }
    /// <summary>ARNs of the functions whose quarantine was done, sorted.</summary>
    public IReadOnlyList<string> Contained { get; init; } = [];
    /// <summary>Invocations of contained functions that ran, from the suspect's first change on.</summary>
    public long InvocationsBeforeContainment { get; init; }
    public long InvocationsPrevented { get; init; }
    /// <summary>What could not be seen or does not count in full; for people.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];
}
