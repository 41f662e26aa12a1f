using System.Globalization;
using Sentinel.Aws.Coverage;
using Sentinel.Core.Settings;

namespace Sentinel.Cli.Coverage;

/// <summary>The gaps of a deployment as text: those of one account that say the same are one line.</summary>
internal static class CoveragePrinter
{
    /// <returns>An <see cref="ExitCode"/>.</returns>
    public static int Write(Terminal terminal, CoverageResult result)
    {
        foreach (var alike in result.Gaps.GroupBy(g => (g.Account, g.Sensor, g.Sight, g.What)))
        {
            var first = alike.First();
            var regions = alike.Select(g => g.Region).OfType<string>().Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
            terminal.Out.WriteLine($"{first.Sight,-7}  {Printable.Of(first.Account, 12)}  {Where(regions)}{first.Sensor}: {Printable.Of(first.What, 300)}  (since {Printable.Of(alike.Min(g => g.Since)!, 20)})");
        }
        if (result.Left > 0) terminal.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"and {result.Left} more"));
        terminal.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Count(result.Accounts, "account")} in {Count(result.Regions, "region")}, {result.Checked} checked now{(result.Unchecked > 0 ? $", {result.Unchecked} not checked yet" : "")}; {(result.Blind == 0 ? "nothing is blind" : $"{result.Blind} blind")}"));
        return result.Blind > 0 ? ExitCode.Found : ExitCode.Done;
    }

    internal static string Count(int count, string what) => string.Create(CultureInfo.InvariantCulture, $"{count} {what}{(count == 1 ? "" : "s")}");

    private static string Where(List<string> regions) => regions.Count switch
    {
        0 => "",
        <= 3 => $"{Printable.Of(string.Join(", ", regions), 120)}  ",
        _ => string.Create(CultureInfo.InvariantCulture, $"{Printable.Of(regions[0], 40)} and {regions.Count - 1} more  "),
    };
}
