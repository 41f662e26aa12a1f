namespace Sentinel.Cdk.Context;

/// <summary>A topic for chat, and who listens to it.</summary>
/// <param name="SlackWorkspace"><c>T…</c>; null: the topic alone, to which somebody else subscribes.</param>
/// <param name="SlackChannel"><c>C…</c>; null with the workspace.</param>
public sealed record ChatChoice(string? SlackWorkspace, string? SlackChannel)
{
    /// <summary>Of the value of the key; null for none.</summary>
    internal static ChatChoice? Of(string? given)
    {
        if (given is null) return null;
        var match = ContextPatterns.Chat.Match(given);
        return match.Groups["workspace"] is { Success: true } workspace ? new(workspace.Value, match.Groups["channel"].Value) : new(null, null);
    }
}
