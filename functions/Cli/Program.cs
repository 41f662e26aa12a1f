using System.Runtime.InteropServices;
using System.Text;
using Sentinel.Cli;

// A person at the keyboard asks once to stop and sees the summary so far; who asks twice is not made to wait.
using var interrupt = new CancellationTokenSource();
void Stop(PosixSignalContext signal)
{
    signal.Cancel = !interrupt.IsCancellationRequested;
    interrupt.Cancel();
}
using var onInterrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using var onTerminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);

var utf8 = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
using var rawOut = Console.OpenStandardOutput();
using var rawError = Console.OpenStandardError();
await using var output = new StreamWriter(rawOut, utf8, bufferSize: 16 * 1024);
await using var error = new StreamWriter(rawError, utf8) { AutoFlush = true };
try
{
    return SentinelCommand.Run(args, new Terminal
    {
        RawOut = rawOut,
        Out = output,
        Error = error,
        OpenInput = Console.OpenStandardInput,
        Clock = TimeProvider.System,
        Interrupted = interrupt.Token,
        OutIsTerminal = !Console.IsOutputRedirected,
        ErrorIsTerminal = !Console.IsErrorRedirected,
        Width = Console.IsOutputRedirected ? 100 : Math.Clamp(Console.WindowWidth, 60, 160),
    });
}
catch (IOException e) // whoever read the output has gone (a pipe into head), or the disk is full
{
    await error.WriteLineAsync($"sentinel: the output could not be written: {e.Message}");
    return ExitCode.Interrupted;
}
