using System.Text.RegularExpressions;
using CsCheck;
using Sentinel.Core.Settings;

namespace Sentinel.Core.Tests.Settings;

public class GlobTests
{
    // A small alphabet, so that patterns match often and stars have something to choose between.
    private static readonly Gen<string> Patterns = Gen.OneOf('a', 'b', '*', '?', '.', '\n').Array[0, 12].Select(c => new string(c));
    private static readonly Gen<string> Texts = Gen.OneOf('a', 'b', '.', '\n', '*').Array[0, 16].Select(c => new string(c));

    [Fact]
    public void A_glob_matches_what_its_translation_to_a_regular_expression_matches() =>
        Gen.Select(Patterns, Texts).Sample((pattern, text) => new Glob(pattern).IsMatch(text) == Naive(pattern, text), iter: 20_000);

    [Fact]
    public void Many_stars_do_not_make_it_slow()
    {
        var glob = new Glob(string.Concat(Enumerable.Repeat("*a", 60)) + "b");

        var matched = glob.IsMatch(new string('a', 20_000));

        Assert.False(matched);
    }

    [Theory]
    [InlineData("arn:aws:lambda:*:*:function:prod-*", "arn:aws:lambda:eu-west-1:111122223333:function:prod-billing", true)]
    [InlineData("arn:aws:lambda:*:*:function:prod-*", "arn:aws:lambda:eu-west-1:111122223333:function:Prod-billing", false)]
    [InlineData("arn:aws:lambda:*:*:function:prod-*", "arn:aws:lambda:eu-west-1:111122223333:function:preprod-x", false)]
    [InlineData("*", "", true)]
    public void Case_counts_and_a_star_crosses_colons(string pattern, string text, bool expected) => Assert.Equal(expected, new Glob(pattern).IsMatch(text));

    [Fact]
    public void No_text_matches_no_list() => Assert.False(new GlobList([new Glob("*")]).IsMatch(null));

    private static bool Naive(string pattern, string text) => Regex.IsMatch(
        text,
        "\\A" + Regex.Escape(pattern).Replace("\\*", "[\\s\\S]*", StringComparison.Ordinal).Replace("\\?", "[\\s\\S]", StringComparison.Ordinal) + "\\z",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        TimeSpan.FromSeconds(10));
}
