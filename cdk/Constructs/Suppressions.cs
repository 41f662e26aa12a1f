using Amazon.CDK;
using Constructs;

namespace Sentinel.Cdk.Constructs;

/// <summary>Excuses from rules of cdk-nag, in the metadata of the resource, where <c>.ci/nag.js</c> and every reader of the template find them.</summary>
internal static class Suppressions
{
    /// <param name="because">A reason that would convince whoever wrote the rule.</param>
    /// <param name="appliesTo">The one finding that is excused, as <c>Action::…</c> or <c>Resource::…</c>, or a pattern of them between slashes; none: all of the rule.</param>
    public static void Excuse(this IConstruct construct, string rule, string because, params string[] appliesTo)
    {
        var resource = (construct as CfnResource) ?? (CfnResource)construct.Node.DefaultChild!;
        var excuse = Json.Object(("id", rule), ("reason", because));
        if (appliesTo.Length > 0) excuse["applies_to"] = appliesTo.Select(Finding).ToArray();
        var known = resource.GetMetadata("cdk_nag") as IDictionary<string, object>;
        var rules = known?["rules_to_suppress"] as object[] ?? [];
        resource.AddMetadata("cdk_nag", Json.Object(("rules_to_suppress", rules.Append(excuse).ToArray())));
    }

    private static object Finding(string text) => text.StartsWith('/') ? Json.Object(("regex", text)) : text;
}
