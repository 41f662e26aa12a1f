namespace Sentinel.Core.Settings;

/// <summary>The tuning parameters under <c>/sentinel/</c>.</summary>
public static class Parameters
{
}
