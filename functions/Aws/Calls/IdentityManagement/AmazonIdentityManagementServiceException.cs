using System.Net;
using Amazon.Runtime;

namespace Amazon.IdentityManagement
{
    /// <summary>IAM refused a call, or failed.</summary>
    public class AmazonIdentityManagementServiceException(string message, Exception? innerException, ErrorType errorType, string errorCode, string? requestId, HttpStatusCode statusCode)
        : AmazonServiceException(message, innerException, errorType, errorCode, requestId, statusCode);
}

namespace Amazon.IdentityManagement.Model
{
    public class ConcurrentModificationException(string message, Exception? innerException, ErrorType errorType, string errorCode, string? requestId, HttpStatusCode statusCode)
        : AmazonIdentityManagementServiceException(message, innerException, errorType, errorCode, requestId, statusCode);

    public class EntityTemporarilyUnmodifiableException(string message, Exception? innerException, ErrorType errorType, string errorCode, string? requestId, HttpStatusCode statusCode)
        : AmazonIdentityManagementServiceException(message, innerException, errorType, errorCode, requestId, statusCode);

    /// <summary>No further policy can be attached, or another quota is reached.</summary>
    public class LimitExceededException(string message, Exception? innerException, ErrorType errorType, string errorCode, string? requestId, HttpStatusCode statusCode)
        : AmazonIdentityManagementServiceException(message, innerException, errorType, errorCode, requestId, statusCode);

    /// <summary>The role, user, policy or key is not there, or the policy is not attached.</summary>
    public class NoSuchEntityException(string message, Exception? innerException, ErrorType errorType, string errorCode, string? requestId, HttpStatusCode statusCode)
        : AmazonIdentityManagementServiceException(message, innerException, errorType, errorCode, requestId, statusCode);

    /// <summary>IAM failed.</summary>
    public class ServiceFailureException(string message, Exception? innerException, ErrorType errorType, string errorCode, string? requestId, HttpStatusCode statusCode)
        : AmazonIdentityManagementServiceException(message, innerException, errorType, errorCode, requestId, statusCode);

    /// <summary>A service-linked role: only its service changes it.</summary>
    public class UnmodifiableEntityException(string message, Exception? innerException, ErrorType errorType, string errorCode, string? requestId, HttpStatusCode statusCode)
        : AmazonIdentityManagementServiceException(message, innerException, errorType, errorCode, requestId, statusCode);
}
