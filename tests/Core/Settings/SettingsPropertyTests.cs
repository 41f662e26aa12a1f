using System.Text;
using CsCheck;
using Sentinel.Core.Containment;
using Sentinel.Core.Settings;

namespace Sentinel.Core.Tests.Settings;

public class SettingsPropertyTests
{
    private static readonly string[] Names = [.. Parameters.All.Select(p => p.Name), "response/mode/111122223333", "detect/deployers/2", "response/steps/3", "nothing"];

    private static readonly Gen<string> Arns = Gen.String["abc*?:-/"].Select(s => "arn:" + s);
    private static readonly Gen<SentinelSettings> Valid =
        from days in Gen.Int[1, 90]
        from window in Gen.Int[15, 1440]
        from alert in Gen.Int[1, 999]
        from above in Gen.Int[1, 1000]
        from arns in Arns.List[0, 4]
        from reason in Gen.OneOf(null, "release train", "until further notice we trust it")
        from until in Gen.DateOnly.Nullable()
        from networks in Gen.OneOf("0.0.0.0/0", "192.0.2.0/24", "2001:db8::/32", "198.51.100.7/32").List[0, 3]
        from mode in Gen.Enum<ResponseMode>()
        from steps in Gen.OneOf(Steps.All.ToArray()).List[0, 6]
        from cap in Gen.Int[0, 1000]
        from pause in Gen.Select(Gen.Long[0, DateTimeOffset.MaxValue.ToUnixTimeSeconds()], Gen.OneOf("maintenance", "a | b", "until further notice"), (s, r) => new Pause(DateTimeOffset.FromUnixTimeSeconds(s), r)).Null()
        select SentinelSettings.Default with
        {
            EstablishDays = days,
            WindowMinutes = window,
            ScoreAlert = alert,
            ScoreContain = Math.Min(1000, alert + above),
            Deployers = [.. arns.Select(a => new Deployer(new(a), until is null && reason?.StartsWith("until", StringComparison.Ordinal) == true ? null : reason, until))],
            TrustedNetworks = [.. networks.Select(System.Net.IPNetwork.Parse)],
            Mode = mode,
            Pause = pause,
            Steps = steps,
            ProtectedFunctions = new([.. arns.Select(a => new Glob(a))]),
            MaxContainmentsPerHour = cap,
        };

    [Fact]
    public void Valid_settings_survive_being_written_and_read() => Valid.Sample(settings =>
    {
        var texts = Parameters.All.Select(p => KeyValuePair.Create(p.Name, p.Text(settings)!)).Where(p => p.Value is not null);

        var reading = SettingsReader.Read(texts, SentinelSettings.Default);

        return reading.Refusals.Count == 0 && Same(settings, reading.Settings);
    });

    [Fact]
    [Trait("Proof", "hostile-input")]
    public void No_text_makes_it_throw_and_the_result_is_always_in_range() =>
        Gen.Select(Gen.OneOf(Gen.OneOf(Names), Gen.String), Gen.OneOf(Gen.String, Gen.Int.Select(i => $"{i}"), Gen.String["anr:*|until 2024-\n/1."])).List[0, 8].Sample(pairs =>
        {
            var reading = SettingsReader.Read(pairs.Select(p => KeyValuePair.Create(p.Item1, p.Item2)), SentinelSettings.Default);

            return InRange(reading.Settings);
        });

    [Fact]
    [Trait("Proof", "hostile-input")]
    public void No_json_makes_it_throw() =>
        Gen.OneOf(Gen.String.Select(Encoding.UTF8.GetBytes), Gen.Byte.Array, Gen.Select(Gen.OneOf(Names), Gen.String["[]{}\",:1-\\u0"]).Select(p => Encoding.UTF8.GetBytes($"{{\"{p.Item1}\":{p.Item2}}}")))
            .Sample(json => InRange(SettingsReader.ReadJson(json, SentinelSettings.Default).Settings));

    [Fact]
    public void A_number_out_of_range_never_changes_the_settings() =>
        Gen.Select(Valid, Gen.OneOf(Parameters.All.Where(p => p.Allowed.StartsWith("whole", StringComparison.Ordinal)).ToArray()), Gen.Int.Where(i => i is < 0 or > 5000)).Sample((last, parameter, number) =>
        {
            var reading = SettingsReader.Read([new(parameter.Name, $"{number}")], last, defaults: last);

            return reading.Refusals.Count == 1 && Same(last, reading.Settings);
        });

    private static bool InRange(SentinelSettings s) =>
        s is { EstablishDays: >= 1 and <= 90, WindowMinutes: >= 15 and <= 1440, FloodBaselineFactor: >= 2 and <= 100, MaxContainmentsPerHour: >= 0 and <= 1000 }
        && s.FloodFunctionPer5Minutes is >= 10 and <= 5000 && s.FloodPrincipalPer5Minutes is >= 10 and <= 5000
        && s.ScoreAlert >= 1 && s.ScoreContain <= 1000 && s.ScoreAlert < s.ScoreContain;

    private static bool Same(SentinelSettings a, SentinelSettings b) => Parameters.All.All(p => string.Equals(p.Text(a), p.Text(b), StringComparison.Ordinal));
}
