using System.Globalization;
using System.Net;
using Sentinel.Core.CloudTrail;
using Sentinel.Core.Knowledge;

namespace Sentinel.Aws.State;

/// <summary>Kept records as elements of a set, one item for each subject and ten minutes of event time.</summary>
internal static class RecordItem
{
    public const string Records = "r";
    public const string Last = "R#~"; // after every key

    public static readonly TimeSpan Span = TimeSpan.FromMinutes(10);

    // A record with every field as long as it may be would fill an item alone. For judging others by it, the beginnings will do.
    private const int MostBytes = 100_000;
    private const int LongestWhenCut = 1_024;

    public static DateTimeOffset StartOf(DateTimeOffset time) => new(time.UtcTicks - (time.UtcTicks % Span.Ticks), TimeSpan.Zero);

    public static string KeyOf(DateTimeOffset time) => "R#" + StartOf(time).ToString("yyyyMMddHHmm", CultureInfo.InvariantCulture);

    public static byte[] Pack(KeptRecord kept)
    {
        var stored = ToStored(kept);
        var bytes = Packed.Pack(stored, StateJson.Plain.StoredRecord);
        if (bytes.Length <= MostBytes) return bytes;
        return Packed.Pack(stored with { Fields = [.. stored.Fields!.Select(f => f with { Value = f.Value[..Math.Min(f.Value.Length, LongestWhenCut)] })] }, StateJson.Plain.StoredRecord);
    }

    /// <exception cref="InvalidDataException">A later version wrote it, or it is damaged.</exception>
    public static KeptRecord Unpack(MemoryStream element) => Packed.Unpack(element, StateJson.Plain.StoredRecord, static r => new KeptRecord(
        new CloudTrailRecord
        {
            EventId = r.Id,
            Time = new DateTimeOffset(r.Ticks, TimeSpan.Zero),
            Service = r.Service,
            Api = r.Api,
            Account = r.Account,
            Region = r.Region,
            Caller = CallerOf(r.Caller),
            Source = new SourceAddress(r.Source.Kind, r.Source.Text, r.Source.Address is { } address ? IPAddress.Parse(address) : null, r.Source.Network, r.Source.Country),
            UserAgent = r.UserAgent,
            ErrorCode = r.ErrorCode,
            ErrorMessage = r.ErrorMessage,
            ParametersOmitted = r.ParametersOmitted ?? false,
            Function = r.Function,
            Role = r.Role,
            Fields = r.Fields is { Count: > 0 } fields ? new FieldMap([.. fields.Select(f => (f.Name, f.Value))]) : FieldMap.Empty,
        }, r.Subjects, r.Learned ?? false));

    private static StoredRecord ToStored(KeptRecord kept)
    {
        var r = kept.Record;
        var source = new StoredSource(r.Source.Kind, r.Source.Text, r.Source.Address?.ToString(), r.Source.Network, r.Source.Country);
        return new StoredRecord(r.Time.UtcTicks, r.EventId, r.Service, r.Api, r.Account, r.Region, ToStored(r.Caller), source, kept.Subjects, r.UserAgent, r.ErrorCode, r.ErrorMessage,
            True(r.ParametersOmitted), r.Function, r.Role, [.. r.Fields.Values.Select(v => new StoredField(v.Field, v.Value))], True(kept.Learned));
    }

    private static StoredPrincipal ToStored(Principal p) =>
        new(p.Type, p.Subject, p.Arn, p.SessionName, p.SourceIdentity, p.Account, p.AccessKeyId, p.InvokedBy, p.MfaAuthenticated, p.FunctionInScope, True(p.IsSso));

    private static Principal CallerOf(StoredPrincipal p) => new()
    {
        Type = p.Type,
        Arn = p.Arn,
        Subject = p.Subject,
        SessionName = p.SessionName,
        SourceIdentity = p.SourceIdentity,
        Account = p.Account,
        AccessKeyId = p.AccessKeyId,
        InvokedBy = p.InvokedBy,
        MfaAuthenticated = p.MfaAuthenticated,
        FunctionInScope = p.FunctionInScope,
        IsSso = p.IsSso ?? false,
    };

    // False need not be written.
    private static bool? True(bool value) => value ? true : null;
}
