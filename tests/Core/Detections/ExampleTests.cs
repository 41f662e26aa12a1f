using Sentinel.Core.Detections;

namespace Sentinel.Core.Tests.Detections;

public class ExampleTests
{
    public static TheoryData<string, string> Cases()
    {
        var cases = new TheoryData<string, string>();
        foreach (var detection in Catalogue.All)
        {
            foreach (var example in detection.Examples) cases.Add(detection.Info.Id, example.Name);
        }
        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_detection_speaks_where_its_example_says_so_and_only_there(string id, string name)
    {
        var detection = Catalogue.All.Single(d => d.Info.Id == id);
        var example = detection.Examples.Single(e => e.Name == name);

        // Detections that build on a quarantine need something that leads to one.
        var heard = ExampleRunner.Play(example, SharedReaders.Pasts(), times: 1, reversed: false, id is "quarantine-lifted" or "code-clone" ? [.. Catalogue.All] : [detection]);

        var own = heard.LastCall.Where(s => s.Detection == id);
        if (example.ShouldFire) Assert.NotEmpty(own);
        else Assert.DoesNotContain(heard.All, s => s.Detection == id);
    }
}
