namespace Sentinel.Core.Knowledge;

/// <summary>The subjects under which accounts are known, each made once: the accounts of an organisation are few. For one thread.</summary>
internal sealed class AccountSubjects
{
    private const int Most = 10_000;

    private readonly Dictionary<string, string> _subjects = new(StringComparer.Ordinal);
    private (string? Account, string Subject) _last = (null, "");

    public string Of(string account)
    {
        if (string.Equals(_last.Account, account, StringComparison.Ordinal)) return _last.Subject;
        if (!_subjects.TryGetValue(account, out var subject))
        {
            if (_subjects.Count == Most) _subjects.Clear();
            _subjects.Add(account, subject = Known.AccountSubject(account));
        }
        _last = (account, subject);
        return subject;
    }
}
