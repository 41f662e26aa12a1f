using System.Globalization;
using Sentinel.Aws.Coverage;
using Sentinel.Core.Settings;

namespace Sentinel.Cli.Coverage;

/// <summary>Waits for the records of canary calls and says how long each took.</summary>
internal sealed class CanaryWatch(CanaryBook book, Terminal terminal)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);

    /// <returns><see cref="ExitCode.Found"/> when a call was not seen, or could not be made.</returns>
    public async Task<int> WaitAsync(string name, IReadOnlyList<CanaryCall> calls, TimeSpan patience, CancellationToken cancellationToken)
    {
        var until = terminal.Clock.GetUtcNow() + patience;
        var made = calls.Where(c => c.At is not null).ToList();
        terminal.Error.WriteLine($"{CoveragePrinter.Count(made.Count, "call")} of canary {name}; waiting for their records");
        var seen = new HashSet<CanaryCall>();
        while (true)
        {
            var arrived = await book.ArrivalsAsync(name, cancellationToken);
            foreach (var call in made)
            {
                if (!arrived.TryGetValue((call.Account, call.Region, call.Kind), out var at) || !seen.Add(call)) continue;
                var delay = at - DateTimeOffset.FromUnixTimeSeconds(call.At!.Value);
                terminal.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"seen     {Place(call)}  {call.Kind}: after {Math.Max(0, (long)delay.TotalSeconds)} s"));
            }
            if (seen.Count == made.Count || terminal.Clock.GetUtcNow() >= until) break;
            await Task.Delay(Pause, terminal.Clock, cancellationToken);
        }
        foreach (var call in calls.Where(c => c.At is null)) terminal.Out.WriteLine($"not made {Place(call)}  {call.Kind}: {Printable.Of(call.Problem ?? "", 300)}");
        foreach (var call in made.Where(c => !seen.Contains(c))) terminal.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"blind    {Place(call)}  {call.Kind}: not seen within {patience.TotalMinutes} min"));
        // Without the function there is nothing to invoke, by choice.
        var blind = made.Count - seen.Count + calls.Count(c => c.At is null && c.Kind == CanaryBook.Denied);
        terminal.Error.WriteLine(blind == 0 ? $"all {made.Count.ToString(CultureInfo.InvariantCulture)} seen" : $"{blind.ToString(CultureInfo.InvariantCulture)} blind");
        return blind > 0 ? ExitCode.Found : ExitCode.Done;
    }

    private static string Place(CanaryCall call) => $"{Printable.Of(call.Account, 12)} {Printable.Of(call.Region, 40)}";
}
