namespace Sentinel.Aws;

/// <summary>What stands around a deployment cannot be worked with: a variable, or what its owner put there. The message names it, and what would be right.</summary>
public sealed class ConfigurationException(string message) : InvalidOperationException(message);
