using System.Text.Json.Nodes;

namespace Sentinel.Cdk.Tests;

[Collection(Synthesis.Name)]
public sealed class TopologyTests(Templates templates)
{
    private Template Security => templates.Organisation["Sentinel"];

    private Template Alone => templates.Alone["Sentinel"];

    [Fact]
    public void One_account_has_one_stack_with_all_of_the_members_parts_in_it()
    {
        Assert.Equal(["Sentinel"], templates.Alone.Keys);
        Assert.Empty(Alone.Of("AWS::CloudFormation::StackSet"));
        Alone.Named("AWS::IAM::Role", "RoleName", "SentinelContainment");
        Alone.Named("AWS::IAM::Role", "RoleName", "SentinelForwarder");
        Alone.Named("AWS::Events::Rule", "Name", "SentinelMember-Functions");
        Alone.Named("AWS::IAM::ManagedPolicy", "ManagedPolicyName", "SentinelDenyAll");
    }

    [Fact]
    public void Members_are_enrolled_by_themselves_and_one_that_fails_stops_nobody()
    {
        Assert.All((string[])["SentinelMemberIam", "SentinelMemberRules"], name =>
        {
            var set = Security.Named("AWS::CloudFormation::StackSet", "StackSetName", name);
            Assert.Equal("""{"Enabled":true,"RetainStacksOnAccountRemoval":false}""", set.Text("AutoDeployment"));
            Assert.Equal("SERVICE_MANAGED", (string)set.Properties["PermissionModel"]!);
            Assert.Equal("DELEGATED_ADMIN", (string)set.Properties["CallAs"]!);
            Assert.Equal(100, (int)set.Properties["OperationPreferences"]!["FailureTolerancePercentage"]!);
        });
    }

    [Fact]
    public void Roles_go_home_only_rules_to_every_region_and_after_the_roles()
    {
        var (iam, rules) = (Security.Named("AWS::CloudFormation::StackSet", "StackSetName", "SentinelMemberIam"), Security.Named("AWS::CloudFormation::StackSet", "StackSetName", "SentinelMemberRules"));

        Assert.Equal("""[{"Ref":"AWS::Region"}]""", iam.Properties["StackInstancesGroup"]![0]!["Regions"]!.ToJsonString());
        Assert.Equal(17, rules.Properties["StackInstancesGroup"]![0]!["Regions"]!.AsArray().Count);
        Assert.Contains(iam.Id, rules.Json["DependsOn"]!.AsArray().Select(d => (string)d!));
        // The template's parameters are those that the set gives.
        Assert.All((Resource[])[iam, rules], set => Assert.Equal(
            templates.Organisation[(string)set.Properties["StackSetName"]!].Json["Parameters"]!.AsObject().Select(p => p.Key).Order(),
            set.Properties["Parameters"]!.AsArray().Select(p => (string)p!["ParameterKey"]!).Order()));
    }

    [Fact]
    public void What_is_forwarded_is_what_is_led_to_a_queue()
    {
        static Dictionary<string, string> Patterns(Template template, string prefix) => template.Of("AWS::Events::Rule")
            .Where(r => ((string?)r.Properties["Name"])?.StartsWith(prefix, StringComparison.Ordinal) == true && r.Properties.ContainsKey("EventPattern"))
            .ToDictionary(r => ((string)r.Properties["Name"]!)[prefix.Length..], r => r.Text("EventPattern"));

        var (forwarded, led) = (Patterns(templates.Organisation["SentinelMemberRules"], "SentinelMember-"), Patterns(Security, "SentinelBus-"));

        Assert.Equal(forwarded.Keys.Concat(["Heartbeats", "Canaries"]).Order(), led.Keys.Order());
        // But for our own functions, which are in the security account only.
        Assert.All(forwarded.Where(f => f.Key != "Invocations"), f => Assert.Equal(f.Value, led[f.Key]));
        Assert.Contains(":function:sentinel-detector", led["Invocations"], StringComparison.Ordinal);
    }

