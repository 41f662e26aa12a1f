using System.Xml;
using System.Xml.Linq;

namespace Sentinel.Aws.Calls.Wire;

/// <summary>Reads the XML of the Query services by local names. A document type is refused, so no entity can be declared.</summary>
internal static class XmlBody
{
    private static readonly XmlReaderSettings Strict = new() { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, MaxCharactersFromEntities = 1024 };

    /// <exception cref="XmlException">Not well formed, or with a document type.</exception>
    public static XElement Parse(byte[] body)
    {
        using var reader = XmlReader.Create(new MemoryStream(body, writable: false), Strict);
        return XElement.Load(reader);
    }

    public static XElement? Child(this XElement element, string name) => element.Elements().FirstOrDefault(e => e.Name.LocalName == name);

    public static string? Text(this XElement element, string name) => element.Child(name)?.Value;

    /// <summary>The <c>member</c> elements of the list <paramref name="name"/>.</summary>
    public static IEnumerable<XElement> Members(this XElement element, string name) =>
        element.Child(name)?.Elements().Where(e => e.Name.LocalName == "member") ?? [];
}
