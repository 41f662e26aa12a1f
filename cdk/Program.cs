using Amazon.CDK;
using Sentinel.Cdk;
using Sentinel.Cdk.Constructs;
using Sentinel.Cdk.Context;

try
{
    var app = new App();
    // The toolkit runs the app from where cdk.json is.
    SentinelApp.Add(app, Directory.GetCurrentDirectory());
    app.Synth();
    return 0;
}
catch (Exception e) when (e is ContextException or BundleException)
{
    await Console.Error.WriteLineAsync(e.Message);
    return 1;
}
