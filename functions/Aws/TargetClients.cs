using Amazon.IdentityManagement;
using Amazon.Lambda;

namespace Sentinel.Aws;

/// <summary>Clients that act in one account and region, with the containment role of that account.</summary>
public sealed record TargetClients(IAmazonLambda Lambda, IAmazonIdentityManagementService Iam);
