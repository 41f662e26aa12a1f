using Sentinel.Core.CloudTrail;

namespace Sentinel.Cli.Input;

/// <summary>Takes what <see cref="RecordSource"/> reads. What it throws ends the reading.</summary>
public interface IRecordSink
{
    /// <summary>A record, a flow log line, or a report of something that is neither. The frame is gone when this returns.
    /// The path is the file as named or found, <c>-</c> is standard input; with <see cref="Frame.Place"/> it makes <c>path:line#index</c>.</summary>
    void Accept(string path, in Frame frame);

    /// <summary>An input that could not be opened; the others are read.</summary>
    void Unreadable(string path, string reason);

    /// <summary>Called now and then. <paramref name="bytes"/> of files as they lie on disk (compressed ones too) are read.</summary>
    void Progress(long bytes);
}
