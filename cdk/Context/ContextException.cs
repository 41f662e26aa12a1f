namespace Sentinel.Cdk.Context;

/// <summary>The context of the deployment cannot be used. The message says of each key what was given and what is expected.</summary>
public sealed class ContextException(IReadOnlyList<string> problems) : Exception("The context cannot be used:" + string.Concat(problems.Select(p => $"{Environment.NewLine}  {p}")));
