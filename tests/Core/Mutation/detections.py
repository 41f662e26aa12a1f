#!/usr/bin/env python3
"""The configuration for a run over the detections without their examples: those are what the tests are made of, and each mutant in them would be tried
against every test. A file's examples begin with the first call that is made for them and go on to its end.

    python3 tests/Core/Mutation/detections.py > artifacts/mutation/detections.json
"""
import glob
import json
import os
import re

HERE = os.path.dirname(os.path.abspath(__file__))
FOLDER = os.path.join(HERE, "../../../functions/Core/Detections")
BEGIN = re.compile(r"^    (?:(?:private|internal) static (?:readonly )?(?:Call(?:\[\])?|Example|Dictionary<string, string>) \w|public override IReadOnlyList<Example> Examples \{)", re.MULTILINE)

mutate = ["Detections/**/*.cs", "!Detections/Acts.cs", "!Detections/Example.cs"]
for path in sorted(glob.glob(os.path.join(FOLDER, "*.cs"))):
    text = open(path, encoding="utf-8", newline="").read()
    name = os.path.basename(path)
    if name not in ("Acts.cs", "Example.cs") and (begin := BEGIN.search(text)):
        mutate.append(f"!Detections/{name}{{{begin.start()}..{len(text)}}}")
config = json.load(open(os.path.join(HERE, "knowledge.json"), encoding="utf-8"))
config["stryker-config"] |= {
    "mutate": mutate,
    # Sessions by the million take minutes while it is noted which mutant each test reaches.
    "test-case-filter": "FullyQualifiedName~Core.Tests.Detections&FullyQualifiedName!~Examples_say_the_same&FullyQualifiedName!~PoisoningTests",
    "additional-timeout": 60000,
}
print(json.dumps(config, indent=2))
