namespace Amazon.Lambda.Core;

/// <summary>The members of <c>Amazon.Lambda.Core.ILambdaContext</c> that are used here, under its name: where that package can be had, this file is deleted.</summary>
public interface ILambdaContext
{
    /// <summary>The id of this invocation; retries of it keep the id.</summary>
    string AwsRequestId { get; }

    string FunctionName { get; }

    /// <summary><c>$LATEST</c> or a number.</summary>
    string FunctionVersion { get; }

    /// <summary>The ARN that was invoked; of an alias or a version when it was invoked through one.</summary>
    string InvokedFunctionArn { get; }

    int MemoryLimitInMB { get; }

    /// <summary>Until Lambda ends the invocation; never negative.</summary>
    TimeSpan RemainingTime { get; }
}
