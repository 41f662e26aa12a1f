namespace Sentinel.Cdk.Constructs;

/// <summary>JSON where CDK takes an object of any kind.</summary>
internal static class Json
{
    public static Dictionary<string, object> Object(params (string Key, object Value)[] members) => members.ToDictionary(m => m.Key, m => m.Value, StringComparer.Ordinal);
}
