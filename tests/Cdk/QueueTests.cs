using System.Text.Json.Nodes;

namespace Sentinel.Cdk.Tests;

[Collection(Synthesis.Name)]
public sealed class QueueTests(Templates templates)
{
    [Fact]
    public void Every_queue_has_a_dead_letter_queue_or_is_one()
    {
        foreach (var template in templates.All)
        {
            var ends = template.Of("AWS::SQS::Queue").Select(q => Target(q.Properties["RedrivePolicy"]?["deadLetterTargetArn"]))
                .Concat(template.Of("AWS::Events::Rule").SelectMany(r => r.Properties["Targets"]!.AsArray()).Select(t => Target(t!["DeadLetterConfig"]?["Arn"])))
                .Concat(template.Of("AWS::Lambda::EventInvokeConfig").Concat(template.Of("AWS::Lambda::EventSourceMapping")).Select(f => Target(f.Properties["DestinationConfig"]?["OnFailure"]?["Destination"]))).Concat(template.Of("AWS::Lambda::Function").Select(f => Target(f.Properties["DeadLetterConfig"]?["TargetArn"]))).OfType<string>().ToHashSet();

            Assert.All(template.Of("AWS::SQS::Queue"), q => Assert.True(ends.Contains(q.Id) || q.Properties.ContainsKey("RedrivePolicy"), q.Id));
        }
    }

    [Fact]
    public void Every_queue_is_encrypted_and_over_TLS()
    {
        foreach (var template in templates.All)
        {
            Assert.All(template.Of("AWS::SQS::Queue"), q =>
            {
                Assert.True(q.Properties.ContainsKey("KmsMasterKeyId") || (bool?)q.Properties["SqsManagedSseEnabled"] == true, q.Id);
                Assert.Contains(template.Of("AWS::SQS::QueuePolicy"), p => (string?)p.Properties["Queues"]![0]!["Ref"] == q.Id && p.Text("PolicyDocument").Contains("aws:SecureTransport", StringComparison.Ordinal));
            });
        }
    }

    [Fact]
    public void A_queue_takes_events_of_its_own_rules_only_and_the_one_for_trail_files_what_S3_tells()
    {
        var sending = templates.All.SelectMany(t => t.Of("AWS::SQS::QueuePolicy")).SelectMany(Statement.Of).Where(s => s.Effect == "Allow").ToList();

        Assert.NotEmpty(sending);
        Assert.All(sending, s =>
        {
            Assert.Equal(["sqs:SendMessage"], s.Actions);
            Assert.Contains(s.Principal, (string[])["""{"Service":"events.amazonaws.com"}""", """{"Service":"s3.amazonaws.com"}"""]);
            Assert.Contains("aws:SourceArn", s.Condition, StringComparison.Ordinal);
        });
        Assert.All(sending.Where(s => s.Principal.Contains("s3", StringComparison.Ordinal)), s => Assert.Contains("""{"aws:SourceAccount":{"Ref":"AWS::AccountId"}}""", s.Condition, StringComparison.Ordinal));
    }

    [Fact]
    public void A_message_stays_hidden_for_twice_as_long_as_its_function_may_take_and_no_longer()
    {
        foreach (var template in Security)
        {
            foreach (var mapping in template.Of("AWS::Lambda::EventSourceMapping"))
            {
                var queue = template.Resources.Single(r => r.Id == Target(mapping.Properties["EventSourceArn"]));
                if (queue.Type is not "AWS::SQS::Queue") continue;
                var function = template.Resources.Single(r => r.Id == (string)mapping.Properties["FunctionName"]!["Ref"]!);

                Assert.Equal(2 * (int)function.Properties["Timeout"]!, (int)queue.Properties["VisibilityTimeout"]!);
            }
        }
    }

    [Fact]
    public void Batches_report_what_failed_and_a_queue_has_its_share_of_the_function()
    {
        foreach (var template in Security)
        {
            var mappings = template.Of("AWS::Lambda::EventSourceMapping").Where(m => m.Properties.ContainsKey("ScalingConfig") || Target(m.Properties["EventSourceArn"]) is { } source && template.Resources.Single(r => r.Id == source).Type is "AWS::SQS::Queue").ToList();

            Assert.Equal(5, mappings.Count);
            Assert.All(mappings, m => Assert.Equal("""["ReportBatchItemFailures"]""", m.Text("FunctionResponseTypes")));
            foreach (var ofFunction in mappings.GroupBy(m => (string)m.Properties["FunctionName"]!["Ref"]!))
            {
                var reserved = (int)template.Resources.Single(r => r.Id == ofFunction.Key).Properties["ReservedConcurrentExecutions"]!;
                Assert.Equal(reserved, ofFunction.Sum(m => (int)m.Properties["ScalingConfig"]!["MaximumConcurrency"]!));
            }
            var fifo = mappings.Single(m => (bool?)template.Resources.Single(r => r.Id == Target(m.Properties["EventSourceArn"])).Properties["FifoQueue"] == true);
            Assert.False(fifo.Properties.ContainsKey("MaximumBatchingWindowInSeconds"));
            Assert.InRange((int)fifo.Properties["BatchSize"]!, 1, 10);
        }
    }

    private Template[] Security => [templates.Alone["Sentinel"], templates.Organisation["Sentinel"]];

    private static string? Target(JsonNode? arn) => (string?)arn?["Fn::GetAtt"]?[0];
}
