using System.CommandLine;
using Amazon.Runtime;
using Sentinel.Aws;
using Sentinel.Aws.Archives;
using Sentinel.Core.Settings;

namespace Sentinel.Cli.Deployment;

/// <summary>Runs what works on a deployment. Whatever AWS or the network says ends in one line on standard error and <see cref="ExitCode.Unreadable"/>.</summary>
internal static class DeploymentCommand
{
    /// <summary>Gives the command <c>--profile</c> and <c>--region</c>, and sets what it does.</summary>
    /// <param name="run">Returns an <see cref="ExitCode"/>.</param>
    public static void SetDeploymentAction(this Command command, Terminal terminal, Func<ParseResult, AwsClients, CancellationToken, Task<int>> run) =>
        command.SetDeploymentAction(terminal, (parsed, connect, cancellationToken) => run(parsed, connect(), cancellationToken));

    /// <summary>The same for what may do without AWS: no region is asked for until it connects, which it may do again and again.</summary>
    public static void SetDeploymentAction(this Command command, Terminal terminal, Func<ParseResult, Func<AwsClients>, CancellationToken, Task<int>> run)
    {
        var options = new AwsOptions();
        options.AddTo(command);
        command.SetAction(parsed =>
        {
            AwsClients? clients = null;
            try
            {
                return run(parsed, () => clients ??= options.Connect(parsed, terminal), terminal.Interrupted).GetAwaiter().GetResult();
            }
            catch (OperationCanceledException) when (terminal.Interrupted.IsCancellationRequested)
            {
                return ExitCode.Interrupted;
            }
            catch (Exception e) when (e is DeploymentException or ConfigurationException or AmazonServiceException or AmazonClientException or HttpRequestException or ArchiveException)
            {
                terminal.Error.WriteLine($"sentinel: {Printable.Of(e.Message, 500)}");
                return ExitCode.Unreadable;
            }
            finally
            {
                clients?.Dispose();
            }
        });
    }
}
