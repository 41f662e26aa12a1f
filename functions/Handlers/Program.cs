using System.Runtime.InteropServices;
using Sentinel.Handlers;
using Sentinel.Handlers.Observability;
using Sentinel.Handlers.Queue;
using Sentinel.Handlers.Runtime;

FunctionEnvironment environment;
try
{
    environment = FunctionEnvironment.Read(Environment.GetEnvironmentVariable);
}
catch (InvalidOperationException e)
{
    await Console.Error.WriteLineAsync(e.Message);
    return 2;
}

var clock = TimeProvider.System;
using var stdout = Console.OpenStandardOutput();
using var output = new LineOutput(stdout);
using var logs = new StructuredLog(output, environment, clock);
var metrics = new Metrics(output, environment, clock);
var batch = new SqsBatch(logs, metrics);

// A new handler is one file and one line here.
var handlers = new HandlerRegistry()
    .Add("inspect", () => new Inspect(batch, metrics, clock))
    .Add("detector", () => Parts().Detector(batch, metrics))
    .Add("flow-logs", () => Parts().FlowLogs(metrics))
    .Add("responder", () => Parts().Responder(batch, metrics))
    .Add("release", () => Parts().Release(metrics))
    .Add("approve", () => Parts().Approve(metrics))
    .Add("verify", () => Parts().Verify(metrics))
    .Add("heartbeats", () => Parts().Heartbeats(batch))
    .Add("coverage", () => Parts().Coverage(metrics))
    .Add("config-rule", () => Parts().ConfigRule(metrics))
    .Add("trail-objects", () => Parts().TrailObjects(batch, metrics));

using var terminated = new CancellationTokenSource();
using var onTerminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal =>
{
    signal.Cancel = true; // the loop ends by itself, and well
    terminated.Cancel();
});
using var api = new RuntimeApi(environment, clock);
return await new LambdaRuntime(api, clock, logs.CreateLogger("Runtime"))
    .RunAsync(() => new ObservedHandler(handlers.Make(environment.Handler), logs, metrics), terminated.Token);

Composition Parts() => Composition.Read(Environment.GetEnvironmentVariable, clock, logs);
