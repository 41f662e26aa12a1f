using Sentinel.Core.Incidents;
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
        var linked = Links.Of(Build.Record(api, function: Build.Orders, role: Build.Role), SentinelSettings.Default);

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
        Assert.Null(Links.Of(Build.Record(api, function: Build.Orders, role: Build.Role), SentinelSettings.Default));

    [Fact]
    public void A_refused_call_ties_nothing() =>
        Assert.Null(Links.Of(Build.Record("lambda:CreateFunction", function: Build.Orders, error: "AccessDenied"), SentinelSettings.Default));

    [Fact]
    public void A_service_ties_nothing() =>
        Assert.Null(Links.Of(Build.Record("lambda:CreateFunction", by: Build.Service(), function: Build.Orders, role: Build.Role), SentinelSettings.Default));

    [Fact]
    public void An_announced_deployer_is_not_tied_to_what_it_deploys()
    {
        var record = Build.Record("lambda:CreateFunction", function: Build.Orders, role: Build.Role);

        Assert.Equal([Build.Role, Build.Orders], Links.Of(record, DevDeploys)!.Subjects);
        Assert.Null(Links.Of(Build.Record("lambda:CreateFunction", function: Build.Orders), DevDeploys));
        Assert.Equal(3, Links.Of(Build.Record("lambda:CreateFunction", by: Build.User(Build.Mallory), function: Build.Orders, role: Build.Role), DevDeploys)!.Subjects.Length);
    }

    [Theory]
    [InlineData(-60, -60)]
    [InlineData(0, 0)]
    [InlineData(59.99, 0)]
    [InlineData(60, 60)]
    public void A_role_ties_who_assumes_it_once_an_hour_from_then_on(double minute, int hour)
    {
        var link = Links.Of(Build.Record("sts:AssumeRole", minute, "e", role: Build.Role), SentinelSettings.Default)!;

        Assert.Equal((Build.At(minute), Build.At(hour + 60).AddTicks(-1), "e"), (link.Time, link.Last, link.EventId));
    }

    [Fact]
    public void Other_calls_tie_when_they_are_made()
    {
        var link = Links.Of(Build.Record("iam:CreateRole", 7, "e7", role: Build.Role), SentinelSettings.Default)!;

        Assert.Equal((Build.At(7), Build.At(7), "e7"), (link.Time, link.Last, link.EventId));
    }

    [Fact]
    public void A_call_that_names_nothing_ties_nothing() => Assert.Null(Links.Of(Build.Record("iam:CreateRole"), SentinelSettings.Default));
}
