using System.Globalization;
using CsCheck;
using Sentinel.Core.Settings;

namespace Sentinel.Core.Tests.Settings;

[Trait("Proof", "hostile-names")]
public class PrintableTests
{
    [Fact]
    public void No_character_that_acts_on_a_terminal_gets_through()
    {
        var hidden = Enumerable.Range(0, 0xD800).Concat(Enumerable.Range(0xE000, 0x2000)).Select(c => (char)c)
            .Where(c => char.IsControl(c) || char.GetUnicodeCategory(c) is UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);

        Assert.All(hidden, c => Assert.Equal($"a\\u{(int)c:X4}b", Printable.Of($"a{c}b")));
    }

    [Theory]
    [InlineData("\u001b[2Jgone", "\\u001B[2Jgone")]
    [InlineData("user\u202Eexe.nimda", "user\\u202Eexe.nimda")]
    [InlineData("two\r\nlines", "two\\u000D\\u000Alines")]
    [InlineData("Zoë Łukasz 山田", "Zoë Łukasz 山田")]
    [InlineData("tag \U000E0041 smuggled", "tag \\uDB40\\uDC41 smuggled")]
    [InlineData(null, "")]
    public void Names_stay_readable_and_tricks_become_visible(string? text, string expected) => Assert.Equal(expected, Printable.Of(text));

    [Fact]
    public void Half_a_character_is_shown_as_such() => Assert.Equal("half \uFFFD only", Printable.Of("half " + '\uD83D' + " only"));

    [Fact]
    public void The_result_is_never_wider_than_asked() =>
        Gen.Select(Gen.String, Gen.Int[1, 30]).Sample((text, width) => Printable.Of(text, width).Length <= width);

    [Fact]
    public void A_cut_ends_in_an_ellipsis_and_never_inside_an_escape()
    {
        Assert.Equal("abcdefg…", Printable.Of("abcdefghij", 8));
        Assert.Equal("abcd…", Printable.Of("abcd\u0007efg", 8));
    }
}
