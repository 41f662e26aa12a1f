using Amazon.Organizations;
using Amazon.Organizations.Model;

namespace Sentinel.Aws.Coverage;

/// <summary>The accounts of organisational units, as Organizations tells them.</summary>
public sealed class Members(IAmazonOrganizations organizations)
{
    // Organizations allows five levels below the root; more would be a circle.
    private const int MostLevels = 8;

    /// <summary>Ids of the active accounts in the units and all units below them, each once.</summary>
    /// <param name="units"><c>ou-…</c> or <c>r-…</c>.</param>
    /// <exception cref="AmazonOrganizationsException">Organizations refused: this account is no delegated administrator.</exception>
    public async Task<IReadOnlyList<string>> ListAsync(IReadOnlyList<string> units, CancellationToken cancellationToken)
    {
        var found = new SortedSet<string>(StringComparer.Ordinal);
        var level = units;
        for (var depth = 0; level.Count > 0 && depth < MostLevels; depth++)
        {
            var below = new List<string>();
            foreach (var unit in level)
            {
                await foreach (var account in AccountsAsync(unit, cancellationToken)) found.Add(account);
                await foreach (var child in UnitsAsync(unit, cancellationToken)) below.Add(child);
            }
            level = below;
        }
        return [.. found];
    }

    private async IAsyncEnumerable<string> AccountsAsync(string unit, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string? next = null;
        do
        {
            var page = await organizations.ListAccountsForParentAsync(new ListAccountsForParentRequest { ParentId = unit, NextToken = next }, cancellationToken);
            foreach (var account in page.Accounts ?? [])
            {
                if (account is { Id: { } id, Status: "ACTIVE" }) yield return id;
            }
            next = page.NextToken;
        }
        while (next is not null);
    }

    private async IAsyncEnumerable<string> UnitsAsync(string unit, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string? next = null;
        do
        {
            var page = await organizations.ListOrganizationalUnitsForParentAsync(new ListOrganizationalUnitsForParentRequest { ParentId = unit, NextToken = next }, cancellationToken);
            foreach (var child in page.OrganizationalUnits ?? [])
            {
                if (child.Id is { } id) yield return id;
            }
            next = page.NextToken;
        }
        while (next is not null);
    }
}
