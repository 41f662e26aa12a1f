namespace Sentinel.Cli.Simulation;

/// <summary>A country, how far its working day is from UTC, and /16 networks that the country database places in it.</summary>
internal sealed record Country(string Code, int UtcOffset, IReadOnlyList<string> Networks, string SpareNetwork);

/// <summary>
/// Real allocated networks, so that a country database answers for them; who sits behind them here is invented. Checked against
/// geo-whois-asn-country at 768 addresses of every prefix: all in the country it is listed under.
/// </summary>
internal static class Geography
{
    public static IReadOnlyList<Country> Homes { get; } =
    [
        new("US", -5, ["73.162", "24.130", "98.207"], "71.198"),
        new("DE", 1, ["87.122", "84.135", "91.12"], "79.200"),
        new("GB", 0, ["92.40", "86.130", "81.140"], "82.3"),
        new("FR", 1, ["90.2", "86.220"], "83.200"),
        new("CA", -5, ["99.230", "70.50", "142.160"], "174.90"),
        new("JP", 9, ["60.120", "126.50", "219.100"], "153.200"),
    ];

    /// <summary>Where an honest person may travel: nobody of the organisation lives there. ES, AU, PL.</summary>
    public static IReadOnlyList<string> Abroad { get; } = ["88.10", "121.44", "83.10"];

    /// <summary>Where the stolen credentials are used. RU, NG, VN, BR, ID: nobody of the organisation lives or travels there.</summary>
    public static IReadOnlyList<string> Attackers { get; } =
        ["95.24", "85.140", "178.140", "197.210", "105.112", "113.160", "14.160", "187.10", "177.60", "36.80"];

    /// <summary>Runners, containers and functions. All US.</summary>
    public static IReadOnlyList<string> Cloud { get; } = ["3.80", "52.90", "54.200", "34.200", "35.170", "52.10"];

    /// <summary>The office whose network a settings file may call trusted. US, and nobody's home.</summary>
    public const string Headquarters = "68.45";

    public static string Host(string network, Prng random) =>
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{network}.{random.Int(0, 255)}.{random.Int(1, 254)}");
}