    [Fact]
    public void What_IAM_records_is_forwarded_from_us_east_1()
    {
        var rule = templates.Organisation["SentinelMemberRules"].Named("AWS::Events::Rule", "Name", "SentinelMember-Identities");

        var condition = (string)rule.Json["Condition"]!;

        Assert.Equal("""{"Fn::Equals":[{"Ref":"AWS::Region"},"us-east-1"]}""", templates.Organisation["SentinelMemberRules"].Json["Conditions"]![condition]!.ToJsonString());
    }

    [Fact]
    public void Calls_that_read_are_asked_for_where_they_are_wanted()
    {
        var rules = templates.All.SelectMany(t => t.Of("AWS::Events::Rule")).Where(r => r.Properties.ContainsKey("EventPattern"));

        Assert.All(rules, r => Assert.Equal(((string)r.Properties["Name"]!).EndsWith("-Sessions", StringComparison.Ordinal) ? "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS" : "ENABLED", (string)r.Properties["State"]!));
    }

    [Fact]
    public void Every_account_and_region_says_every_five_minutes_that_it_can_be_heard()
    {
        var beat = templates.Organisation["SentinelMemberRules"].Named("AWS::Events::Rule", "Name", "SentinelMember-Heartbeat");

        Assert.Equal("rate(5 minutes)", (string)beat.Properties["ScheduleExpression"]!);
        Assert.Contains("rule/SentinelMember-Heartbeat", Security.Named("AWS::Events::Rule", "Name", "SentinelBus-Heartbeats").Text("EventPattern"), StringComparison.Ordinal);
    }

    [Fact]
    public void The_guard_spares_StackSets_and_the_Responder_and_fits()
    {
        var policy = Assert.Single(templates.Organisation["SentinelGuard"].Of("AWS::Organizations::Policy"));

        Assert.InRange(policy.Text("Content").Length, 1, 5120);
        Assert.Equal("SERVICE_CONTROL_POLICY", (string)policy.Properties["Type"]!);
        var statements = policy.Properties["Content"]!["Statement"]!.AsArray().ToDictionary(s => (string)s!["Sid"]!, s => s!.ToJsonString());
        Assert.All((string[])["SentinelRules", "SentinelRoles", "SentinelPolicies"], s => Assert.Contains("stacksets-exec-", statements[s], StringComparison.Ordinal));
        Assert.Contains("role/SentinelContainment", statements["SentinelContainment"], StringComparison.Ordinal);
        Assert.DoesNotContain("Condition", statements["Trails"], StringComparison.Ordinal);
    }

