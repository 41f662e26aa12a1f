using Amazon.Runtime;
using Amazon.SimpleNotificationService.Model;
using Sentinel.Aws.Calls.Wire;

namespace Amazon.SimpleNotificationService;

internal static class SimpleNotificationServiceErrors
{
    public static AmazonServiceException Of(WireError e)
    {
        var type = (int)e.Status >= 500 ? ErrorType.Receiver : ErrorType.Sender;
        return e.Code switch
        {
            "AuthorizationError" => new AuthorizationErrorException(e.Message, null, type, e.Code, e.RequestId, e.Status),
            "InternalError" => new InternalErrorException(e.Message, null, type, e.Code, e.RequestId, e.Status),
            "InvalidParameter" => new InvalidParameterException(e.Message, null, type, e.Code, e.RequestId, e.Status),
            "NotFound" => new NotFoundException(e.Message, null, type, e.Code, e.RequestId, e.Status),
            "Throttled" => new ThrottledException(e.Message, null, type, e.Code, e.RequestId, e.Status),
            _ => new AmazonSimpleNotificationServiceException(e.Message, null, type, e.Code, e.RequestId, e.Status),
        };
    }
}
