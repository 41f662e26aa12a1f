using CsCheck;
using Sentinel.Core.Coverage;

namespace Sentinel.Core.Tests.Coverage;

public class EventSelectionTests
{
    private const string Function = "AWS::Lambda::Function";
    private const string Orders = "arn:aws:lambda:eu-west-1:111122223333:function:orders";

    private static readonly RecordedEvent Invoke = new("Data", "lambda.amazonaws.com", "Invoke", IsReadOnly: false, Function, Orders);
    private static readonly RecordedEvent Change = new("Management", "lambda.amazonaws.com", "CreateFunction20150331", IsReadOnly: false);

    [Theory]
    [InlineData("All", "arn:aws:lambda", true)]
    [InlineData("WriteOnly", "arn:aws:lambda", true)]
    [InlineData("ReadOnly", "arn:aws:lambda", false)]
    [InlineData("All", Orders, true)]
    [InlineData("All", Orders + "-2", false)]
    public void A_basic_selector_records_all_functions_or_those_it_names(string readWrite, string value, bool recorded)
    {
        var selections = EventSelection.OfBasic(readWrite, management: false, [], [(Function, [value])]);

        Assert.Equal(recorded, selections.Any(s => s.Records(Invoke)));
    }

    [Fact]
    public void A_basic_selector_without_management_events_records_no_change()
    {
        Assert.Contains(EventSelection.OfBasic("All", management: true, [], []), s => s.Records(Change));
        Assert.DoesNotContain(EventSelection.OfBasic("All", management: false, [], [(Function, ["arn:aws:lambda"])]), s => s.Records(Change));
        Assert.DoesNotContain(EventSelection.OfBasic("ReadOnly", management: true, [], []), s => s.Records(Change));
        Assert.DoesNotContain(EventSelection.OfBasic("All", management: true, ["lambda.amazonaws.com"], []), s => s.Records(Change));
    }

    [Fact]
    public void Objects_are_named_by_what_their_keys_begin_with()
    {
        var selections = EventSelection.OfBasic("All", false, [], [("AWS::S3::Object", ["arn:aws:s3:::ledger/"])]).ToList();

        Assert.Contains(selections, s => s.Records(new RecordedEvent("Data", "s3.amazonaws.com", "GetObject", true, "AWS::S3::Object", "arn:aws:s3:::ledger/2024/a")));
        Assert.DoesNotContain(selections, s => s.Records(new RecordedEvent("Data", "s3.amazonaws.com", "GetObject", true, "AWS::S3::Object", "arn:aws:s3:::ledger-copy/a")));
    }

    [Fact]
    public void What_deselects_wins_over_what_selects()
    {
        var condition = new FieldCondition("resources.ARN") { StartsWith = ["arn:aws:lambda"], NotEqualTo = [Orders] };

        Assert.False(condition.Holds(Orders));
        Assert.True(condition.Holds(Orders + "-2"));
    }

    [Fact]
    public void Of_a_field_that_the_event_may_not_have_only_what_deselects_holds()
    {
        Assert.False(new FieldCondition("userIdentity.arn") { EqualTo = ["arn:aws:iam::111122223333:user/dev_user"] }.Holds(null));
        Assert.True(new FieldCondition("userIdentity.arn") { NotEqualTo = ["arn:aws:iam::111122223333:user/dev_user"] }.Holds(null));
    }

    [Fact]
    public void One_condition_more_never_records_more() =>
        Gen.Select(Conditions, Condition).Sample((conditions, further) =>
        {
            var (wide, narrow) = (new EventSelection(conditions), new EventSelection([.. conditions, further]));

            Assert.True(wide.Records(Invoke) || !narrow.Records(Invoke));
        });

    private static readonly Gen<string[]> Values = Gen.OneOf("Data", "Management", "Invoke", Function, "arn:aws:lambda", Orders, "false", "").Array[0, 3];

    private static readonly Gen<FieldCondition> Condition =
        from field in Gen.OneOf("eventCategory", "resources.type", "resources.ARN", "readOnly", "eventName", "userIdentity.arn")
        from equal in Values
        from starts in Values
        from not in Values
        select new FieldCondition(field) { EqualTo = equal, StartsWith = starts, NotEqualTo = not };

    private static readonly Gen<FieldCondition[]> Conditions = Condition.Array[0, 4];
}
