using System.Buffers;
using Sentinel.Core.Settings;

namespace Sentinel.Core.Reports;

/// <summary>The command that a page offers. It will be pasted into a shell: a name that could mean more there than a name is left out of it.</summary>
public static class PageCommand
{
    // No dot, no @ and no //: mail readers would make links of them.
    private static readonly SearchValues<char> Plain = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_:/");

    // Longest function ARN: 140 characters; the rest is no function.
    private const int Longest = 200;

    /// <summary><c>sentinel release arn:…</c>, <c>sentinel approve …</c>, what lifts a pause; null when there is nothing to do, or nothing that can be named safely.</summary>
    public static string? Of(Page page)
    {
        ArgumentNullException.ThrowIfNull(page);
        return page.State switch
        {
            PageState.WaitingForApproval or PageState.Refused => OnFunction("approve", page),
            PageState.Contained or PageState.NotContained or PageState.Failed or PageState.Lifted => OnFunction("release", page),
            PageState.Blind => "sentinel coverage",
            PageState.Paused => $"sentinel tune set {Parameters.PauseName} none",
            PageState.RefusedSetting when page.Target is { } name && IsPlain(name) && Parameters.Find(name) is not null => $"sentinel tune get {name}",
            _ => null,
        };
    }

    /// <summary>What the command is for.</summary>
    internal static string Label(PageState state) => state switch
    {
        PageState.WaitingForApproval or PageState.Refused => "Approve",
        PageState.Paused => "Lift",
        PageState.RefusedSetting or PageState.Blind => "Look",
        _ => "Undo",
    };

    private static string? OnFunction(string verb, Page page)
    {
        if (page.Target is { } target && target.StartsWith("arn:", StringComparison.Ordinal) && IsPlain(target)) return $"sentinel {verb} {target}";
        return IsPlain(page.Incident) ? $"sentinel {verb} --incident {page.Incident}" : null;
    }

    private static bool IsPlain(string text) => text.Length is > 0 and <= Longest && text[0] != '-' && !text.AsSpan().ContainsAnyExcept(Plain)
        && !text.Contains("//", StringComparison.Ordinal) && !text.Contains(":/", StringComparison.Ordinal);
}
