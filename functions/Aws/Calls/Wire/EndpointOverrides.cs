using Sentinel.Core.Settings;

namespace Sentinel.Aws.Calls.Wire;

/// <summary>The standard variables that send calls elsewhere: <c>AWS_ENDPOINT_URL_LAMBDA</c> and its like for one service, <c>AWS_ENDPOINT_URL</c> for all,
/// <c>AWS_IGNORE_CONFIGURED_ENDPOINT_URLS=true</c> against both.
/// See https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html</summary>
public sealed class EndpointOverrides(Func<string, string?> variable)
{
    /// <summary>No service is called elsewhere.</summary>
    public static EndpointOverrides None { get; } = new(static _ => null);

    /// <summary>Where <paramref name="service"/> (<c>lambda</c>, <c>iam</c>, <c>dynamodb</c> …) is to be called; null where AWS has it.</summary>
    /// <exception cref="ConfigurationException">The variable holds no absolute http or https address.</exception>
    public Uri? Of(string service)
    {
        if (string.Equals(variable("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS"), "true", StringComparison.OrdinalIgnoreCase)) return null;
        return Read($"AWS_ENDPOINT_URL_{service.ToUpperInvariant().Replace('-', '_')}") ?? Read("AWS_ENDPOINT_URL");
    }

    private Uri? Read(string name)
    {
        if (variable(name) is not { Length: > 0 } text) return null;
        return Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https"
            ? address
            : throw new ConfigurationException($"{name} is {Printable.Of(text, 200)}; expected an http or https address, as http://127.0.0.1:4566");
    }
}
