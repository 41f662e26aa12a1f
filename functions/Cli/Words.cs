using Sentinel.Core.Containment;
using Sentinel.Core.Detections;
using Sentinel.Core.Incidents;

namespace Sentinel.Cli;

/// <summary>Enumerations as they are written in JSON lines, files and text. Constant strings: a replay writes many of them.</summary>
internal static class Words
{
    public static string Of(Stage stage) => stage switch
    {
        Stage.Identity => "identity",
        Stage.Change => "change",
        Stage.Access => "access",
        Stage.Execution => "execution",
        Stage.Data => "data",
        Stage.Network => "network",
        Stage.Evasion => "evasion",
        Stage.Corroboration => "corroboration",
        _ => throw new ArgumentOutOfRangeException(nameof(stage)),
    };

    public static string Of(Verdict verdict) => verdict switch
    {
        Verdict.Contain => "contain",
        Verdict.Alert => "alert",
        _ => "none",
    };

    public static string Of(ActionStatus status) => status switch
    {
        ActionStatus.Done => "done",
        ActionStatus.Waiting => "waiting",
        ActionStatus.Skipped => "skipped",
        ActionStatus.Refused => "refused",
        ActionStatus.Failed => "failed",
        _ => throw new ArgumentOutOfRangeException(nameof(status)),
    };

    public static string Of(Evidence evidence) => evidence switch
    {
        Evidence.Content => "content",
        Evidence.Novelty => "novelty",
        _ => "count",
    };
}
