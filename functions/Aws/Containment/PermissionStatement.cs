using System.Buffers;
using System.Text;
using System.Text.Json;
using Amazon.Lambda;
using Amazon.Lambda.Model;
using Sentinel.Aws.Calls.Wire;

namespace Sentinel.Aws.Containment;

/// <summary>A statement of a function's resource policy, and the request that makes it again.</summary>
internal static class PermissionStatement
{
    /// <summary>The statements of a policy, each with its members in order, so that they can be compared as text.</summary>
    /// <exception cref="JsonException">The policy is no JSON.</exception>
    public static IReadOnlyList<PermissionSeen> Read(string? policy)
    {
        if (policy is null) return [];
        using var document = JsonDocument.Parse(policy);
        return document.RootElement.List("Statement", static s => s.Text("Sid") is { } id ? new PermissionSeen(id, Canonical(s)) : null) ?? [];
    }

    /// <summary>Null when the statement says something that AddPermission cannot say.</summary>
    public static AddPermissionRequest? Request(PermissionSeen seen, string function)
    {
        using var document = JsonDocument.Parse(seen.Json);
        var statement = document.RootElement;
        if (statement.Text("Effect") is not "Allow" || statement.Text("Action") is not { } action || Principal(statement) is not { } principal) return null;
        var request = new AddPermissionRequest { FunctionName = function, Qualifier = seen.Qualifier, StatementId = seen.Id, Action = action, Principal = principal };
        if (statement.Member("Condition") is not { } condition) return request;
        return condition.ValueKind == JsonValueKind.Object && condition.EnumerateObject().All(o => o.Value.ValueKind == JsonValueKind.Object && o.Value.EnumerateObject().All(c => Take(request, c)))
            ? request
            : null;
    }

    private static string Canonical(JsonElement statement)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer)) Write(writer, statement);
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static void Write(Utf8JsonWriter writer, JsonElement element)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            element.WriteTo(writer);
            return;
        }
        writer.WriteStartObject();
        foreach (var member in element.EnumerateObject().OrderBy(m => m.Name, StringComparer.Ordinal))
        {
            writer.WritePropertyName(member.Name);
            Write(writer, member.Value);
        }
        writer.WriteEndObject();
    }

    private static string? Principal(JsonElement statement)
    {
        if (statement.Text("Principal") is { } anybody) return anybody;
        return statement.Member("Principal") is { } principal ? principal.Text("Service") ?? principal.Text("AWS") : null;
    }

    private static bool Take(AddPermissionRequest request, JsonProperty condition)
    {
        if (condition.Value.ValueKind != JsonValueKind.String) return false;
        var value = condition.Value.GetString()!;
        switch (condition.Name.ToUpperInvariant())
        {
            case "AWS:SOURCEARN": request.SourceArn = value; return true;
            case "AWS:SOURCEACCOUNT": request.SourceAccount = value; return true;
            case "AWS:PRINCIPALORGID": request.PrincipalOrgID = value; return true;
            case "LAMBDA:EVENTSOURCETOKEN": request.EventSourceToken = value; return true;
            case "LAMBDA:FUNCTIONURLAUTHTYPE": request.FunctionUrlAuthType = new FunctionUrlAuthType(value); return true;
            case "LAMBDA:INVOKEDVIAFUNCTIONURL": request.InvokedViaFunctionUrl = value is "true"; return true;
            default: return false;
        }
    }
}
