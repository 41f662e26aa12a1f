using Amazon.Runtime;

namespace Amazon.Lambda;

public class FunctionUrlAuthType(string value) : ConstantClass(value)
{
    public static readonly FunctionUrlAuthType AWS_IAM = new("AWS_IAM");
    public static readonly FunctionUrlAuthType NONE = new("NONE");

    public static implicit operator FunctionUrlAuthType(string value) => new(value);
}

public class PackageType(string value) : ConstantClass(value)
{
    public static readonly PackageType Image = new("Image");
    public static readonly PackageType Zip = new("Zip");

    public static implicit operator PackageType(string value) => new(value);
}

/// <summary>As <c>python3.9</c>.</summary>
public class Runtime(string value) : ConstantClass(value)
{
    public static implicit operator Runtime(string value) => new(value);
}
