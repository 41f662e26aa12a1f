using Amazon.Runtime;

namespace Sentinel.Aws.Containment;

/// <summary>One thing that is done to stop an attack, and that can be undone. The order is: Inspect; the caller files the record (first writer wins, so that a
/// repetition still knows what was there first); Apply with the record that is on file; Verify; one day Revert. Every method may be repeated at any time, also
/// after a crash in the middle of it. All throw <see cref="AmazonServiceException"/> when AWS refuses and <see cref="AmazonClientException"/> when it does not
/// answer; then part of the work may be done and is to be repeated.</summary>
public interface IContainmentStep
{
    /// <summary>As it stands in <c>response/steps</c>: <c>quarantine-function</c>.</summary>
    string Name { get; }

    /// <summary>Reads what is there, changes nothing. Later changes of a contained target are added with <c>record.Extend(await InspectAsync(…))</c>.</summary>
    Task<StepRecord> InspectAsync(StepTarget target, CancellationToken cancellationToken);

    /// <summary>Acts upon what the record names, and on nothing else.</summary>
    Task ApplyAsync(StepRecord record, CancellationToken cancellationToken);

    /// <summary>Reads again whether what Apply did is in force, and whether it is enough.</summary>
    Task<Verification> VerifyAsync(StepRecord record, CancellationToken cancellationToken);

    /// <summary>Puts back what the record says was there. Where somebody else has changed a value since, that value is left and reported.</summary>
    Task<Reversal> RevertAsync(StepRecord record, CancellationToken cancellationToken);
}

/// <summary>Gives the clients that act in the account and region of a target.</summary>
public interface ITargets
{
    TargetClients For(StepTarget target);
}
