using System.Net;
using System.Text;
using CsCheck;
using Sentinel.Core.FlowLogs;

namespace Sentinel.Core.Tests.FlowLogs;

public class FlowAddressTests
{
    [Fact]
    public void An_address_comes_out_as_it_went_in()
    {
        var addresses = Gen.Select(Gen.Byte.Array[16], Gen.Bool).Select((bytes, six) => new IPAddress(six ? bytes : bytes[..4]));

        addresses.Sample(address =>
        {
            Assert.True(FlowAddress.TryParse(Encoding.UTF8.GetBytes(address.ToString()), out var read));
            Assert.Equal(FlowAddress.Of(address), read);
            Assert.Equal(address.IsIPv4MappedToIPv6 ? address.MapToIPv4().ToString() : address.ToString(), read.ToString());
        }, iter: 2_000);
    }

    [Theory]
    [InlineData("::ffff:185.143.221.89")]
    [InlineData("64:ff9b::b98f:dd59")]
    public void One_of_version_4_is_the_same_by_whatever_way_it_came(string text)
    {
        Assert.True(FlowAddress.TryParse(Encoding.UTF8.GetBytes(text), out var read));

        Assert.Equal("185.143.221.89", read.ToString());
    }

    [Theory]
    [InlineData("185.143.221.89", true)]
    [InlineData("9.255.255.255", true)]
    [InlineData("10.0.0.0", false)]
    [InlineData("100.63.255.255", true)]
    [InlineData("100.64.0.1", false)]
    [InlineData("100.127.255.255", false)]
    [InlineData("100.128.0.0", true)]
    [InlineData("127.0.0.1", false)]
    [InlineData("169.254.169.254", false)]
    [InlineData("169.253.0.1", true)]
    [InlineData("172.15.255.255", true)]
    [InlineData("172.16.0.0", false)]
    [InlineData("172.31.255.255", false)]
    [InlineData("172.32.0.0", true)]
    [InlineData("192.168.1.1", false)]
    [InlineData("192.167.1.1", true)]
    [InlineData("198.18.0.1", false)]
    [InlineData("198.19.255.255", false)]
    [InlineData("198.20.0.0", true)]
    [InlineData("224.0.0.251", false)]
    [InlineData("255.255.255.255", false)]
    [InlineData("2600:1f18::1", true)]
    [InlineData("fd00:ec2::253", false)]
    [InlineData("fe80::1", false)]
    [InlineData("ff02::1", false)]
    [InlineData("::1", false)]
    public void What_lies_on_the_internet_is_told_from_what_does_not(string text, bool isPublic)
    {
        Assert.True(FlowAddress.TryParse(Encoding.UTF8.GetBytes(text), out var address));

        Assert.Equal(isPublic, address.IsPublic);
    }

    [Theory]
    [InlineData("1")]
    [InlineData("1.2.3")]
    [InlineData("1.2.3.4.5")]
    [InlineData("1.2..4")]
    [InlineData("0x7f.1.1.1")]
    [InlineData("1.2.3.0004")]
    [InlineData("[::1]:80")]
    [InlineData("fe80::1%eth0")]
    [InlineData("-")]
    public void What_AWS_does_not_write_is_no_address(string text) => Assert.False(FlowAddress.TryParse(Encoding.UTF8.GetBytes(text), out _));
}
