using Sentinel.Core;
using Sentinel.Core.CloudTrail;
using Sentinel.Core.Incidents;
using Sentinel.Core.Knowledge;
using Sentinel.Core.Reports.Facts;
using Sentinel.Core.Settings;

namespace Sentinel.Cli.Replay;

/// <summary>Records in memory, of which those that belong to an incident are kept for its report when the pipeline needs them no more.</summary>
internal sealed class ReportEvidence(IncidentLog log) : IRecordStore
{
    private readonly MemoryRecordStore _records = new();
    private readonly Dictionary<string, Dictionary<string, CloudTrailRecord>> _kept = new(StringComparer.Ordinal); // by incident and event
    private DateTimeOffset _forgotten = DateTimeOffset.MinValue;

    public ValueTask FetchAsync(IReadOnlyCollection<string> subjects, CancellationToken cancellationToken) => _records.FetchAsync(subjects, cancellationToken);

    public IReadOnlyList<KeptRecord> Under(string subject) => _records.Under(subject);

    public IReadOnlyList<KeptRecord> AddressedUnder(string subject) => _records.AddressedUnder(subject);

    public IReadOnlyList<string> FunctionsUnder(string subject) => _records.FunctionsUnder(subject);

    public bool Add(KeptRecord record) => _records.Add(record);

    public ValueTask FlushAsync(CancellationToken cancellationToken) => _records.FlushAsync(cancellationToken);

    public void ForgetBefore(DateTimeOffset time)
    {
        // As often as the store below sweeps, so that nothing goes that was not looked at.
        if (time - _forgotten >= TimeSpan.FromMinutes(10))
        {
            _forgotten = time;
            // Ended longer ago: all that is about to go was looked at before.
            foreach (var incident in log.Incidents.Where(i => i.Signals[^1].Last > time - TimeSpan.FromDays(1))) Keep(incident);
        }
        _records.ForgetBefore(time);
    }

    /// <summary>The report of an incident, after the pipeline is complete.</summary>
    public IncidentReport ReportOf(Incident incident, Core.Pipeline pipeline, MemoryFactStore facts, SentinelSettings settings, ICountries? countries, IReadOnlyList<string> notes)
    {
        // What was told last may lack what came after and changed nothing of the verdict.
        var whole = pipeline.Incidents.FirstOrDefault(i => string.Equals(i.Id, incident.Id, StringComparison.Ordinal)) ?? incident;
        Keep(whole);
        return IncidentReport.Of(new ReportSource
        {
            Incident = whole,
            Settings = settings,
            Actions = log.ActionsOf(incident),
            Records = [.. whole.Supersedes.Append(whole.Id).SelectMany(id => _kept.TryGetValue(id, out var kept) ? kept.Values : Enumerable.Empty<CloudTrailRecord>())],
            Histories = whole.Functions.Where(f => facts.Of(f).Function is not null).ToDictionary(f => f, f => facts.Of(f).Function!, StringComparer.Ordinal),
            Invocations = whole.Functions.Select(f => (Function: f, Count: pipeline.InvocationsOf(f))).Where(f => f.Count is not null)
                .ToDictionary(f => f.Function, f => new InvocationCount(f.Count!.Value.Ran, f.Count.Value.Prevented), StringComparer.Ordinal),
            Tables = [.. pipeline.TablesTouched(whole).Select(t => new TableUse(t.Table, t.Reads, t.DeletedItems, t.First, t.FirstDelete))],
            Egress = EgressUse.Of(whole),
            Countries = countries,
            Notes = notes,
            IsReplay = true,
        });
    }

    private void Keep(Incident incident)
    {
        var subjects = incident.Functions.Concat(incident.Roles).Concat(incident.Signals.Select(s => s.Suspect).OfType<string>()).Distinct(StringComparer.Ordinal);
        if (!_kept.TryGetValue(incident.Id, out var kept)) _kept.Add(incident.Id, kept = new(StringComparer.Ordinal));
        foreach (var record in subjects.SelectMany(_records.Under).Where(r => !r.Learned)) kept.TryAdd(record.Record.EventId, record.Record);
    }
}
