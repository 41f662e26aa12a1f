using System.Runtime.ExceptionServices;
using Amazon.Runtime;

namespace Sentinel.Aws.Containment;

/// <summary>Work on several things of which one may be refused: the others are done all the same, so that whoever holds up the first does not save the rest.</summary>
internal static class Thorough
{
    /// <exception cref="AmazonServiceException">The first refusal, once everything was tried.</exception>
    public static async Task EachAsync<T>(IEnumerable<T> items, Func<T, Task> act)
    {
        ExceptionDispatchInfo? refused = null;
        foreach (var item in items)
        {
            try
            {
                await act(item);
            }
            catch (AmazonServiceException e)
            {
                refused ??= ExceptionDispatchInfo.Capture(e);
            }
        }
        refused?.Throw();
    }
}
