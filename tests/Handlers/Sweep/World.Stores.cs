using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Sentinel.Handlers.Tests.Sweep;

/// <summary>What a request comes to.</summary>
internal sealed partial class World
{
    public HttpResponseMessage Answer(WorldRequest request) => request.Service switch
    {
        "dynamodb" => State.Answer(request),
        "lambda" => Lambda.Answer(request),
        "iam" => Iam.Answer(request),
        "s3" => Evidence(request),
        "sqs" => Queue(request),
        "sns" => Page(request),
        "ssm" => Answers.Json(new()
        {
            [nameof(Parameters)] = new JsonArray([.. Parameters.Select(p => new JsonObject { ["Name"] = p.Key, ["Value"] = p.Value, ["Type"] = "String" })]),
        }),
        // Far enough away, whatever the clock on the wall says.
        "sts" => Answers.Xml("AssumeRole",
            "<Credentials><AccessKeyId>ASIAEXAMPLE</AccessKeyId><SecretAccessKey>secret</SecretAccessKey><SessionToken>token</SessionToken><Expiration>2099-01-01T00:00:00Z</Expiration></Credentials>"),
        WorldEdge.CodeHost => WorldLambda.Package(),
        _ => throw new InvalidOperationException($"{request.Service}: {request.Method} {request.Path} is not known here"),
    };

    private HttpResponseMessage Evidence(WorldRequest request)
    {
        var key = request.Path[(Bucket.Length + 2)..];
        switch (request.Method)
        {
            case "PUT":
                Objects = Objects.SetItem(key, request.IsChunked ? Unchunked(request.Body) : request.Body);
                return new HttpResponseMessage(HttpStatusCode.OK);
            case "GET" or "HEAD" when Objects.TryGetValue(key, out var content):
                return new HttpResponseMessage(HttpStatusCode.OK) { Content = new ByteArrayContent(content) };
            case "GET" or "HEAD":
                return Answers.Error(request, HttpStatusCode.NotFound, "NoSuchKey");
            default:
                throw new InvalidOperationException($"S3: {request.Method} is not known here");
        }
    }

    // https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming-trailers.html
    private static byte[] Unchunked(byte[] body)
    {
        using var content = new MemoryStream();
        for (var at = 0; ;)
        {
            var line = body.AsSpan(at).IndexOf("\r\n"u8);
            var size = Encoding.ASCII.GetString(body.AsSpan(at, line)).Split(';')[0];
            var length = int.Parse(size, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            if (length == 0) return content.ToArray();
            content.Write(body, at + line + 2, length);
            at += line + 2 + length + 2;
        }
    }

    private HttpResponseMessage Queue(WorldRequest request)
    {
        var taken = new JsonArray();
        foreach (var entry in JsonNode.Parse(request.Body)!["Entries"]!.AsArray())
        {
            // What was sent within the last five minutes is not sent again, and is answered like the first time.
            var id = (string)entry!["MessageDeduplicationId"]!;
            if (!Sent.Exists(m => m.Id == id)) Sent = Sent.Add(new SentMessage(id, (string)entry["MessageGroupId"]!, (string)entry["MessageBody"]!));
#pragma warning disable CA5351 // it is what SQS answers with and its client checks
            var hash = Convert.ToHexStringLower(MD5.HashData(Encoding.UTF8.GetBytes((string)entry["MessageBody"]!)));
#pragma warning restore CA5351
            taken.Add(new JsonObject { ["Id"] = (string)entry["Id"]!, ["MessageId"] = $"message-{id}", ["MD5OfMessageBody"] = hash });
        }
        return Answers.Json(new() { ["Successful"] = taken, ["Failed"] = new JsonArray() });
    }

    private HttpResponseMessage Page(WorldRequest request)
    {
        var attributes = Enumerable.Range(1, 20).Where(i => request.Form[$"MessageAttributes.entry.{i}.Name"] is not null)
            .ToDictionary(i => request.Form[$"MessageAttributes.entry.{i}.Name"]!, i => request.Form[$"MessageAttributes.entry.{i}.Value.StringValue"]!);
        Pages = Pages.Add(new SentPage(attributes["state"], request.Form["Subject"]!, attributes["page"]));
        return Answers.Xml("Publish", "<MessageId>published</MessageId>");
    }
}
