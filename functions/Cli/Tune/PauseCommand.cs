using System.CommandLine;
using System.Globalization;
using Sentinel.Cli.Deployment;
using Sentinel.Core.Settings;

namespace Sentinel.Cli.Tune;

/// <summary><c>sentinel pause</c>.</summary>
internal static class PauseCommand
{
    private static readonly Parameter Switch = Parameters.Find(Parameters.PauseName)!;

    public static Command Create(Terminal terminal)
    {
        var reason = new Option<string?>("--reason") { Description = "Why; on-call reads it on the page. At most 200 characters.", HelpName = "text" };
        var until = new Option<string?>("--until") { Description = "When it ends by itself: 2030-03-14T20:00:00Z (or +01:00), or a duration: 30m, 2h, 1d12h.", HelpName = "time" };
        var lift = new Option<bool>("--lift") { Description = "End the pause now." };
        var command = new ExampledCommand("pause", "Stop containment in every account, for a while. Detection goes on.")
        {
            Examples = ["sentinel pause --reason 'migration of the build accounts' --until 2h", "sentinel pause --reason 'planned test' --until 2030-03-14T20:00:00+01:00", "sentinel pause --lift"],
            Notes = ["The functions see it within five minutes, and page that nothing is contained. What is contained stays contained."],
        };
        command.Add(reason);
        command.Add(until);
        command.Add(lift);
        command.Validators.Add(result =>
        {
            var isGiven = (Reason: result.GetValue(reason) is not null, Until: result.GetValue(until) is not null);
            if (result.GetValue(lift) && (isGiven.Reason || isGiven.Until)) result.AddError("--lift takes neither --reason nor --until.");
            else if (!result.GetValue(lift) && !(isGiven.Reason && isGiven.Until)) result.AddError("--reason and --until are needed, or --lift.");
        });
        command.SetDeploymentAction(terminal, (parsed, clients, cancellationToken) =>
        {
            if (parsed.GetValue(lift)) return LiftAsync(terminal, clients, cancellationToken);
            return Read(parsed.GetValue(until)!, parsed.GetValue(reason)!, terminal) is { } pause
                ? PauseAsync(terminal, clients, pause, cancellationToken)
                : Task.FromResult(ExitCode.Usage);
        });
        return command;
    }

    /// <summary>Judged by what the functions read with. Null, and said why, when they would refuse it or it is over already.</summary>
    private static Pause? Read(string until, string reason, Terminal terminal)
    {
        var now = terminal.Clock.GetUtcNow();
        if (TimeOf(until, now) is not { } at) return Refuse(terminal, $"--until {Printable.Of(until, 80)} is neither a time with its zone, as 2030-03-14T20:00:00Z, nor a duration, as 30m or 2h");
        if (at <= now) return Refuse(terminal, string.Create(CultureInfo.InvariantCulture, $"--until {Printable.Of(until, 80)} is over: it is {now.UtcDateTime:yyyy-MM-ddTHH:mm:ss}Z"));
        return Pause.Parse(new Pause(at, reason).ToString()) ?? Refuse(terminal, "--reason is a text of 1 to 200 characters on one line");
    }

    private static DateTimeOffset? TimeOf(string until, DateTimeOffset now)
    {
        if (Duration(until) is { } duration) return duration < DateTimeOffset.MaxValue - now ? now + duration : null;
        return until.Contains('|', StringComparison.Ordinal) ? null : Pause.Parse($"until {until} | any")?.Until;
    }

    private static Pause? Refuse(Terminal terminal, string why)
    {
        terminal.Error.WriteLine($"sentinel: {why}");
        return null;
    }

    /// <summary><c>1d12h</c>, <c>2h</c>, <c>90m</c>: whole numbers with d, h, m or s, each once and from the longest to the shortest. Null for anything else, and for nothing.</summary>
    internal static TimeSpan? Duration(string text)
    {
        var sum = TimeSpan.Zero;
        var units = "dhms";
        for (var rest = text.AsSpan(); rest.Length > 0;)
        {
            var digits = rest.IndexOfAnyExceptInRange('0', '9');
            var unit = digits > 0 ? units.IndexOf(rest[digits], StringComparison.Ordinal) : -1;
            // Six digits of days are within what a TimeSpan holds.
            if (unit < 0 || digits > 6) return null;
            var number = int.Parse(rest[..digits], NumberStyles.None, CultureInfo.InvariantCulture);
            sum += units[unit] switch { 'd' => TimeSpan.FromDays(number), 'h' => TimeSpan.FromHours(number), 'm' => TimeSpan.FromMinutes(number), _ => TimeSpan.FromSeconds(number) };
            units = units[(unit + 1)..];
            rest = rest[(digits + 1)..];
        }
        return sum > TimeSpan.Zero ? sum : null;
    }

    private static async Task<int> PauseAsync(Terminal terminal, Aws.AwsClients clients, Pause pause, CancellationToken cancellationToken)
    {
        var tuning = await Tuning.ReadAsync(clients, terminal.Clock, cancellationToken);
        await tuning.WriteAsync(tuning.Change(Switch, pause.ToString()), cancellationToken);
        if (tuning.Pause is { } before && before != pause) terminal.Out.WriteLine($"before: {Printable.Of(before.ToString())}");
        terminal.Out.WriteLine($"paused {Printable.Of(pause.ToString())}");
        terminal.Out.WriteLine("Nothing is contained in any account once the functions have seen it, within five minutes. sentinel pause --lift ends it.");
        return ExitCode.Done;
    }

    private static async Task<int> LiftAsync(Terminal terminal, Aws.AwsClients clients, CancellationToken cancellationToken)
    {
        var tuning = await Tuning.ReadAsync(clients, terminal.Clock, cancellationToken);
        await tuning.WriteAsync(tuning.Change(Switch, "none"), cancellationToken);
        terminal.Out.WriteLine(tuning.Pause is { } before ? $"not paused; it was paused {Printable.Of(before.ToString())}" : "not paused; it was not before either");
        terminal.Out.WriteLine("The modes count again once the functions have seen it, within five minutes: sentinel tune list shows them.");
        return ExitCode.Done;
    }
}
