namespace Sentinel.Cdk.Events;

/// <summary>What stands in <c>detail-type</c> of the events that are taken.</summary>
internal static class DetailType
{
    public const string ApiCall = "AWS API Call via CloudTrail";
    public const string ServiceEvent = "AWS Service Event via CloudTrail";
    public const string Finding = "GuardDuty Finding";
    public const string Schedule = "Scheduled Event";
    public const string Compliance = "Config Rules Compliance Change";

    /// <summary>AWS writes it both ways.</summary>
    public static readonly string[] SignIn = ["AWS Console Sign In via CloudTrail", "AWS Console Signin via CloudTrail"];
}
