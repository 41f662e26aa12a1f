using Sentinel.Cdk.Constructs;

namespace Sentinel.Cdk.Tests;

public sealed class BundleTests : IDisposable
{
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("sentinel-bundle-");

    public BundleTests()
    {
        foreach (var file in (string[])["functions/Core/A.cs", "functions/Cli/B.cs", "functions/Core/obj/c.json", "Directory.Build.props", "Directory.Packages.props", "global.json", ".ci/publish-bootstrap", "package-lock.json", BootstrapCode.Countries]) Write(file, file);
    }

    [Fact]
    public void The_hash_of_the_asset_follows_its_sources_and_nothing_else()
    {
        var before = BootstrapCode.HashOf(_root.FullName);

        Write("functions/Core/obj/c.json", "built");
        Write("functions/Cli/B.cs", "the command line is not deployed");
        Assert.Equal(before, BootstrapCode.HashOf(_root.FullName));
        Write("functions/Core/A.cs", "changed");
        Assert.NotEqual(before, BootstrapCode.HashOf(_root.FullName));
    }

    [Fact]
    public void Without_a_compiler_it_says_what_to_install()
    {
        var error = Assert.Throws<BundleException>(() => BootstrapBundle.Write(_root.FullName, _root.FullName, _ => false));

        Assert.Contains("neither gcc nor clang: apt-get install gcc", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_the_countries_it_says_what_to_run()
    {
        File.Delete(Path.Combine(_root.FullName, BootstrapCode.Countries));

        var error = Assert.Throws<BundleException>(() => BootstrapBundle.Write(_root.FullName, _root.FullName, _ => true));

        Assert.Contains("npm ci", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_executable_and_the_countries_lie_side_by_side()
    {
        Write(".ci/publish-bootstrap", "mkdir -p artifacts && echo native > artifacts/bootstrap && echo building && echo $PWD/artifacts/bootstrap");
        var folder = Directory.CreateDirectory(Path.Combine(_root.FullName, "out")).FullName;

        BootstrapBundle.Write(_root.FullName, folder, _ => true);

        Assert.Equal(["bootstrap", "countries.mmdb"], Directory.EnumerateFiles(folder).Select(Path.GetFileName).Order());
        Assert.Equal("native\n", File.ReadAllText(Path.Combine(folder, "bootstrap")));
    }

    [Fact]
    public void A_build_that_fails_is_told()
    {
        Write(".ci/publish-bootstrap", "exit 7");

        var error = Assert.Throws<BundleException>(() => BootstrapBundle.Write(_root.FullName, _root.FullName, _ => true));

        Assert.Contains("ended with 7", error.Message, StringComparison.Ordinal);
    }

    public void Dispose() => _root.Delete(recursive: true);

    private void Write(string file, string text)
    {
        var path = Path.Combine(_root.FullName, file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }
}
