using System.Collections.Immutable;
using System.Net;
using System.Text.Json.Nodes;
using Sentinel.Aws.Tests.Emulators;

namespace Sentinel.Handlers.Tests.Sweep;

/// <param name="Mappings">By id: enabled or not.</param>
/// <param name="Policy">Statements by their id.</param>
internal sealed record WorldFunction
{
    public required string Name { get; init; }
    public required string Role { get; init; }
    public int? Reserved { get; init; }
    public required ImmutableSortedDictionary<string, int> Provisioned { get; init; }
    public required ImmutableSortedDictionary<string, bool> Mappings { get; init; }

    public string Arn => $"arn:aws:lambda:{World.Region}:{World.Account}:function:{Name}";

    public override string ToString() =>
        $"reserved {Reserved?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "none"}, provisioned {string.Join(", ", Provisioned)}, mappings {string.Join(", ", Mappings)}";
}

/// <summary>Lambda with one function.</summary>
internal sealed class WorldLambda
{
    private static readonly byte[] Code = MotoAccount.Zip("attack");

    public WorldFunction? Function { get; set; }

    public WorldLambda Copy() => new() { Function = Function };

    public HttpResponseMessage Answer(WorldRequest request)
    {
        if (Function is not { } function) return Missing();
        var body = request.Body.Length > 0 ? JsonNode.Parse(request.Body)!.AsObject() : [];
        var qualifier = request.Query["Qualifier"];
        switch (request.Method, request.Path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            case ("GET", ["2015-03-31", "event-source-mappings"]):
                return Answers.Json(new() { ["EventSourceMappings"] = new JsonArray([.. function.Mappings.Select(m => Mapping(function, m.Key))]) });
            case ("GET", ["2015-03-31", "event-source-mappings", var id]):
                return function.Mappings.ContainsKey(id) ? Answers.Json(Mapping(function, id)) : Missing();
            case ("PUT", ["2015-03-31", "event-source-mappings", var id]):
                Function = function = function with { Mappings = function.Mappings.SetItem(id, (bool)body["Enabled"]!) };
                return Answers.Json(Mapping(function, id), HttpStatusCode.Accepted);
            case ("GET", ["2017-03-31", "tags", _]):
                return Answers.Json(new() { ["Tags"] = new JsonObject { ["owner"] = "nobody" } });
            case (_, [_, "functions", var name, ..]) when name != function.Arn && name != function.Name:
                return Missing();
            case ("GET", ["2015-03-31", "functions", _]):
                return Answers.Json(new() { ["Configuration"] = Configuration(function), ["Code"] = new JsonObject { ["Location"] = $"https://{WorldEdge.CodeHost}/{function.Name}" } });
            case ("GET", ["2015-03-31", "functions", _, "configuration"]):
                return Answers.Json(Configuration(function));
            case ("GET", ["2019-09-30", "functions", _, "concurrency"]):
                return Answers.Json(function.Reserved is { } now ? new() { ["ReservedConcurrentExecutions"] = now } : []);
            case ("PUT", ["2017-10-31", "functions", _, "concurrency"]):
                var asked = (int)body["ReservedConcurrentExecutions"]!;
                if (function.Provisioned.Values.Sum() > asked) return Refused("ReservedConcurrentExecutions should not be lower than the function's total provisioned concurrency");
                Function = function with { Reserved = asked };
                return Answers.Json(new() { ["ReservedConcurrentExecutions"] = asked });
            case ("DELETE", ["2017-10-31", "functions", _, "concurrency"]):
                Function = function with { Reserved = null };
                return new HttpResponseMessage(HttpStatusCode.NoContent);
            case ("GET", ["2019-09-30", "functions", _, "provisioned-concurrency"]):
                return Answers.Json(new()
                {
                    ["ProvisionedConcurrencyConfigs"] = new JsonArray([.. function.Provisioned.Select(p => new JsonObject { ["FunctionArn"] = $"{function.Arn}:{p.Key}", ["RequestedProvisionedConcurrentExecutions"] = p.Value })]),
                });
            case ("PUT", ["2019-09-30", "functions", _, "provisioned-concurrency"]):
                var wanted = function.Provisioned.SetItem(qualifier!, (int)body["ProvisionedConcurrentExecutions"]!);
                if (function.Reserved is { } reserved && wanted.Values.Sum() > reserved) return Refused("Requested Provisioned Concurrency should not be greater than the reservedConcurrentExecution for function");
                Function = function with { Provisioned = wanted };
                return Answers.Json(new() { ["RequestedProvisionedConcurrentExecutions"] = wanted[qualifier!] }, HttpStatusCode.Accepted);
            case ("DELETE", ["2019-09-30", "functions", _, "provisioned-concurrency"]):
                if (!function.Provisioned.ContainsKey(qualifier!)) return Answers.Error(request, HttpStatusCode.NotFound, "ProvisionedConcurrencyConfigNotFoundException");
                Function = function with { Provisioned = function.Provisioned.Remove(qualifier!) };
                return new HttpResponseMessage(HttpStatusCode.NoContent);
            case ("GET", [_, "functions", _, "urls"]):
                return Answers.Json(new() { ["FunctionUrlConfigs"] = new JsonArray() });
            case ("GET", [_, "functions", _, "aliases"]):
                return Answers.Json(new() { ["Aliases"] = new JsonArray() });
            case ("GET", [_, "functions", _, "versions"]):
                return Answers.Json(new() { ["Versions"] = new JsonArray(Configuration(function)) });
            case ("GET", [_, "functions", _, "policy"]):
                return Missing();
            default:
                throw new InvalidOperationException($"Lambda: {request.Method} {request.Path} is not known here");
        }

        HttpResponseMessage Refused(string why) => Answers.Error(request, HttpStatusCode.BadRequest, "InvalidParameterValueException", why);
        HttpResponseMessage Missing() => Answers.Error(request, HttpStatusCode.NotFound, "ResourceNotFoundException");
    }

    /// <summary>The package behind the presigned address.</summary>
    public static HttpResponseMessage Package() => new(HttpStatusCode.OK) { Content = new ByteArrayContent(Code) };

    private static JsonObject Mapping(WorldFunction function, string id) => new()
    {
        ["UUID"] = id,
        ["FunctionArn"] = function.Arn,
        ["EventSourceArn"] = $"arn:aws:dynamodb:{World.Region}:{World.Account}:table/customer-data/stream/2024-01-01T00:00:00.000",
        ["State"] = function.Mappings[id] ? "Enabled" : "Disabled",
    };

    private static JsonObject Configuration(WorldFunction function) => new()
    {
        ["FunctionArn"] = function.Arn,
        ["FunctionName"] = function.Name,
        ["Version"] = "$LATEST",
        ["Role"] = function.Role,
        ["Runtime"] = "python3.9",
        ["Handler"] = "index.handler",
        ["CodeSha256"] = "YXR0YWNrYXR0YWNrYXR0YWNrYXR0YWNrYXR0YWNrYXQ=",
        ["CodeSize"] = Code.Length,
        ["LastModified"] = "2024-03-14T18:02:45.000+0000",
        ["RevisionId"] = "0f1e2d3c-0000-4000-8000-000000000001",
    };
}
