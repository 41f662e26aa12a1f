using System.Text.Json.Nodes;
using Sentinel.Core.CloudTrail;

namespace Sentinel.Core.Tests.CloudTrail;

[Trait("Proof", "hostile-input")]
[Collection(Alone.Name)]
public sealed class HostileInputTests
{
    private const int Records = 1_000_000;

    [Fact]
    public void A_million_damaged_records_are_read_or_refused_and_nothing_escapes()
    {
        var mutate = new Mutator(seed: 20240314);
        var reader = Sample.Reader();
        int understood = 0, wanted = 0;
        long settled = 0;

        for (var i = 0; i < Records; i++)
        {
            if (i == Records / 10) settled = GC.GetTotalMemory(forceFullCollection: true);
            if (!reader.TryScan(mutate.Next(), out var scan, out var reason))
            {
                Assert.False(string.IsNullOrEmpty(reason));
                Assert.True(reason.Length < 1000);
                continue;
            }
            understood++;
            if (scan.Kind != RecordKind.CloudTrail || reader.ApiOf(scan) is not { } api || !reader.TryTime(scan.EventTime, out var time)) continue;
            wanted++;
            reader.FunctionOf(scan);
            var record = reader.Read(scan, api, time);
            Assert.True(record.Caller.Subject.Length > 0);
        }

        Assert.InRange(understood, Records / 2, Records - (Records / 20)); // half still parse, and a good part does not
        Assert.True(wanted > Records / 4, $"{wanted} reach a detection");
        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - settled, long.MinValue, 48 * 1024 * 1024); // what the tables may hold
    }

    /// <summary>Bit flips, cuts, bytes put in; and, on the tree, fields that are missing, of another type, huge or deep.</summary>
    private sealed class Mutator
    {
        private static readonly byte[] Odd = "{}[]:,\"\\\u0000\u001f0-.eEtfn %/*"u8.ToArray();

        private readonly List<byte[]> _trees = [];
        private ulong _state;

        public Mutator(ulong seed)
        {
            _state = seed;
            foreach (var template in Templates())
            {
                _trees.Add(template.Bytes());
                for (var i = 0; i < 400; i++) _trees.Add(Changed(template).Bytes());
            }
        }

        public ReadOnlySpan<byte> Next()
        {
            ReadOnlySpan<byte> tree = _trees[Below(_trees.Count)];
            if (Below(10) < 3) return tree;
            if (Below(10) == 0) return tree[..Below(tree.Length)];
            var bytes = tree.ToArray();
            var at = Below(bytes.Length);
            if (Below(3) == 0) bytes[at] = Odd[Below(Odd.Length)];
            else bytes[at] = Below(2) == 0 ? (byte)(bytes[at] ^ (1 << Below(8))) : (byte)(bytes[at] ^ 1);
            return bytes;
        }

        private static IEnumerable<JsonObject> Templates()
        {
            var session = JsonNode.Parse("""{"type":"AssumedRole","principalId":"AROA:s","arn":"arn:aws:sts::111122223333:assumed-role/R/s","accountId":"111122223333","accessKeyId":"ASIA","sessionContext":{"sessionIssuer":{"arn":"arn:aws:iam::111122223333:role/R"},"attributes":{"mfaAuthenticated":"false"}},"inScopeOf":{"credentialsIssuedTo":"arn:aws:lambda:us-east-1:111122223333:function:f"}}""")!.AsObject();
            var invoke = Sample.Record("lambda", "Invoke", session, new JsonObject { ["functionName"] = "f:live", ["invocationType"] = "Event" }).With("resources", JsonNode.Parse("""[{"ARN":"arn:aws:lambda:us-east-1:111122223333:function:f"}]"""));
            yield return invoke;
            yield return Sample.Envelope((JsonObject)invoke.DeepClone());
            yield return Sample.Record(request: JsonNode.Parse("""{"functionName":"f","role":"arn:aws:iam::111122223333:role/p/R","layers":["arn:aws:lambda:us-east-1:1:layer:l:1"],"code":{"s3Bucket":"b"},"tags":{"a":"b"},"destinationConfig":{"onFailure":{"destination":"d"}}}"""), response: JsonNode.Parse("""{"functionArn":"arn:aws:lambda:us-east-1:111122223333:function:f:1","codeSha256":"x"}"""));
            yield return Sample.Record("iam", "PutRolePolicy", request: JsonNode.Parse("""{"roleName":"R","policyDocument":"%7B%22a%22%3A1%7D"}"""));
            yield return Sample.Envelope(Sample.Record("events", "PutTargets", request: JsonNode.Parse("""{"rule":"r","targets":[{"arn":"a"},{"arn":"b"}]}""")));
            yield return Sample.Record().With("errorCode", "AccessDenied").With("errorMessage", "User: u is not authorized to perform: lambda:CreateFunction on resource: arn:aws:lambda:us-east-1:1:function:f because");
            yield return Sample.Record("s3", "GetObject");
        }

        private JsonNode Changed(JsonObject template)
        {
            var copy = template.DeepClone();
            for (var i = Below(3); i >= 0; i--)
            {
                var holder = copy.AsObject();
                var key = holder.ElementAt(Below(holder.Count)).Key;
                while (Below(3) > 0 && holder[key] is JsonObject { Count: > 0 } inner)
                {
                    holder = inner;
                    key = holder.ElementAt(Below(holder.Count)).Key;
                }
                Change(holder, key);
            }
            return copy;
        }

        private void Change(JsonObject holder, string key)
        {
            // The four that every record needs are left alone more often than not, else little would get past the first check.
            if (key.StartsWith("event", StringComparison.Ordinal) && Below(4) > 0) return;
            switch (Below(8))
            {
                case 0: if (holder.Count > 1) holder.Remove(key); break;
                case 1: holder[key] = null; break;
                case 2: holder[key] = Below(1000); break;
                case 3: holder[key] = new JsonArray("x", 1, null, new JsonObject { ["arn"] = 1 }); break;
                case 4: holder[key] = new JsonObject { [key] = new JsonObject { [key] = "x" } }; break;
                case 5: holder[key] = new string('\u202e', Below(40) == 0 ? 20_000 : Below(200)); break;
                case 6: holder[key] = Deep(Below(70)); break;
                default: holder[key] = Below(2) == 0 ? "arn:::::::/:function:role/" : "%zz%\ud83d\ude00\n"; break;
            }
        }

        private static JsonNode Deep(int levels)
        {
            JsonNode node = "x";
            for (var i = 0; i < levels; i++) node = i % 2 == 0 ? new JsonArray(node) : new JsonObject { ["arn"] = node };
            return node;
        }

        private int Below(int limit)
        {
            _state ^= _state << 13;
            _state ^= _state >> 7;
            _state ^= _state << 17;
            return (int)(_state % (ulong)limit);
        }
    }
}
