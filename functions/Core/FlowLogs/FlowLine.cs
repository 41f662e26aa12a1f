namespace Sentinel.Core.FlowLogs;

/// <summary>Whether a line tells of traffic (<c>log-status</c>).</summary>
public enum FlowStatus
{
    Ok,
    /// <summary>Nothing passed the interface in this time.</summary>
    NoData,
    /// <summary>AWS left records out, for want of capacity or by an error of its own: what passed in this time is not known.</summary>
    SkipData,
}

/// <summary><c>flow-direction</c>.</summary>
public enum FlowDirection
{
    /// <summary>The format does not tell.</summary>
    Unknown,
    Ingress,
    Egress,
}

/// <summary>One line of VPC flow logs. Valid as long as the bytes it was read from are. What the format does not declare, or the line leaves out (<c>-</c>), is empty, null or zero.</summary>
public ref struct FlowLine
{
    public FlowStatus Status { get; internal set; }

    /// <summary><c>account-id</c>; empty also for the <c>unknown</c> of interfaces that a service owns.</summary>
    public ReadOnlySpan<byte> Account { get; internal set; }

    /// <summary><c>interface-id</c>, as <c>eni-0a1b2c3d</c>.</summary>
    public ReadOnlySpan<byte> Interface { get; internal set; }

    /// <summary><c>instance-id</c>: the interface belongs to an instance of EC2.</summary>
    public ReadOnlySpan<byte> Instance { get; internal set; }

    public ReadOnlySpan<byte> Region { get; internal set; }

    /// <summary><c>pkt-dst-aws-service</c>: which of AWS's ranges holds the destination.</summary>
    public ReadOnlySpan<byte> DestinationService { get; internal set; }

    /// <summary>Of the packet (<c>pkt-srcaddr</c>) where the format tells, else <c>srcaddr</c>.</summary>
    public FlowAddress? Source { get; internal set; }

    /// <summary>Of the packet (<c>pkt-dstaddr</c>) where the format tells, else <c>dstaddr</c>.</summary>
    public FlowAddress? Destination { get; internal set; }

    public int SourcePort { get; internal set; }
    public int DestinationPort { get; internal set; }

    /// <summary>IANA number: 6 is TCP, 17 UDP.</summary>
    public int Protocol { get; internal set; }

    public long Bytes { get; internal set; }

    /// <summary>When the last packet of the record came, UTC, to the second; where the format tells the start alone, that.</summary>
    public DateTimeOffset End { get; internal set; }

    /// <summary><c>action</c> is REJECT: a security group or network ACL let none of it pass.</summary>
    public bool IsRejected { get; internal set; }

    public FlowDirection Direction { get; internal set; }

    /// <summary>Hash of the line: the same record delivered twice has the same.</summary>
    public ulong Hash { get; internal set; }
}
