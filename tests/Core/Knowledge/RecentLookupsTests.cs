using Sentinel.Core.Knowledge;

namespace Sentinel.Core.Tests.Knowledge;

public class RecentLookupsTests
{
    private RecentLookups<object> _recent = new();

    [Fact]
    public void The_last_eight_answers_are_found_by_the_very_instance_of_their_key()
    {
        var noted = Enumerable.Range(0, 9).Select(i => (Key: $"key {i}", Value: new object())).ToList();

        foreach (var (key, value) in noted) Assert.Same(value, _recent.Note(key, value));

        Assert.Null(_recent.Find(noted[0].Key));
        Assert.All(noted.Skip(1), n => Assert.Same(n.Value, _recent.Find(n.Key)));
        Assert.Null(_recent.Find(new string(noted[3].Key)));
    }

    [Fact]
    public void What_was_cleared_is_not_found()
    {
        const string key = "key";
        _recent.Note(key, new object());

        _recent.Clear();

        Assert.Null(_recent.Find(key));
    }
}
