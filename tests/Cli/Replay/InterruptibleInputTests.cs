using System.IO.Pipelines;
using Sentinel.Cli.Replay;

namespace Sentinel.Cli.Tests.Replay;

public class InterruptibleInputTests
{
    [Fact]
    public void What_is_there_is_read_in_pieces_of_any_size()
    {
        var bytes = Enumerable.Range(0, 300_000).Select(i => (byte)i).ToArray();
        using var input = new InterruptibleInput(new MemoryStream(bytes), CancellationToken.None);
        using var copy = new MemoryStream();

        input.CopyTo(copy, 777);

        Assert.Equal(bytes, copy.ToArray());
    }

    [Fact]
    public async Task A_read_that_waits_for_nobody_ends_with_the_interruption()
    {
        using var interruption = new CancellationTokenSource();
        var pipe = new Pipe(); // nobody ever writes
        using var input = new InterruptibleInput(pipe.Reader.AsStream(), interruption.Token);
        var reading = Task.Run(() => input.Read(new byte[10]));

        await interruption.CancelAsync();

        Assert.Equal(0, await reading);
        await pipe.Writer.CompleteAsync();
    }
}
