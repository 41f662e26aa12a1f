namespace Sentinel.Aws.Containment;

/// <summary>Steps that are taken only on a function that is contained already, when it is opened anew. They cannot be chosen in <c>response/steps</c>.</summary>
public static class FollowUpSteps
{
    public const string CloseFunctionUrls = "close-function-urls";
    public const string ClosePermissions = "close-permissions";
}
