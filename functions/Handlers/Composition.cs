using Microsoft.Extensions.Logging;
using Sentinel.Aws;
using Sentinel.Aws.Compliance;
using Sentinel.Aws.Containment;
using Sentinel.Aws.Coverage;
using Sentinel.Aws.Network;
using Sentinel.Aws.Notifications;
using Sentinel.Aws.Reports;
using Sentinel.Aws.Response;
using Sentinel.Aws.Settings;
using Sentinel.Aws.State;
using Sentinel.Core.Batches;
using Sentinel.Core.CloudTrail;
using Sentinel.Core.Coverage;
using Sentinel.Core.FlowLogs;
using Sentinel.Core.Settings;
using Sentinel.Handlers.Observability;
using Sentinel.Handlers.Queue;

namespace Sentinel.Handlers;

/// <summary>Puts the handlers together from what the stack sets in environment variables. Each handler asks only for the variables that it needs.</summary>
internal sealed class Composition
{
    private const int LongestWindow = 1440;

    private readonly Func<string, string?> _variable;
    private readonly TimeProvider _clock;
    private readonly StructuredLog _logs;
    private readonly AwsClients _clients;

    private Composition(Func<string, string?> variable, TimeProvider clock, StructuredLog logs, AwsClients clients) => (_variable, _clock, _logs, _clients) = (variable, clock, logs, clients);

    /// <exception cref="InvalidOperationException">A variable that Lambda sets is not there.</exception>
    public static Composition Read(Func<string, string?> variable, TimeProvider clock, StructuredLog logs)
    {
        var settings = AwsClientSettings.FromEnvironment(variable) with { Clock = clock };
        if (variable("SENTINEL_CONTAINMENT_ROLE") is { Length: > 0 } role) settings = settings with { ContainmentRole = role };
        if (variable("SENTINEL_EXTERNAL_ID") is { Length: > 0 } id) settings = settings with { ExternalId = id };
        return Over(new AwsClients(settings), variable, clock, logs);
    }

    /// <summary>The same over clients that are there already.</summary>
    internal static Composition Over(AwsClients clients, Func<string, string?> variable, TimeProvider clock, StructuredLog logs) => new(variable, clock, logs, clients);

    /// <exception cref="InvalidOperationException">A variable is not set; here and below.</exception>
    public IHandler Detector(SqsBatch batch, Metrics metrics)
    {
        var (detector, prime) = Judging();
        return new Detector(batch, detector, metrics, prime);
    }

    /// <summary>The same over the log files of a trail.</summary>
    public IHandler TrailObjects(SqsBatch batch, Metrics metrics) =>
        new TrailObjects(batch, Judging().Detector, _clients.S3, Needed("SENTINEL_TRAIL_BUCKET", "the name of the trail's bucket"), metrics, _logs);

    /// <summary>Judges flow logs over the same state.</summary>
    public IHandler FlowLogs(Metrics metrics)
    {
        var declared = _variable("SENTINEL_FLOW_LOG_FORMAT");
        var format = FlowLogFormat.Default;
        if (!string.IsNullOrWhiteSpace(declared) && !FlowLogFormat.TryParse(declared, out format, out var reason)) throw new InvalidOperationException($"SENTINEL_FLOW_LOG_FORMAT cannot be used: {reason}");
        var log = _logs.CreateLogger("FlowLogs");
        var interfaces = new FunctionInterfaces(_clients.Describing, _clock, e => log.InterfacesNotDescribed(e));
        var options = new FlowLogsOptions(format, _variable("AWS_REGION") ?? "");
        var (detector, prime) = Judging();
        return new FlowLogs(detector, options, interfaces, metrics, _logs, prime);
    }

    // What judges, whatever it is given.
    private (BatchDetector Detector, Func<CancellationToken, Task> Prime) Judging()
    {
        // The window may be tuned while the function lives: what is read back must suffice for the longest.
        var (table, options) = (Table(), StateOptions.For(SentinelSettings.Default with { WindowMinutes = LongestWindow }));
        // Until they have been read nothing is judged: by other settings it would be judged otherwise, and what is acknowledged is not judged again.
        // It may not page: what it finds in the settings is logged, and paged by those who act.
        var settings = new SsmSettings(_clients.Ssm, _clock, new SettingsLog(_logs));
        var queue = new ContainmentRequests(_clients.Sqs, Needed("SENTINEL_CONTAINMENT_QUEUE_URL", "the URL of the containment queue"));
        var facts = new DynamoFactStore(table, options);
        var detector = new BatchDetector(new BatchDetectorOptions
        {
            Settings = settings.ToActUponAsync,
            Countries = Countries(),
            Facts = facts,
            Records = new DynamoRecordStore(table, options),
            Signals = new DynamoSignalStore(table, options),
            Calls = new DynamoCallStore(table, options),
            Ask = queue.SendAsync,
        });
        // One read of a subject that is not there opens the connection and loads the certificates; the settings are read beside it, not by the first batch.
        return (detector, cancelled => Task.WhenAll(
            Task.Run(async () => await settings.ToActUponAsync(cancelled), cancelled),
            facts.FetchAsync(["prime"], cancelled).AsTask()));
    }

    public IHandler Heartbeats(SqsBatch batch) => new Heartbeats(batch, new HeartbeatBook(Table()), new CanaryBook(Table()), _clock);

