using System.Text;
using System.Text.Json;
using CsCheck;
using Sentinel.Core.Reports;

namespace Sentinel.Core.Tests.Reports;

/// <summary>The shape that https://schema.ocsf.io/1.3.0/classes/detection_finding?profiles=cloud asks for.</summary>
public class OcsfFindingTests
{
    // Path, kind, and for enumerations the values that we may use.
    private static readonly (string Path, JsonValueKind Kind, int[]? Values)[] Required =
    [
        ("activity_id", JsonValueKind.Number, [1, 2, 3]),
        ("category_uid", JsonValueKind.Number, [2]),
        ("class_uid", JsonValueKind.Number, [2004]),
        ("type_uid", JsonValueKind.Number, [200401, 200402, 200403]),
        ("severity_id", JsonValueKind.Number, [1, 3, 4, 5]),
        ("status_id", JsonValueKind.Number, [1, 2, 4]),
        ("time", JsonValueKind.Number, null),
        ("metadata.version", JsonValueKind.String, null),
        ("metadata.product.vendor_name", JsonValueKind.String, null),
        ("metadata.product.name", JsonValueKind.String, null),
        ("metadata.uid", JsonValueKind.String, null),
        ("cloud.provider", JsonValueKind.String, null),
        ("finding_info.uid", JsonValueKind.String, null),
        ("finding_info.title", JsonValueKind.String, null),
        ("unmapped.state", JsonValueKind.String, null),
    ];

    [Fact]
    public void A_finding_has_what_the_schema_requires_whatever_is_named() => Pages.Hostile.Sample(page => Check(Read(page), page));

    [Fact]
    [Trait("Proof", "hostile-names")]
    public void A_finding_is_ascii_short_and_severe_as_its_state_whatever_is_named() => Pages.Hostile.Sample(page =>
    {
        var bytes = OcsfFinding.Of(page);

        return bytes.Length <= OcsfFinding.Longest && bytes.All(b => b is >= 0x20 and <= 0x7E)
            && Read(page).GetProperty("severity_id").GetInt32() == (int)page.State.Severity();
    });

    [Fact]
    public void Its_identifiers_are_exact()
    {
        var finding = Read(Pages.Usual());

        Assert.Equal("0123456789abcdef", At(finding, "finding_info.uid")?.GetString());
        Assert.Equal(Pages.Usual().Id, At(finding, "metadata.uid")?.GetString());
        Assert.Equal(Pages.Function, finding.GetProperty("resources")[0].GetProperty("uid").GetString());
        Assert.Equal(("111122223333", 10), (At(finding, "cloud.account.uid")?.GetString(), At(finding, "cloud.account.type_id")?.GetInt32()));
        var evidence = finding.GetProperty("evidences")[0];
        Assert.Equal("192.0.2.89", At(evidence, "src_endpoint.ip")?.GetString());
        Assert.Equal("arn:aws:iam::111122223333:user/dev_user", At(evidence, "actor.user.uid")?.GetString());
        var attack = finding.GetProperty("finding_info").GetProperty("attacks")[0];
        Assert.Equal(("T1098", "T1098.001"), (At(attack, "technique.uid")?.GetString(), At(attack, "sub_technique.uid")?.GetString()));
        Assert.Equal(Pages.Time.ToUnixTimeMilliseconds(), finding.GetProperty("time").GetInt64());
        Assert.Equal("Undo: sentinel release " + Pages.Function, At(finding, "remediation.desc")?.GetString());
        Assert.Equal("reserved concurrency none", finding.GetProperty("unmapped").GetProperty("actions")[0].GetProperty("prior").GetString());
    }

    [Fact]
    public void Long_lists_are_cut_and_it_says_so()
    {
        var page = Pages.Usual() with { Actions = [.. Enumerable.Repeat(Pages.Usual().Actions[0] with { Reason = new string('"', 300) }, 500)] };

        var finding = Read(page);

        Assert.True(At(finding, "unmapped.cut")?.GetBoolean());
        Assert.InRange(At(finding, "unmapped.actions")!.Value.GetArrayLength(), 1, 20);
    }

    private static bool Check(JsonElement finding, Page page)
    {
        foreach (var (path, kind, values) in Required)
        {
            if (At(finding, path) is not { } value || value.ValueKind != kind) throw new InvalidOperationException($"{path} is missing or of another kind");
            if (values is not null && !values.Contains(value.GetInt32())) throw new InvalidOperationException($"{path} is {value}");
        }
        // "at least one of" of the objects that have such a rule.
        var evidences = finding.GetProperty("evidences").EnumerateArray().All(e => e.TryGetProperty("actor", out _) || e.TryGetProperty("src_endpoint", out _) || e.TryGetProperty("data", out _));
        var attacks = finding.GetProperty("finding_info").GetProperty("attacks").EnumerateArray().All(a => a.TryGetProperty("technique", out _));
        var analytics = finding.GetProperty("finding_info").GetProperty("related_analytics").EnumerateArray().All(a => a.GetProperty("type_id").GetInt32() == 1);
        var type = finding.GetProperty("type_uid").GetInt32() == 200400 + finding.GetProperty("activity_id").GetInt32();
        return evidences && attacks && analytics && type && At(finding, "unmapped.state")?.GetString() == page.State.Text();
    }

    private static JsonElement Read(Page page)
    {
        using var document = JsonDocument.Parse(Encoding.ASCII.GetString(OcsfFinding.Of(page)), new JsonDocumentOptions { AllowDuplicateProperties = false });
        return document.RootElement.Clone();
    }

    private static JsonElement? At(JsonElement element, string path)
    {
        foreach (var name in path.Split('.'))
        {
            if (!element.TryGetProperty(name, out element)) return null;
        }
        return element;
    }
}
