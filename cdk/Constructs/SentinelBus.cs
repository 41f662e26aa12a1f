using Amazon.CDK;
using Amazon.CDK.AWS.Events;
using Constructs;
using Sentinel.Cdk.Events;

namespace Sentinel.Cdk.Constructs;

/// <param name="Organisation">Whose forwarder roles are admitted; null: only this account's, which needs no policy.</param>
/// <param name="Sources">What may arrive.</param>
internal sealed record SentinelBusProps(string? Organisation, IReadOnlyList<EventSource> Sources);

/// <summary>Where everything arrives. Events of AWS come through it only by way of a rule, and a rule puts them here only with a forwarder role of the organisation.</summary>
internal sealed class SentinelBus : Construct
{
    public SentinelBus(Construct scope, string id, SentinelBusProps props)
        : base(scope, id)
    {
        Bus = new EventBus(this, "Bus", new EventBusProps { EventBusName = SharedNames.Bus }); // the members' rules name it before they know anything else of this account
        if (props.Organisation is not { } organisation) return;
        _ = new CfnEventBusPolicy(this, "Policy", new CfnEventBusPolicyProps
        {
            EventBusName = Bus.EventBusName,
            StatementId = "Forwarders",
            Statement = Json.Object(
                ("Sid", "Forwarders"),
                ("Effect", "Allow"),
                ("Principal", "*"), // anybody who meets all of the conditions
                ("Action", "events:PutEvents"),
                ("Resource", Bus.EventBusArn),
                ("Condition", Json.Object(
                    ("StringEquals", Json.Object(
                        ("aws:PrincipalOrgID", organisation),
                        ("events:source", Values(props.Sources, "source", "aws.events")),
                        ("events:detail-type", Values(props.Sources, "detail-type", DetailType.Schedule)))),
                    ("ArnLike", Json.Object(("aws:PrincipalArn", $"arn:{Aws.PARTITION}:iam::*:role/{ForwarderRole.Name}")))))),
        });
    }

    public EventBus Bus { get; }

    private static string[] Values(IReadOnlyList<EventSource> sources, string key, string heartbeat) =>
        [.. sources.SelectMany(s => ((object[])s.Pattern[key]).Cast<string>()).Append(heartbeat).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
}
