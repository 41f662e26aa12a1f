using Amazon.Runtime;

namespace Amazon.IdentityManagement;

/// <summary>Of an access key.</summary>
public class StatusType(string value) : ConstantClass(value)
{
    public static readonly StatusType Active = new("Active");
    public static readonly StatusType Inactive = new("Inactive");

    public static implicit operator StatusType(string value) => new(value);
}
