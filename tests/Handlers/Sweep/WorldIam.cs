using System.Collections.Immutable;
using System.Net;
using Sentinel.Handlers.Tests.RoundTrip;

namespace Sentinel.Handlers.Tests.Sweep;

/// <summary>Roles, users and the keys of the one user; identities are named <c>role/name</c> and <c>user/name</c>.</summary>
internal sealed class WorldIam
{
    private ImmutableSortedDictionary<string, ImmutableSortedSet<string>> _attached = ImmutableSortedDictionary.Create<string, ImmutableSortedSet<string>>(StringComparer.Ordinal);

    /// <summary>Access keys: active or not.</summary>
    public ImmutableSortedDictionary<string, bool> Keys { get; set; } = ImmutableSortedDictionary.Create<string, bool>(StringComparer.Ordinal);

    public void Make(string identity) => _attached = _attached.Add(identity, []);

    public void Attach(string identity, string policy) => _attached = _attached.SetItem(identity, _attached.GetValueOrDefault(identity, []).Add(policy));

    public void Detach(string identity, string policy) => _attached = _attached.SetItem(identity, _attached[identity].Remove(policy));

    public WorldIam Copy() => new() { _attached = _attached, Keys = Keys };

    public override string ToString() => $"{string.Join("; ", _attached.Select(a => $"{a.Key} attached {string.Join(", ", a.Value)}"))}; keys {string.Join(", ", Keys)}";

    public HttpResponseMessage Answer(WorldRequest request)
    {
        var form = request.Form;
        var identity = form["RoleName"] is { } role ? $"role/{role}" : $"user/{form["UserName"]}";
        if (!_attached.TryGetValue(identity, out var attached)) return Answers.Error(request, HttpStatusCode.NotFound, "NoSuchEntity");
        switch (request.Operation)
        {
            case "GetRole":
                return Answers.Xml("GetRole", $"<Role><Arn>arn:aws:iam::{World.Account}:{identity}</Arn><RoleId>AROAEXAMPLE</RoleId><RoleName>{form["RoleName"]}</RoleName><AssumeRolePolicyDocument>%7B%7D</AssumeRolePolicyDocument></Role>");
            case "GetUser":
                return Answers.Xml("GetUser", $"<User><Arn>arn:aws:iam::{World.Account}:{identity}</Arn><UserId>AIDAEXAMPLE</UserId><UserName>{Story.UserName}</UserName></User>");
            case "ListAttachedRolePolicies" or "ListAttachedUserPolicies":
                return Answers.Xml(request.Operation, $"<AttachedPolicies>{string.Concat(attached.Select(p => $"<member><PolicyArn>{p}</PolicyArn></member>"))}</AttachedPolicies><IsTruncated>false</IsTruncated>");
            case "ListRolePolicies":
                return Answers.Xml(request.Operation, "<PolicyNames><member>inline</member></PolicyNames><IsTruncated>false</IsTruncated>");
            case "GetRolePolicy":
                return Answers.Xml(request.Operation, "<PolicyName>inline</PolicyName><PolicyDocument>%7B%7D</PolicyDocument>");
            case "AttachRolePolicy" or "AttachUserPolicy":
                Attach(identity, form["PolicyArn"]!);
                return Answers.Xml(request.Operation, "");
            case "DetachRolePolicy" or "DetachUserPolicy":
                if (!attached.Contains(form["PolicyArn"]!)) return Answers.Error(request, HttpStatusCode.NotFound, "NoSuchEntity");
                Detach(identity, form["PolicyArn"]!);
                return Answers.Xml(request.Operation, "");
            case "ListAccessKeys":
                return Answers.Xml(request.Operation, $"<AccessKeyMetadata>{string.Concat(Keys.Select(k => $"<member><AccessKeyId>{k.Key}</AccessKeyId><Status>{(k.Value ? "Active" : "Inactive")}</Status></member>"))}</AccessKeyMetadata><IsTruncated>false</IsTruncated>");
            case "UpdateAccessKey":
                Keys = Keys.SetItem(form["AccessKeyId"]!, form["Status"] == "Active");
                return Answers.Xml(request.Operation, "");
            default:
                throw new InvalidOperationException($"IAM: {request.Operation} is not known here");
        }
    }
}
