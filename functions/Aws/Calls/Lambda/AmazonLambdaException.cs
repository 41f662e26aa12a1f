using System.Net;
using Amazon.Runtime;

namespace Amazon.Lambda
{
    /// <summary>Lambda refused a call, or failed.</summary>
    public class AmazonLambdaException(string message, Exception? innerException, ErrorType errorType, string errorCode, string? requestId, HttpStatusCode statusCode)
        : AmazonServiceException(message, innerException, errorType, errorCode, requestId, statusCode);
}

namespace Amazon.Lambda.Model
{
    /// <summary>A parameter cannot be accepted: among others a reservation for which the account's pool has no room.</summary>
    public class InvalidParameterValueException(string message, Exception? innerException, ErrorType errorType, string errorCode, string? requestId, HttpStatusCode statusCode)
        : AmazonLambdaException(message, innerException, errorType, errorCode, requestId, statusCode);

    public class PreconditionFailedException(string message, Exception? innerException, ErrorType errorType, string errorCode, string? requestId, HttpStatusCode statusCode)
        : AmazonLambdaException(message, innerException, errorType, errorCode, requestId, statusCode);

    public class ProvisionedConcurrencyConfigNotFoundException(string message, Exception? innerException, ErrorType errorType, string errorCode, string? requestId, HttpStatusCode statusCode)
        : AmazonLambdaException(message, innerException, errorType, errorCode, requestId, statusCode);

    /// <summary>It exists already, or an update of it is under way.</summary>
    public class ResourceConflictException(string message, Exception? innerException, ErrorType errorType, string errorCode, string? requestId, HttpStatusCode statusCode)
        : AmazonLambdaException(message, innerException, errorType, errorCode, requestId, statusCode);

    /// <summary>An event source mapping is between two states.</summary>
    public class ResourceInUseException(string message, Exception? innerException, ErrorType errorType, string errorCode, string? requestId, HttpStatusCode statusCode)
        : AmazonLambdaException(message, innerException, errorType, errorCode, requestId, statusCode);

    public class ResourceNotFoundException(string message, Exception? innerException, ErrorType errorType, string errorCode, string? requestId, HttpStatusCode statusCode)
        : AmazonLambdaException(message, innerException, errorType, errorCode, requestId, statusCode);

    /// <summary>Lambda failed.</summary>
    public class ServiceException(string message, Exception? innerException, ErrorType errorType, string errorCode, string? requestId, HttpStatusCode statusCode)
        : AmazonLambdaException(message, innerException, errorType, errorCode, requestId, statusCode);

    public class TooManyRequestsException(string message, Exception? innerException, ErrorType errorType, string errorCode, string? requestId, HttpStatusCode statusCode)
        : AmazonLambdaException(message, innerException, errorType, errorCode, requestId, statusCode);
}
