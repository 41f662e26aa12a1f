using System.Globalization;
using Sentinel.Core.Incidents;

namespace Sentinel.Core.Tests.Incidents;

/// <summary>Ids of the signals that tests make.</summary>
internal static class SignalIds
{
    public static string Of(string detection, string? suspect, double minute) =>
        Signal.SingleId(detection, suspect ?? "", minute.ToString(CultureInfo.InvariantCulture));
}
