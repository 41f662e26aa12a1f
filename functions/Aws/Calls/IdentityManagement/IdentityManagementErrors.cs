using Amazon.IdentityManagement.Model;
using Amazon.Runtime;
using Sentinel.Aws.Calls.Wire;

namespace Amazon.IdentityManagement;

internal static class IdentityManagementErrors
{
    public static AmazonServiceException Of(WireError e)
    {
        var type = (int)e.Status >= 500 ? ErrorType.Receiver : ErrorType.Sender;
        return e.Code switch
        {
            "ConcurrentModification" => new ConcurrentModificationException(e.Message, null, type, e.Code, e.RequestId, e.Status),
            "EntityTemporarilyUnmodifiable" => new EntityTemporarilyUnmodifiableException(e.Message, null, type, e.Code, e.RequestId, e.Status),
            "LimitExceeded" => new LimitExceededException(e.Message, null, type, e.Code, e.RequestId, e.Status),
            "NoSuchEntity" => new NoSuchEntityException(e.Message, null, type, e.Code, e.RequestId, e.Status),
            "ServiceFailure" => new ServiceFailureException(e.Message, null, type, e.Code, e.RequestId, e.Status),
            "UnmodifiableEntity" => new UnmodifiableEntityException(e.Message, null, type, e.Code, e.RequestId, e.Status),
            _ => new AmazonIdentityManagementServiceException(e.Message, null, type, e.Code, e.RequestId, e.Status),
        };
    }
}
