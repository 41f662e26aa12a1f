using System.Net;
using Amazon.Runtime;

namespace Amazon.SimpleNotificationService
{
    /// <summary>SNS refused a call, or failed.</summary>
    public class AmazonSimpleNotificationServiceException(string message, Exception? innerException, ErrorType errorType, string errorCode, string? requestId, HttpStatusCode statusCode)
        : AmazonServiceException(message, innerException, errorType, errorCode, requestId, statusCode);
}

namespace Amazon.SimpleNotificationService.Model
{
    public class AuthorizationErrorException(string message, Exception? innerException, ErrorType errorType, string errorCode, string? requestId, HttpStatusCode statusCode)
        : AmazonSimpleNotificationServiceException(message, innerException, errorType, errorCode, requestId, statusCode);

    /// <summary>SNS failed.</summary>
    public class InternalErrorException(string message, Exception? innerException, ErrorType errorType, string errorCode, string? requestId, HttpStatusCode statusCode)
        : AmazonSimpleNotificationServiceException(message, innerException, errorType, errorCode, requestId, statusCode);

    public class InvalidParameterException(string message, Exception? innerException, ErrorType errorType, string errorCode, string? requestId, HttpStatusCode statusCode)
        : AmazonSimpleNotificationServiceException(message, innerException, errorType, errorCode, requestId, statusCode);

    public class NotFoundException(string message, Exception? innerException, ErrorType errorType, string errorCode, string? requestId, HttpStatusCode statusCode)
        : AmazonSimpleNotificationServiceException(message, innerException, errorType, errorCode, requestId, statusCode);

    public class ThrottledException(string message, Exception? innerException, ErrorType errorType, string errorCode, string? requestId, HttpStatusCode statusCode)
        : AmazonSimpleNotificationServiceException(message, innerException, errorType, errorCode, requestId, statusCode);
}
