using Amazon.Organizations.Model;
using Amazon.Runtime;
using Sentinel.Aws.Calls.Wire;

namespace Amazon.Organizations;

/// <summary>Organizations over its JSON API. Made by <see cref="Sentinel.Aws.AwsClients"/>.</summary>
public sealed class AmazonOrganizationsClient : IAmazonOrganizations
{
    private readonly JsonService _service;

    internal AmazonOrganizationsClient(WireParts parts, AWSCredentials credentials, ServiceAddress address) =>
        _service = new JsonService(new ServiceWire(parts, credentials, address, Failure), "AWSOrganizationsV20161128");

    public Task<ListAccountsForParentResponse> ListAccountsForParentAsync(ListAccountsForParentRequest request, CancellationToken cancellationToken = default) =>
        _service.CallAsync("ListAccountsForParent",
            json =>
            {
                json.WriteOptional("ParentId", request.ParentId);
                json.WriteOptional("NextToken", request.NextToken);
            },
            static e => new ListAccountsForParentResponse
            {
                Accounts = e.List("Accounts", static a => new Account { Id = a.Text("Id"), Name = a.Text("Name"), Status = a.Text("Status") }),
                NextToken = e.Text("NextToken"),
            }, cancellationToken);

    public Task<ListOrganizationalUnitsForParentResponse> ListOrganizationalUnitsForParentAsync(ListOrganizationalUnitsForParentRequest request, CancellationToken cancellationToken = default) =>
        _service.CallAsync("ListOrganizationalUnitsForParent",
            json =>
            {
                json.WriteOptional("ParentId", request.ParentId);
                json.WriteOptional("NextToken", request.NextToken);
            },
            static e => new ListOrganizationalUnitsForParentResponse
            {
                OrganizationalUnits = e.List("OrganizationalUnits", static u => new OrganizationalUnit { Id = u.Text("Id") }),
                NextToken = e.Text("NextToken"),
            }, cancellationToken);

    /// <summary>Leaves the connections alone: they belong to the handler that all clients share.</summary>
    public void Dispose() => _service.Dispose();

    private static AmazonOrganizationsException Failure(WireError e) => new(e.Message, null, e.Fault, e.Code, e.RequestId, e.Status);
}
