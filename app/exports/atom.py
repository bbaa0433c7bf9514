"""Feeds as Atom (RFC 4287), with the address of what is older as RFC 5005 has it."""

import html
from xml.etree import ElementTree as ET

from app.exports.feed import Entry, Feed, instant, plain

TYPE = "application/atom+xml"
_ATOM = "http://www.w3.org/2005/Atom"


def write_atom(feed: Feed) -> bytes:
    """The feed as a document."""
    root = ET.Element("feed", {"xmlns": _ATOM, "xml:lang": "en"})
    _text(root, "id", feed.id)
    _text(root, "title", feed.title)
    _text(root, "subtitle", feed.about)
    _text(root, "updated", instant(feed.updated))
    _author(root, "airdocket")
    _link(root, "self", feed.own_url, TYPE)
    _link(root, "alternate", feed.url, "text/html")
    if feed.next_url:
        _link(root, "next", feed.next_url, TYPE)
    for each in feed.entries:
        _entry(ET.SubElement(root, "entry"), each)
    written: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return written


def _entry(into: ET.Element, entry: Entry) -> None:
    _text(into, "id", entry.id)
    _text(into, "title", entry.title)
    _text(into, "published", instant(entry.published or entry.updated))
    _text(into, "updated", instant(entry.updated))
    _author(into, entry.author)
    _link(into, "alternate", entry.url, "text/html")
    # Escaped once as HTML here, and once more as XML: what somebody wrote stays text in a reader that shows HTML.
    paragraphs = "".join(f"<p><bdi>{html.escape(plain(each))}</bdi></p>" for each in entry.lines)
    _text(into, "content", paragraphs, type="html")


def _author(into: ET.Element, name: str) -> None:
    _text(ET.SubElement(into, "author"), "name", name)


def _link(into: ET.Element, rel: str, url: str, kind: str) -> None:
    ET.SubElement(into, "link", {"rel": rel, "href": plain(url), "type": kind})


def _text(into: ET.Element, name: str, text: str, **attributes: str) -> None:
    ET.SubElement(into, name, attributes).text = plain(text)
