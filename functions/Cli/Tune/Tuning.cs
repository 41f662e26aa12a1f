using Amazon.Runtime;
using Sentinel.Aws;
using Sentinel.Aws.Settings;
using Sentinel.Cli.Deployment;
using Sentinel.Core.Settings;

namespace Sentinel.Cli.Tune;

/// <summary>What stands below <c>/sentinel/</c>, and what comes of it.</summary>
internal sealed class Tuning
{
    private const string AccountMode = Parameters.ModeName + "/";

    private readonly SsmParameters _ssm;
    private readonly StandingParameters _standing;
    private readonly IReadOnlyList<KeyValuePair<string, string>> _values;
    private readonly FirstReading _reading;
    private readonly SentinelSettings _settings;

    private Tuning(SsmParameters ssm, StandingParameters standing, DateTimeOffset now)
    {
        (_ssm, _standing, _values, _reading) = (ssm, standing, standing.Values, SsmSettings.ReadFirst(standing));
        Pause = _reading.Settings.At(now).Pause;
        _settings = _reading.Settings with { Pause = Pause };
        All = [.. Parameters.All.SelectMany(p => p.Name.StartsWith(AccountMode, StringComparison.Ordinal) ? AccountModes() : [p])];
    }

    /// <exception cref="AmazonServiceException">SSM refused, or kept failing.</exception>
    public static async Task<Tuning> ReadAsync(AwsClients clients, TimeProvider clock, CancellationToken cancellationToken)
    {
        var ssm = new SsmParameters(clients.Ssm);
        return new Tuning(ssm, await ssm.ReadAsync(cancellationToken), clock.GetUtcNow());
    }

    /// <summary>Every parameter there is, the modes of the accounts that have one in their place.</summary>
    public IReadOnlyList<Parameter> All { get; }

    /// <summary>Null: none is in force, be it that it is over.</summary>
    public Pause? Pause { get; }

    /// <summary>What <see cref="Parameters.ModeName"/> is until it is set was chosen at deployment.</summary>
    public bool IsModeDeployed => _standing.DeployedMode is not null;

    /// <summary>A guard rail is refused: a function that starts now only observes.</summary>
    public bool OnlyObserves => _reading.OnlyObserves;

    /// <summary>Names below <c>/sentinel/</c> that nothing reads.</summary>
    public IEnumerable<Refusal> Unknown => _reading.Refusals.Where(r => Parameters.Find(r.Name) is null);

    public bool IsSet(Parameter parameter) => PartsOf(parameter).Any();

    /// <summary>Why what stands there is not taken; null when it is.</summary>
    public Refusal? RefusalOf(Parameter parameter) => RefusalOf(parameter, _reading.Refusals);

    /// <summary>The value in force, one entry a line, safe to print; when it is refused, that of a function that starts now.</summary>
    public IReadOnlyList<string> LinesOf(Parameter parameter) => Lines(parameter.Text(_settings) ?? InsteadOf(parameter));

    /// <summary>No single value is in force: it depends on the incident, and the lines only describe it.</summary>
    public bool DependsOnIncident(Parameter parameter) => parameter.IsList && parameter.Text(_settings) is null;

    /// <summary>What setting it to <paramref name="text"/> would come to, judged with all else that stands. Nothing is written.</summary>
    public TuningChange Change(Parameter parameter, string text)
    {
        var others = _values.Where(v => SettingsReader.Resolve(v.Key).Name != parameter.Name);
        var reading = SettingsReader.Read([.. others, new(parameter.Name, text)], _reading.Settings, SsmSettings.DefaultsOf(_standing));
        if (RefusalOf(parameter, reading.Refusals) is { } refusal) return new TuningChange(parameter, [], refusal);
        var value = parameter.Text(reading.Settings)!;
        if (parameter.IsList && ListParts.Of(value) is { } parts) return new TuningChange(parameter, parts, null);
        if (!parameter.IsList && value.Length <= ListParts.MostBytes) return new TuningChange(parameter, [value], null);
        return new TuningChange(parameter, [], new Refusal(parameter.Name, Printable.Of(text, 80), $"at most {ListParts.MostBytes} bytes an entry, and {ListParts.MostParts * ListParts.MostBytes / 1024} KB in all"));
    }

    /// <summary>Writes it, unless it stands so already.</summary>
    /// <exception cref="DeploymentException">SSM failed when part of a list was written.</exception>
    /// <exception cref="AmazonServiceException">SSM refused; nothing is written.</exception>
    public async Task WriteAsync(TuningChange change, CancellationToken cancellationToken)
    {
        var standing = PartsOf(change.Parameter).OrderBy(v => SettingsReader.Resolve(v.Key).Part).ToList();
        if (change.Refusal is not null) throw new ArgumentException("It is refused.", nameof(change));
        if (standing.Select(v => v.Value).SequenceEqual(change.Parts, StringComparer.Ordinal) && RefusalOf(change.Parameter) is null) return;
        try
        {
            await _ssm.WriteAsync(change.Parameter.Name, change.Parts, [.. standing.Select(v => v.Key)], cancellationToken);
        }
        catch (Exception e) when ((standing.Count > 1 || change.Parts.Count > 1) && e is AmazonServiceException or AmazonClientException or HttpRequestException)
        {
            throw new DeploymentException($"{change.Parameter.Name} may be written in part, and is then refused until it is set again: {e.Message}", e);
        }
    }

    /// <summary>A value as lines that are safe to print.</summary>
    public static IReadOnlyList<string> Lines(string text) => [.. text.Split('\n').Select(l => Printable.Of(l))];

    private IEnumerable<KeyValuePair<string, string>> PartsOf(Parameter parameter) => _values.Where(v => SettingsReader.Resolve(v.Key).Name == parameter.Name);

    // The default of the steps depends on the incident; an account without a mode has the general one.
    private string InsteadOf(Parameter parameter) =>
        parameter.Name.StartsWith(AccountMode, StringComparison.Ordinal) ? Parameters.Find(Parameters.ModeName)!.Text(_settings)! : parameter.Default;

    private IEnumerable<Parameter> AccountModes() => _values.Select(v => v.Key).Where(n => n.StartsWith(AccountMode, StringComparison.Ordinal))
        .Order(StringComparer.Ordinal).Select(Parameters.Find).OfType<Parameter>();

    private static Refusal? RefusalOf(Parameter parameter, IReadOnlyList<Refusal> refusals) => refusals.FirstOrDefault(r => r.Name == parameter.Name);
}

/// <summary>A value that is to be set.</summary>
/// <param name="Parts">In canonical form, as they will stand in SSM; empty when it is refused.</param>
/// <param name="Refusal">Null: it may be written.</param>
internal sealed record TuningChange(Parameter Parameter, IReadOnlyList<string> Parts, Refusal? Refusal)
{
    /// <summary>The new value, one entry a line, safe to print.</summary>
    public IReadOnlyList<string> Lines => Tuning.Lines(string.Join('\n', Parts));
}
