using System.Net;
using System.Text;
using System.Text.Json;
using Amazon.DynamoDBv2.Model;
using Amazon.SimpleNotificationService;
using CsCheck;
using Sentinel.Aws.Notifications;
using Sentinel.Aws.Tests.Emulators;
using Sentinel.Core.Containment;
using Sentinel.Core.Reports;

namespace Sentinel.Aws.Tests.Notifications;

[Collection(MotoTests.Name)]
public sealed class SnsNotifierTests(MotoServer server)
{
    private const string Function = "arn:aws:lambda:us-east-1:111122223333:function:internal-backup-processor";

    public static TheoryData<PageState> States => [.. Enum.GetValues<PageState>()];

    [Theory]
    [MemberData(nameof(States))]
    public async Task One_message_arrives_for_each_state(PageState state)
    {
        using var inbox = await Inbox.OpenAsync(server);
        var queue = await inbox.SubscribeAsync();
        var page = Of(state);

        Assert.True(await inbox.Notifier().NotifyAsync(page));
        Assert.True(await inbox.Notifier().NotifyAsync(page)); // another process, the same page

        var envelope = Assert.Single(await inbox.TakeAsync(queue));
        Assert.Equal(PageLines.Subject(page), envelope.GetProperty("Subject").GetString());
        using var finding = JsonDocument.Parse(envelope.GetProperty("Message").GetString()!);
        Assert.Equal((2004, page.Id, state.Text()), (finding.RootElement.GetProperty("class_uid").GetInt32(),
            finding.RootElement.GetProperty("metadata").GetProperty("uid").GetString(), finding.RootElement.GetProperty("unmapped").GetProperty("state").GetString()));
        var attributes = envelope.GetProperty("MessageAttributes");
        Assert.Equal((state.Text(), state.Severity().Text(), "111122223333", "0123456789abcdef", page.Id),
            (Attribute(attributes, "state"), Attribute(attributes, "severity"), Attribute(attributes, "account"), Attribute(attributes, "incident"), Attribute(attributes, "page")));
        Assert.Empty(inbox.Unsent);
        Assert.Empty(inbox.Forgotten);
    }

    [Fact]
    public async Task People_get_text_and_machines_the_finding()
    {
        using var inbox = await Inbox.OpenAsync(server);
        var page = Of(PageState.Contained);

        await inbox.Notifier().NotifyAsync(page);

        using var message = JsonDocument.Parse(Assert.Single(inbox.Published));
        var texts = message.RootElement.EnumerateObject().ToDictionary(p => p.Name, p => p.Value.GetString()!);
        Assert.Equal(["default", "email", "firehose", "https", "lambda", "sms", "sqs"], texts.Keys.Order());
        Assert.Equal((PageLines.Brief(page), PageLines.Brief(page), PageText.Of(page)), (texts["default"], texts["sms"], texts["email"]));
        Assert.All(["firehose", "https", "lambda", "sqs"], m => Assert.Equal(Encoding.UTF8.GetString(OcsfFinding.Of(page)), texts[m]));
    }

    [Fact]
    public async Task Chat_channels_get_a_message_of_their_own_once()
    {
        using var inbox = await Inbox.OpenAsync(server);
        var notifier = inbox.Notifier(chat: await inbox.TopicAsync("-chat"));
        var page = Of(PageState.Contained);

        Assert.True(await notifier.NotifyAsync(page));
        Assert.True(await notifier.NotifyAsync(page));

        Assert.Equal(2, inbox.Published.Count);
        Assert.Equal(Encoding.UTF8.GetString(ChatMessage.Of(page)), inbox.Published[1]);
        using var message = JsonDocument.Parse(inbox.Published[1]);
        Assert.Equal(("1.0", "custom", page.Incident), (message.RootElement.GetProperty("version").GetString(), message.RootElement.GetProperty("source").GetString(), message.RootElement.GetProperty("metadata").GetProperty("threadId").GetString()));
    }

    [Fact]
    public async Task A_chat_that_takes_nothing_holds_no_page_up_and_is_logged()
    {
        using var inbox = await Inbox.OpenAsync(server);
        inbox.Answer = action => action == "Publish" && inbox.Published.Count > 1 ? Failing(HttpStatusCode.Forbidden, "AuthorizationError") : null;

        Assert.True(await inbox.Notifier(chat: await inbox.TopicAsync("-chat")).NotifyAsync(Of(PageState.Contained)));

        Assert.Single(inbox.Unsent);
    }

