using Sentinel.Core.FlowLogs;

namespace Sentinel.Core.Tests.FlowLogs;

public class FlowLogFormatTests
{
    [Theory]
    [InlineData("interface-id srcaddr dstaddr end")]
    [InlineData("${interface-id} ${pkt-srcaddr} ${pkt-dstaddr} ${start}")]
    [InlineData("  version   interface-id srcaddr dstaddr start end a-field-of-tomorrow ")]
    public void Names_are_read_bare_or_as_the_flow_log_was_given_them(string text) => Assert.True(FlowLogFormat.TryParse(text, out _, out var reason), reason);

    [Theory]
    [InlineData("", "names no interface-id")]
    [InlineData("srcaddr dstaddr end", "names no interface-id")]
    [InlineData("interface-id dstaddr end", "names neither srcaddr nor pkt-srcaddr")]
    [InlineData("interface-id srcaddr end", "names neither dstaddr nor pkt-dstaddr")]
    [InlineData("interface-id srcaddr dstaddr", "names neither start nor end")]
    [InlineData("interface-id srcaddr dstaddr end srcaddr", "names srcaddr twice")]
    [InlineData("interface-id srcaddr dstaddr end bytes;drop", "names bytes;drop, expected names")]
    [InlineData("interface-id,srcaddr,dstaddr,end", "expected names as srcaddr")]
    public void What_is_no_format_is_refused_with_what_would_be_right(string text, string expected)
    {
        Assert.False(FlowLogFormat.TryParse(text, out _, out var reason));

        Assert.Contains(expected, reason, StringComparison.Ordinal);
    }

    [Fact]
    public void The_default_is_version_2_with_its_14_fields() => Assert.Equal(14, FlowLogFormat.Default.Count);
}
