using Sentinel.Core.Batches;
using Sentinel.Core.Detections;
using Sentinel.Core.Knowledge;
using Sentinel.Core.Tests.Confluence;
using Sentinel.Core.Tests.Detections;

namespace Sentinel.Core.Tests.Batches;

/// <summary>After it has written a Detector reads again what others may have written beside it: as much as that, and no more.</summary>
public class ReadAgainTests
{
    private const string Dev = "arn:aws:iam::111122223333:user/dev", Mallory = "arn:aws:iam::111122223333:user/mallory", Role = "arn:aws:iam::111122223333:role/orders";

    private static readonly Call SignIn = new("signin:ConsoleLogin") { Response = """{"ConsoleLogin":"Success"}""", More = """{"MFAUsed":"Yes"}""" };
    private static readonly Call Assume = new("sts:AssumeRole") { Request = """{"roleArn":"arn:aws:iam::111122223333:role/orders","roleSessionName":"s"}""" };

    [Fact]
    public async Task A_habit_is_stored_and_nothing_is_read_again()
    {
        var here = new Here();

        await here.TakeAsync(new Happening(SignIn, 0, 1));

        Assert.Contains(here.Shared.Facts.Of(Dev).Habits, h => h.Days.Contains(DaySet.DayOf(ExampleRunner.Noon)));
        Assert.Empty(here.ReadAgain);
    }

    [Fact]
    public async Task A_link_is_stored_and_what_it_ties_is_read_again_once_in_its_hour()
    {
        var here = new Here();

        await here.TakeAsync(new Happening(Assume, 0, 1));
        var first = here.Signals.ReadAgain.ToList();
        here.Signals.ReadAgain.Clear();
        await here.TakeAsync(new Happening(Assume, 60, 2));

        Assert.Equal([Role, Dev], first.Order(StringComparer.Ordinal));
        Assert.Empty(here.ReadAgain);
    }

    [Fact]
    public async Task What_nothing_was_written_about_is_not_read_again()
    {
        var here = new Here();
        await here.TakeAsync(new Happening(Assume, 0, 1));
        here.Signals.ReadAgain.Clear();

        await here.TakeAsync(new Happening(Assume, 60, 2), new Happening(new Call("iam:CreateRole") { By = Who.Mallory, From = Who.Abroad, Region = "us-east-1", Request = """{"roleName":"other"}""" }, 61, 3));

        Assert.Contains(Mallory, here.Signals.ReadAgain);
        Assert.DoesNotContain(Dev, here.Signals.ReadAgain);
        Assert.DoesNotContain(Role, here.Signals.ReadAgain);
    }

    [Fact]
    public async Task What_could_not_be_read_again_is_owed_by_the_next_batch_whatever_that_is()
    {
        var here = new Here();
        here.Signals.FailsNext = true;

        await Assert.ThrowsAsync<TimeoutException>(async () => await here.TakeAsync(new Happening(Assume, 0, 1)));
        here.Signals.ReadAgain.Clear();
        await here.TakeAsync(new Happening(SignIn, 1, 2));

        Assert.Equal([Role, Dev], here.Signals.ReadAgain.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Subjects_are_tied_over_others()
    {
        var ties = new SubjectTies();

        ties.Tie(["a", "b"]);
        ties.Tie(["c", "d"]);
        ties.Tie(["b", "e"]);
        ties.Wrote(["e", "f"]);
        ties.Tie(["f", "g"]);

        Assert.Equal(["a", "b", "e", "f", "g"], ((string[])["a", "b", "c", "d", "e", "f", "g", "h"]).Where(ties.Reaches));
    }

    [Fact]
    public void Where_nothing_was_written_nothing_is_reached()
    {
        var ties = new SubjectTies();

        ties.Tie(["a", "b"]);
        ties.Wrote([]);

        Assert.True(ties.IsEmpty);
        Assert.False(ties.Reaches("a"));
    }

    /// <summary>One Detector, and what it shares.</summary>
    private sealed class Here
    {
        private readonly BatchDetector _detector;

        public Here()
        {
            (Facts, Records, Signals) = (new SharedFacts(Shared), new SharedRecords(Shared), new SharedSignals(Shared));
            _detector = new BatchDetector(new BatchDetectorOptions
            {
                Settings = _ => ValueTask.FromResult(BatchEnd.Settings),
                Countries = ExampleRunner.KnownCountries,
                Facts = Facts,
                Records = Records,
                Signals = Signals,
                Calls = new SharedCalls(Shared),
                Ask = (_, _) => ValueTask.CompletedTask,
            });
        }

        public Shared Shared { get; } = new(BatchEnd.History.Copy());

        public SharedFacts Facts { get; }

        public SharedRecords Records { get; }

        public SharedSignals Signals { get; }

        public IEnumerable<string> ReadAgain => [.. Facts.ReadAgain, .. Records.ReadAgain, .. Signals.ReadAgain];

        public async Task TakeAsync(params Happening[] happenings) => await _detector.TakeAsync([.. happenings.Select(h => (ReadOnlyMemory<byte>)h.Json)], CancellationToken.None);
    }
}
