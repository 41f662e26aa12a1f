"""Makes asff-2018-10-08.json of the service model of Security Hub that botocore carries:

    pip install botocore==1.43.11 && python3 asff.py > asff-2018-10-08.json

Taken over: members, which are required, kinds, patterns, enumerations, and the lengths and counts that the members' documentation states.
Attributes that the model does not name are refused. The members' texts are left out, and so is what Resource.Details can hold (700 shapes that
describe resources of other kinds): a finding with Details is refused. The model leaves Types and Severity optional; BatchImportFindings does not
(https://docs.aws.amazon.com/securityhub/latest/userguide/finding-update-batchimportfindings.html), and so they are required here.
"""
import gzip
import json
import pathlib
import re
import sys

import botocore

MODEL = "data/securityhub/2018-10-26/service-2.json.gz"
SHAPES = json.loads(gzip.decompress((pathlib.Path(botocore.__file__).parent / MODEL).read_bytes()))["shapes"]
LEFT_OUT = {"ResourceDetails"}
KINDS = {"integer": "integer", "long": "integer", "double": "number", "float": "number", "boolean": "boolean", "string": "string", "timestamp": "string"}


def limits(documentation):
    """What the text of a member says of its length or its count."""
    text = re.sub("<[^>]+>", "", documentation)
    found = {}
    if said := re.search(r"Length Constraints: (\d+)\.", text):
        found |= {"minLength": int(said[1]), "maxLength": int(said[1])}
    if said := re.search(r"Length Constraints: Minimum(?: length)? of (\d+)(?: length)?\. Maximum(?: length)? of (\d+)", text):
        found |= {"minLength": int(said[1]), "maxLength": int(said[2])}
    if said := re.search(r"Array Members:(?: Minimum number of (\d+) items?\.)? Maximum number of (\d+) items", text):
        found |= {"minItems": int(said[1] or 0), "maxItems": int(said[2])}
    if said := re.search(r"up to (\d+) key-value pairs", text):
        found |= {"maxProperties": int(said[1])}
    if bool(re.search(r"(Length Constraints|Array Members):", text)) != bool(found.keys() & {"maxLength", "maxItems"}):
        sys.exit(f"limits that are not understood: {text[-120:]}")
    return found


def reference(member):
    if member["shape"] in LEFT_OUT:
        return {"not": {}}
    named = {"$ref": f"#/definitions/{member['shape']}"}
    found = limits(member.get("documentation", ""))
    return {"allOf": [named, found]} if found else named


def schema(shape):
    match shape["type"]:
        case "structure":
            made = {"type": "object", "properties": {name: reference(member) for name, member in shape["members"].items()}, "additionalProperties": False}
            return made | ({"required": shape["required"]} if shape.get("required") else {})
        case "list":
            return {"type": "array", "items": reference(shape["member"])}
        case "map":
            return {"type": "object", "additionalProperties": reference(shape["value"])}
        case kind:
            limit = {"string": ("minLength", "maxLength")}.get(kind, ("minimum", "maximum"))
            made = {"type": KINDS[kind]}
            made |= {name: shape[key] for key, name in (("pattern", "pattern"), ("enum", "enum"), ("min", limit[0]), ("max", limit[1])) if key in shape}
            return made


def reached(name, names):
    if name in names or name in LEFT_OUT:
        return names
    names.add(name)
    shape = SHAPES[name]
    for member in [*shape.get("members", {}).values(), *(shape[key] for key in ("member", "value") if key in shape)]:
        reached(member["shape"], names)
    return names


finding = "AwsSecurityFinding"
made = schema(SHAPES[finding])
made["required"] = [*made["required"], "Types", "Severity"]
document = {
    "$schema": "http://json-schema.org/draft-04/schema#",
    "title": f"{finding} of botocore {botocore.__version__}, {MODEL}",
    **made,
    "definitions": {name: schema(SHAPES[name]) for name in sorted(reached(finding, set()) - {finding})},
}
json.dump(document, sys.stdout, separators=(",", ":"))
print()
