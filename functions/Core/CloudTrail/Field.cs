namespace Sentinel.Core.CloudTrail;

/// <summary>A value out of <c>requestParameters</c>, <c>responseElements</c> or <c>additionalEventData</c> that some detection uses. The name in
/// the record is the same in camel case unless <see cref="FieldMap"/> says otherwise. Where request and response both have it, the request's
/// value is kept, but for <see cref="CodeSha256"/> and <see cref="RoleArn"/>. <see cref="Role"/>, <see cref="Handler"/> and
/// <see cref="Runtime"/> come from the request alone: Lambda answers every change with the whole configuration.</summary>
public enum Field
{
    Role,
    RoleArn,
    RoleName,
    PolicyArn,
    PolicyName,
    PolicyDocument,
    PermissionsBoundary,
    UserName,
    CodeSha256,
    /// <summary>Where the code that the call carries lies: <c>s3://bucket/key</c>, else the image URI.</summary>
    CodeLocation,
    Runtime,
    Handler,
    /// <summary>Layer version ARNs of the request (or the response, when the request names none), one a line.</summary>
    Layers,
    /// <summary>"true" when the request itself carries a layers list.</summary>
    LayersRequested,
    DryRun,
    Uuid,
    Enabled,
    EventSourceArn,
    /// <summary>AddPermission: <c>principal</c>.</summary>
    Principal,
    /// <summary>AddPermission: <c>action</c>.</summary>
    Action,
    SourceArn,
    SourceAccount,
    PrincipalOrgId,
    /// <summary>CreateFunctionUrlConfig: <c>authType</c>.</summary>
    AuthType,
    OrganizationId,
    ReservedConcurrentExecutions,
    /// <summary><c>destinationConfig.onSuccess.destination</c>.</summary>
    OnSuccess,
    /// <summary><c>destinationConfig.onFailure.destination</c>.</summary>
    OnFailure,
    /// <summary><c>deadLetterConfig.targetArn</c>.</summary>
    DeadLetterTarget,
    /// <summary>ARNs out of <c>targets[]</c> (PutTargets), <c>target.arn</c> (CreateSchedule), notification configurations, one a line.</summary>
    Targets,
    /// <summary><c>name</c>: trail, rule, parameter, state machine, schedule, detector filter.</summary>
    Name,
    RegionName,
    Protocol,
    Endpoint,
    /// <summary>CreateStateMachine, UpdateStateMachine: <c>definition</c>, cut at 16 KB.</summary>
    Definition,
    /// <summary>ConsoleLogin: Success or Failure.</summary>
    ConsoleLogin,
    /// <summary><c>additionalEventData.MFAUsed</c>: Yes or No.</summary>
    MfaUsed,
    /// <summary><c>value</c> of SSM PutParameter is redacted by AWS; this is <c>enable</c> of GuardDuty UpdateDetector and the like.</summary>
    Enable,
    /// <summary>Ids or names of what is deleted or stopped: flow logs, recorders, rules, one a line.</summary>
    Ids,
    /// <summary>DeleteTable: <c>tableName</c>, a name or an ARN.</summary>
    TableName,
    /// <summary>GuardDuty: <c>type</c> of the finding. Never out of a CloudTrail record.</summary>
    FindingType,
    /// <summary>GuardDuty: <c>severity</c>, 1.0 to 10.0. Never out of a CloudTrail record.</summary>
    Severity,
    /// <summary>AWS Config: COMPLIANT, NON_COMPLIANT, NOT_APPLICABLE. Never out of a CloudTrail record.</summary>
    ComplianceType,
    /// <summary><c>additionalEventData.customerEniId</c> of an invocation: the interface in the customer's VPC that the function ran on.</summary>
    CustomerEniId,
    /// <summary>Not of CloudTrail: flow records as <see cref="FlowLogs"/> are kept, packed.</summary>
    Flows,
}

/// <summary>A small map from <see cref="Field"/> to text; numbers and booleans as JSON writes them. Absent fields read null.</summary>
public sealed class FieldMap
{
    private readonly (Field Field, string Value)[] _values;

    /// <param name="values">The first value of a field wins.</param>
    public FieldMap(params (Field Field, string Value)[] values) => _values = values;

    public static FieldMap Empty { get; } = new();

    internal IReadOnlyList<(Field Field, string Value)> Values => _values;

    public string? this[Field field]
    {
        get
        {
            foreach (var (name, value) in _values)
            {
                if (name == field) return value;
            }
            return null;
        }
    }

    /// <summary>The lines of a field that holds several values; empty when absent.</summary>
    public string[] Lines(Field field) => this[field] is { Length: > 0 } text ? text.Split('\n') : [];
}
