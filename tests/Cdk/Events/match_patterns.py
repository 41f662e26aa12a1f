"""Which patterns match which events, by the matcher of moto: {"patterns": {...}, "events": [...]} on standard input, for each event the names that match."""
import json
import sys

from moto.events.models import EventPattern


def flat(node):
    """AWS looks into lists of objects as if each field were a list, moto does not."""
    if isinstance(node, dict):
        return {key: flat(value) for key, value in node.items()}
    if isinstance(node, list) and node and all(isinstance(entry, dict) for entry in node):
        return {key: [entry[key] for entry in node if key in entry] for key in {k for entry in node for k in entry}}
    return node


given = json.load(sys.stdin)
patterns = {name: EventPattern.load(json.dumps(pattern)) for name, pattern in given["patterns"].items()}
json.dump([sorted(name for name, pattern in patterns.items() if pattern.matches_event(event)) for event in map(flat, given["events"])], sys.stdout)
