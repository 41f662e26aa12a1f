using CsCheck;
using Sentinel.Aws.State;
using Sentinel.Core;
using Sentinel.Core.CloudTrail;
using Sentinel.Core.Knowledge;
using Sentinel.Core.Tests.Confluence;
using Sentinel.Core.Tests.Detections;
using Sentinel.Core.Tests.Knowledge;

namespace Sentinel.Aws.Tests.State;

public sealed class RecordItemTests
{
    [Fact]
    public void What_the_reader_made_of_records_is_the_same_when_it_was_packed_and_unpacked()
    {
        var (records, fields) = (0, 0);

        StreamGen.Streams.Sample(stream =>
        {
            var read = new Overheard();
            var pipeline = new Pipeline(new PipelineOptions { Records = read, Countries = ExampleRunner.KnownCountries });
            foreach (var happening in stream) pipeline.Accept(happening.Json, out _);

            Assert.All(read.Added, kept =>
            {
                var again = Again(kept);
                Assert.Equal(RecordText.Of(kept), RecordText.Of(again));
                Assert.Equal(RecordItem.Pack(kept), RecordItem.Pack(again));
            });
            records += read.Added.Count;
            fields += read.Added.Sum(k => k.Record.Fields.Values.Count);
        }, iter: 100, threads: 1);

        Assert.True(records > 500 && fields > 1_000, $"only {records} records with {fields} fields");
    }

    [Fact]
    public void Any_text_survives()
    {
        // Half of a surrogate pair never gets past the reader.
        var text = Gen.String.Select(s => new string([.. s.Where(c => !char.IsSurrogate(c))]));

        Gen.Select(text, text, text, Gen.Bool, Gen.Enum<Field>()).Sample((a, b, c, flag, field) =>
        {
            var caller = Build.User() with { SessionName = a, SourceIdentity = b, AccessKeyId = c, InvokedBy = a, MfaAuthenticated = b, FunctionInScope = c, IsSso = flag, Type = IdentityType.AssumedRole };
            var record = Build.Record("iam:CreateRole", by: caller, from: Build.Place("2001:db8::1.2.3.4", null), role: a, error: b, region: c, fields: [(field, a), (Field.Ids, b)]);
            var kept = new KeptRecord(record, [a, b], flag);

            Assert.Equal(RecordText.Of(kept), RecordText.Of(Again(kept)));
        }, iter: 300, threads: 1);
    }

    [Fact]
    public void A_half_of_a_surrogate_pair_is_replaced_and_does_not_throw()
    {
        var kept = Build.Kept(Build.Record("iam:CreateRole", error: "\ud800"));

        Assert.Equal("\ufffd", Again(kept).Record.ErrorCode);
    }

    [Fact]
    public void What_a_later_version_wrote_is_refused()
    {
        var bytes = RecordItem.Pack(Build.Kept(Build.Record("iam:CreateRole")));
        bytes[0]++;

        Assert.Throws<InvalidDataException>(() => RecordItem.Unpack(new MemoryStream(bytes)));
    }

    [Fact]
    public void Damaged_bytes_are_refused_and_nothing_else_is_thrown()
    {
        var good = RecordItem.Pack(Build.Kept(Build.Record("iam:CreateRole")));

        Gen.Select(Gen.Int[1, good.Length - 1], Gen.Byte).Sample((at, value) =>
        {
            var bytes = good.ToArray();
            bytes[at] = value;
            try
            {
                RecordItem.Unpack(new MemoryStream(bytes));
            }
            catch (InvalidDataException)
            {
            }
        }, iter: 500, threads: 1);
    }

    private static KeptRecord Again(KeptRecord kept) => RecordItem.Unpack(new MemoryStream(RecordItem.Pack(kept)));

    /// <summary>Keeps records in memory and tells which were added.</summary>
    private sealed class Overheard : IRecordStore
    {
        private readonly MemoryRecordStore _memory = new();

        public List<KeptRecord> Added { get; } = [];

        public ValueTask FetchAsync(IReadOnlyCollection<string> subjects, CancellationToken cancellationToken) => ValueTask.CompletedTask;

        public IReadOnlyList<KeptRecord> Under(string subject) => _memory.Under(subject);

        public bool Add(KeptRecord record)
        {
            Added.Add(record);
            return _memory.Add(record);
        }

        public void ForgetBefore(DateTimeOffset time) => _memory.ForgetBefore(time);

        public ValueTask FlushAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;
    }
}