    [Fact]
    public void The_trail_records_what_runs_functions_and_touches_the_tables_but_not_ourselves()
    {
        var trail = Assert.Single(Security.Of("AWS::CloudTrail::Trail"));

        Assert.True((bool)trail.Properties["IsOrganizationTrail"]!);
        Assert.False((bool)Assert.Single(Alone.Of("AWS::CloudTrail::Trail")).Properties["IsOrganizationTrail"]!);
        var selectors = trail.Text("AdvancedEventSelectors");
        Assert.Contains("AWS::Lambda::Function", selectors, StringComparison.Ordinal);
        Assert.Contains(Templates.Table, selectors, StringComparison.Ordinal);
        Assert.Contains(":function:sentinel-detector", selectors, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_a_wish_there_is_no_trail_and_nothing_of_tables()
    {
        var context = Templates.Context("single");
        context.Remove("trail");
        context.Remove("trailBucket");
        context.Remove("sensitiveTables");
        context["config"] = "off";

        var stack = Templates.Synthesise(context)["Sentinel"];

        Assert.Empty(stack.Of("AWS::CloudTrail::Trail"));
        Assert.Empty(stack.Of("AWS::Config::ConfigRule"));
        Assert.DoesNotContain(stack.Of("AWS::Events::Rule"), r => (string?)r.Properties["Name"] == "SentinelBus-TableData");
    }

    [Fact]
    public void The_rules_of_AWS_Config_are_the_same_for_one_account_and_for_all()
    {
        var one = Alone.Of("AWS::Config::ConfigRule").Where(r => (string)r.Properties["Source"]!["Owner"]! == "AWS").Select(r => (string)r.Properties["Source"]!["SourceIdentifier"]!);
        var all = Security.Of("AWS::Config::OrganizationConfigRule").Where(r => r.Properties.ContainsKey("OrganizationManagedRuleMetadata")).Select(r => (string)r.Properties["OrganizationManagedRuleMetadata"]!["RuleIdentifier"]!);

        Assert.Equal(one.Order(), all.Order());
        Assert.Contains("DYNAMODB_PITR_ENABLED", one);
    }

    [Fact]
    public void Our_own_rule_of_AWS_Config_calls_its_function_and_may()
    {
        var one = Assert.Single(Alone.Of("AWS::Config::ConfigRule"), r => (string)r.Properties["Source"]!["Owner"]! == "CUSTOM_LAMBDA");
        var all = Assert.Single(Security.Of("AWS::Config::OrganizationConfigRule"), r => r.Properties.ContainsKey("OrganizationCustomRuleMetadata"));

        string[] occasions = ["ConfigurationItemChangeNotification", "OversizedConfigurationItemChangeNotification", "ScheduledNotification"];
        Assert.Equal(occasions, one.Properties["Source"]!["SourceDetails"]!.AsArray().Select(d => (string)d!["MessageType"]!));
        Assert.Equal(occasions, all.Properties["OrganizationCustomRuleMetadata"]!["OrganizationConfigRuleTriggerTypes"]!.AsArray().Select(d => (string)d!));
        foreach (var (template, rule, target) in ((Template, Resource, JsonNode)[])[(Alone, one, one.Properties["Source"]!["SourceIdentifier"]!), (Security, all, all.Properties["OrganizationCustomRuleMetadata"]!["LambdaFunctionArn"]!)])
        {
            Assert.Equal("config-rule", (string)template.Resources.Single(r => r.Id == (string)target["Fn::GetAtt"]![0]!).Properties["Handler"]!);
            var permission = Assert.Single(template.Of("AWS::Lambda::Permission"), p => (string?)p.Properties["Principal"] == "config.amazonaws.com");
            Assert.Equal(template == Alone ? """{"Ref":"AWS::AccountId"}""" : "", permission.Text("SourceAccount"));
            Assert.Contains(permission.Id, rule.Json["DependsOn"]!.AsArray().Select(d => (string)d!));
        }
    }

    [Fact]
    public void The_bucket_of_the_trail_tells_of_its_files_and_another_one_by_a_command()
    {
        var context = Templates.Context("organisation");
        context["trail"] = "none";
        context["trailBucket"] = "audit-logs";
        context["trailBucketAccount"] = "444455556666";
        context["trailBucketKey"] = "arn:aws:kms:us-east-1:444455556666:key/1234abcd-12ab-34cd-56ef-1234567890ab";

        var other = Templates.Synthesise(context)["Sentinel"];

        var bucket = Assert.Single(Security.Of("AWS::S3::Bucket"), b => b.Properties.ContainsKey("NotificationConfiguration"));
        Assert.StartsWith("Trail", bucket.Id, StringComparison.Ordinal);
        Assert.Contains(bucket.Json["DependsOn"]!.AsArray(), d => Security.Resources.Single(r => r.Id == (string)d!).Type == "AWS::SQS::QueuePolicy");
        Assert.DoesNotContain(other.Of("AWS::S3::Bucket"), b => b.Properties.ContainsKey("NotificationConfiguration"));
        var told = Assert.Single(other.Of("AWS::SQS::QueuePolicy").SelectMany(Statement.Of), s => s.Principal.Contains("s3.amazonaws.com", StringComparison.Ordinal));
        Assert.Contains("444455556666", told.Condition, StringComparison.Ordinal);
        Assert.Contains(":s3:::audit-logs", told.Condition, StringComparison.Ordinal);
        Assert.Contains(other.Of("AWS::IAM::Policy").SelectMany(Statement.Of), s => s.Actions is ["kms:Decrypt"] && s.Resources.Contains("444455556666", StringComparison.Ordinal));
        Assert.Contains("put-bucket-notification-configuration --bucket audit-logs", other.Json["Outputs"]!["NextTrailBucket"]!.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Whatever_needs_somebody_is_told()
    {
        foreach (var template in (Template[])[Security, Alone])
        {
            var alarms = template.Of("AWS::CloudWatch::Alarm").ToList();

            Assert.All(alarms, a => Assert.Single(a.Properties["AlarmActions"]!.AsArray()));
            Assert.All(alarms, a => Assert.False(string.IsNullOrEmpty((string?)a.Properties["AlarmDescription"]), a.Id));
            Assert.Equal(5, alarms.Count(a => a.Id.Contains("DeadLetters", StringComparison.Ordinal)));
            Assert.Equal(5, alarms.Count(a => (string?)a.Properties["MetricName"] == "ApproximateAgeOfOldestMessage"));
            Assert.Equal(10, alarms.Count(a => (string?)a.Properties["MetricName"] == "Errors"));
            Assert.Equal(10, alarms.Count(a => (string?)a.Properties["MetricName"] == "Throttles"));
            Assert.All((string[])["Containments", "Refusals", "Rejected", "SilentPlaces", "BlindSpots", "Invocations"], m => Assert.Single(alarms, a => (string?)a.Properties["MetricName"] == m));
            // Counted by two that write reports, so the alarm is on their sum.
            var reports = Assert.Single(alarms, a => a.Id.Contains("ReportsNotWritten", StringComparison.Ordinal));
            Assert.Equal(["approve", "responder"], reports.Properties["Metrics"]!.AsArray().Select(m => m!["MetricStat"]?["Metric"]).OfType<JsonNode>()
                .Where(m => (string)m["MetricName"]! == "ReportsNotWritten").Select(m => (string)m["Dimensions"]![0]!["Value"]!).Order());
            Assert.Contains(reports.Id, Assert.Single(template.Of("AWS::CloudWatch::Dashboard")).Text("DashboardBody"), StringComparison.Ordinal);
            var silence = alarms.Where(a => (string?)a.Properties["MetricName"] == "NumberOfMessagesSent").ToList();
            Assert.Equal([600, 3600], silence.Select(a => (int)a.Properties["Period"]!).Order());
            Assert.All(silence, a => Assert.Equal("breaching", (string)a.Properties["TreatMissingData"]!));
            Assert.Single(template.Of("AWS::CloudWatch::Dashboard"));
        }
    }

    [Fact]
    public void An_automation_invokes_its_function_and_takes_nothing_that_could_end_its_payload_early()
    {
        var documents = Security.Of("AWS::SSM::Document").ToList();

        Assert.Equal(2, documents.Count);
        Assert.All(documents, d =>
        {
            Assert.Equal("aws:invokeLambdaFunction", (string)d.Properties["Content"]!["mainSteps"]![0]!["action"]!);
            Assert.Matches((string)d.Properties["Content"]!["parameters"]!["Function"]!["allowedPattern"]!, "arn:aws:lambda:us-east-1:111122223333:function:internal-backup-processor");
            Assert.DoesNotMatch((string)d.Properties["Content"]!["parameters"]!["Function"]!["allowedPattern"]!, "arn:aws:lambda:us-east-1:111122223333:function:x\",\"force\":true,\"y\":\"");
            Assert.True(d.Properties["Content"] is JsonObject);
        });
    }
}
