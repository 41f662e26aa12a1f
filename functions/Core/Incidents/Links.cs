using Sentinel.Core.CloudTrail;
using Sentinel.Core.Knowledge;
using Sentinel.Core.Settings;

namespace Sentinel.Core.Incidents;

/// <summary>Which subjects a call ties together, apart from any signal: who made or changed a function and with which role, who made a role, who
/// assumed it.</summary>
internal static class Links
{
    /// <summary>Null when the call ties nothing. A role is assumed all day long, by people and machines: that ties once an hour. Announced deployers are not tied to what they deploy: a pipeline would glue the organisation together.</summary>
    public static SubjectLink? Of(CloudTrailRecord record, SentinelSettings settings)
    {
        if (!record.Succeeded || record.Caller.IsService) return null;
        var announced = record.Caller.Arn is { } arn && settings.IsDeployer(arn, record.Time);
        var who = announced ? null : record.Caller.Subject;
        var subjects = (record.Service, record.Api) switch
        {
            ("lambda", "CreateFunction" or "UpdateFunctionCode" or "UpdateFunctionConfiguration") => Signal.SubjectsOf(record.Function, record.Role, who),
            ("lambda", "CreateEventSourceMapping" or "AddPermission" or "CreateFunctionUrlConfig") => Signal.SubjectsOf(record.Function, who),
            ("iam", "CreateRole" or "AttachRolePolicy" or "PutRolePolicy" or "UpdateAssumeRolePolicy") => Signal.SubjectsOf(record.Role, who),
            ("sts", "AssumeRole") => Signal.SubjectsOf(record.Role, who),
            _ => [],
        };
        if (subjects.Length < 2) return null;
        if (record.Service is not "sts") return new SubjectLink(record.Time, record.EventId, subjects);
        return new SubjectLink(record.Time, Known.HourOf(record.Time).AddHours(1).AddTicks(-1), record.EventId, subjects);
    }
}
