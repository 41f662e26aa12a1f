using System.Text;
using System.Text.Json;

namespace Sentinel.Handlers.Tests.Published;

[Trait("Proof", "aot")]
public sealed class PublishedBootstrapTests : IAsyncLifetime
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(60);

    // What Amazon Linux 2023, and so provided.al2023, has: https://docs.aws.amazon.com/linux/al2023/ug/core-glibc.html
    private static readonly Version Glibc = new(2, 34);

    private RuntimeApiStub _lambda = null!;

    public async Task InitializeAsync() => _lambda = await RuntimeApiStub.StartAsync();

    public async Task DisposeAsync() => await _lambda.DisposeAsync();

    [Fact]
    public async Task It_needs_no_newer_glibc_than_amazon_linux_2023_has_and_no_other_library()
    {
        var needed = ElfVersions.NeededBy(await File.ReadAllBytesAsync(await PublishedBootstrap.PathAsync()));

        var versions = needed.Where(n => n.Version.StartsWith("GLIBC_2.", StringComparison.Ordinal)).Select(n => Version.Parse(n.Version["GLIBC_".Length..])).ToList();
        Assert.Contains(versions, v => v >= new Version(2, 14)); // memcpy: the versions were read
        Assert.All(versions, v => Assert.True(v <= Glibc, $"needs GLIBC_{v}"));
        Assert.All(needed, n => Assert.Contains(n.Library, (string[])["libc.so.6", "libm.so.6", "libgcc_s.so.1", PublishedBootstrap.Architecture is "arm64" ? "ld-linux-aarch64.so.1" : "ld-linux-x86-64.so.2"]));
    }

    [Fact]
    public async Task It_is_for_the_machine_that_was_asked_for() =>
        Assert.Equal(PublishedBootstrap.Architecture is "arm64" ? 183 : 62, ElfVersions.MachineOf(await File.ReadAllBytesAsync(await PublishedBootstrap.PathAsync())));

    [Fact]
    public async Task A_newer_glibc_would_be_seen()
    {
        var file = await File.ReadAllBytesAsync(await PublishedBootstrap.PathAsync());

        file.AsSpan()[(file.AsSpan().IndexOf("GLIBC_2.34\0"u8) + "GLIBC_2.3".Length)..][0] = (byte)'9';

        Assert.Contains(("libc.so.6", "GLIBC_2.39"), ElfVersions.NeededBy(file));
    }

    [Fact]
    public async Task What_is_deployed_is_one_small_file_without_its_symbols_and_the_countries_beside_it()
    {
        var path = await PublishedBootstrap.PathAsync();

        var folder = Path.GetDirectoryName(path)!;
        Assert.Equal(["bootstrap", "countries.mmdb"], Directory.GetFiles(folder).Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal));
        Assert.InRange(new FileInfo(path).Length, 1_000_000, 30_000_000);
        using var countries = Aws.MmdbCountries.TryOpen(Path.Combine(folder, "countries.mmdb"), out var reason);
        Assert.True(countries?.CountryOf(System.Net.IPAddress.Parse("8.8.8.8")) is "US", reason);
        Assert.True(File.Exists(folder + ".dbg"));
        Assert.DoesNotContain(PublishedBootstrap.Root, Encoding.Latin1.GetString(await File.ReadAllBytesAsync(path)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_answers_a_batch_and_writes_its_log_and_its_metrics_and_ends_well_on_sigterm()
    {
        await using var function = await PublishedBootstrap.StartAsync(_lambda.Endpoint, "inspect", ("POWERTOOLS_SERVICE_NAME", "inspect"));

        var answer = await _lambda.InvokeAsync(Sample.Batch(Sample.Envelope(), "{}", Sample.Envelope())).WaitAsync(Soon);
        await function.TerminateAsync();

        Assert.False(answer.IsError);
        Assert.Equal(["m1"], Sample.Failures(answer.Body));
        Assert.Equal(0, await function.ExitAsync(Soon));
        var lines = function.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => JsonElement.Parse(l)).ToList();
        Assert.Equal(2, lines.Count);
        Assert.Equal("m1", lines[0].GetProperty("message_id").GetString());
        Assert.Equal("sentinel-inspect", lines[0].GetProperty("function_name").GetString());
        Assert.Equal("1-5bef4de7-ad49b0e87f6ef6c87fc2e700", lines[0].GetProperty("xray_trace_id").GetString());
        Assert.True(lines[0].GetProperty("cold_start").GetBoolean());
        Assert.Equal((2, 1), (lines[1].GetProperty("Records").GetInt32(), lines[1].GetProperty("Rejected").GetInt32()));
        Assert.Equal("inspect", lines[1].GetProperty("Service").GetString());
        Assert.Empty(function.Errors.Trim());
    }

    [Fact]
    public async Task Waiting_for_an_event_it_ends_well_on_sigterm()
    {
        await using var function = await PublishedBootstrap.StartAsync(_lambda.Endpoint, "inspect");

        await _lambda.Started.WaitAsync(Soon);
        await function.TerminateAsync();

        Assert.Equal(0, await function.ExitAsync(Soon));
        Assert.Empty((function.Output + function.Errors).Trim());
    }

    [Fact]
    public async Task An_unknown_handler_is_an_init_error_that_names_the_known_ones()
    {
        await using var function = await PublishedBootstrap.StartAsync(_lambda.Endpoint, "inspekt");

        var error = await _lambda.InitError.WaitAsync(Soon);

        Assert.Equal(1, await function.ExitAsync(Soon));
        Assert.Equal("Runtime.NoSuchHandler", error.ErrorType);
        var message = JsonElement.Parse(error.Body).GetProperty("errorMessage").GetString()!;
        Assert.StartsWith("_HANDLER is 'inspekt', expected one of: ", message, StringComparison.Ordinal);
        Assert.Contains("inspect", message[message.IndexOf(':', StringComparison.Ordinal)..], StringComparison.Ordinal);
        Assert.Equal("Critical", JsonElement.Parse(function.Output.Trim()).GetProperty("level").GetString());
    }

    [Fact]
    [Trait("Proof", "hostile-input")]
    public async Task Hostile_events_do_not_end_it_and_are_told_from_each_other()
    {
        await using var function = await PublishedBootstrap.StartAsync(_lambda.Endpoint, "inspect");
        byte[][] hostile =
        [
            [], [0xff, 0xfe, 0x00], "null"u8.ToArray(), """{"Records":[{"messageId":null}]}"""u8.ToArray(), """{"Records":[{"messageId":"\udc00","body":""}]}"""u8.ToArray(),
            Encoding.UTF8.GetBytes(new string('[', 200_000)), Encoding.UTF8.GetBytes($$"""{"Records":[{"messageId":"{{new string('x', 5_000_000)}}"""), new byte[6_000_000],
        ];

        foreach (var payload in hostile)
        {
            var error = await _lambda.InvokeAsync(payload).WaitAsync(Soon);
            Assert.Equal("Function.MalformedEventException", error.ErrorType);
            Assert.Equal("MalformedEventException", JsonElement.Parse(error.Body).GetProperty("errorType").GetString());
        }
        var deep = string.Concat(Enumerable.Repeat("{\"detail\":", 50_000));
        var answer = await _lambda.InvokeAsync(Sample.Batch(deep, "\u0000\u202e\u001b[2J", Sample.Envelope(), "", new string('9', 250_000))).WaitAsync(Soon);

        Assert.Equal(["m0", "m1", "m3", "m4"], Sample.Failures(answer.Body).Order());
        Assert.True(function.IsRunning);
        if (!PublishedBootstrap.IsEmulated) Assert.InRange(function.PeakMemory, 1, 64 * 1024 * 1024);
        await function.TerminateAsync();
        Assert.Equal(0, await function.ExitAsync(Soon));
        Assert.All(function.Output, c => Assert.True(c is '\n' or (>= ' ' and <= '~')));
        Assert.All(function.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries), l => JsonElement.Parse(l));
    }

    [Fact]
    public async Task Started_by_hand_it_says_what_it_is_for()
    {
        await using var function = await PublishedBootstrap.StartAsync("", "", ("AWS_LAMBDA_RUNTIME_API", ""));

        Assert.Equal(2, await function.ExitAsync(Soon));
        Assert.StartsWith("AWS_LAMBDA_RUNTIME_API is not set", function.Errors, StringComparison.Ordinal);
    }
}
