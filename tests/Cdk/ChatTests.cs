using System.Text.Json.Nodes;

namespace Sentinel.Cdk.Tests;

/// <summary>What is told in chat, and that nothing can be done from there.</summary>
[Collection(Synthesis.Name)]
public sealed class ChatTests(Templates templates)
{
    private static readonly string[] Telling = ["responder", "release", "approve", "verify", "coverage"];

    private Template[] Security => [templates.Alone["Sentinel"], templates.Organisation["Sentinel"]];

    [Fact]
    public void Whoever_tells_on_call_may_tell_the_chat_and_is_given_its_topic()
    {
        foreach (var template in Security)
        {
            var topic = TopicOf(template);
            var told = template.Of("AWS::Lambda::Function").Where(f => f.Properties["Environment"]?["Variables"]?["SENTINEL_CHAT_TOPIC_ARN"] is { } variable && (string?)variable["Ref"] == topic.Id).ToList();

            Assert.Equal(Telling.Order(), told.Select(f => (string)f.Properties["Handler"]!).Order());
            foreach (var role in told.Select(f => (string)f.Properties["Role"]!["Fn::GetAtt"]![0]!).Distinct())
            {
                var publishing = template.Of("AWS::IAM::Policy").Where(p => (string?)p.Properties["Roles"]![0]!["Ref"] == role).SelectMany(Statement.Of).Single(s => s.Actions.SequenceEqual(["sns:Publish"]));
                Assert.Contains(topic.Id, publishing.Resources, StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public void The_channel_hears_that_topic_alone()
    {
        foreach (var template in Security)
        {
            var channel = Channel(template);

            Assert.Equal(("T0123ABCDE", "C0123ABCDE"), ((string)channel.Properties["SlackWorkspaceId"]!, (string)channel.Properties["SlackChannelId"]!));
            Assert.Equal($$"""[{"Ref":"{{TopicOf(template).Id}}"}]""", channel.Text("SnsTopicArns"));
        }
    }

    [Fact]
    public void Nothing_can_be_done_from_the_channel()
    {
        foreach (var template in Security)
        {
            var role = template.Resources.Single(r => r.Id == (string)Channel(template).Properties["IamRoleArn"]!["Fn::GetAtt"]![0]!);

            Assert.Equal("chatbot.amazonaws.com", (string)Assert.Single(role.Properties["AssumeRolePolicyDocument"]!["Statement"]!.AsArray())!["Principal"]!["Service"]!);
            Assert.False(role.Properties.ContainsKey("Policies") || role.Properties.ContainsKey("ManagedPolicyArns"));
            Assert.DoesNotContain(template.Of("AWS::IAM::Policy").Concat(template.Of("AWS::IAM::ManagedPolicy")), p => p.Text("Roles").Contains(role.Id, StringComparison.Ordinal));
            Assert.Contains(":iam::aws:policy/AWSDenyAll", Assert.Single(Channel(template).Properties["GuardrailPolicies"]!.AsArray())!.ToJsonString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_topic_alone_has_no_channel_and_without_a_word_there_is_neither()
    {
        var (alone, without) = (Templates.Context("single"), Templates.Context("single"));
        alone["chat"] = "topic";
        without.Remove("chat");

        var (topic, nothing) = (Templates.Synthesise(alone)["Sentinel"], Templates.Synthesise(without)["Sentinel"]);

        Assert.Equal(Telling.Length, topic.Text.Split("SENTINEL_CHAT_TOPIC_ARN").Length - 1);
        Assert.Equal((3, 2), (topic.Of("AWS::SNS::Topic").Count(), nothing.Of("AWS::SNS::Topic").Count()));
        Assert.All((Template[])[topic, nothing], t => Assert.DoesNotContain("chatbot", t.Text, StringComparison.OrdinalIgnoreCase));
        Assert.DoesNotContain("SENTINEL_CHAT_TOPIC_ARN", nothing.Text, StringComparison.Ordinal);
    }

    private static Resource TopicOf(Template template) => template.Named("AWS::SNS::Topic", "DisplayName", "SentinelStack in chat");

    private static Resource Channel(Template template) => Assert.Single(template.Of("AWS::Chatbot::SlackChannelConfiguration"));
}
