namespace Sentinel.Cdk.Events;

/// <summary>
/// The calls that some detection wants, or from which something is learned, by the rule that carries them. What is not here is never forwarded and costs
/// nothing. A test compares the lists with the catalogue of detections, both ways.
/// </summary>
internal static class WantedCalls
{
    /// <summary>Creation, change and deletion of functions, and of what limits them.</summary>
    public static readonly string[] Functions =
    [
        "CreateFunction", "UpdateFunctionCode", "UpdateFunctionConfiguration", "DeleteFunction", "PublishVersion", "PublishLayerVersion",
        "CreateAlias", "UpdateAlias", "DeleteAlias", "PutFunctionConcurrency", "DeleteFunctionConcurrency",
        "PutProvisionedConcurrencyConfig", "DeleteProvisionedConcurrencyConfig", "PutFunctionScalingConfig", "PutFunctionRecursionConfig",
        "PutRuntimeManagementConfig", "PutFunctionCodeSigningConfig", "DeleteFunctionCodeSigningConfig",
    ];

    /// <summary>Who and what may run a function, and where its results go.</summary>
    public static readonly string[] FunctionAccess =
    [
        "AddPermission", "RemovePermission", "AddLayerVersionPermission", "CreateFunctionUrlConfig", "UpdateFunctionUrlConfig", "DeleteFunctionUrlConfig",
        "CreateEventSourceMapping", "UpdateEventSourceMapping", "DeleteEventSourceMapping", "PutFunctionEventInvokeConfig", "UpdateFunctionEventInvokeConfig",
    ];

    /// <summary>Data events of Lambda: what runs a function.</summary>
    public static readonly string[] Invocations = ["Invoke", "InvokeAsync", "InvokeWithResponseStream", "InvokeFunctionUrl", "InvokeExecution"];

    /// <summary>Roles, users and keys. IAM records them in us-east-1 only.</summary>
    public static readonly string[] Identities =
    [
        "AddUserToGroup", "AttachGroupPolicy", "AttachRolePolicy", "AttachUserPolicy", "CreateAccessKey", "CreateLoginProfile", "CreateOpenIDConnectProvider",
        "CreatePolicy", "CreatePolicyVersion", "CreateRole", "CreateSAMLProvider", "CreateUser", "DeactivateMFADevice", "DeletePolicy", "DeleteRole",
        "DeleteRolePermissionsBoundary", "DeleteRolePolicy", "DetachRolePolicy", "DetachUserPolicy", "PutGroupPolicy", "PutRolePermissionsBoundary",
        "PutRolePolicy", "PutUserPolicy", "SetDefaultPolicyVersion", "UpdateAccessKey", "UpdateAssumeRolePolicy", "UpdateLoginProfile",
    ];

    /// <summary>How people and machines come by credentials.</summary>
    public static readonly string[] Sessions = ["AssumeRole", "AssumeRoleWithSAML", "AssumeRoleWithWebIdentity", "GetFederationToken", "GetSessionToken"];

    public static readonly string[] SignIns = ["ConsoleLogin"];

    /// <summary>What runs functions, or does their work, by way of other services.</summary>
    public static readonly Dictionary<string, string[]> Plumbing = new(StringComparer.Ordinal)
    {
        ["apigateway"] = ["CreateIntegration", "PutIntegration", "UpdateIntegration"],
        ["cloudformation"] = ["CreateStack", "ExecuteChangeSet", "UpdateStack"],
        ["cognito-idp"] = ["UpdateUserPool"],
        ["events"] = ["CreateApiDestination", "CreateConnection", "PutRule", "PutTargets"],
        ["iot"] = ["CreateTopicRule", "ReplaceTopicRule"],
        ["s3"] = ["PutBucketNotification", "PutBucketNotificationConfiguration"],
        ["scheduler"] = ["CreateSchedule", "UpdateSchedule"],
        ["sns"] = ["Subscribe"],
        ["states"] = ["CreateStateMachine", "UpdateStateMachine"],
    };

    /// <summary>Data events of DynamoDB: what reads a table or removes items. GetItem and PutItem, most of what an application does, are not wanted.</summary>
    public static readonly string[] TableData = ["BatchGetItem", "BatchWriteItem", "DeleteItem", "ExecuteStatement", "Query", "Scan", "TransactWriteItems"];

    /// <summary>What takes or removes a whole table; recorded of every table.</summary>
    public static readonly string[] Tables = ["DeleteTable", "ExportTableToPointInTime"];

    /// <summary>What switches off something that watches.</summary>
    public static readonly Dictionary<string, string[]> Sensors = new(StringComparer.Ordinal)
    {
        ["account"] = ["EnableRegion"],
        ["cloudtrail"] = ["DeleteEventDataStore", "DeleteTrail", "PutEventSelectors", "StopLogging", "UpdateTrail"],
        ["config"] = ["DeleteConfigRule", "DeleteConfigurationRecorder", "DeleteDeliveryChannel", "StopConfigurationRecorder"],
        ["ec2"] = ["DeleteFlowLogs"],
        ["events"] = ["DeleteRule", "DisableRule", "RemovePermission", "RemoveTargets"],
        ["guardduty"] = ["CreateFilter", "CreateIPSet", "DeleteDetector", "StopMonitoringMembers", "UpdateDetector"],
        ["kms"] = ["DisableKey", "ScheduleKeyDeletion"],
    };

    /// <summary>Changes of parameters; only those that tune us are of interest.</summary>
    public static readonly string[] Tuning = ["DeleteParameter", "PutParameter"];
}
