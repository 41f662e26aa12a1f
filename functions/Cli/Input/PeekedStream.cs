namespace Sentinel.Cli.Input;

/// <summary>A stream whose first bytes can be looked at before it is read, and that counts what was read. Owns the inner stream.</summary>
internal sealed class PeekedStream(Stream inner) : Stream
{
    private readonly byte[] _peeked = new byte[2];
    private int _held, _given;

    public long BytesRead { get; private set; }

    public override bool CanRead => true;
    public override bool CanSeek => false;
    public override bool CanWrite => false;
    public override long Length => throw new NotSupportedException();
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    /// <summary>Before the first read only.</summary>
    public bool StartsWith(byte first, byte second)
    {
        _held = inner.ReadAtLeast(_peeked, _peeked.Length, throwOnEndOfStream: false);
        return _held == 2 && _peeked[0] == first && _peeked[1] == second;
    }

    public override int Read(Span<byte> buffer)
    {
        int read;
        if (_given < _held)
        {
            read = Math.Min(_held - _given, buffer.Length);
            _peeked.AsSpan(_given, read).CopyTo(buffer);
            _given += read;
        }
        else read = inner.Read(buffer);
        BytesRead += read;
        return read;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush() => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing) inner.Dispose();
        base.Dispose(disposing);
    }
}
