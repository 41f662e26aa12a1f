namespace Sentinel.Cli.Input;

/// <summary>Finds the files below a path.</summary>
internal static class InputFiles
{
    /// <summary>The path itself when it is no directory, else all files below it in ordinal order. Linked directories are not followed
    /// (a link may lead back), linked files are read.</summary>
    public static IEnumerable<string> Under(string path, Action<string, string> unreadable)
    {
        if (!Directory.Exists(path)) return [path];
        var files = new List<string>();
        Collect(new DirectoryInfo(path), path, files, unreadable);
        files.Sort(StringComparer.Ordinal);
        return files;
    }

    private static void Collect(DirectoryInfo directory, string path, List<string> files, Action<string, string> unreadable)
    {
        try
        {
            foreach (var entry in directory.EnumerateFileSystemInfos())
            {
                var found = Path.Combine(path, entry.Name);
                if (entry is not DirectoryInfo below) files.Add(found);
                else if (below.LinkTarget is null) Collect(below, found, files, unreadable);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            unreadable(path, e.Message);
        }
    }
}
