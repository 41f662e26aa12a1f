using Sentinel.Core.Knowledge;

namespace Sentinel.Cli.Baseline;

/// <summary>Where what was learned goes. Merging commutes and may be repeated; for one caller at a time.</summary>
internal interface IBaselineTarget
{
    /// <summary>What people call it, and what a checkpoint is bound to: <c>table sentinel-state</c>.</summary>
    string Name { get; }

    /// <summary>Learning stores so often; in between what was read is only in memory.</summary>
    TimeSpan Every { get; }

    /// <summary>Adds to what is there; stored when it returns.</summary>
    Task MergeAsync(IReadOnlyCollection<SubjectFacts> learned, CancellationToken cancellationToken);
}
