using System.Text.RegularExpressions;

namespace Sentinel.Cdk.Context;

/// <summary>What the texts of the context look like.</summary>
internal static partial class ContextPatterns
{
    private const int Patience = 1000; // milliseconds

    [GeneratedRegex("^o-[a-z0-9]{10,32}$", RegexOptions.ExplicitCapture, Patience)]
    public static partial Regex Organisation { get; }

    [GeneratedRegex("^(?:ou-[0-9a-z]{4,32}-[0-9a-z]{8,32}|r-[0-9a-z]{4,32})$", RegexOptions.ExplicitCapture, Patience)]
    public static partial Regex OrganisationalUnit { get; }

    // The longest name that is made of it, NAME-approve, stays far below Lambda's 64.
    [GeneratedRegex("^[a-z][a-z0-9-]{0,31}$", RegexOptions.ExplicitCapture, Patience)]
    public static partial Regex StackName { get; }

    [GeneratedRegex("^[a-z]{2}(?:-[a-z]+)+-[0-9]$", RegexOptions.ExplicitCapture, Patience)]
    public static partial Regex Region { get; }

    [GeneratedRegex("^arn:aws[a-z-]*:dynamodb:[a-z0-9-]+:[0-9]{12}:table/[A-Za-z0-9_.-]{3,255}$", RegexOptions.ExplicitCapture, Patience)]
    public static partial Regex Table { get; }

    [GeneratedRegex("^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$", RegexOptions.ExplicitCapture, Patience)]
    public static partial Regex Bucket { get; }

    [GeneratedRegex("^[0-9]{12}$", RegexOptions.ExplicitCapture, Patience)]
    public static partial Regex Account { get; }

    [GeneratedRegex("^arn:aws[a-z-]*:kms:[a-z0-9-]+:[0-9]{12}:key/[A-Za-z0-9-]{1,64}$", RegexOptions.ExplicitCapture, Patience)]
    public static partial Regex Key { get; }

    [GeneratedRegex(@"^[^@\s,]+@[^@\s,]+\.[^@\s,]+$", RegexOptions.ExplicitCapture, Patience)]
    public static partial Regex Email { get; }

    // Ids as Slack gives them: of a workspace or of an Enterprise Grid, of a public or a private channel.
    [GeneratedRegex("^(?:topic|slack:(?<workspace>[TE][0-9A-Z]{2,254}):(?<channel>[CG][0-9A-Z]{2,254}))$", RegexOptions.ExplicitCapture, Patience)]
    public static partial Regex Chat { get; }

    [GeneratedRegex("^[A-Za-z0-9_/.#-]{1,512}$", RegexOptions.ExplicitCapture, Patience)]
    public static partial Regex LogGroup { get; }

    [GeneratedRegex(@"^(?:\$\{[a-z0-9-]+\}(?: \$\{[a-z0-9-]+\})*)?$", RegexOptions.ExplicitCapture, Patience)]
    public static partial Regex FlowLogFormat { get; }

    [GeneratedRegex("^[A-Za-z0-9=,.@:/-]{2,128}$", RegexOptions.ExplicitCapture, Patience)]
    public static partial Regex ExternalId { get; }
}
