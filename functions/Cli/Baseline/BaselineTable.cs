using Sentinel.Aws.State;
using Sentinel.Core.Knowledge;

namespace Sentinel.Cli.Baseline;

/// <summary>The state table of a deployment. Detectors may work on it at the same time.</summary>
internal sealed class BaselineTable(StateTable table, string name) : IBaselineTarget
{
    // As many as a store keeps warm.
    private const int AtOnce = 1_000;

    private readonly DynamoFactStore _store = new(table, new StateOptions { MostSubjects = 2 * AtOnce });

    public string Name => $"table {name}";

    // What costs is a subject, not a place: the longer it is gathered, the fewer requests.
    public TimeSpan Every => TimeSpan.FromSeconds(20);

    public async Task MergeAsync(IReadOnlyCollection<SubjectFacts> learned, CancellationToken cancellationToken)
    {
        foreach (var some in learned.Chunk(AtOnce))
        {
            await _store.FetchAsync([.. some.Select(f => f.Subject)], cancellationToken);
            foreach (var facts in some) _store.Of(facts.Subject).Absorb(facts);
            await _store.FlushAsync(cancellationToken);
        }
    }

    /// <summary>What the table knows of one subject.</summary>
    public async Task<SubjectFacts> ReadAsync(string subject, CancellationToken cancellationToken)
    {
        await _store.FetchAsync([subject], cancellationToken);
        return _store.Of(subject);
    }
}
