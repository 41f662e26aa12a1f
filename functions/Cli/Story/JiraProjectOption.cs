using System.CommandLine;
using System.Text.RegularExpressions;
using Sentinel.Core.Reports.Writing;

namespace Sentinel.Cli.Story;

/// <summary><c>--jira-project</c>: for which project the Jira issue of a report is.</summary>
internal sealed partial class JiraProjectOption : Option<string>
{
    public JiraProjectOption()
        : base("--jira-project")
    {
        Description = "Key of the project that the Jira issue of a report is for.";
        HelpName = "KEY";
        DefaultValueFactory = _ => ReportFile.DefaultProject;
        Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: var key }] && !Keys().IsMatch(key)) result.AddError($"--jira-project {key} is no key of a project: 2 to 10 characters, capital letters and digits, a letter first.");
        });
    }

    // As Jira asks of new projects: https://support.atlassian.com/jira-cloud-administration/docs/edit-a-projects-details/
    [GeneratedRegex("^[A-Z][A-Z0-9_]{1,9}$", RegexOptions.None, 1000)]
    private static partial Regex Keys();
}
