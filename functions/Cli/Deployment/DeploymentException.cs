namespace Sentinel.Cli.Deployment;

/// <summary>The deployment cannot be asked: no credentials, no region, no such thing there. The message says what and what would help.</summary>
internal sealed class DeploymentException(string message, Exception? cause = null) : Exception(message, cause);
