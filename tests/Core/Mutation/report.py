#!/usr/bin/env python3
"""Stryker's JSON reports in, Markdown out: the score of each folder, and the mutants that survived with why they may stay.

    python3 tests/Core/Mutation/report.py artifacts/mutation/*/reports/mutation-report.json > tests/Core/Mutation/results.md

Reasons stand in reasons.tsv beside this file: file name, what the mutation says (as in the table), reason. They name no line, so that they
survive an edit; `*` as the mutation speaks for the whole file, and `Detections/*` for a folder.
"""
import json
import os
import sys

FOLDERS = ("Detections", "Knowledge", "Incidents")
DETECTED = {"Killed", "Timeout"}
UNDETECTED = {"Survived", "NoCoverage"}
HERE = os.path.dirname(os.path.abspath(__file__))


def reasons():
    found = {}
    path = os.path.join(HERE, "reasons.tsv")
    if os.path.exists(path):
        for line in open(path, encoding="utf-8"):
            parts = line.rstrip("\n").split("\t")
            if len(parts) == 3:
                found[parts[0], parts[1]] = parts[2]
    return found


def original(source, location):
    """The mutated text; lines and columns count from one."""
    lines = source.splitlines()
    start, end = location["start"], location["end"]
    if start["line"] == end["line"]:
        return lines[start["line"] - 1][start["column"] - 1:end["column"] - 1]
    return lines[start["line"] - 1][start["column"] - 1:] + " …"


def short(text):
    text = " ".join(text.split())
    return text if len(text) <= 70 else text[:69] + "…"


def cell(text):
    return text.replace("|", "\\|").replace("`", "'")


def main(paths):
    files = {}
    for path in paths:
        for name, file in json.load(open(path, encoding="utf-8"))["files"].items():
            parts = name.replace("\\", "/").split("/")
            if len(parts) < 2 or parts[-2] not in FOLDERS:
                continue
            tested = [m for m in file["mutants"] if m["status"] in DETECTED | UNDETECTED]
            if tested:
                files[parts[-2] + "/" + parts[-1]] = (file["source"], tested)
    why = reasons()
    print("# Mutation testing: results\n")
    print("Made by `report.py` from Stryker's reports; how to run it: [README.md](README.md).")
    print("Score: mutants that some test kills (or that time out) of all that were tried; those that do not compile do not count.\n")
    print("| folder | tried | killed | timed out | survived | not reached | score |")
    print("|---|---|---|---|---|---|---|")
    for folder in FOLDERS:
        mutants = [m for name, (_, tested) in files.items() if name.startswith(folder + "/") for m in tested]
        if not mutants:
            continue
        count = {s: sum(m["status"] == s for m in mutants) for s in DETECTED | UNDETECTED}
        detected = count["Killed"] + count["Timeout"]
        print(f"| {folder} | {len(mutants)} | {count['Killed']} | {count['Timeout']} | {count['Survived']} | {count['NoCoverage']} | {100 * detected / len(mutants):.1f} % |")
    print("\n## What survived\n")
    print("| place | mutation | why it may stay |")
    print("|---|---|---|")
    for name, (source, tested) in sorted(files.items()):
        for m in sorted(tested, key=lambda m: (m["location"]["start"]["line"], m["location"]["start"]["column"])):
            if m["status"] not in UNDETECTED:
                continue
            change = f"{short(original(source, m['location']))} → {short(m.get('replacement') or '(removed)')}"
            reason = why.get((name, change)) or why.get((name, "*")) or why.get((name.split("/")[0] + "/*", "*")) or ("not reached" if m["status"] == "NoCoverage" else "")
            print(f"| {name}:{m['location']['start']['line']} | `{cell(change)}` | {cell(reason)} |")


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    main(sys.argv[1:])
