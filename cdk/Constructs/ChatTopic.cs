using Amazon.CDK;
using Amazon.CDK.AWS.Chatbot;
using Amazon.CDK.AWS.IAM;
using Amazon.CDK.AWS.SNS;
using Constructs;
using Sentinel.Cdk.Context;

namespace Sentinel.Cdk.Constructs;

/// <param name="StackName">What the configuration of the channel is called.</param>
public sealed record ChatTopicProps(EncryptionKey Key, ChatChoice Choice, string StackName);

/// <summary>
/// What incidents are told to in a form of their own, which Amazon Q Developer in chat applications (formerly AWS Chatbot) shows in a channel:
/// https://docs.aws.amazon.com/chatbot/latest/adminguide/custom-notifs.html. It tells; nobody can do anything from the channel.
/// </summary>
public sealed class ChatTopic : Construct
{
    public ChatTopic(Construct scope, string id, ChatTopicProps props)
        : base(scope, id)
    {
        Topic = new OnCallTopic(this, "Messages", new OnCallTopicProps(props.Key, "SentinelStack in chat", [])).Topic;
        if (props.Choice is not { SlackWorkspace: { } workspace, SlackChannel: { } channel }) return;
        // A channel must have a role. This one may do nothing, and the guard rail, which is AdministratorAccess where none is named, denies everything once more.
        var role = new Role(this, "ChannelRole", new RoleProps { AssumedBy = new ServicePrincipal("chatbot.amazonaws.com"), Description = "What people may do from the chat channel: nothing" });
        _ = new CfnSlackChannelConfiguration(this, "Channel", new CfnSlackChannelConfigurationProps
        {
            ConfigurationName = props.StackName,
            SlackWorkspaceId = workspace,
            SlackChannelId = channel,
            IamRoleArn = role.RoleArn,
            GuardrailPolicies = [$"arn:{Aws.PARTITION}:iam::aws:policy/AWSDenyAll"],
            SnsTopicArns = [Topic.TopicArn],
            LoggingLevel = "ERROR",
        });
    }

    public Topic Topic { get; }

    /// <summary>Gives a function the topic, where there is one.</summary>
    internal static void Name(IDictionary<string, string> variables, ITopic? chat)
    {
        if (chat is not null) variables["SENTINEL_CHAT_TOPIC_ARN"] = chat.TopicArn;
    }
}
