using System.Text.Json.Nodes;

namespace Sentinel.Cdk.Tests;

[Collection(Synthesis.Name)]
public sealed class PermissionTests(Templates templates)
{
    // Every grant whose resource is open, by its first action, with the reason.
    private static readonly Dictionary<string, string> OpenResources = new()
    {
        ["xray:PutTelemetryRecords"] = "X-Ray knows no resource",
        ["ec2:DescribeNetworkInterfaces"] = "EC2 knows no resource",
        ["sts:AssumeRole"] = "the role of one name in each account of the organisation",
        ["s3:GetObject"] = "the objects of the evidence bucket",
        ["lambda:AddPermission"] = "any function of the account may be the incident's",
        ["lambda:GetEventSourceMapping"] = "mappings have random ids",
        ["lambda:ListEventSourceMappings"] = "the call knows no resource",
        ["iam:GetRole"] = "any role of the account may be the incident's",
        ["iam:GetUser"] = "any user of the account may be the incident's",
        ["iam:UpdateAccessKey"] = "any user of the account may be the incident's",
        ["iam:AttachRolePolicy"] = "any role or user, but one policy only",
        ["iam:DeleteRolePermissionsBoundary"] = "any role or user, but one boundary only",
        ["config:GetResourceConfigHistory"] = "AWS Config knows no resource",
        ["iam:GetPolicy"] = "the rule of Config reads whatever role a function has",
        ["lambda:GetPolicy"] = "the rule of Config judges every function",
        ["cloudtrail:DescribeTrails"] = "calls that list know no resource",
        ["cloudtrail:GetEventSelectors"] = "trails of any name, also the organisation's",
        ["guardduty:GetDetector"] = "detectors have random ids",
        ["lambda:InvokeFunction"] = "one function, in every region",
        ["sqs:GetQueueAttributes"] = "one queue, in every region",
        ["organizations:ListAccountsForParent"] = "units of one organisation",
    };

    [Fact]
    public void No_action_that_is_allowed_holds_a_wildcard() =>
        Assert.All(Statements().Where(s => s.Effect == "Allow" && !s.IsOwnerOfKey), s => Assert.All(s.Actions, a => Assert.DoesNotContain('*', a)));

    [Fact]
    public void No_resource_that_is_allowed_is_open_without_a_reason()
    {
        // In the policy of a key the star is the key itself.
        var open = Statements().Where(s => s is { Effect: "Allow", Type: "AWS::IAM::Policy" or "AWS::IAM::ManagedPolicy" } && s.Resources.Contains('*'));

        Assert.Equal(OpenResources.Keys.Order(), open.Select(s => s.Actions[0]).Distinct().Order());
    }

    [Fact]
    public void Every_role_and_policy_is_of_the_customer()
    {
        var roles = templates.All.SelectMany(t => t.Of("AWS::IAM::Role"));

        Assert.All(roles, r => Assert.False(r.Properties.ContainsKey("ManagedPolicyArns"), r.Id));
    }

    [Fact]
    public void The_detector_calls_neither_Lambda_nor_IAM_nor_another_role()
    {
        foreach (var template in SecurityTemplates())
        {
            var role = RoleOf(template, "detector");
            var actions = OfRole(template, role).SelectMany(s => s.Actions).ToList();

            Assert.NotEmpty(actions);
            Assert.All(actions, a => Assert.Contains(a.Split(':')[0], (string[])["dynamodb", "kms", "logs", "sqs", "ssm", "xray"]));
            Assert.DoesNotContain("dynamodb:DeleteItem", actions);
        }
    }

    [Fact]
    public void The_Responder_may_read_what_its_reports_read()
    {
        foreach (var template in SecurityTemplates())
        {
            var allowed = OfRole(template, RoleOf(template, "responder")).SelectMany(s => s.Actions).ToList();

            // As DeployedReports does, and its archive.
            Assert.All((string[])["dynamodb:BatchGetItem", "dynamodb:Query", "s3:PutObject"], a => Assert.Contains(a, allowed));
        }
    }

