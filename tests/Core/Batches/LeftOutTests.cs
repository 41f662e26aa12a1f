using Sentinel.Core.Batches;
using Sentinel.Core.Incidents;
using Sentinel.Core.Knowledge;
using Sentinel.Core.Tests.Knowledge;

namespace Sentinel.Core.Tests.Batches;

/// <summary>Whoever dies between the writes of one thing leaves it out under some of its subjects: the next one writes it there.</summary>
public class LeftOutTests
{
    private static readonly Signal Whole = Build.Signal(1), Half = Build.Signal(2);
    private static readonly SubjectLink WholeLink = new(Build.At(3), "e3", [Build.Dev, Build.Orders]), HalfLink = new(Build.At(4), "e4", [Build.Dev, Build.Orders]);

    [Fact]
    public void A_signal_and_a_link_that_do_not_stand_under_all_of_their_subjects_are_found()
    {
        var reads = new SignalReads(new HalfSignals());
        reads.Under(Build.Dev);
        reads.Under(Build.Orders);

        var (signals, links) = reads.LeftOut();

        Assert.Equal([Half], signals);
        Assert.Equal([HalfLink], links);
    }

    [Fact]
    public void Of_a_subject_that_was_not_read_nothing_is_said()
    {
        var reads = new SignalReads(new HalfSignals());
        reads.Under(Build.Dev);

        var (signals, links) = reads.LeftOut();

        Assert.Empty(signals);
        Assert.Empty(links);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_record_is_handed_on_where_it_does_not_stand_under_all_of_its_subjects(bool isWhole)
    {
        var kept = Build.Kept(Build.Record("lambda:UpdateFunctionCode", function: Build.Orders));
        var below = new HalfRecords(kept, isWhole ? [.. kept.Subjects] : [Build.Dev]);
        var overlay = new RecordOverlay(below);

        var ties = new SubjectTies();

        overlay.Add(kept);
        overlay.Commit(ties);

        Assert.Equal(isWhole, ties.IsEmpty);
        Assert.Equal(isWhole ? [] : [kept], below.Added);
    }

    private sealed class HalfSignals : ISignalStore
    {
        public SubjectSignals Under(string subject) => subject == Build.Dev ? new([Whole, Half], [WholeLink, HalfLink]) : new([Whole], [WholeLink]);

        public ValueTask FetchAsync(IReadOnlyCollection<string> subjects, CancellationToken cancellationToken) => ValueTask.CompletedTask;

        public void Add(Signal signal) => throw new NotSupportedException();

        public void Add(SubjectLink link) => throw new NotSupportedException();

        public ValueTask FlushAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;
    }

    private sealed class HalfRecords(KeptRecord kept, string[] under) : IRecordStore
    {
        public List<KeptRecord> Added { get; } = [];

        public IReadOnlyList<KeptRecord> Under(string subject) => under.Contains(subject, StringComparer.Ordinal) ? [kept] : [];

        public ValueTask FetchAsync(IReadOnlyCollection<string> subjects, CancellationToken cancellationToken) => ValueTask.CompletedTask;

        public bool Add(KeptRecord record)
        {
            Added.Add(record);
            return true;
        }

        public ValueTask FlushAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

        public void ForgetBefore(DateTimeOffset time) => throw new NotSupportedException();
    }
}
