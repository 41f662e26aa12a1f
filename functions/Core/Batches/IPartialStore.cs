namespace Sentinel.Core.Batches;

/// <summary>A store of which only a part is at hand: facts, records or signals kept elsewhere.</summary>
public interface IPartialStore
{
    /// <summary>Subjects that were asked for and not at hand since this was last called; they read as empty meanwhile. What is not fetched then is told again
    /// when it is asked for again.</summary>
    IReadOnlyCollection<string> TakeMissing();

    /// <summary>The earliest event of the batch: what is read must reach as far back from it as judging may ask. A store that reads everything may do nothing.</summary>
    void ReachBackTo(DateTimeOffset earliest)
    {
    }

    /// <summary>Reads what others have written of these subjects, past every cache.</summary>
    /// <returns>Whether anything was there that was not known here.</returns>
    ValueTask<bool> RefreshAsync(IReadOnlyCollection<string> subjects, CancellationToken cancellationToken);
}
