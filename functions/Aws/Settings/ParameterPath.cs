using Amazon.SimpleSystemsManagement;
using Amazon.SimpleSystemsManagement.Model;

namespace Sentinel.Aws.Settings;

/// <summary>All parameters under a path.</summary>
internal static class ParameterPath
{
    // What the stack publishes: ranges and defaults for people to read, and the mode that was chosen at deployment.
    private const string Published = "defaults";

    /// <summary>As many as SSM gives at once.</summary>
    private const int PageSize = 10;

    /// <summary>Of ten each: an account holds 10,000 parameters at most, we have a few dozen.</summary>
    private const int MostPages = 200;

    /// <summary>All of them, or it throws.</summary>
    /// <param name="path">With a slash at both ends.</param>
    /// <exception cref="Amazon.Runtime.AmazonServiceException">SSM refused, or kept failing.</exception>
    /// <exception cref="ConfigurationException">There are more than 2,000.</exception>
    public static async Task<StandingParameters> ReadAsync(IAmazonSimpleSystemsManagement ssm, string path, CancellationToken cancellationToken)
    {
        var values = new List<KeyValuePair<string, string>>();
        string? published = null;
        var request = new GetParametersByPathRequest { Path = path.TrimEnd('/'), Recursive = true, WithDecryption = true, MaxResults = PageSize };
        for (var page = 0; page < MostPages; page++)
        {
            var found = await ssm.GetParametersByPathAsync(request, cancellationToken);
            foreach (var parameter in found.Parameters ?? [])
            {
                var name = parameter.Name.StartsWith(path, StringComparison.Ordinal) ? parameter.Name[path.Length..] : parameter.Name;
                if (name == Published) published = parameter.Value;
                else values.Add(new(name, parameter.Value ?? ""));
            }
            if (string.IsNullOrEmpty(found.NextToken)) return new StandingParameters(values, StandingParameters.ModeOf(published));
            request.NextToken = found.NextToken;
        }
        throw new ConfigurationException($"there are more than {MostPages * PageSize} parameters under {path}; only the few that tune a deployment are expected there");
    }
}
