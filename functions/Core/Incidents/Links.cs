using Sentinel.Core.CloudTrail;
using Sentinel.Core.Knowledge;

namespace Sentinel.Core.Incidents;

/// <summary>Which subjects a call ties together, apart from any signal: who made or changed a function and with which role, who made a role, who
/// assumed it.</summary>
internal static class Links
{
    /// <summary>Null when the call ties nothing. A role is assumed all day long, by people and machines: that ties once an hour, and not at all where it is a habit, from the usual place. Announced deployers are not tied to what they deploy: a pipeline would glue the organisation together.</summary>
    /// <param name="known">What was known before the record.</param>
    public static SubjectLink? Of(CloudTrailRecord record, Known known)
    {
        if (!record.Succeeded || record.Caller.IsService) return null;
        var announced = record.Caller.Arn is { } arn && known.Settings.IsDeployer(arn, record.Time);
        var who = announced ? null : record.Caller.Subject;
        var subjects = (record.Service, record.Api) switch
        {
            ("lambda", "CreateFunction" or "UpdateFunctionCode" or "UpdateFunctionConfiguration") => Signal.SubjectsOf(record.Function, record.Role, who),
            ("lambda", "CreateEventSourceMapping" or "AddPermission" or "CreateFunctionUrlConfig") => Signal.SubjectsOf(record.Function, who),
            ("iam", "CreateRole" or "AttachRolePolicy" or "PutRolePolicy" or "UpdateAssumeRolePolicy") => Signal.SubjectsOf(record.Role, who),
            ("sts", "AssumeRole") when !known.IsHabitOfAssuming(record) => Signal.SubjectsOf(record.Role, who),
            _ => [],
        };
        if (subjects.Length < 2) return null;
        if (record.Service is not "sts") return new SubjectLink(record.Time, record.EventId, subjects);
        return new SubjectLink(record.Time, Known.HourOf(record.Time).AddHours(1).AddTicks(-1), record.EventId, subjects);
    }
}
