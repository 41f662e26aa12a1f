using Amazon.CDK;
using Sentinel.Cdk.Constructs;
using Sentinel.Cdk.Context;
using Sentinel.Cdk.Stacks;

namespace Sentinel.Cdk;

/// <summary>The stacks of a topology.</summary>
public static class SentinelApp
{
    /// <param name="root">The repository.</param>
    /// <exception cref="ContextException">The context of <paramref name="app"/> cannot be used.</exception>
    public static IReadOnlyList<Stack> Add(App app, string root)
    {
        var context = DeploymentContext.Read(app.Node.TryGetContext);
        var sentinel = new SentinelStack(app, context, BootstrapCode.Of(root));
        Amazon.CDK.Tags.Of(sentinel).Add("application", "SentinelStack");
        if (!context.IsOrganisation) return [sentinel];
        // The members' templates are in the security stack already, inside the StackSets. As stacks they serve the account that StackSets skip.
        return [sentinel, new MemberIamStack(app, context), new MemberRulesStack(app, context), new GuardStack(app, context)];
    }
}
