using Sentinel.Core;

namespace Sentinel.Cli.Replay;

/// <summary>The last line of a replay.</summary>
/// <param name="Rejected">Records that could not be understood, those of the history too.</param>
/// <param name="Notes">What limited the replay: the pipeline's notes and the command line's.</param>
internal sealed record ReplaySummary(PipelineCounts Counts, long Rejected, IReadOnlyList<string> Notes, long ElapsedMilliseconds);
