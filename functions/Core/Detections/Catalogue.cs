namespace Sentinel.Core.Detections;
public static class Catalogue { public static IReadOnlyList<Detection> All { get; } = []; }
