using System.Globalization;
using Sentinel.Core.Knowledge;

namespace Sentinel.Core.Detections;

/// <summary>What a function sent, in words.</summary>
internal static class ByteCount
{
    /// <summary>As <c>812 bytes</c>, <c>64.0 KB</c>, <c>38.1 MB</c>, with steps of 1,024.</summary>
    public static string Of(long bytes) => bytes switch
    {
        < 1024 => string.Create(CultureInfo.InvariantCulture, $"{bytes} bytes"),
        < 1024 * 1024 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1024.0:0.0} KB"),
        < 1024 * 1024 * 1024 => string.Create(CultureInfo.InvariantCulture, $"{bytes / (1024.0 * 1024):0.0} MB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes / (1024.0 * 1024 * 1024):0.0} GB"),
    };

    /// <summary>How sure it is that this function sent it: an interface is shared by all functions with the same subnet and security groups
    /// (https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html). Empty when no other function usually runs on it.</summary>
    public static string Sharing(in Egress sent, Known known) => known.OthersUsuallyOn(sent.Interface, sent.Function) switch
    {
        0 => "",
        1 => ", which one other function usually shares",
        var others => string.Create(CultureInfo.InvariantCulture, $", which {others} other functions usually share"),
    };
}
