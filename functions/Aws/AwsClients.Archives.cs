using Sentinel.Aws.Archives;
using Sentinel.Aws.Calls.Wire;

namespace Sentinel.Aws;

/// <summary>Where the past is read from.</summary>
public sealed partial class AwsClients
{
    /// <summary>Region of the deployment.</summary>
    public string HomeRegion => _settings.Region;

    /// <summary>CloudTrail's event history of the account of these credentials in one region. Make one a region: it keeps within the rate.</summary>
    public TrailLookup LookupIn(string region) => new(_parts, _credentials.Value, ServiceAddress.Of("cloudtrail", region, _settings.Endpoints), _settings.Clock);
}
