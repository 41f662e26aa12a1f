using Sentinel.Core.Detections;

namespace Sentinel.Core.Reports.Facts;

/// <summary>Controls that would have stopped or shown a step of this incident; none is named that nothing here asks for. Rules are AWS Config's managed ones
/// (https://docs.aws.amazon.com/config/latest/developerguide/managed-rules-by-aws-config.html).</summary>
internal static class Recommendations
{
    public static IReadOnlyList<Control> For(IncidentReport report)
    {
        var seen = report.Incident.Signals.Select(s => s.Detection).ToHashSet(StringComparer.Ordinal);
        var controls = new List<Control>();
        if (report.Actors.Any(a => a.WithMfa is false) || seen.Contains("no-mfa-change"))
            Add("MFA", "Changes were made without a second factor.", "Deny changes of functions and roles where aws:MultiFactorAuthPresent is false; let people sign in through IAM Identity Center.", "IAM_USER_MFA_ENABLED", "MFA_ENABLED_FOR_IAM_CONSOLE_ACCESS");
        if (report.Actors.Any(a => a.Keys.Any(k => k.StartsWith("AKIA", StringComparison.Ordinal))))
            Add("No long-term keys", "A long-term access key was enough for all of it.", "Give people and machines sessions that end, and rotate the keys that must stay.", "ACCESS_KEYS_ROTATED", "IAM_USER_UNUSED_CREDENTIALS_CHECK");
        if (seen.Contains("novel-source"))
            Add("Network perimeter", "The credentials worked from a place that their owner never used.", "Deny calls by people from outside of known networks, by aws:SourceIp in a service control policy.");
        if (seen.Contains("data-policy-on-fresh-role"))
            Add("Least privilege", "A role made minutes before was given broad rights to data.", "Let roles be made only with a permissions boundary (iam:PermissionsBoundary), and full-access policies be attached by nobody.", "IAM_POLICY_NO_STATEMENTS_WITH_FULL_ACCESS", "IAM_POLICY_NO_STATEMENTS_WITH_ADMIN_ACCESS");
        if (seen.Overlaps(["fresh-role-passed", "unexpected-function-creator", "unexpected-code-change"]))
            Add("Who may deploy", "A person who does not deploy made or changed a function and passed it a role.", "Allow lambda:CreateFunction, lambda:UpdateFunctionCode and iam:PassRole to the deployment roles alone, by a service control policy.", "LAMBDA_FUNCTION_SETTINGS_CHECK");
        if (seen.Overlaps(["foreign-layer", "code-clone"]))
            Add("Signed code", "Code from elsewhere, or code that was condemned, ran here.", "Require a code signing configuration, and allow layers of own accounts alone (lambda:Layer).");
        if (seen.Overlaps(["public-invoke-permission", "cross-account-invoke-permission", "open-function-url"]))
            Add("No public functions", "A function was opened to callers from outside.", "Deny lambda:AddPermission and lambda:CreateFunctionUrlConfig with principal * or auth type NONE.", "LAMBDA_FUNCTION_PUBLIC_ACCESS_PROHIBITED");
        if (seen.Contains("sensor-tampering"))
            Add("Protected sensors", "Recording was switched off or thinned out.", "Deny changes of trails, recorders, flow logs and detectors to all but the security account.", "CLOUD_TRAIL_ENABLED", "MULTI_REGION_CLOUD_TRAIL_ENABLED", "GUARDDUTY_ENABLED_CENTRALIZED");
        if (seen.Overlaps(["unused-region", "region-enabled"]))
            Add("Regions", "A region that nobody uses could be used.", "Deny all regions but those in use, by aws:RequestedRegion.");
        if (seen.Contains("identity-persistence"))
            Add("Identity changes", "The suspect made keys, users or trust of their own.", "Deny iam:CreateAccessKey, iam:CreateUser and iam:UpdateAssumeRolePolicy to people.", "IAM_USER_NO_POLICIES_CHECK");
        if (report.Data.Tables.Count > 0)
            Add("Tables that can be put back", "Tables of the incident may have been emptied.", "Turn on point-in-time recovery and deletion protection.", "DYNAMODB_PITR_ENABLED", "DYNAMODB_TABLE_DELETION_PROTECTION_ENABLED");
        if (report.Data.Tables.Any(t => t.Use is null))
            Add("Data events", "Whether records were read or deleted could not be seen.", "Record data events of the tables that matter (-c sensitiveTables=… when deploying).");
        if (report.Data.Egress.Count == 0 && report.Functions.Any(f => f.IsTarget))
            Add("Flow logs", "Where the function sent data could not be seen.", "Require a VPC for functions (condition lambda:VpcIds) and flow logs in it.", "LAMBDA_INSIDE_VPC", "VPC_FLOW_LOGS_ENABLED");
        return controls;

        void Add(string title, string failed, string recommendation, params string[] rules) => controls.Add(new Control(title, failed, recommendation, rules));
    }
}
