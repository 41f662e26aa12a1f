using Amazon.CDK;
using Constructs;

namespace Sentinel.Cdk.Stacks;

/// <summary>The templates for members: as stacks they can be deployed by hand, as text a StackSet carries them.</summary>
internal static class MemberTemplate
{
    // Of a template that is given to a StackSet as text: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html
    private const int LongestText = 51_200;

    // Of cdk.json, as far as they bear on these templates: the app that makes the text is given them too.
    private static readonly string[] Flags = ["@aws-cdk/aws-iam:minimizePolicies", "@aws-cdk/core:enablePartitionLiterals"];

    /// <summary>Without a trace of the toolkit's bootstrap stack, which members do not have.</summary>
    public static StackProps Props(string about) => new()
    {
        Description = about,
        Synthesizer = new DefaultStackSynthesizer(new DefaultStackSynthesizerProps { GenerateBootstrapVersionRule = false }),
    };

    public static CfnParameter BusArn(Construct scope) => new(scope, "BusArn", new CfnParameterProps
    {
        Description = "ARN of the event bus in the security account; an output of the security stack",
        AllowedPattern = "^arn:aws[a-z-]*:events:[a-z0-9-]+:[0-9]{12}:event-bus/.+$",
    });

    /// <summary>The text of a template, as small as JSON can be.</summary>
    /// <param name="within">Whose flags hold.</param>
    /// <param name="stack">Makes the stack in an app of its own.</param>
    public static string TextOf(Construct within, Func<App, Stack> stack)
    {
        var folder = Directory.CreateTempSubdirectory("sentinel-member-");
        try
        {
            var app = new App(new AppProps { Outdir = folder.FullName, AnalyticsReporting = false, Context = Flags.ToDictionary(f => f, f => within.Node.TryGetContext(f) ?? false, StringComparer.Ordinal) });
            var file = Path.Combine(folder.FullName, stack(app).TemplateFile);
            app.Synth();
            using var template = System.Text.Json.JsonDocument.Parse(File.ReadAllBytes(file));
            var text = System.Text.Json.JsonSerializer.Serialize(template.RootElement);
            return text.Length <= LongestText ? text : throw new InvalidOperationException($"the template of {file} is {text.Length} characters long, a StackSet takes {LongestText}: name fewer sensitive tables");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
