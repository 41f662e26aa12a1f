using System.Net;
using Amazon.Runtime;

namespace Amazon.Organizations
{
    /// <summary>Organizations refused a call, or failed; <c>ErrorCode</c> says how.</summary>
    public class AmazonOrganizationsException(string message, Exception? innerException, ErrorType errorType, string errorCode, string? requestId, HttpStatusCode statusCode)
        : AmazonServiceException(message, innerException, errorType, errorCode, requestId, statusCode);
}

namespace Amazon.Organizations.Model
{
    public sealed class ListAccountsForParentRequest
    {
        public string? ParentId { get; set; }
        public string? NextToken { get; set; }
    }

    public sealed class ListAccountsForParentResponse : AmazonWebServiceResponse
    {
        public List<Account>? Accounts { get; set; }
        public string? NextToken { get; set; }
    }

    public sealed class Account
    {
        public string? Id { get; set; }
        public string? Name { get; set; }

        /// <summary><c>ACTIVE</c>, <c>SUSPENDED</c> or <c>PENDING_CLOSURE</c>.</summary>
        public string? Status { get; set; }
    }

    public sealed class ListOrganizationalUnitsForParentRequest
    {
        public string? ParentId { get; set; }
        public string? NextToken { get; set; }
    }

    public sealed class ListOrganizationalUnitsForParentResponse : AmazonWebServiceResponse
    {
        public List<OrganizationalUnit>? OrganizationalUnits { get; set; }
        public string? NextToken { get; set; }
    }

    public sealed class OrganizationalUnit
    {
        public string? Id { get; set; }
    }
}
