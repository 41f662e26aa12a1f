using Sentinel.Core.CloudTrail;
using Sentinel.Core.Incidents;
using Sentinel.Core.Knowledge;
using Sentinel.Core.Settings;
using Sentinel.Core.Tests.Knowledge;

namespace Sentinel.Core.Tests.Incidents;

public class LinksTests
{
    private static readonly SentinelSettings DevDeploys = SentinelSettings.Default with { Deployers = [new Deployer(new Glob(Build.Dev), null, null)] };

    [Theory]
    [InlineData("lambda:CreateFunction", true, true)]
    [InlineData("lambda:UpdateFunctionCode", true, true)]
    [InlineData("lambda:UpdateFunctionConfiguration", true, true)]
    [InlineData("lambda:CreateEventSourceMapping", true, false)]
    [InlineData("lambda:AddPermission", true, false)]
    [InlineData("lambda:CreateFunctionUrlConfig", true, false)]
    [InlineData("iam:CreateRole", false, true)]
    [InlineData("iam:AttachRolePolicy", false, true)]
    [InlineData("iam:PutRolePolicy", false, true)]
    [InlineData("iam:UpdateAssumeRolePolicy", false, true)]
    [InlineData("sts:AssumeRole", false, true)]
    public void A_call_ties_its_caller_to_what_it_makes_or_takes(string api, bool function, bool role)
    {
        var linked = Of(Build.Record(api, function: Build.Orders, role: Build.Role), SentinelSettings.Default);

        string?[] expected = [function ? Build.Orders : null, role ? Build.Role : null, Build.Dev];
        Assert.Equal(expected.OfType<string>().Order(StringComparer.Ordinal), linked!.Subjects);
    }

    [Theory]
    [InlineData("lambda:DeleteFunction")]
    [InlineData("lambda:Invoke")]
    [InlineData("iam:CreateUser")]
    [InlineData("sts:GetSessionToken")]
    [InlineData("iam:CreateFunction")]
    public void Other_calls_tie_nothing(string api) =>
        Assert.Null(Of(Build.Record(api, function: Build.Orders, role: Build.Role), SentinelSettings.Default));

    [Fact]
    public void A_refused_call_ties_nothing() =>
        Assert.Null(Of(Build.Record("lambda:CreateFunction", function: Build.Orders, error: "AccessDenied"), SentinelSettings.Default));

    [Fact]
    public void A_service_ties_nothing() =>
        Assert.Null(Of(Build.Record("lambda:CreateFunction", by: Build.Service(), function: Build.Orders, role: Build.Role), SentinelSettings.Default));

    [Fact]
    public void An_announced_deployer_is_not_tied_to_what_it_deploys()
    {
        var record = Build.Record("lambda:CreateFunction", function: Build.Orders, role: Build.Role);

        Assert.Equal([Build.Role, Build.Orders], Of(record, DevDeploys)!.Subjects);
        Assert.Null(Of(Build.Record("lambda:CreateFunction", function: Build.Orders), DevDeploys));
        Assert.Equal(3, Of(Build.Record("lambda:CreateFunction", by: Build.User(Build.Mallory), function: Build.Orders, role: Build.Role), DevDeploys)!.Subjects.Length);
    }

    [Theory]
    [InlineData(-60, -60)]
    [InlineData(0, 0)]
    [InlineData(59.99, 0)]
    [InlineData(60, 60)]
    public void A_role_ties_who_assumes_it_once_an_hour_from_then_on(double minute, int hour)
    {
        var link = Of(Build.Record("sts:AssumeRole", minute, "e", role: Build.Role), SentinelSettings.Default)!;

        Assert.Equal((Build.At(minute), Build.At(hour + 60).AddTicks(-1), "e"), (link.Time, link.Last, link.EventId));
    }

    [Fact]
    public void Other_calls_tie_when_they_are_made()
    {
        var link = Of(Build.Record("iam:CreateRole", 7, "e7", role: Build.Role), SentinelSettings.Default)!;

        Assert.Equal((Build.At(7), Build.At(7), "e7"), (link.Time, link.Last, link.EventId));
    }

    [Theory]
    [InlineData("192.0.2.10", true, false)]
    [InlineData("192.0.2.10", false, true)]
    [InlineData("198.51.100.7", true, true)]
    public void What_is_assumed_every_day_from_the_usual_place_ties_nothing(string from, bool usually, bool ties)
    {
        var record = Build.Record("sts:AssumeRole", role: Build.Role, from: Build.Place(from));
        foreach (var ago in new[] { 20, 10 })
        {
            _facts.Of(Build.Dev).Learn(Habit.Network, Build.Place().Network!, Build.Today - ago);
            _facts.Of(Build.Dev).Learn(Habit.Assumes, usually ? Build.Role : Build.Role + "-2", Build.Today - ago);
        }

        Assert.Equal(ties, Of(record, SentinelSettings.Default) is not null);
    }

    [Fact]
    public void A_call_that_names_nothing_ties_nothing() => Assert.Null(Of(Build.Record("iam:CreateRole"), SentinelSettings.Default));

    private readonly MemoryFactStore _facts = new();

    private SubjectLink? Of(CloudTrailRecord record, SentinelSettings settings)
    {
        var known = new Known(_facts, new MemoryRecordStore(), settings);
        known.At(record.Time, record.EventId, []);
        return Links.Of(record, known);
    }
}
