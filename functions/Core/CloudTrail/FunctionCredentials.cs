using Sentinel.Core.Knowledge;

namespace Sentinel.Core.CloudTrail;

/// <summary>Tells the calls that are made with the credentials of a Lambda function's execution role.</summary>
internal static class FunctionCredentials
{
    private const string Runtime = "exec-env/AWS_Lambda";

    /// <summary>The function whose credentials made the call: as AWS says it (<c>inScopeOf.credentialsIssuedTo</c>), else by the session's name, which Lambda makes that of
    /// the function. Null when it was no function's.</summary>
    /// <param name="agent"><c>userAgent</c>; the SDKs add <c>exec-env/AWS_Lambda_</c> and the runtime's name where they run in Lambda.</param>
    /// <param name="region">Region of the call; a function that works in another one is found by <c>inScopeOf</c> alone.</param>
    /// <param name="role">What is known of the caller: whether a session without that agent bears the name of a function that ran with this role on a day that is settled.</param>
    /// <param name="outsideLambda">There is an agent and it does not speak of Lambda. Whoever steals credentials may write it, too.</param>
    public static string? FunctionOf(Principal caller, string? agent, string region, DateTimeOffset time, SubjectFacts role, out bool outsideLambda)
    {
        var inLambda = agent is not null && agent.Contains(Runtime, StringComparison.Ordinal);
        outsideLambda = agent is not null && !inLambda;
        if (caller.FunctionInScope is { } told) return told;
        if (caller.Type != IdentityType.AssumedRole || caller.IsSso || caller.SessionName is not { } session || !IsFunctionName(session)) return null;
        if (Arns.Function(session, region, caller.Account ?? "") is not { } named) return null;
        if (inLambda) return named;
        return role.DaysOf(Habit.RunsFunction, named) is { } days && days.Days[0] <= DaySet.DayOf(time) - 2 ? named : null;
    }

    // https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html
    private static bool IsFunctionName(string name) => name.Length <= 64 && name.AsSpan().IndexOfAnyExcept(NameCharacters) < 0;

    private static readonly System.Buffers.SearchValues<char> NameCharacters = System.Buffers.SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");
}
