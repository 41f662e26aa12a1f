namespace Sentinel.Core.Reports;

/// <summary>What a page says has become of an incident.</summary>
public enum PageState
{
    Alert,
    WaitingForApproval,
    Contained,
    /// <summary>Something was done, and the function can still run.</summary>
    NotContained,
    /// <summary>A guard rail said no.</summary>
    Refused,
    Released,
    /// <summary>A step, or the evidence, could not be had.</summary>
    Failed,
    /// <summary>Somebody undid a containment; it was done again.</summary>
    Lifted,
    /// <summary>A tuning parameter was not taken.</summary>
    RefusedSetting,
    /// <summary>The organisation-wide switch is on: nothing is contained.</summary>
    Paused,
    /// <summary>Something is not seen any more: an account, a region, a kind of event.</summary>
    Blind,
    /// <summary>What was blind is seen again.</summary>
    SeesAgain,
}

/// <summary>How urgent a page is; the numbers are OCSF's <c>severity_id</c>.</summary>
public enum PageSeverity { Informational = 1, Medium = 3, High = 4, Critical = 5 }

public static class PageStates
{
    /// <summary>As people and filter policies read it: <c>waiting for approval</c>. Starts with a letter, ASCII, at most 20 characters.</summary>
    public static string Text(this PageState state) => state switch
    {
        PageState.Alert => "alert",
        PageState.WaitingForApproval => "waiting for approval",
        PageState.Contained => "contained",
        PageState.NotContained => "not contained",
        PageState.Refused => "refused",
        PageState.Released => "released",
        PageState.Failed => "failed",
        PageState.Lifted => "lifted",
        PageState.RefusedSetting => "refused setting",
        PageState.Paused => "paused",
        PageState.Blind => "blind",
        PageState.SeesAgain => "sees again",
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, "No such state."),
    };

    /// <summary>Whether it is contained, for those who read no further. Starts with a letter, ASCII, at most 33 characters.</summary>
    public static string Standing(this PageState state) => state switch
    {
        PageState.Alert => "ALERT, NOT CONTAINED",
        PageState.WaitingForApproval => "NOT CONTAINED, waits for approval",
        PageState.Contained => "CONTAINED",
        PageState.NotContained => "NOT CONTAINED",
        PageState.Refused => "NOT CONTAINED, refused",
        PageState.Released => "RELEASED",
        PageState.Failed => "FAILED, look whether contained",
        PageState.Lifted => "CONTAINED AGAIN after a lift",
        PageState.RefusedSetting => "SETTING REFUSED",
        PageState.Paused => "PAUSED, nothing is contained",
        PageState.Blind => "BLIND",
        PageState.SeesAgain => "SEES AGAIN",
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, "No such state."),
    };

    public static PageSeverity Severity(this PageState state) => state switch
    {
        PageState.Released or PageState.SeesAgain => PageSeverity.Informational,
        PageState.Alert or PageState.RefusedSetting => PageSeverity.Medium,
        PageState.NotContained or PageState.Failed or PageState.Lifted => PageSeverity.Critical,
        _ => PageSeverity.High,
    };

    /// <summary>As filter policies read it: <c>critical</c>.</summary>
    public static string Text(this PageSeverity severity) => severity switch
    {
        PageSeverity.Informational => "informational",
        PageSeverity.Medium => "medium",
        PageSeverity.High => "high",
        _ => "critical",
    };
}
