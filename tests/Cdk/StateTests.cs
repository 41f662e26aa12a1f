namespace Sentinel.Cdk.Tests;

[Collection(Synthesis.Name)]
public sealed class StateTests(Templates templates)
{
    private IEnumerable<Resource> Of(string type) => templates.All.SelectMany(t => t.Of(type));

    [Fact]
    public void The_table_survives_everything()
    {
        Assert.All(Of("AWS::DynamoDB::Table"), table =>
        {
            Assert.True(table.IsRetained);
            Assert.Equal("sentinel-state", (string)table.Properties["TableName"]!);
            Assert.Equal("PAY_PER_REQUEST", (string)table.Properties["BillingMode"]!);
            Assert.True((bool)table.Properties["DeletionProtectionEnabled"]!);
            Assert.True((bool)table.Properties["PointInTimeRecoverySpecification"]!["PointInTimeRecoveryEnabled"]!);
            Assert.Equal("""{"AttributeName":"ttl","Enabled":true}""", table.Text("TimeToLiveSpecification"));
            Assert.Equal("KMS", (string)table.Properties["SSESpecification"]!["SSEType"]!);
        });
    }

    [Fact]
    public void Every_bucket_is_kept_encrypted_versioned_closed_and_over_TLS()
    {
        foreach (var template in templates.All)
        {
            foreach (var bucket in template.Of("AWS::S3::Bucket"))
            {
                Assert.True(bucket.IsRetained);
                Assert.True(bucket.Properties.ContainsKey("BucketEncryption"));
                Assert.Equal("""{"Status":"Enabled"}""", bucket.Text("VersioningConfiguration"));
                Assert.Equal("""{"BlockPublicAcls":true,"BlockPublicPolicy":true,"IgnorePublicAcls":true,"RestrictPublicBuckets":true}""", bucket.Text("PublicAccessBlockConfiguration"));
                Assert.Contains(template.Of("AWS::S3::BucketPolicy"), p => (string?)p.Properties["Bucket"]!["Ref"] == bucket.Id && p.Text("PolicyDocument").Contains("aws:SecureTransport", StringComparison.Ordinal));
            }
        }
    }

    [Fact]
    public void Evidence_is_locked() => Assert.All((Template[])[templates.Alone["Sentinel"], templates.Organisation["Sentinel"]], t =>
        Assert.Single(t.Of("AWS::S3::Bucket"), b => (bool?)b.Properties["ObjectLockEnabled"] == true && b.Text("ObjectLockConfiguration").Contains("GOVERNANCE", StringComparison.Ordinal)));

    [Fact]
    public void The_key_is_kept_and_rotates() => Assert.All(Of("AWS::KMS::Key"), k => Assert.True(k.IsRetained && (bool)k.Properties["EnableKeyRotation"]!));

    [Fact]
    public void Every_log_group_is_encrypted_and_ends_some_day() => Assert.All(Of("AWS::Logs::LogGroup"), g =>
    {
        Assert.True(g.Properties.ContainsKey("KmsKeyId"), g.Id);
        Assert.True(g.Properties.ContainsKey("RetentionInDays"), g.Id);
    });

    [Fact]
    public void Every_topic_is_encrypted_and_over_TLS()
    {
        foreach (var template in templates.All)
        {
            foreach (var topic in template.Of("AWS::SNS::Topic"))
            {
                Assert.True(topic.Properties.ContainsKey("KmsMasterKeyId"));
                Assert.Contains(template.Of("AWS::SNS::TopicPolicy"), p => (string?)p.Properties["Topics"]![0]!["Ref"] == topic.Id && p.Text("PolicyDocument").Contains("aws:SecureTransport", StringComparison.Ordinal));
            }
        }
    }

    [Fact]
    public void Who_is_on_call_is_subscribed_to_both_topics() => Assert.Equal(4, Of("AWS::SNS::Subscription").Count(s => (string?)s.Properties["Endpoint"] == "oncall@example.com"));
}
