namespace Sentinel.Handlers;

/// <summary>The event, or one message of it, is not what this function takes. Trying again cannot help.</summary>
/// <param name="reason">What is wrong and what would be right. Values in it have been cut and made printable.</param>
public sealed class MalformedEventException(string reason) : Exception(reason)
{
    public MalformedEventException()
        : this("the event is not what this function takes")
    {
    }
}
