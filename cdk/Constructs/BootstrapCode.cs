using System.Security.Cryptography;
using System.Text;
using Amazon.CDK;
using Amazon.CDK.AWS.Lambda;
using Amazon.JSII.Runtime.Deputy;

namespace Sentinel.Cdk.Constructs;

/// <summary>The one executable of all functions, as an asset: <c>bootstrap</c> and beside it <c>countries.mmdb</c>.</summary>
internal static class BootstrapCode
{
    /// <summary>Where the database of countries lies once npm has fetched it.</summary>
    internal const string Countries = "node_modules/@ip-location-db/geo-whois-asn-country-mmdb/geo-whois-asn-country.mmdb";

    // As .ci/publish-bootstrap counts them: what these hold decides what is built.
    private static readonly string[] Beside = ["Directory.Build.props", "Directory.Packages.props", "global.json", ".ci/publish-bootstrap", "package-lock.json"];

    /// <param name="root">The repository.</param>
    public static Code Of(string root) => Code.FromAsset(Path.Combine(root, "functions"), new Amazon.CDK.AWS.S3.Assets.AssetOptions
    {
        // The same sources, the same hash: a second deployment changes nothing, on any machine.
        AssetHashType = AssetHashType.CUSTOM,
        AssetHash = HashOf(root),
        Bundling = new BundlingOptions
        {
            Image = DockerImage.FromRegistry("never-used"), // CDK asks for one; the local way either works or throws
            Local = new LocalBundling(root),
        },
    });

    internal static string HashOf(string root)
    {
        using var all = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var sources = Directory.EnumerateFiles(Path.Combine(root, "functions"), "*", SearchOption.AllDirectories)
            .Select(p => Path.GetRelativePath(root, p).Replace('\\', '/'))
            .Where(p => !p.Split('/').Any(part => part is "bin" or "obj" or "Cli"));
        foreach (var source in sources.Concat(Beside).Order(StringComparer.Ordinal))
        {
            all.AppendData(Encoding.UTF8.GetBytes(source + '\0'));
            all.AppendData(SHA256.HashData(File.ReadAllBytes(Path.Combine(root, source))));
        }
        return Convert.ToHexStringLower(all.GetHashAndReset());
    }

    private sealed class LocalBundling(string root) : DeputyBase, ILocalBundling
    {
        public bool TryBundle(string outputDir, IBundlingOptions options)
        {
            BootstrapBundle.Write(root, outputDir);
            return true;
        }
    }
}
