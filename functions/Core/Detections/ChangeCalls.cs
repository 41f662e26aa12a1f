namespace Sentinel.Core.Detections;

/// <summary>The calls that several detections want, by what they change.</summary>
internal static class ChangeCalls
{
    /// <summary>What a function runs, with which rights, and who or what may set it off.</summary>
    public static IReadOnlyList<string> Lambda { get; } =
    [
        "lambda:CreateFunction", "lambda:UpdateFunctionCode", "lambda:UpdateFunctionConfiguration", "lambda:DeleteFunction",
        "lambda:PublishVersion", "lambda:CreateAlias", "lambda:UpdateAlias", "lambda:DeleteAlias",
        "lambda:PublishLayerVersion", "lambda:AddLayerVersionPermission", "lambda:AddPermission", "lambda:RemovePermission",
        "lambda:CreateEventSourceMapping", "lambda:UpdateEventSourceMapping", "lambda:DeleteEventSourceMapping",
        "lambda:CreateFunctionUrlConfig", "lambda:UpdateFunctionUrlConfig", "lambda:DeleteFunctionUrlConfig",
        "lambda:PutFunctionEventInvokeConfig", "lambda:UpdateFunctionEventInvokeConfig",
        "lambda:PutFunctionConcurrency", "lambda:DeleteFunctionConcurrency", "lambda:PutProvisionedConcurrencyConfig", "lambda:DeleteProvisionedConcurrencyConfig",
        "lambda:PutRuntimeManagementConfig", "lambda:PutFunctionCodeSigningConfig", "lambda:DeleteFunctionCodeSigningConfig",
        "lambda:PutFunctionRecursionConfig", "lambda:PutFunctionScalingConfig",
    ];

    /// <summary>Roles and what they may do.</summary>
    public static IReadOnlyList<string> Roles { get; } =
    [
        "iam:CreateRole", "iam:DeleteRole", "iam:UpdateAssumeRolePolicy", "iam:AttachRolePolicy", "iam:DetachRolePolicy", "iam:PutRolePolicy",
        "iam:DeleteRolePolicy", "iam:PutRolePermissionsBoundary", "iam:DeleteRolePermissionsBoundary",
        "iam:CreatePolicy", "iam:CreatePolicyVersion", "iam:SetDefaultPolicyVersion",
    ];

    /// <summary>Users, their keys and what they may do.</summary>
    public static IReadOnlyList<string> Users { get; } =
    [
        "iam:CreateUser", "iam:CreateAccessKey", "iam:UpdateAccessKey", "iam:CreateLoginProfile", "iam:UpdateLoginProfile", "iam:AttachUserPolicy",
        "iam:PutUserPolicy", "iam:AttachGroupPolicy", "iam:PutGroupPolicy", "iam:AddUserToGroup", "iam:DeactivateMFADevice",
        "iam:CreateOpenIDConnectProvider", "iam:CreateSAMLProvider",
    ];

    /// <summary>Stacks, which change all of the above on the caller's behalf.</summary>
    public static IReadOnlyList<string> Stacks { get; } = ["cloudformation:CreateStack", "cloudformation:UpdateStack", "cloudformation:ExecuteChangeSet"];

    /// <summary>What sets functions off, or does their work in their place, without a call of Lambda.</summary>
    public static IReadOnlyList<string> Triggers { get; } =
        ["events:PutRule", "events:PutTargets", "scheduler:CreateSchedule", "scheduler:UpdateSchedule", "states:CreateStateMachine", "states:UpdateStateMachine"];

    /// <summary>What would record or carry the news of an attack.</summary>
    public static IReadOnlyList<string> Sensors { get; } =
    [
        "cloudtrail:StopLogging", "cloudtrail:DeleteTrail", "cloudtrail:UpdateTrail", "cloudtrail:PutEventSelectors",
        "events:DisableRule", "events:DeleteRule", "events:RemoveTargets",
    ];

    public static IReadOnlyList<string> All { get; } = [.. Lambda, .. Roles, .. Users, .. Stacks, .. Triggers, .. Sensors];
}
