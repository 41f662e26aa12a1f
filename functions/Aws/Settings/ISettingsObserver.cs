using Sentinel.Core.Settings;

namespace Sentinel.Aws.Settings;

/// <summary>Hears once of everything about the settings that on-call must know. Implementers do not throw.</summary>
public interface ISettingsObserver
{
    /// <summary>A value was not taken; what was last in force stays. Told again when the value changes, or was good meanwhile. Ready to print.</summary>
    void Refused(Refusal refusal);

    /// <summary>SSM could not be read; what was last in force stays, at the first read observe. Told again once a read has succeeded in between.</summary>
    void Unreadable(Exception reason);

    /// <summary>A pause is in force, for every account. Told once for each pause.</summary>
    void Paused(Pause pause);
}
