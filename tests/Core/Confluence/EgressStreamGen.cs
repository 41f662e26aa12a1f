using CsCheck;
using Sentinel.Core.Detections;
using Sentinel.Core.FlowLogs;
using Sentinel.Core.Tests.Detections;

namespace Sentinel.Core.Tests.Confluence;

/// <summary>A record of CloudTrail, or a line of flow logs.</summary>
internal sealed record Arrival(int Second, int Id, byte[] Bytes, bool IsFlow)
{
    public static Arrival Of(Happening happening) => new(happening.Second, happening.Id, happening.Json, IsFlow: false);

    public void Into(Pipeline pipeline) =>
        Assert.True(IsFlow ? pipeline.AcceptFlow(Bytes, FlowLogFormat.Default, null, out var reason) : pipeline.Accept(Bytes, out reason), reason);
}

/// <summary>Adds to a stream of <see cref="StreamGen"/> that its functions run in a VPC, on interfaces of their own or a shared one, and what those send: to who drives them, to
/// strangers, to usual places; by one connection or hundreds.</summary>
internal static class EgressStreamGen
{
    private const int Span = 4 * 3600;

    private static readonly string[] Interfaces = ["eni-0aaaaaaaaaaaaaaaa", "eni-0bbbbbbbbbbbbbbbb"];
    private static readonly string[] People = [Who.Dev, Who.Mallory, Who.Sso];
    private static readonly string[] Places = [Who.Abroad, Who.Home, Who.OtherProvider];
    private static readonly int[] Sizes = [900, 40_000, 2_000_000, 70_000];
    private static readonly string[] Destinations = [Who.Abroad, Who.Abroad, Who.Home, Who.OtherProvider, "198.51.100.7", "203.0.113.10", "10.0.9.9"];

    public static Gen<Arrival[]> Streams { get; } =
        Gen.Select(StreamGen.Streams, Runs.Array[1, 8], Sent.Array[1, 10]).Select((stream, runs, sent) => (Arrival[])
        [
            .. stream.Select(Arrival.Of),
            .. runs.Select((r, i) => Arrival.Of(new Happening(r.Call, r.Second, 100_000 + i))),
            .. sent.SelectMany(s => s).Select((f, i) => new Arrival(f.Second, 200_000 + i, ExampleRunner.Line(f.Flow with { Minute = f.Second / 60.0 }, ExampleRunner.Noon), IsFlow: true)),
        ]);

    /// <summary>On every day of the history: what makes an interface's functions and destinations usual.</summary>
    public static IReadOnlyList<(Call Call, Flow Flow)> History { get; } = [(Run("beta", Interfaces[0]) with { By = Who.Pipeline }, new Flow("203.0.113.10") { Interface = Interfaces[0] })];

    private static Gen<(Call Call, int Second)> Runs =>
        Gen.Select(Gen.Int[0, Span], Gen.Int[0, 3], Gen.Int[0, 2], Gen.Int[0, 1], Gen.Int[0, 3]).Select((second, by, from, name, on) =>
        {
            var call = Run(name == 0 ? "alpha" : "beta", Interfaces[on == 0 ? 0 : on == 1 ? 1 : name]);
            return (by == 3
                ? call with { By = Who.S3Service, From = "s3.amazonaws.com" }
                : call with { By = People[by], From = Places[from] }, second);
        });

    private static Gen<(Flow Flow, int Second)[]> Sent =>
        Gen.Select(Gen.Int[0, Span], Gen.Int[0, 1], Gen.Int[0, Destinations.Length - 1], Gen.Frequency((6, Gen.Int[1, 4]), (1, Gen.Int[100, 300])), Gen.Int[0, 3], Gen.Int[0, 40]).Select((second, on, to, count, size, spread) =>
            Enumerable.Range(0, count).Select(i => (new Flow(Destinations[to])
            {
                Interface = Interfaces[on],
                FromPort = 32_768 + i,
                Port = size == 3 ? 4444 : 443,
                Bytes = Sizes[size] + i,
            }, Math.Min(second + (i * spread), Span + 7_200))).ToArray());

    private static Call Run(string name, string on) => new("lambda:Invoke")
    {
        Request = $$"""{"functionName":"arn:aws:lambda:eu-west-1:111122223333:function:{{name}}","invocationType":"RequestResponse"}""",
        More = $$"""{"functionVersion":"arn:aws:lambda:eu-west-1:111122223333:function:{{name}}:$LATEST","customerEniId":"{{on}}"}""",
    };
}
