namespace Sentinel.Core.FlowLogs;

/// <summary>The fields of VPC flow logs that are read, in the notation of
/// https://docs.aws.amazon.com/vpc/latest/userguide/flow-log-records.html with capitals for hyphens; <see cref="Other"/> stands for every other one.</summary>
internal enum FlowField : byte
{
    Other, Version, AccountId, InterfaceId, SrcAddr, DstAddr, SrcPort, DstPort, Protocol, Bytes, Start, End, Action, LogStatus,
    InstanceId, PktSrcAddr, PktDstAddr, Region, PktDstAwsService, FlowDirection,
}

internal static class FlowFields
{
    private static readonly string[] Names =
    [
        "", "version", "account-id", "interface-id", "srcaddr", "dstaddr", "srcport", "dstport", "protocol", "bytes", "start", "end", "action", "log-status",
        "instance-id", "pkt-srcaddr", "pkt-dstaddr", "region", "pkt-dst-aws-service", "flow-direction",
    ];

    public static string NameOf(FlowField field) => Names[(int)field];

    /// <summary>The field of a name; <see cref="FlowField.Other"/> for one that is not read or not known yet.</summary>
    public static FlowField Of(string name) => (FlowField)Math.Max(0, Array.IndexOf(Names, name));
}
