using Amazon.CDK.AWS.IAM;
using Amazon.CDK.AWS.SNS;
using Amazon.CDK.AWS.SNS.Subscriptions;
using Constructs;

namespace Sentinel.Cdk.Constructs;

/// <param name="Emails">Who hears.</param>
public sealed record OnCallTopicProps(EncryptionKey Key, string About, IReadOnlyList<string> Emails);

/// <summary>A topic that people hear.</summary>
public sealed class OnCallTopic : Construct
{
    public OnCallTopic(Construct scope, string id, OnCallTopicProps props)
        : base(scope, id)
    {
        Topic = new Topic(this, "Topic", new TopicProps { DisplayName = props.About, MasterKey = props.Key.Key });
        // EnforceSSL of the construct adds no statement to a topic that has no other.
        Topic.AddToResourcePolicy(new PolicyStatement(new PolicyStatementProps
        {
            Sid = "OnlyOverTls",
            Effect = Effect.DENY,
            Principals = [new StarPrincipal()],
            Actions = ["sns:Publish"],
            Resources = [Topic.TopicArn],
            Conditions = EncryptionKey.Condition("Bool", "aws:SecureTransport", "false"),
        }));
        foreach (var email in props.Emails) Topic.AddSubscription(new EmailSubscription(email));
    }

    public Topic Topic { get; }

    /// <summary>Lets alarms of this account publish here.</summary>
    public void AllowAlarms() => Topic.AddToResourcePolicy(new PolicyStatement(new PolicyStatementProps
    {
        Sid = "Alarms",
        Principals = [new ServicePrincipal("cloudwatch.amazonaws.com")],
        Actions = ["sns:Publish"],
        Resources = [Topic.TopicArn],
        Conditions = EncryptionKey.SourceAccount(),
    }));
}