    [Fact]
    public void Only_the_Responder_assumes_containment_roles_and_all_that_acts_is_it()
    {
        foreach (var template in SecurityTemplates())
        {
            var responder = RoleOf(template, "responder");
            var assuming = template.Of("AWS::IAM::Policy").SelectMany(p => Statement.Of(p).Where(s => s.Effect == "Allow" && s.Actions.Contains("sts:AssumeRole")).Select(s => (Role: (string)p.Properties["Roles"]![0]!["Ref"]!, s.Resources))).ToList();

            // Who looks assumes a role that looks, who judges for Config one that reports, each by its name.
            Assert.Equal(4, assuming.Count);
            Assert.Contains(":role/SentinelContainment", assuming.Single(a => a.Role == responder).Resources, StringComparison.Ordinal);
            Assert.Contains(":role/SentinelCoverage\"", assuming.Single(a => a.Role == RoleOf(template, "coverage")).Resources, StringComparison.Ordinal);
            Assert.Contains(":role/SentinelInterfaces", assuming.Single(a => a.Role == RoleOf(template, "flow-logs")).Resources, StringComparison.Ordinal);
            Assert.Contains(":role/SentinelConfigEvaluation", assuming.Single(a => a.Role == RoleOf(template, "config-rule")).Resources, StringComparison.Ordinal);
            Assert.All((string[])["release", "approve", "verify"], handler => Assert.Equal(responder, RoleOf(template, handler)));
        }
    }

    [Fact]
    public void The_containment_role_trusts_the_Responder_alone_and_asks_for_the_external_id()
    {
        Assert.Equal("""[{"Action":"sts:AssumeRole","Condition":{"StringEquals":{"sts:ExternalId":"o-a1b2c3d4e5"}},"Effect":"Allow","Principal":{"AWS":{"Ref":"ResponderRoleArn"}}}]""",
            Trust(templates.Organisation["SentinelMemberIam"]));
        var single = templates.Alone["Sentinel"];
        Assert.Equal($$$$"""[{"Action":"sts:AssumeRole","Condition":{"StringEquals":{"sts:ExternalId":"sentinel"}},"Effect":"Allow","Principal":{"AWS":{"Fn::GetAtt":["{{{{RoleOf(single, "responder")}}}}","Arn"]}}}]""", Trust(single));

        static string Trust(Template template) =>
            template.Named("AWS::IAM::Role", "RoleName", "SentinelContainment").Properties["AssumeRolePolicyDocument"]!["Statement"]!.ToJsonString();
    }

