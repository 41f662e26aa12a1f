using System.Net;
using Sentinel.Core.CloudTrail;
using Sentinel.Core.Detections;
using Sentinel.Core.Incidents;
using Sentinel.Core.Knowledge;

namespace Sentinel.Core.Tests.Knowledge;

/// <summary>Invented values; a test states only what matters to it.</summary>
internal static class Build
{
    public const string Account = "111122223333";
    public const string Orders = "arn:aws:lambda:eu-west-1:111122223333:function:orders";
    public const string Mailer = "arn:aws:lambda:eu-west-1:111122223333:function:mailer";
    public const string Role = "arn:aws:iam::111122223333:role/orders-role";
    public const string Dev = "arn:aws:iam::111122223333:user/dev";
    public const string Mallory = "arn:aws:iam::111122223333:user/mallory";

    /// <summary>Noon of the day about which a test speaks.</summary>
    public static readonly DateTimeOffset Noon = new(2024, 3, 14, 12, 0, 0, TimeSpan.Zero);

    /// <summary>Day number of <see cref="Noon"/>.</summary>
    public static readonly int Today = DaySet.DayOf(Noon);

    public static DateTimeOffset At(double minute) => Noon.AddMinutes(minute);

    public static Principal User(string arn = Dev) => new() { Type = IdentityType.IAMUser, Arn = arn, Subject = arn, Account = Account };

    public static Principal Service(string name = "s3.amazonaws.com") => new() { Type = IdentityType.AWSService, Arn = name, Subject = name };

    public static SourceAddress Place(string address = "192.0.2.10", string? country = "US") =>
        new(SourceKind.Address, address, IPAddress.Parse(address), string.Join('.', address.Split('.').Take(2)) + ".0.0/16", country);

    public static SourceAddress ThroughService(string name = "cloudformation.amazonaws.com") => new(SourceKind.Service, name, null, null, null);

    public static CloudTrailRecord Record(string api, double minute = 0, string? id = null, Principal? by = null, SourceAddress? from = null,
        string? function = null, string? role = null, string? error = null, string account = Account, string region = "eu-west-1", params (Field, string)[] fields) => new()
        {
            EventId = id ?? $"{api}@{minute}",
            Time = At(minute),
            Service = api.Split(':')[0],
            Api = api.Split(':')[1],
            Account = account,
            Region = region,
            Caller = by ?? User(),
            Source = from ?? Place(),
            Function = function,
            Role = role,
            ErrorCode = error,
            Fields = new FieldMap(fields),
        };

    public static KeptRecord Kept(CloudTrailRecord record, bool learned = false) => new(record, Learning.SubjectsOf(record, fromUsualPlace: false), learned);

    public static FunctionEvent Event(FunctionEventKind kind, double minute, string? id = null, string by = Dev, string? role = null, string? code = null,
        int? concurrency = null, string? mapping = null) => new()
        {
            Kind = kind,
            Time = At(minute),
            EventId = id ?? $"{kind}@{minute}",
            By = by,
            Role = role,
            CodeSha256 = code,
            Concurrency = concurrency,
            Mapping = mapping,
        };

    /// <summary>A signal about a function by a suspect; its id is made of detection, suspect and minute.</summary>
    public static Signal Signal(double minute = 0, string detection = "fresh-role-passed", Stage stage = Stage.Change, int weight = 20, string? suspect = Dev,
        string? function = Orders, string? group = null, Evidence evidence = Evidence.Content, double? last = null, string? summary = null, params string[] about) => new()
        {
            Id = Incidents.SignalIds.Of(detection, suspect, minute),
            Detection = detection,
            Stage = stage,
            Evidence = evidence,
            Group = group ?? detection,
            Weight = weight,
            Time = At(minute),
            Last = At(last ?? minute),
            EventId = $"e{minute}",
            Count = null,
            Principal = suspect,
            Session = null,
            Suspect = suspect,
            Function = function,
            Account = Account,
            Region = "eu-west-1",
            Summary = summary ?? $"{detection} at {minute}",
            Source = "192.0.2.10",
            Subjects = Sentinel.Core.Incidents.Signal.SubjectsOf([suspect, function, .. about]),
        };
}
