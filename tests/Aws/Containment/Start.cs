using CsCheck;
using Sentinel.Aws.Tests.Emulators;

namespace Sentinel.Aws.Tests.Containment;

/// <summary>A state of the world before anything is done.</summary>
/// <param name="Reserved">Null for no reservation.</param>
/// <param name="Live">Provisioned for the alias <c>live</c>; 0 for none.</param>
/// <param name="Seven">Provisioned for version 7; 0 for none.</param>
/// <param name="Mappings">Enabled or not.</param>
/// <param name="Keys">Active or not.</param>
public sealed record Start(int? Reserved, int Live, int Seven, bool[] Mappings, Identity ForRole, Identity ForUser, bool[] Keys)
{
    public const string Function = "internal-backup-processor";
    public const string Role = "lambda-exec-role";
    public const string User = "dev_user";

    /// <summary>Everything in use, nothing full.</summary>
    public static Start Typical { get; } = new(20, 3, 2, [true, false, true], new Identity(2, false, "other"), new Identity(1, false, null), [true, false]);

    public async Task BuildAsync(MotoAccount account)
    {
        foreach (var policy in ForRole.Policies.Concat(ForUser.Policies).Append("SentinelDenyAll").Append("other").Distinct()) await account.MakePolicyAsync(policy);
        await account.MakeRoleAsync(Role, ForRole.Boundary is { } boundary ? [("PermissionsBoundary", $"arn:aws:iam::{account.Id}:policy/{boundary}")] : []);
        await account.IamAsync("CreateUser", ("UserName", User));
        if (ForUser.Boundary is { } bound) account.Gaps.UserBoundaries[User] = $"arn:aws:iam::{account.Id}:policy/{bound}";
        foreach (var policy in ForRole.Policies) await account.IamAsync("AttachRolePolicy", ("RoleName", Role), ("PolicyArn", $"arn:aws:iam::{account.Id}:policy/{policy}"));
        foreach (var policy in ForUser.Policies) await account.IamAsync("AttachUserPolicy", ("UserName", User), ("PolicyArn", $"arn:aws:iam::{account.Id}:policy/{policy}"));
        foreach (var active in Keys)
        {
            var id = MotoAccount.Texts(await account.IamAsync("CreateAccessKey", ("UserName", User)), "AccessKeyId");
            if (!active) await account.IamAsync("UpdateAccessKey", ("UserName", User), ("AccessKeyId", id), ("Status", "Inactive"));
        }
        await account.MakeFunctionAsync(Function, Role);
        if (Reserved is not null) await account.SetConcurrencyAsync(Function, Reserved);
        if (Live > 0) account.Gaps.Provision(Function, "live", Live);
        if (Seven > 0) account.Gaps.Provision(Function, "7", Seven);
        foreach (var enabled in Mappings) await account.MakeMappingAsync(Function, enabled);
    }
}

/// <param name="Attached">Policies, 0 to 10.</param>
/// <param name="Denied">SentinelDenyAll is one of them.</param>
/// <param name="Boundary">Name of the policy; null for none.</param>
public sealed record Identity(int Attached, bool Denied, string? Boundary)
{
    public IEnumerable<string> Policies => Enumerable.Range(0, Attached).Select(i => Denied && i == 0 ? "SentinelDenyAll" : Policy(i));

    public static string Policy(int number) => $"policy-{number}";
}

public static class StartGen
{
    private static readonly Gen<Identity> Identities = Gen.Select(Gen.OneOf(Gen.Const(10), Gen.Int[0, 10]), Gen.Bool, Gen.OneOf(Gen.Const((string?)null), Gen.Const((string?)"other"), Gen.Const((string?)"SentinelDenyAll")),
        (attached, denied, boundary) => new Identity(attached, denied, boundary));

    public static Gen<Start> All { get; } = Gen.Select(
        Gen.OneOf(Gen.Const((int?)null), Gen.Const((int?)0), Gen.Int[5, 20].Select(i => (int?)i)), Gen.Int[0, 3], Gen.Int[0, 2],
        Gen.Bool.Array[0, 4], Identities, Identities, Gen.Bool.Array[0, 2],
        (reserved, live, seven, mappings, role, user, keys) => new Start(reserved, reserved == 0 ? 0 : live, reserved == 0 ? 0 : seven, mappings, role, user, keys));
}
