using System.Text.Json;
using Microsoft.Playwright;

namespace Sentinel.Cli.Tests.Report;

/// <summary>The HTML report in Debian's Chromium: both themes, a phone, paper. Screenshots lie in <c>artifacts/report</c>.</summary>
[Trait("Proof", "report")]
public sealed class ReportInBrowserTests : IAsyncLifetime
{
    private static readonly string[] Browsers = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
    private static readonly string Pictures = Path.Combine(SeedReport.Root, "artifacts", "report");

    private readonly List<string> _complaints = [];
    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public async Task InitializeAsync()
    {
        Directory.CreateDirectory(Pictures);
        var executable = Array.Find(Browsers, File.Exists) ?? throw new InvalidOperationException($"none of {string.Join(", ", Browsers)} is there: apt-get install chromium");
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = executable, Args = ["--no-sandbox", "--disable-gpu"] });
    }

    public async Task DisposeAsync()
    {
        if (_browser is not null) await _browser.DisposeAsync();
        _playwright?.Dispose();
    }

    [Theory]
    [InlineData("light", ColorScheme.Light, 1100, null)]
    [InlineData("dark", ColorScheme.Dark, 1100, null)]
    [InlineData("phone", ColorScheme.Light, 360, null)]
    [InlineData("phone-dark", ColorScheme.Dark, 360, null)]
    [InlineData("observe", ColorScheme.Light, 1100, """{"response/mode":"observe"}""")]
    public async Task A_browser_has_nothing_to_complain_of_and_axe_finds_nothing(string name, ColorScheme theme, int width, string? settings)
    {
        var page = await OpenAsync(theme, width, settings);

        var found = await AxeAsync(page);

        await page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(Pictures, name + ".png"), FullPage = true });
        await page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(Pictures, name + "-top.png") });
        Assert.Empty(found);
        Assert.Empty(_complaints);
        Assert.Equal(width, await page.EvaluateAsync<int>("document.documentElement.scrollWidth")); // nothing sticks out
    }

    [Fact]
    public async Task It_prints_on_light_paper_without_the_list_of_sections()
    {
        var page = await OpenAsync(ColorScheme.Dark, 800, null);
        await page.EmulateMediaAsync(new PageEmulateMediaOptions { Media = Media.Print });

        var paper = await page.EvaluateAsync<string>("getComputedStyle(document.body).backgroundColor");

        Assert.Equal("rgb(255, 255, 255)", paper);
        Assert.False(await page.Locator("nav").IsVisibleAsync());
        var pdf = await page.PdfAsync(new PagePdfOptions { Path = Path.Combine(Pictures, "print.pdf"), PreferCSSPageSize = true, PrintBackground = true });
        Assert.True(pdf.AsSpan().StartsWith("%PDF"u8));
        await page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(Pictures, "print.png"), FullPage = true });
        Assert.Empty(_complaints);
    }

    [Fact]
    public async Task Axe_would_find_something()
    {
        var page = await OpenAsync(ColorScheme.Light, 800, null);
        await page.EvaluateAsync("document.querySelector('main').insertAdjacentHTML('beforeend', '<button></button>')");

        Assert.NotEmpty(await AxeAsync(page));
    }

    /// <summary>The README's picture: the top of the report, as wide as a page of text.</summary>
    [Fact]
    public async Task The_picture_in_the_README_is_there_and_small()
    {
        var picture = Path.Combine(SeedReport.Root, ".github", "report.png");
        if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") is "1")
        {
            var page = await OpenAsync(ColorScheme.Light, 960, null);
            await page.SetViewportSizeAsync(960, 1000);
            await page.ScreenshotAsync(new PageScreenshotOptions { Path = picture });
        }

        Assert.InRange(new FileInfo(picture).Length, 10_000, 300_000);
        Assert.Contains("(.github/report.png)", await File.ReadAllTextAsync(Path.Combine(SeedReport.Root, "README.md")), StringComparison.Ordinal);
    }

    private async Task<IPage> OpenAsync(ColorScheme theme, int width, string? settings)
    {
        var context = await _browser!.NewContextAsync(new BrowserNewContextOptions { ColorScheme = theme, ViewportSize = new ViewportSize { Width = width, Height = 900 } });
        var page = await context.NewPageAsync();
        page.Console += (_, message) => _complaints.Add($"{message.Type}: {message.Text}");
        page.PageError += (_, error) => _complaints.Add(error);
        page.RequestFailed += (_, request) => _complaints.Add($"failed: {request.Url}");
        page.Request += (_, request) => { if (!request.Url.StartsWith("file:", StringComparison.Ordinal)) _complaints.Add($"asked for {request.Url}"); };
        await page.GotoAsync(new Uri(SeedReport.File(SeedReport.Write(settings), "html")).AbsoluteUri);
        return page;
    }

    private static async Task<IReadOnlyList<string>> AxeAsync(IPage page)
    {
        // By the debugging protocol, which the page's own policy does not bind.
        await page.EvaluateAsync(await File.ReadAllTextAsync(Path.Combine(SeedReport.Root, "node_modules", "axe-core", "axe.min.js")));
        var found = await page.EvaluateAsync<JsonElement>("axe.run(document, { resultTypes: ['violations'] })");
        return [.. found.GetProperty("violations").EnumerateArray().Select(v => $"{v.GetProperty("id")}: {v.GetProperty("help")} ({string.Join(", ", v.GetProperty("nodes").EnumerateArray().Take(3).Select(n => n.GetProperty("html")))})")];
    }
}
