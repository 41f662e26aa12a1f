using Amazon.Lambda;
using Amazon.Lambda.Model;
using Sentinel.Core.Settings;

namespace Sentinel.Aws.Containment;

/// <summary>The addresses that a function had.</summary>
public sealed record FunctionUrlsRecord : StepRecord
{
    public required IReadOnlyList<FunctionUrlSeen> Urls { get; init; }

    public override StepRecord Extend(StepRecord seenNow)
    {
        var urls = Union(Urls, Same<FunctionUrlsRecord>(seenNow).Urls, u => u.Arn);
        return ReferenceEquals(urls, Urls) ? this : this with { Urls = urls };
    }
}

/// <summary>Makes the public addresses (<c>AuthType NONE</c>) of a function ask for a signature. They are not deleted: one that is made again has another
/// address, so that could not be undone. See https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html</summary>
public sealed class CloseFunctionUrls(ITargets targets) : IContainmentStep
{
    public string Name => FollowUpSteps.CloseFunctionUrls;

    public async Task<StepRecord> InspectAsync(StepTarget target, CancellationToken cancellationToken)
    {
        var urls = await targets.For(target).Lambda.UrlsAsync(target.Arn, cancellationToken);
        return new FunctionUrlsRecord { Target = target, Urls = [.. urls.Select(u => new FunctionUrlSeen(u.FunctionArn!, u.FunctionUrl, u.AuthType?.Value))] };
    }

    public async Task ApplyAsync(StepRecord record, CancellationToken cancellationToken)
    {
        var lambda = targets.For(record.Target).Lambda;
        var known = Known(record);
        var open = (await lambda.UrlsAsync(record.Target.Arn, cancellationToken)).Where(u => IsPublic(u) && known.Contains(u.FunctionArn!));
        await Thorough.EachAsync(open, url => SetAsync(lambda, record.Target, url.FunctionArn!, FunctionUrlAuthType.AWS_IAM, cancellationToken));
    }

    public async Task<Verification> VerifyAsync(StepRecord record, CancellationToken cancellationToken)
    {
        var known = Known(record);
        var urls = await targets.For(record.Target).Lambda.UrlsAsync(record.Target.Arn, cancellationToken);
        return new Verification([.. urls.Where(IsPublic).Select(u => known.Contains(u.FunctionArn!)
            ? new Finding(FindingKind.Lifted, $"{Printable.Of(u.FunctionUrl, 256)} is open to anybody")
            : new Finding(FindingKind.Unrecorded, $"{Printable.Of(u.FunctionUrl, 256)} is new"))]);
    }

    public async Task<Reversal> RevertAsync(StepRecord record, CancellationToken cancellationToken)
    {
        var lambda = targets.For(record.Target).Lambda;
        var now = (await lambda.UrlsAsync(record.Target.Arn, cancellationToken)).ToDictionary(u => u.FunctionArn!, StringComparer.Ordinal);
        var left = new List<Remainder>();
        foreach (var (arn, address, authType) in ((FunctionUrlsRecord)record).Urls)
        {
            var shown = Printable.Of(address, 256);
            if (!now.TryGetValue(arn, out var found) || found.FunctionUrl != address) left.Add(new Remainder(RemainderKind.Gone, $"{shown} was deleted"));
            else if (authType is not "NONE" && IsPublic(found)) left.Add(new Remainder(RemainderKind.ChangedByOthers, $"{shown} asked for a signature and is open: somebody else did that"));
            else if (authType is "NONE" && !IsPublic(found)) await SetAsync(lambda, record.Target, arn, FunctionUrlAuthType.NONE, cancellationToken);
        }
        return new Reversal(left);
    }

    private static HashSet<string> Known(StepRecord record) => ((FunctionUrlsRecord)record).Urls.Select(u => u.Arn).ToHashSet(StringComparer.Ordinal);

    private static bool IsPublic(FunctionUrlConfig url) => url.AuthType != FunctionUrlAuthType.AWS_IAM;

    private static Task<UpdateFunctionUrlConfigResponse> SetAsync(IAmazonLambda lambda, StepTarget function, string arn, FunctionUrlAuthType authType, CancellationToken cancellationToken) =>
        lambda.UpdateFunctionUrlConfigAsync(new UpdateFunctionUrlConfigRequest
        {
            FunctionName = function.Arn,
            Qualifier = arn.Length > function.Arn.Length ? arn[(function.Arn.Length + 1)..] : null,
            AuthType = authType,
        }, cancellationToken);
}
