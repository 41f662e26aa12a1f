namespace Sentinel.Cli.Simulation;

/// <summary>The word lists that names are made of. Nothing in them needs escaping in JSON or in an ARN.</summary>
internal static class Words
{
    public static IReadOnlyList<string> People { get; } =
    [
        "ada", "bruno", "chiara", "dmitri", "elena", "farid", "greta", "hiro", "ines", "jonas", "kavya", "lena", "marek", "nadia",
        "oscar", "priya", "quentin", "rosa", "samir", "tomoko", "ulrike", "victor", "wanda", "xavier", "yara", "zoe",
    ];

    public static IReadOnlyList<string> Families { get; } =
        ["almeida", "berg", "costa", "dubois", "eriksen", "fischer", "garcia", "haddad", "ivers", "jansen", "keller", "lindt", "moreau", "novak", "okabe", "petit"];

    public static IReadOnlyList<string> Subjects { get; } =
        ["orders", "billing", "catalog", "search", "shipping", "profile", "payment", "ledger", "invoice", "stock", "returns", "loyalty", "pricing", "media"];

    public static IReadOnlyList<string> Tasks { get; } =
        ["export", "sync", "resize", "notify", "import", "index", "archive", "report", "validate", "enrich", "router", "webhook", "digest", "reconcile"];

    public static IReadOnlyList<string> Innocent { get; } =
        ["internal", "nightly", "legacy", "system", "platform", "metrics", "audit", "cache", "session", "health"];

    public static IReadOnlyList<string> Disguises { get; } =
        ["backup-processor", "log-rotator", "sync-agent", "cleanup-job", "health-probe", "cache-warmer", "report-helper", "data-mover"];

    public static IReadOnlyList<string> Tables { get; } = ["customer-data", "card-tokens", "user-profiles", "payment-history", "patient-index"];

    public static IReadOnlyList<string> Regions { get; } = ["us-east-1", "eu-west-1", "eu-central-1", "us-west-2", "ap-northeast-1"];

    public static IReadOnlyList<string> UnusedRegions { get; } = ["sa-east-1", "ap-southeast-3", "me-south-1", "af-south-1", "eu-north-1"];

    public static IReadOnlyList<string> Accounts { get; } =
        ["111122223333", "444455556666", "777788889999", "123456789012", "222233334444", "555566667777", "888899990000"];

    public static IReadOnlyList<string> ForeignAccounts { get; } = ["999988887777", "666677778888", "333344445555"];

    /// <summary>AWS publishes its Lambda Powertools from this account: a foreign layer that many honest functions carry.</summary>
    public const string PowertoolsAccount = "017000801446";

    public static IReadOnlyList<(string Runtime, string Handler)> Runtimes { get; } =
        [("python3.12", "app.handler"), ("nodejs20.x", "index.handler"), ("python3.11", "main.lambda_handler"), ("java21", "com.example.Handler::handleRequest"), ("dotnet8", "App::App.Function::Handle")];

    public const string Browser = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/122.0.0.0 Safari/537.36";

    public static IReadOnlyList<string> Tools { get; } =
    [
        "aws-cli/2.15.30 Python/3.11.8 Linux/6.1.0-18-amd64 exe/x86_64.debian.12 prompt/off",
        "aws-cli/2.15.22 Python/3.11.6 Darwin/23.3.0 source/arm64 prompt/off",
        "aws-cli/2.17.32 md/awscrt#0.21.2 ua/2.0 os/linux#6.5.0 md/arch#x86_64 lang/python#3.11.9 md/pyimpl#CPython cfg/retry-mode#standard",
        "Boto3/1.34.51 md/Botocore#1.34.51 ua/2.0 os/linux#5.15.0 md/arch#x86_64 lang/python#3.10.12 md/pyimpl#CPython cfg/retry-mode#legacy",
    ];

    public const string Terraform = "APN/1.0 HashiCorp/1.0 Terraform/1.7.4 (+https://www.terraform.io) terraform-provider-aws/5.38.0 aws-sdk-go-v2/1.25.1 os/linux lang/go#1.21.6";
    public const string Sdk = "aws-sdk-java/2.24.9 Linux/5.10.209-198.812.amzn2.x86_64 OpenJDK_64-Bit_Server_VM/17.0.10+7-LTS Java/17.0.10 vendor/Amazon.com_Inc.";
}
