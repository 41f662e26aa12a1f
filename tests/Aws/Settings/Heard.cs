using Sentinel.Aws.Settings;
using Sentinel.Core.Settings;

namespace Sentinel.Aws.Tests.Settings;

internal sealed class Heard : ISettingsObserver
{
    public List<Refusal> Refusals { get; } = [];

    public List<Exception> Failures { get; } = [];

    public List<Pause> Pauses { get; } = [];

    public void Refused(Refusal refusal) => Refusals.Add(refusal);

    public void Unreadable(Exception reason) => Failures.Add(reason);

    public void Paused(Pause pause) => Pauses.Add(pause);
}