    [Fact]
    public void Who_judges_flow_logs_may_ask_of_an_account_what_its_interfaces_are_and_nothing_else()
    {
        foreach (var (template, external) in ((Template, string)[])[(templates.Alone["Sentinel"], "sentinel"), (templates.Organisation["SentinelMemberIam"], "o-a1b2c3d4e5")])
        {
            var role = template.Named("AWS::IAM::Role", "RoleName", "SentinelInterfaces");

            Assert.Equal(["ec2:DescribeNetworkInterfaces"], OfRole(template, role.Id).SelectMany(s => s.Actions));
            var trust = role.Properties["AssumeRolePolicyDocument"]!["Statement"]!.ToJsonString();
            Assert.Contains(":role/SentinelFlowLogs", trust, StringComparison.Ordinal);
            Assert.Contains($"\"sts:ExternalId\":\"{external}\"", trust, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Who_looks_may_only_read_and_is_trusted_by_name_and_external_id()
    {
        foreach (var template in (Template[])[templates.Alone["Sentinel"], templates.Organisation["SentinelMemberIam"]])
        {
            var role = template.Named("AWS::IAM::Role", "RoleName", "SentinelCoverage");
            var statements = OfRole(template, role.Id).ToList();

            Assert.All(statements.Where(s => s.Effect == "Allow").SelectMany(s => s.Actions).Where(a => a != "lambda:InvokeFunction"), a => Assert.True(IsReading(a) || a.Split(':')[1].StartsWith("Describe", StringComparison.Ordinal), a));
            Assert.Contains(":function:SentinelCanary", statements.Single(s => s.Actions.Contains("lambda:InvokeFunction")).Resources, StringComparison.Ordinal);
            Assert.Equal(["lambda:DeleteFunctionConcurrency"], statements.Single(s => s.Effect == "Deny").Actions);
            var trust = role.Text("AssumeRolePolicyDocument");
            Assert.Contains(":role/SentinelCoverageCheck", trust, StringComparison.Ordinal);
            Assert.Contains("sts:ExternalId", trust, StringComparison.Ordinal);
        }
        Assert.All(SecurityTemplates(), t => Assert.Equal(RoleOf(t, "coverage"), t.Named("AWS::IAM::Role", "RoleName", "SentinelCoverageCheck").Id));
        Assert.All(SecurityTemplates(), t => Assert.Equal(RoleOf(t, "config-rule"), t.Named("AWS::IAM::Role", "RoleName", "SentinelConfigRule").Id));
    }

    [Fact]
    public void The_containment_role_attaches_one_policy_and_sets_one_boundary()
    {
        foreach (var template in (Template[])[templates.Alone["Sentinel"], templates.Organisation["SentinelMemberIam"]])
        {
            var containment = template.Named("AWS::IAM::Role", "RoleName", "SentinelContainment").Id;
            var changing = OfRole(template, containment).Where(s => s.Effect == "Allow" && s.Actions.Any(a => a.Contains("Policy", StringComparison.Ordinal) && !a.Contains("Get") && !a.Contains("List") || a.Contains("Boundary"))).ToList();

            Assert.Equal(2, changing.Count(s => s.Actions[0].StartsWith("iam:", StringComparison.Ordinal)));
            Assert.All(changing.Where(s => s.Actions[0].StartsWith("iam:", StringComparison.Ordinal)), s => Assert.Contains(":policy/SentinelDenyAll", s.Condition, StringComparison.Ordinal));
        }
    }

    [Fact]
    public void The_containment_role_is_denied_everything_of_ours()
    {
        var iam = templates.Organisation["SentinelMemberIam"];
        var denied = OfRole(iam, iam.Named("AWS::IAM::Role", "RoleName", "SentinelContainment").Id).Where(s => s.Effect == "Deny").ToList();

        var (roles, functions) = (denied.Single(s => s.Actions[0].StartsWith("iam:", StringComparison.Ordinal)), denied.Single(s => s.Actions[0].StartsWith("lambda:", StringComparison.Ordinal)));
        Assert.All((string[])["role/SentinelContainment", "role/SentinelForwarder", "role/SentinelConfigEvaluation", "role/SentinelCoverage", "role/SentinelCoverageCheck", "role/SentinelConfigRule", "ResponderRoleArn", "DetectorRoleArn"], r => Assert.Contains(r, roles.Resources, StringComparison.Ordinal));
        Assert.All((string[])["detector", "responder", "release", "approve", "verify", "heartbeats", "coverage", "config-rule", "trail-objects"], h => Assert.Contains($"function:sentinel-{h}", functions.Resources, StringComparison.Ordinal));
        // What may be changed of others may not be changed of ours.
        var allowed = OfRole(iam, iam.Named("AWS::IAM::Role", "RoleName", "SentinelContainment").Id).Where(s => s.Effect == "Allow").SelectMany(s => s.Actions);
        Assert.All(allowed.Where(a => a.StartsWith("lambda:", StringComparison.Ordinal) && !IsReading(a) && !a.Contains("Mapping")), a => Assert.Contains(a, functions.Actions));
        Assert.All(allowed.Where(a => a.StartsWith("iam:", StringComparison.Ordinal) && a.Contains("Role") && !IsReading(a)), a => Assert.Contains(a, roles.Actions));
    }

    [Fact]
    public void The_forwarder_puts_events_on_one_bus()
    {
        var iam = templates.Organisation["SentinelMemberIam"];

        var statement = Assert.Single(OfRole(iam, iam.Named("AWS::IAM::Role", "RoleName", "SentinelForwarder").Id));

        Assert.Equal(["events:PutEvents"], statement.Actions);
        Assert.Equal("""{"Ref":"BusArn"}""", statement.Resources);
    }

    [Fact]
    public void The_bus_admits_forwarders_of_the_organisation_and_what_AWS_sends()
    {
        var policy = Assert.Single(templates.Organisation["Sentinel"].Of("AWS::Events::EventBusPolicy")).Properties["Statement"]!;

        var equal = policy["Condition"]!["StringEquals"]!;
        Assert.Equal("o-a1b2c3d4e5", (string)equal["aws:PrincipalOrgID"]!);
        Assert.All(equal["events:source"]!.AsArray(), s => Assert.StartsWith("aws.", (string)s!, StringComparison.Ordinal));
        Assert.Contains("AWS Console Signin via CloudTrail", equal["events:detail-type"]!.AsArray().Select(t => (string)t!));
        Assert.Contains(":role/SentinelForwarder", policy["Condition"]!["ArnLike"]!["aws:PrincipalArn"]!.ToJsonString(), StringComparison.Ordinal);
        Assert.Empty(templates.Alone["Sentinel"].Of("AWS::Events::EventBusPolicy"));
    }

    private static bool IsReading(string action) => action.Split(':')[1] is var name && (name.StartsWith("Get", StringComparison.Ordinal) || name.StartsWith("List", StringComparison.Ordinal));

    private Template[] SecurityTemplates() => [templates.Alone["Sentinel"], templates.Organisation["Sentinel"]];

    private static string RoleOf(Template template, string handler) => (string)template.Named("AWS::Lambda::Function", "Handler", handler).Properties["Role"]!["Fn::GetAtt"]![0]!;

    private static IEnumerable<Statement> OfRole(Template template, string role) =>
        template.Of("AWS::IAM::Policy").Where(p => p.Properties["Roles"]!.AsArray().Any(r => (string?)r!["Ref"] == role)).SelectMany(Statement.Of);

    private IEnumerable<Statement> Statements() => templates.All.SelectMany(t => t.Resources).SelectMany(Statement.Of);
}

/// <summary>A statement of any policy.</summary>
internal sealed record Statement(string Type, string Effect, IReadOnlyList<string> Actions, string Resources, string Principal, string Condition)
{
    /// <summary>By which AWS lets the account rule over its own key; a key without it nobody could mend: https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html</summary>
    public bool IsOwnerOfKey => Type == "AWS::KMS::Key" && Actions is ["kms:*"] && Principal.Contains(":root", StringComparison.Ordinal);

    public static IEnumerable<Statement> Of(Resource resource)
    {
        foreach (var key in (string[])["PolicyDocument", "KeyPolicy", "AssumeRolePolicyDocument"])
        {
            // Logs take theirs as a text.
            if (resource.Properties[key] is not JsonObject document || document["Statement"] is not JsonArray statements) continue;
            foreach (var statement in statements) yield return Read(resource.Type, statement!);
        }
        if (resource.Type == "AWS::Events::EventBusPolicy") yield return Read(resource.Type, resource.Properties["Statement"]!);
    }

    private static Statement Read(string type, JsonNode s) => new(type, (string)s["Effect"]!,
        s["Action"] is JsonArray many ? [.. many.Select(a => (string)a!)] : [(string)s["Action"]!],
        s["Resource"]?.ToJsonString() ?? "", s["Principal"]?.ToJsonString() ?? "", s["Condition"]?.ToJsonString() ?? "");
}