    [Fact]
    public async Task A_filter_policy_picks_by_severity()
    {
        using var inbox = await Inbox.OpenAsync(server);
        var critical = await inbox.SubscribeAsync("""{"severity": ["critical"]}""");
        var all = await inbox.SubscribeAsync();

        foreach (var state in (PageState[])[PageState.Contained, PageState.Lifted]) await inbox.Notifier().NotifyAsync(Of(state));

        Assert.Equal("lifted", Attribute(Assert.Single(await inbox.TakeAsync(critical)).GetProperty("MessageAttributes"), "state"));
        Assert.Equal(2, (await inbox.TakeAsync(all)).Count);
    }

    [Fact]
    public async Task Other_targets_and_occasions_are_other_messages()
    {
        using var inbox = await Inbox.OpenAsync(server);
        var queue = await inbox.SubscribeAsync();
        var page = Of(PageState.Lifted);

        foreach (var other in (Page[])[page, page with { Target = Function + "-2" }, page with { Occasion = "second lift" }, page with { Time = page.Time.AddMinutes(1) }]) await inbox.Notifier().NotifyAsync(other);

        Assert.Equal(3, (await inbox.TakeAsync(queue)).Count);
    }

    [Theory]
    [InlineData(HttpStatusCode.NotFound, "NotFound")]
    [InlineData(HttpStatusCode.ServiceUnavailable, "InternalError")]
    [InlineData(HttpStatusCode.Forbidden, "AuthorizationError")]
    public async Task A_topic_that_fails_is_counted_and_throws_nothing_and_the_next_delivery_sends_the_page(HttpStatusCode status, string code)
    {
        using var inbox = await Inbox.OpenAsync(server);
        var queue = await inbox.SubscribeAsync();
        inbox.Answer = action => action == "Publish" ? Failing(status, code) : null;

        Assert.False(await inbox.Notifier().NotifyAsync(Of(PageState.Contained)));
        Assert.Equal(code, Assert.IsAssignableFrom<AmazonSimpleNotificationServiceException>(Assert.Single(inbox.Unsent).Reason).ErrorCode);
        Assert.Equal((int)status >= 500 ? 6 : 1, inbox.Published.Count); // the client's own policy

        inbox.Answer = null;
        Assert.True(await inbox.Notifier().NotifyAsync(Of(PageState.Contained)));
        Assert.Single(await inbox.TakeAsync(queue));
    }

    [Fact]
    public async Task A_crash_between_sending_and_marking_sends_again_with_the_same_id()
    {
        using var inbox = await Inbox.OpenAsync(server);
        var queue = await inbox.SubscribeAsync();
        inbox.Edge.DieAt(1, afterwards: true); // read, publish

        await Record.ExceptionAsync(() => inbox.Notifier().NotifyAsync(Of(PageState.Contained)));
        inbox.Edge.Reset();
        Assert.True(await inbox.Notifier().NotifyAsync(Of(PageState.Contained)));
        Assert.True(await inbox.Notifier().NotifyAsync(Of(PageState.Contained)));

        var envelopes = await inbox.TakeAsync(queue);
        Assert.Equal(2, envelopes.Count);
        Assert.Single(envelopes.Select(e => Attribute(e.GetProperty("MessageAttributes"), "page")).Distinct());
    }

    [Fact]
    public async Task Without_the_table_it_is_sent_all_the_same()
    {
        using var inbox = await Inbox.OpenAsync(server);
        var queue = await inbox.SubscribeAsync();
        await inbox.Clients.DynamoDb.DeleteTableAsync(inbox.Table);

        Assert.True(await inbox.Notifier().NotifyAsync(Of(PageState.Contained)));

        Assert.Single(await inbox.TakeAsync(queue));
        Assert.Equal(2, inbox.Forgotten.Count); // reading, and writing
    }

    [Fact]
    public async Task A_marker_says_what_was_sent_and_when_it_may_go()
    {
        using var inbox = await Inbox.OpenAsync(server);

        await inbox.Notifier().NotifyAsync(Of(PageState.WaitingForApproval));

        var item = Assert.Single((await inbox.Clients.DynamoDb.ScanAsync(new ScanRequest(inbox.Table))).Items);
        Assert.Equal(("PAGE#0123456789abcdef", $"waiting for approval#{Function}", Of(PageState.WaitingForApproval).Id), (item["pk"].S, item["sk"].S, item["page"].S));
        Assert.InRange(DateTimeOffset.FromUnixTimeSeconds(long.Parse(item["ttl"].N, System.Globalization.CultureInfo.InvariantCulture)), DateTimeOffset.UtcNow.AddDays(80), DateTimeOffset.UtcNow.AddDays(100));
    }

