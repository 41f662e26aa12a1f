using Microsoft.Extensions.Logging;

namespace Sentinel.Handlers.Runtime;

/// <summary>
/// The loop that makes an executable a Lambda function: start, take an event, answer it, take the next. What <c>Amazon.Lambda.RuntimeSupport</c> does,
/// where that package can be had. https://docs.aws.amazon.com/lambda/latest/dg/runtimes-custom.html
/// </summary>
internal sealed class LambdaRuntime(RuntimeApi api, TimeProvider clock, ILogger log)
{
    /// <summary>Where the X-Ray SDK, the AWS SDK and Powertools look for the trace of the running invocation.</summary>
    public const string TraceVariable = "_X_AMZN_TRACE_ID";

    // The init phase may take ten seconds; https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html#runtimes-lifecycle-ib
    private static readonly TimeSpan LongestPrime = TimeSpan.FromSeconds(5);

    /// <param name="make">Makes the handler; what it throws is reported as an init error.</param>
    /// <param name="terminated">SIGTERM: no further event is taken, the one in hand is answered.</param>
    /// <returns>The exit code: 0 after SIGTERM, 1 when the function could not start or lost its environment.</returns>
    public async Task<int> RunAsync(Func<IHandler> make, CancellationToken terminated)
    {
        try
        {
            if (await StartAsync(make, terminated) is not { } handler) return 1;
            while (!terminated.IsCancellationRequested) await HandleAsync(handler, await api.NextAsync(terminated));
            return 0;
        }
        catch (OperationCanceledException) when (terminated.IsCancellationRequested)
        {
            return 0;
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            log.EnvironmentLost(e);
            return 1;
        }
    }

    private async Task<IHandler?> StartAsync(Func<IHandler> make, CancellationToken terminated)
    {
        IHandler handler;
        try
        {
            handler = make();
        }
        catch (Exception e) // whatever it is, Lambda is told
        {
            log.NotStarted(e);
            await api.FailInitAsync(ErrorReport.OfInit(e));
            return null;
        }
        using var limit = new CancellationTokenSource(LongestPrime, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, terminated);
        try
        {
            await handler.PrimeAsync(either.Token);
        }
        catch (Exception e) // it only saves time
        {
            log.NotPrimed(e);
        }
        return handler;
    }

    private async Task HandleAsync(IHandler handler, Invocation invocation)
    {
        Environment.SetEnvironmentVariable(TraceVariable, invocation.TraceId);
        var error = await AnswerAsync(handler, invocation);
        if (error is not null && !await api.FailAsync(invocation.AwsRequestId, error)) log.ErrorNotTaken(invocation.AwsRequestId, error.ErrorType);
    }

    private async Task<ErrorReport?> AnswerAsync(IHandler handler, Invocation invocation)
    {
        using var deadline = new CancellationTokenSource(invocation.WorkingTime, clock);
        ReadOnlyMemory<byte> response;
        try
        {
            response = await handler.InvokeAsync(invocation.Payload, invocation, deadline.Token);
        }
        catch (Exception e) // the handler has logged it; the invoker is told, and the next event is served
        {
            return ErrorReport.Of(e);
        }
        if (await api.RespondAsync(invocation.AwsRequestId, response)) return null;
        log.ResponseNotTaken(invocation.AwsRequestId, response.Length);
        return new ErrorReport($"Lambda did not take the response of {response.Length} bytes", "ResponseNotTaken", []) { Category = "Function.ResponseNotTaken" };
    }
}
