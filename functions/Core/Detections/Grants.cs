using System.Text;
using System.Text.Json;
using Sentinel.Core.CloudTrail;

namespace Sentinel.Core.Detections;

/// <summary>How much a policy gives, from nothing that matters here to everything.</summary>
internal enum Breadth { Narrow, ReadsData, FullAccess, Admin }

/// <summary>What policies give and whom they trust, as far as their text tells. A text that cannot be read gives and trusts nothing.</summary>
internal static class Grants
{
    private static readonly HashSet<string> DataServices = new(StringComparer.OrdinalIgnoreCase)
    {
        "dynamodb", "s3", "rds", "rds-data", "secretsmanager", "kms", "ssm", "sqs", "kinesis", "redshift-data", "athena", "glue",
    };

    private static readonly HashSet<string> PowerServices = new(StringComparer.OrdinalIgnoreCase) { "iam", "lambda", "sts" };

    /// <summary>By the name of a policy that AWS manages; customers' own are <see cref="Breadth.Narrow"/>, their text is elsewhere.</summary>
    public static Breadth OfManaged(string? arn)
    {
        if (Arns.Part(arn, 4) is not "aws") return Breadth.Narrow;
        var resource = Arns.Part(arn, 5);
        var name = resource[(resource.LastIndexOf('/') + 1)..];
        if (name is "AdministratorAccess" or "PowerUserAccess" or "IAMFullAccess") return Breadth.Admin;
        // Logs and traces are what every function writes.
        if (name.StartsWith("CloudWatch", StringComparison.Ordinal) || name.StartsWith("AWSXray", StringComparison.OrdinalIgnoreCase)) return Breadth.Narrow;
        if (name.Contains("FullAccess", StringComparison.Ordinal) || name is "SecretsManagerReadWrite" or "AWSKeyManagementServicePowerUser") return Breadth.FullAccess;
        return name.Contains("ReadOnly", StringComparison.Ordinal) ? Breadth.ReadsData : Breadth.Narrow;
    }

    /// <summary>The broadest action that a policy document allows; resources and conditions are not weighed.</summary>
    public static Breadth OfDocument(string? document)
    {
        var most = Breadth.Narrow;
        foreach (var statement in Allowing(document))
        {
            foreach (var action in statement.Actions)
            {
                if (OfAction(action) is var breadth && breadth > most) most = breadth;
            }
        }
        return most;
    }

    /// <summary>The first AWS principal outside <paramref name="account"/> that a trust policy lets in (<c>*</c> for anybody); null when there is none.</summary>
    public static string? StrangerIn(string? document, string account) =>
        Allowing(document).SelectMany(s => s.Principals).FirstOrDefault(p => !string.Equals(Knowledge.Learning.AccountIn(p), account, StringComparison.Ordinal)
            && !p.StartsWith("AIDA", StringComparison.Ordinal) && !p.StartsWith("AROA", StringComparison.Ordinal)); // ids of deleted principals

    private static Breadth OfAction(string action)
    {
        if (action.Trim('*', '?').Length == 0) return Breadth.Admin;
        var colon = action.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0) return Breadth.Narrow;
        var (service, call) = (action[..colon], action[(colon + 1)..]);
        var all = call.Trim('*', '?').Length == 0;
        if (all && PowerServices.Contains(service)) return Breadth.Admin;
        if (!DataServices.Contains(service) || !call.AsSpan().ContainsAny('*', '?')) return Breadth.Narrow;
        if (all) return Breadth.FullAccess;
        return call.StartsWith("List", StringComparison.OrdinalIgnoreCase) || call.StartsWith("Describe", StringComparison.OrdinalIgnoreCase) ? Breadth.Narrow : Breadth.ReadsData;
    }

    private sealed record Statement(IReadOnlyList<string> Actions, IReadOnlyList<string> Principals);

    private static List<Statement> Allowing(string? document)
    {
        if (document is null) return [];
        try
        {
            using var json = JsonDocument.Parse(Encoding.UTF8.GetBytes(document));
            if (json.RootElement.ValueKind is not JsonValueKind.Object || !json.RootElement.TryGetProperty("Statement", out var statements)) return [];
            return [.. Each(statements).Where(s => Texts(s, "Effect") is ["Allow"]).Select(Read)];
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException) // not JSON, or an escape that is no character
        {
            return [];
        }
    }

    // All but a few is all.
    private static Statement Read(JsonElement statement) => new(
        statement.TryGetProperty("NotAction", out _) ? ["*"] : Texts(statement, "Action"),
        statement.TryGetProperty("NotPrincipal", out _) ? ["*"]
            : statement.TryGetProperty("Principal", out var principal) && principal.ValueKind is JsonValueKind.Object ? Texts(principal, "AWS") : Texts(statement, "Principal"));

    private static IEnumerable<JsonElement> Each(JsonElement value) =>
        (value.ValueKind is JsonValueKind.Array ? value.EnumerateArray().ToArray() : [value]).Where(e => e.ValueKind is JsonValueKind.Object);

    private static IReadOnlyList<string> Texts(JsonElement owner, string name)
    {
        if (!owner.TryGetProperty(name, out var value)) return [];
        var values = value.ValueKind is JsonValueKind.Array ? value.EnumerateArray().ToArray() : [value];
        return [.. values.Where(v => v.ValueKind is JsonValueKind.String).Select(v => v.GetString()!)];
    }
}