    public IHandler Coverage(Metrics metrics)
    {
        var (pager, regions) = (Pager(metrics), List("SENTINEL_REGIONS"));
        if (regions.Count == 0) throw new InvalidOperationException("SENTINEL_REGIONS is not set: the regions in which members are watched; the stack sets it.");
        var bus = Needed("SENTINEL_BUS_ARN", "the ARN of the event bus");
        var check = new CoverageCheck(new CoverageOptions
        {
            Clients = _clients,
            Heartbeats = new HeartbeatBook(Table()),
            Gaps = new GapBook(Table()),
            Roster = new Roster(Table()),
            OwnAccount = Arns.AccountIn(bus) ?? throw new InvalidOperationException("SENTINEL_BUS_ARN is no ARN that names an account; the stack sets it."),
            Units = List("SENTINEL_UNITS"),
            Regions = regions,
            BusArn = bus,
            RulePrefix = Needed("SENTINEL_RULE_PREFIX", "what the names of the members' rules begin with"),
            Expected = new Expected { Rules = List("SENTINEL_MEMBER_RULES"), Config = _variable("SENTINEL_CONFIG") is not "off" },
            Queues = List("SENTINEL_QUEUES"),
            DeadLetters = List("SENTINEL_DEAD_LETTERS"),
            Settings = new SsmSettings(_clients.Ssm, _clock, new SettingsLog(_logs)).ToActUponAsync,
            Tell = pager.TellAsync,
            Clock = _clock,
        });
        return new Coverage(check, new Canaries(_clients, new CanaryBook(Table()), _clock), regions, pager, metrics, _clock);
    }

    public IHandler ConfigRule(Metrics metrics)
    {
        var facts = new DynamoFactStore(Table(), StateOptions.For(SentinelSettings.Default));
        var surroundings = new SurroundingsReader(facts, Ledger(), new SsmSettings(_clients.Ssm, _clock, new SettingsLog(_logs)).ToActUponAsync);
        return new ConfigRule(new RuleEvaluation(_clients.Evaluating, surroundings), metrics, _clock);
    }

    public IHandler Responder(SqsBatch batch, Metrics metrics)
    {
        var settings = Settings();
        return new ContainmentResponder(batch, Runner(settings), new IncidentBook(Table()), News(metrics), Reports(settings, metrics));
    }

    public IHandler Release(Metrics metrics) => new Release(new ContainmentRelease(Steps(), Ledger(), _clients), Pager(metrics), _clock);

    public IHandler Approve(Metrics metrics)
    {
        var settings = Settings();
        return new Approve(Runner(settings), new Approvals(Table()), News(metrics), Reports(settings, metrics), _clock);
    }

    public IHandler Verify(Metrics metrics) => new Verify(Runner(Settings()), Ledger(), new Approvals(Table()), new IncidentBook(Table()), News(metrics), Pager(metrics), _logs, _clock);

    private ContainmentRunner Runner(PagedSettings settings) => new(new ContainmentRunnerOptions
    {
        Steps = Steps(),
        Ledger = Ledger(),
        Approvals = new Approvals(Table()),
        Settings = settings.CurrentAsync,
        Own = List("SENTINEL_OWN_ARNS").ToHashSet(StringComparer.Ordinal),
        Clock = _clock,
    });

    private ContainmentNews News(Metrics metrics) => new(Pager(metrics), new CountedAnswers(Table()), metrics, _logs, _clock);

    private Pager Pager(Metrics metrics) => new(Notifier(), new UnsentPages(Table()), metrics);

    private IReadOnlyList<IContainmentStep> Steps() =>
    [
        new PreserveEvidence(_clients, Evidence(), _clock),
        new QuarantineFunction(_clients, _clock),
        new DisableEventSources(_clients),
        new DenyExecutionRole(_clients),
        new DeactivateAccessKeys(_clients),
        new DenyPrincipal(_clients),
        new CloseFunctionUrls(_clients),
        new ClosePermissions(_clients),
    ];

    private EvidenceStore Evidence() => new(_clients.S3, Needed("SENTINEL_EVIDENCE_BUCKET", "the name of the evidence bucket"), _clients.Handler);

    private ReportWriter Reports(PagedSettings settings, Metrics metrics) => new(new ReportArchive(new DeployedReports(Table(), Countries()), Evidence()), settings.CurrentAsync, metrics, _logs);

    private ContainmentLedger Ledger() => new(Table());

    private StateTable Table() => new(_clients.DynamoDb, Needed("SENTINEL_TABLE", "the name of the state table"), _clock);

    private PagedSettings Settings() => new(_clients.Ssm, new SettingsLog(_logs), Notifier(), _clock);

    private BookedNotifier Notifier() => new(Sns(), new IncidentBook(Table()));

    private SnsNotifier Sns() => new(_clients.Sns, Needed("SENTINEL_TOPIC_ARN", "the ARN of the topic that on-call hears"),
        new PageMarkers(_clients.DynamoDb, Needed("SENTINEL_TABLE", "the name of the state table"), _clock), new NotifierLog(_logs), _variable("SENTINEL_CHAT_TOPIC_ARN") is { Length: > 0 } chat ? chat : null);

    private MmdbCountries? Countries()
    {
        var countries = MmdbCountries.TryOpen(Path.Combine(AppContext.BaseDirectory, "countries.mmdb"), out var reason);
        if (countries is null) _logs.CreateLogger("Detector").NoCountries(reason ?? "");
        return countries;
    }

    private List<string> List(string name) => [.. (_variable(name) ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)];

    private string Needed(string name, string what) => _variable(name) is { Length: > 0 } value ? value : throw new InvalidOperationException($"{name} is not set: {what}; the stack sets it.");
}
