"""What our generated types write, read by zeep: `corpus.py FOLDER WORK [N]`.

FOLDER holds real contracts with their `manifest.json`, WORK what `castile-corpus` has left there: for each contract the
documents `documents/J-WHAT.out.xml`, which are elements of bodies and headers as our encoder writes them. Of N contracts,
spread over the folder, and half as many of those that have messages in SOAP encoding, zeep loads the WSDL and parses these
documents by its own reading of the schema, and of the bodies that its bindings ask for. Prints `PASS`, `FAIL` or `SKIPPED`
a line.
"""

import json
import logging
import pathlib
import sys

import zeep
from lxml import etree

logging.disable(logging.CRITICAL)


class Offline(zeep.Transport):
    """Reads files, and nothing from a network."""

    def load(self, url):
        if "://" in url and not url.startswith("file:"):
            raise OSError(f"{url} is not fetched")
        return super().load(url)


def documents(folder):
    """The documents that hold all and those that hold what is required; names of jobs as numbers, in their order."""
    found = [path for what in ("full", "least") for path in folder.glob(f"*-{what}.out.xml")]
    return sorted(found, key=lambda path: (int(path.name.split("-")[0]), path.name))


def is_encoded(folder):
    """Whether there are documents in SOAP encoding, which say so."""
    return any(b":encodingStyle=" in path.read_bytes() for path in documents(folder))


def bodies(client):
    """The elements around the parts of rpc style bodies, which no schema declares, by name."""
    found = {}
    for binding in client.wsdl.bindings.values():
        for operation in getattr(binding, "_operations", {}).values():
            for message in (operation.input, operation.output):
                body = getattr(message, "body", None)
                if body is not None and getattr(body, "qname", None) is not None:
                    found[body.qname.text] = body
    return found


def check(contract, folder):
    """How many documents zeep parses, and the first complaint; an exception where it does not know the contract."""
    client = zeep.Client(str(contract), transport=Offline())
    parsed, complaint = 0, None
    known = bodies(client)
    for path in documents(folder):
        root = etree.parse(str(path)).getroot()
        element = known.get(etree.QName(root).text)
        try:
            element = element or client.wsdl.types.get_element(etree.QName(root))
        except Exception:
            # A header block or the detail of a fault that is named after a part.
            continue
        try:
            element.parse(root, client.wsdl.types)
            parsed += 1
        except Exception as problem:
            complaint = complaint or f"{path.name}: {type(problem).__name__}: {problem}"
    return parsed, complaint


def spread(entries, wanted):
    """So many of the entries, spread over all of them."""
    return entries[:: max(1, len(entries) // wanted)][:wanted]


def main():
    folder, work = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
    wanted = int(sys.argv[3]) if len(sys.argv) > 3 else 30
    entries = json.loads((folder / "manifest.json").read_text())["wsdls"]
    entries = [one for one in entries if one["soundness"] == "sound" and documents(work / one["id"] / "documents")]
    encoded = [one for one in entries if is_encoded(work / one["id"] / "documents")]
    chosen = spread(entries, wanted)
    chosen += [one for one in spread(encoded, max(1, wanted // 2)) if one not in chosen]
    failed = 0
    for entry in chosen:
        try:
            parsed, complaint = check(folder / entry["main"], work / entry["id"] / "documents")
        except Exception as problem:
            print(f"SKIPPED {entry['id']}: zeep does not load it: {str(problem)[:150]}")
            continue
        if complaint:
            failed += 1
            print(f"FAIL {entry['id']}: {complaint[:300]}")
        elif parsed:
            how = ", in SOAP encoding" if entry in encoded else ""
            print(f"PASS {entry['id']}: {parsed} documents{how}")
        else:
            print(f"SKIPPED {entry['id']}: its elements are declared nowhere")
    return 1 if failed or not entries else 0


if __name__ == "__main__":
    sys.exit(main())
