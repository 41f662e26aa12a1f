using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Sentinel.Handlers.Tests.RoundTrip;

namespace Sentinel.Handlers.Tests.Sweep;

/// <summary>AWS in memory: as much of each service as the functions call, one account, in a state that can be copied. What is called and not known here
/// is an error. For one caller at a time.</summary>
internal sealed partial class World
{
    public const string Region = "eu-central-1", Account = "111122223333", Bucket = "evidence", Table = "sentinel-state";
    public const string QueueUrl = $"https://sqs.{Region}.amazonaws.com/{Account}/containment.fifo", Topic = $"arn:aws:sns:{Region}:{Account}:on-call";

    // That a page was sent, or an answer counted, is remembered as well as may be: the pages and the count themselves are compared.
    private const string Told = "\"pk\":{\"S\":\"PAGE#", Counted = "\"pk\":{\"S\":\"COUNTED#";

    public WorldClock Clock { get; init; } = new(new DateTimeOffset(2024, 3, 14, 18, 10, 0, TimeSpan.Zero));

    public WorldDynamo State { get; init; } = new();

    public WorldLambda Lambda { get; init; } = new();

    public WorldIam Iam { get; init; } = new();

    /// <summary>Under <c>/sentinel/</c>.</summary>
    public ImmutableSortedDictionary<string, string> Parameters { get; set; } = ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);

    /// <summary>The evidence bucket.</summary>
    public ImmutableSortedDictionary<string, byte[]> Objects { get; set; } = ImmutableSortedDictionary.Create<string, byte[]>(StringComparer.Ordinal);

    /// <summary>All that was ever sent to the containment queue, in order.</summary>
    public ImmutableList<SentMessage> Sent { get; set; } = [];

    /// <summary>What on-call was sent, in order.</summary>
    public ImmutableList<SentPage> Pages { get; set; } = [];

    /// <summary>The account of the incident, before anything of it has been heard.</summary>
    public static World OfTheIncident(string mode)
    {
        var world = new World();
        world.Parameters = world.Parameters.Add("/sentinel/response/mode", mode);
        world.Lambda.Function = new WorldFunction
        {
            Name = Story.Name,
            Role = $"arn:aws:iam::{Account}:role/{Story.RoleName}",
            Reserved = 5,
            Provisioned = ImmutableSortedDictionary.Create<string, int>(StringComparer.Ordinal).Add("live", 2),
            Mappings = ImmutableSortedDictionary.Create<string, bool>(StringComparer.Ordinal).Add("0b7e6c52-0000-4000-8000-000000000001", true).Add("0b7e6c52-0000-4000-8000-000000000002", false),
        };
        world.Iam.Attach($"role/{Story.RoleName}", "arn:aws:iam::aws:policy/AmazonDynamoDBFullAccess");
        world.Iam.Make($"user/{Story.UserName}");
        world.Iam.Keys = world.Iam.Keys.Add("AKIAEXAMPLE", true).Add("AKIAOLDONE", false);
        return world;
    }

    public World Copy() => new()
    {
        Clock = new WorldClock(Clock.GetUtcNow()),
        State = State.Copy(),
        Lambda = Lambda.Copy(),
        Iam = Iam.Copy(),
        Parameters = Parameters,
        Objects = Objects,
        Sent = Sent,
        Pages = Pages,
    };

    /// <summary>Everything that is to be the same in the end, a line each. When something happened is left out, and how often the same page was sent.</summary>
    /// <param name="ids">False where they follow from when something happened.</param>
    public IReadOnlyList<string> Describe(bool ids)
    {
        var text = new StringBuilder();
        text.AppendLine(Lambda.Function?.ToString()).AppendLine(Iam.ToString());
        // A report tells when each thing was done, which a fault changes: that it is there is what counts.
        foreach (var (key, content) in Objects) text.AppendLine(CultureInfo.InvariantCulture, $"evidence {key} {(key.StartsWith("reports/", StringComparison.Ordinal) ? "" : Encoding.Latin1.GetString(content))}");
        foreach (var (number, message) in Sent.Index()) text.AppendLine(CultureInfo.InvariantCulture, $"queue {number} {message}");
        foreach (var page in Pages.Distinct().OrderBy(p => p.Id, StringComparer.Ordinal)) text.AppendLine(CultureInfo.InvariantCulture, $"page {page.State} {page.Target} {page.Id}");
        foreach (var item in State.Describe().Where(i => !i.Contains(Told, StringComparison.Ordinal) && !i.Contains(Counted, StringComparison.Ordinal))) text.AppendLine(CultureInfo.InvariantCulture, $"item {item}");
        var timeless = Times().Replace(text.ToString(), "TIME");
        return [.. (ids ? timeless : Ids().Replace(timeless, "ID")).Split('\n').Order(StringComparer.Ordinal)];
    }

    [GeneratedRegex("[0-9a-f]{16}", RegexOptions.None, 5000)]
    private static partial Regex Ids();

    [GeneratedRegex(@"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|\+00:00|\\u002B00:00)", RegexOptions.None | RegexOptions.ExplicitCapture, 5000)]
    private static partial Regex Times();
}

/// <summary>A message of a FIFO queue.</summary>
/// <param name="Id">For deduplication.</param>
internal sealed record SentMessage(string Id, string Group, string Body);

/// <param name="Id">The same for the same page, however often it is sent.</param>
internal sealed record SentPage(string State, string Target, string Id);
