namespace Sentinel.Core.Knowledge;

/// <summary>Kinds of habit, each kept for a subject with values and the days on which they were seen.</summary>
public enum Habit
{
    /// <summary>Principal: a call that succeeded, as <c>lambda:CreateFunction</c>.</summary>
    Calls,
    /// <summary>Principal: ISO 3166 country of the source address.</summary>
    Country,
    /// <summary>Principal: /16 or /32 network of the source address.</summary>
    Network,
    /// <summary>Principal: ARN of a function that it invoked.</summary>
    Invokes,
    /// <summary>Principal: signed in or called with MFA; value <c>true</c> or <c>false</c>.</summary>
    Mfa,
    /// <summary>Account: region in which functions or roles are changed.</summary>
    ActiveRegion,
    /// <summary>Account: account id whose layers its functions use.</summary>
    LayerAccount,
    /// <summary>Account: account id or principal that was granted invocation.</summary>
    GrantedTo,
    /// <summary>Function, else principal: ARN of a table whose data it reads.</summary>
    Reads,
    /// <summary>Execution role: ARN of a function that called with its credentials from within Lambda. Network interface: of one that ran on it (<c>customerEniId</c> of an invocation).</summary>
    RunsFunction,
    /// <summary>Principal: ARN of a role that it assumed.</summary>
    Assumes,
    /// <summary>Network interface: /16 or /32 network outside AWS to which it sent, as flow logs tell.</summary>
    SendsTo,
}
