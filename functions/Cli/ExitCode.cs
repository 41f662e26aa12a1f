namespace Sentinel.Cli;

/// <summary>What a script can tell from the exit code.</summary>
public static class ExitCode
{
    public const int Done = 0;
    public const int Usage = 2;
    public const int Unreadable = 3;
    public const int Unexpected = 4;
    /// <summary>A deployment said no: nothing was released, or nothing approved.</summary>
    public const int Refused = 5;
    public const int Found = 10;
    public const int Interrupted = 130;
}
