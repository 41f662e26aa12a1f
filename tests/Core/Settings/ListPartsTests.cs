using System.Text;
using CsCheck;
using Sentinel.Core.Settings;

namespace Sentinel.Core.Tests.Settings;

public class ListPartsTests
{
    [Fact]
    public void Parts_are_short_enough_whole_lines_and_joined_what_they_were() =>
        Gen.Select(Gen.Int[0, 5000], Gen.OneOf('a', 'é', '山')).Select((n, c) => new string(c, n / Encoding.UTF8.GetByteCount([c]))).Array[1, 40].Where(l => l.All(e => Encoding.UTF8.GetByteCount(e) is > 0 and <= 4096)).Sample(lines =>
        {
            var parts = ListParts.Of(string.Join('\n', lines))!;

            Assert.Equal(string.Join('\n', lines), string.Join('\n', parts));
            Assert.All(parts, p => Assert.InRange(Encoding.UTF8.GetByteCount(p), 1, ListParts.MostBytes));
            Assert.All(parts.Zip(parts.Skip(1)), pair => Assert.True(Encoding.UTF8.GetByteCount(pair.First) + 1 + Encoding.UTF8.GetByteCount(pair.Second.Split('\n')[0]) > ListParts.MostBytes));
        }, iter: 200);

    [Fact]
    public void What_fits_is_one_part_and_what_does_not_is_none()
    {
        Assert.Equal(["none"], ListParts.Of("none"));
        Assert.Single(ListParts.Of(new string('a', 4096))!);
        Assert.Null(ListParts.Of(new string('a', 4097)));
        Assert.Equal(100, ListParts.Of(string.Join('\n', Enumerable.Repeat(new string('a', 4096), 100)))!.Count);
        Assert.Null(ListParts.Of(string.Join('\n', Enumerable.Repeat(new string('a', 4096), 101))));
    }
}
