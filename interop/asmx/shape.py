"""Whether ASP.NET publishes our contract as we wrote it: python3 shape.py OURS THEIRS

THEIRS is what the service made of OURS publishes: its own `?wsdl`. Every element and type of ours that it has is compared,
after C14N and without white space. It has a text where ours has a result of which no value is known, since a type
without values is a text in C#; the ports of HTTP GET and POST are its own.
"""

import sys
from xml.etree import ElementTree

SCHEMA = "{http://www.w3.org/2001/XMLSchema}"


def declared(path):
    """Elements and types by kind and name: {(kind, name): document}."""
    found = {}
    for one in ElementTree.parse(path).find(f".//{SCHEMA}schema"):
        found[one.tag.removeprefix(SCHEMA), one.get("name")] = one
    return found


def canonical(one):
    return ElementTree.canonicalize(ElementTree.tostring(one, "unicode"), strip_text=True)


ours, theirs = map(declared, sys.argv[1:])
no_values = {name for (kind, name), one in ours.items() if kind == "simpleType" and one.find(f".//{SCHEMA}enumeration") is None}
texts = {f"tns:{name}" for name in no_values}
same, different = 0, []
for key, one in ours.items():
    if key[1] in no_values or any(inner.get("type") in texts for inner in one.iter(f"{SCHEMA}element")):
        continue
    if key in theirs and canonical(theirs[key]) == canonical(one):
        same += 1
    else:
        different.append(" ".join(key))
if different or not same:
    print("FAIL", "shape", f"{len(different)} declarations are published otherwise:", ", ".join(different[:5]))
    sys.exit(1)
print("PASS", "shape", f"{same} elements and types of the contract are published as they are written")
