using Amazon.Lambda.Model;
using Amazon.Runtime;
using Sentinel.Aws.Calls.Wire;

namespace Amazon.Lambda;

internal static class LambdaErrors
{
    public static AmazonServiceException Of(WireError e)
    {
        var type = (int)e.Status >= 500 ? ErrorType.Receiver : ErrorType.Sender;
        return e.Code switch
        {
            "InvalidParameterValueException" => new InvalidParameterValueException(e.Message, null, type, e.Code, e.RequestId, e.Status),
            "PreconditionFailedException" => new PreconditionFailedException(e.Message, null, type, e.Code, e.RequestId, e.Status),
            "ProvisionedConcurrencyConfigNotFoundException" => new ProvisionedConcurrencyConfigNotFoundException(e.Message, null, type, e.Code, e.RequestId, e.Status),
            "ResourceConflictException" => new ResourceConflictException(e.Message, null, type, e.Code, e.RequestId, e.Status),
            "ResourceInUseException" => new ResourceInUseException(e.Message, null, type, e.Code, e.RequestId, e.Status),
            "ResourceNotFoundException" => new ResourceNotFoundException(e.Message, null, type, e.Code, e.RequestId, e.Status),
            "ServiceException" => new ServiceException(e.Message, null, type, e.Code, e.RequestId, e.Status),
            "TooManyRequestsException" => new TooManyRequestsException(e.Message, null, type, e.Code, e.RequestId, e.Status),
            _ => new AmazonLambdaException(e.Message, null, type, e.Code, e.RequestId, e.Status),
        };
    }
}
