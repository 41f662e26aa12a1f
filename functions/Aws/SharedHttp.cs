using Amazon.Runtime;

namespace Sentinel.Aws;

/// <summary>Gives the AWS SDK's clients the one handler through which everything goes.</summary>
internal sealed class SharedHttp(HttpMessageHandler handler) : HttpClientFactory, IDisposable
{
    // The handler outlives the client: it is shared.
    private readonly HttpClient _http = new(handler, disposeHandler: false);

    public void Dispose() => _http.Dispose();

    public override HttpClient CreateHttpClient(IClientConfig clientConfig) => _http;

    public override bool UseSDKHttpClientCaching(IClientConfig clientConfig) => false;

    public override bool DisposeHttpClientsAfterUse(IClientConfig clientConfig) => false;
}
