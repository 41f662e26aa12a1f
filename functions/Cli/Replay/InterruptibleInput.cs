namespace Sentinel.Cli.Replay;

/// <summary>Standard input that ends when the user interrupts: a read that waits for a terminal or a pipe cannot be called off, but it can be left behind.</summary>
internal sealed class InterruptibleInput(Stream inner, CancellationToken interrupted) : Stream
{
    // Read into a buffer of its own: what is left behind may still write into it.
    private readonly byte[] _buffer = new byte[128 * 1024];
    private int _start;
    private int _end;

    public override bool CanRead => true;
    public override bool CanSeek => false;
    public override bool CanWrite => false;
    public override long Length => throw new NotSupportedException();
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        if (_start == _end) Fill();
        var taken = Math.Min(buffer.Length, _end - _start);
        _buffer.AsSpan(_start, taken).CopyTo(buffer);
        _start += taken;
        return taken;
    }

    private void Fill()
    {
        (_start, _end) = (0, 0);
        if (interrupted.IsCancellationRequested) return;
        try
        {
            _end = Task.Run(() => inner.Read(_buffer), CancellationToken.None).WaitAsync(interrupted).GetAwaiter().GetResult();
        }
        catch (OperationCanceledException)
        {
            // The end of the input, as far as this run goes.
        }
    }

    public override void Flush() => throw new NotSupportedException();
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
    public override void SetLength(long value) => throw new NotSupportedException();
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
