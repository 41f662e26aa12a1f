using System.Globalization;
using System.Net;

namespace Sentinel.Cli.Tests;

/// <summary>A server on this machine for what no emulator answers.</summary>
internal static class Loopback
{
    private const int Attempts = 20;

    /// <param name="address">Where it listens.</param>
    public static HttpListener Listen(out Uri address)
    {
        // A port that was free may be taken before this listens on it; who failed to listen once cannot again.
        for (var attempt = 1; ; attempt++)
        {
            address = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{Random.Shared.Next(20_000, 60_000)}/"));
            var listener = new HttpListener();
            listener.Prefixes.Add(address.AbsoluteUri);
            try
            {
                listener.Start();
                return listener;
            }
            catch (HttpListenerException) when (attempt < Attempts)
            {
                listener.Close();
            }
        }
    }
}
