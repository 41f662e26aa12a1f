using Amazon.CDK.AWS.IAM;
using Amazon.CDK.AWS.Lambda;
using Amazon.CDK.AWS.SSM;
using Constructs;

namespace Sentinel.Cdk.Constructs;

public sealed record ReleaseDocumentsProps(Function Release, Function Approve);

/// <summary>Releasing and approving for those who live in the console: two automations of Systems Manager.</summary>
public sealed class ReleaseDocuments : Construct
{
    private static readonly string[] YesOrNo = ["false", "true"];

    public ReleaseDocuments(Construct scope, string id, ReleaseDocumentsProps props)
        : base(scope, id)
    {
        var role = new Role(this, "Role", new RoleProps
        {
            AssumedBy = new ServicePrincipal("ssm.amazonaws.com", new ServicePrincipalOpts { Conditions = EncryptionKey.SourceAccount() }),
            Description = "Lets the automations invoke two functions",
        });
        role.AddToPolicy(new PolicyStatement(new PolicyStatementProps { Actions = ["lambda:InvokeFunction"], Resources = [props.Release.FunctionArn, props.Approve.FunctionArn] }));
        Release = New("Release", "Takes the containment of a function back, exactly the recorded steps", props.Release, role, "{\"function\":\"{{ Function }}\",\"force\":{{ Force }}}",
            Json.Object(
                ("Function", FunctionArn()),
                ("Force", Json.Object(
                    ("type", "String"), ("default", "false"), ("allowedValues", YesOrNo),
                    ("description", "Also when its code or role differ from the evidence")))));
        Approve = New("Approve", "Does what waits for a person about a function", props.Approve, role, "{\"function\":\"{{ Function }}\"}",
            Json.Object(("Function", FunctionArn())));
    }

    public CfnDocument Release { get; }

    public CfnDocument Approve { get; }

    private CfnDocument New(string id, string about, Function function, Role role, string payload, Dictionary<string, object> parameters) => new(this, id, new CfnDocumentProps
    {
        DocumentType = "Automation",
        DocumentFormat = "JSON",
        UpdateMethod = "NewVersion",
        Content = Json.Object(
            ("schemaVersion", "0.3"),
            ("description", about),
            ("assumeRole", role.RoleArn),
            ("parameters", parameters),
            ("mainSteps", new object[]
            {
                Json.Object(
                    ("name", id),
                    ("action", "aws:invokeLambdaFunction"),
                    ("maxAttempts", 1), // it says what it did; a person decides whether to do it again
                    ("timeoutSeconds", 600),
                    ("inputs", Json.Object(("FunctionName", function.FunctionName), ("InvocationType", "RequestResponse"), ("Payload", payload)))),
            }),
            ("outputs", new object[] { $"{id}.Payload" })),
    });

    // The text goes into JSON as it is: nothing that could end it early.
    private static Dictionary<string, object> FunctionArn() => new(StringComparer.Ordinal)
    {
        ["type"] = "String",
        ["description"] = "ARN of the contained function, without qualifier",
        ["allowedPattern"] = "^arn:aws[a-z-]*:lambda:[a-z0-9-]+:[0-9]{12}:function:[A-Za-z0-9_-]{1,140}$",
    };
}
