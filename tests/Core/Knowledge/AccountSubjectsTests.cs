using System.Globalization;
using Sentinel.Core.Knowledge;

namespace Sentinel.Core.Tests.Knowledge;

public class AccountSubjectsTests
{
    private readonly AccountSubjects _subjects = new();

    [Fact]
    public void The_subject_of_an_account_is_made_once()
    {
        var first = _subjects.Of(Build.Account);
        var other = _subjects.Of("444455556666");

        Assert.Equal(("account:111122223333", "account:444455556666"), (first, other));
        Assert.Same(first, _subjects.Of(new string(Build.Account)));
        Assert.Same(other, _subjects.Of("444455556666"));
        Assert.Same(first, _subjects.Of(Build.Account));
        Assert.Equal("account:", _subjects.Of(""));
    }

    [Fact]
    public void Of_ten_thousand_accounts_none_is_made_twice_and_beyond_them_memory_does_not_grow()
    {
        var accounts = Enumerable.Range(0, 10_000).Select(i => i.ToString("D12", CultureInfo.InvariantCulture)).ToList();
        var made = accounts.Select(_subjects.Of).ToList();

        Assert.All(accounts.Zip(made), pair => Assert.Same(pair.Second, _subjects.Of(pair.First)));
        _subjects.Of("one too many");

        Assert.NotSame(made[0], _subjects.Of(accounts[0]));
        Assert.Equal(made[0], _subjects.Of(accounts[0]));
    }
}
