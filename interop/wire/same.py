"""Whether clients ask the same thing: python3 same.py FOLDER

FOLDER holds what clients sent, as relay.py keeps it, in files named PEER.soap11 and PEER.soap12. Every request for
`requestAuthCodeSSO` in them is compared with ours (PEER `rescue`; where there is none, with the first peer's that
sent one for the same credentials):

- the document after C14N 2.0 with prefixes aside: element and attribute names with their namespaces, attributes, text;
- the HTTP side: method, media type, charset, and the action, wherever the SOAP version puts it.

Left aside are prefixes, unused namespace declarations, the XML declaration, and the difference between `<x/>` and
`<x></x>`. White space is not: it is text. Prints PASS or FAIL and what differs, a line per peer and version.
"""

import email.message
import pathlib
import sys
from xml.etree import ElementTree

OPERATION = "{https://secure.logmeinrescue.com/API/API.asmx}requestAuthCodeSSO"
OURS = "rescue"


def messages(sent):
    """The HTTP requests in a stream of them: (request line, headers, body)."""
    while sent:
        head, _, sent = sent.partition(b"\r\n\r\n")
        line, *fields = head.decode("latin-1").split("\r\n")
        headers = {name.lower(): value.strip() for name, _, value in (field.partition(":") for field in fields)}
        if headers.get("transfer-encoding", "").lower() == "chunked":
            body, sent = chunks(sent)
        else:
            length = int(headers.get("content-length", 0))
            body, sent = sent[:length], sent[length:]
        yield line, headers, body


def chunks(sent):
    """The body at the front of `sent`, and the rest; trailers are not read, since no peer sends any."""
    body = b""
    while True:
        size, _, sent = sent.partition(b"\r\n")
        length = int(size.split(b";")[0], 16)
        body, sent = body + sent[:length], sent[length + 2:]
        if length == 0:
            return body, sent


def canonical(document):
    return ElementTree.canonicalize(
        document.decode("utf-8"),
        rewrite_prefixes=True,
        qname_aware_attrs=["{http://www.w3.org/2001/XMLSchema-instance}type"],
    )


def http_side(line, headers):
    """What the HTTP head says about the request, the same for equal requests."""
    kind = email.message.Message()
    kind["content-type"] = headers.get("content-type", "")
    action = kind.get_param("action") if kind.get_content_type() == "application/soap+xml" else headers.get("soapaction")
    # SOAPAction repeated in a SOAP 1.2 request says nothing new; some peers send it, and the server ignores it.
    return (line.split(" ")[0], kind.get_content_type(), (kind.get_content_charset() or "").lower(), (action or "").strip('"'))


def requests(path):
    """The requests for OPERATION that a peer sent, by their credentials: {credentials: (HTTP side, document)}."""
    found = {}
    for line, headers, body in messages(path.read_bytes()):
        if not line.startswith("POST") or b"requestAuthCodeSSO" not in body:
            continue
        wrapper = ElementTree.fromstring(body).find(f".//{OPERATION}")
        # A wrapper of another namespace is a difference to report, and so is told by whatever text it has.
        values = ["".join(field.itertext()) for field in wrapper] if wrapper is not None else [body.decode("utf-8")]
        if values[:1] != ["fault"]:
            found[tuple(values)] = (http_side(line, headers), canonical(body))
    return found


def difference(expected, found):
    """The first place two texts differ at, with some text around it."""
    at = next((i for i, (a, b) in enumerate(zip(expected, found)) if a != b), min(len(expected), len(found)))
    near = slice(max(0, at - 30), at + 30)
    return f"at character {at}: expected `{expected[near]}`, found `{found[near]}`"


def compare(ours, theirs):
    """What is different between two peers' requests for the same credentials, or None."""
    for credentials in sorted(ours.keys() | theirs.keys()):
        if credentials not in ours or credentials not in theirs:
            return f"only one of the two sent these {len(credentials)} values"
        (our_head, our_document), (their_head, their_document) = ours[credentials], theirs[credentials]
        if our_head != their_head:
            return f"HTTP: expected {our_head}, found {their_head}"
        if our_document != their_document:
            return difference(our_document, their_document)
    return None


def self_check():
    """A comparison that finds nothing different in anything would pass everything."""
    document = (b'<p9:E xmlns:p9="urn:e"><p9:B><requestAuthCodeSSO xmlns="https://secure.logmeinrescue.com/API/API.asmx">'
                b"<s>a &amp; b</s><t/></requestAuthCodeSSO></p9:B></p9:E>")
    head = b'POST /x HTTP/1.1\r\nContent-Type: text/xml; charset=utf-8\r\nSOAPAction: "a"\r\nContent-Length: '

    def differs(old, new):
        changed = head.replace(old, new) + b"%d\r\n\r\n" % len(document.replace(old, new)) + document.replace(old, new)
        plain = head + b"%d\r\n\r\n" % len(document) + document
        one, two = (
            {"credentials": (http_side(line, headers), canonical(body))}
            for text in (plain, changed)
            for line, headers, body in messages(text)
        )
        return compare(one, two) is not None

    for change in [(b"<t/>", b"<t></t>"), (b"xmlns:p9", b"xmlns:unused='urn:u' xmlns:p9"), (b"&amp;", b"&#38;"), (b"p9", b"other"),
                   (b"utf-8", b"UTF-8"), (b'"a"', b"a")]:
        assert not differs(*change), change
    for change in [(b"urn:e", b"urn:f"), (b"<t/>", b""), (b"<t/>", b'<t x="1"/>'), (b"a &amp;", b"a  &amp;"), (b"<s>", b"<s> "),
                   (b"<s>a &amp; b</s><t/>", b"<t/><s>a &amp; b</s>"), (b'"a"', b'"b"'), (b"text/xml", b"application/xml")]:
        assert differs(*change), change


def read(path):
    """A peer's requests, or what makes them unreadable."""
    try:
        return requests(path), None
    except (ElementTree.ParseError, ValueError) as error:
        return {}, f"sent something that cannot be read: {error}"


def main(folder):
    self_check()
    for version in ("soap11", "soap12"):
        found = {}
        for path in sorted(pathlib.Path(folder).glob(f"*.{version}")):
            asked, unreadable = read(path)
            if unreadable:
                print(f"FAIL {version} {path.stem} {unreadable}")
            elif asked:
                found[path.stem] = asked
        first = OURS if OURS in found else next(iter(found), None)
        others = [peer for peer in found if peer != first]
        if not others:
            print(f"SKIPPED {version} fewer than two peers sent a request")
        for peer in others:
            wrong = compare(found[first], found[peer])
            print(f"{'FAIL' if wrong else 'PASS'} {version} {peer} {wrong or f'asks what {first} asks'}")


main(sys.argv[1])