    [Theory]
    [InlineData("山", 3000)]
    [InlineData("x", 3000)]
    [InlineData("\uD83D", 1)]
    [InlineData("\r\nSubject: all clear\r\n", 1)]
    public async Task Two_pages_with_names_that_are_no_keys_are_told_apart_and_remembered(string piece, int times)
    {
        using var inbox = await Inbox.OpenAsync(server);
        var queue = await inbox.SubscribeAsync();

        foreach (var end in "abab") Assert.True(await inbox.Notifier().NotifyAsync(Of(PageState.Alert) with { Target = string.Concat(Enumerable.Repeat(piece, times)) + end }));

        Assert.Equal(2, (await inbox.TakeAsync(queue)).Count);
        Assert.Empty(inbox.Forgotten);
    }

    [Fact]
    public async Task Being_cancelled_is_no_failure_of_the_topic()
    {
        using var inbox = await Inbox.OpenAsync(server);
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => inbox.Notifier().NotifyAsync(Of(PageState.Contained), cancelled.Token));
        Assert.Empty(inbox.Unsent);
    }

    [Fact]
    [Trait("Proof", "hostile-names")]
    public void Whatever_is_named_the_request_is_one_that_sns_takes() =>
        Gen.Select(Gen.Enum<PageState>(), Gen.OneOf("\"", "\\", "山", "\u0001", "😀", "\"}", "x\r\nTopicArn=", "&Action=", "https://a.b/", "\uD83D"), Gen.Int[0, 9000], Gen.Int[0, 60]).Sample((state, piece, times, items) =>
        {
            var name = string.Concat(Enumerable.Repeat(piece, times));
            var page = new Page
            {
                State = state,
                Incident = name.Length > 0 ? name : "0123456789abcdef",
                Time = Of(state).Time,
                Target = name,
                Account = name,
                Region = name,
                Principal = name,
                Session = name,
                Note = name,
                Actions = [.. Enumerable.Repeat(new PageAction(name, name, ActionStatus.Done, name, name), items)],
                Evidence = [.. Enumerable.Repeat(new PageEvidence(Of(state).Time, name, name, name, name, name), items)],
            };

            var request = SnsMessage.Of(page, "arn:aws:sns:us-east-1:111122223333:pages");

            using var message = JsonDocument.Parse(request.Message!, new JsonDocumentOptions { AllowDuplicateProperties = false });
            return Encoding.UTF8.GetByteCount(request.Message!) <= 256 * 1024 - 4096
                && message.RootElement.EnumerateObject().Count() == 7 && message.RootElement.EnumerateObject().All(p => p.Value.GetString() is { Length: > 0 })
                && request.MessageAttributes!.Values.All(a => a.StringValue is { Length: > 0 and <= 64 } text && text.All(c => c is >= ' ' and <= '~'));
        }, iter: 300);

    private static Page Of(PageState state) => new()
    {
        State = state,
        Incident = "0123456789abcdef",
        Time = new DateTimeOffset(2024, 3, 14, 18, 2, 45, TimeSpan.Zero),
        Target = Function,
        Account = "111122223333",
        Region = "us-east-1",
        Principal = "arn:aws:iam::111122223333:user/dev_user",
        Score = 95,
        Actions = [new("quarantine-function", Function, ActionStatus.Done, "reserved concurrency none -> 0", "reserved concurrency none")],
        Evidence = [new(new DateTimeOffset(2024, 3, 14, 18, 2, 45, TimeSpan.Zero), "fresh-role-passed", "T1098.001", "arn:aws:iam::111122223333:user/dev_user", "192.0.2.89", "“lambda-exec-role” was created 2:30 before")],
    };

    private static string? Attribute(JsonElement attributes, string name) => attributes.GetProperty(name).GetProperty("Value").GetString();

    private static HttpResponseMessage Failing(HttpStatusCode status, string code) => new(status)
    {
        Content = new StringContent($"<ErrorResponse><Error><Type>Sender</Type><Code>{code}</Code><Message>no</Message></Error><RequestId>r</RequestId></ErrorResponse>", Encoding.UTF8, "text/xml"),
    };
}
