namespace Sentinel.Core.Knowledge;

/// <summary>What a record teaches.</summary>
public static class Learning
{
    /// <summary>Subject under which records that carry the same code are kept.</summary>
    public static string CodeSubject(string code) => "code:" + code;
}
