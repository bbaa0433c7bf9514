"""Reading a page strictly: its forms as a browser would send them, and everything in it that no page of ours has.

Every `<` of a page must begin a tag as our templates write it. One that does not stems from a text that was not escaped.
"""

import re
from dataclasses import dataclass, field
from functools import cache
from html import unescape

from werkzeug.test import TestResponse

HERE = "http://localhost/"  # the routing makes whole addresses where a path has slashes too many
# No page of ours has these. It has drawings: an svg from an input is told by its attribute, see the inputs.
FORBIDDEN = ("iframe", "object", "embed", "base", "style")
_TAG = re.compile(r"<[^<>\"]*(?:\"[^\"]*\"[^<>\"]*)*>|<")
_STRICT = re.compile(r"</?([A-Za-z][A-Za-z0-9]*)((?:\s+[A-Za-z][A-Za-z0-9:-]*(?:=\"[^\"]*\")?)*)\s*/?>")
_ATTRIBUTE = re.compile(r"\s([A-Za-z][A-Za-z0-9:-]*)(?:=\"([^\"]*)\")?")
# What the framework writes of a redirect, and the one tag of ours that holds JSON.
_OTHERS = ("<html lang=en>", '<meta name="htmx-config"\n      content=\'{"allowEval":false,')
_DATA = re.compile(r"(<script type=\"application/ld\+json\"[^>]*>)[^<]*(?=</script>)")


@dataclass
class FoundForm:
    """A form as a page has it: the fields as a browser would send them, and its buttons."""

    action: str
    method: str
    fields: dict[str, str] = field(default_factory=dict)
    buttons: list[tuple[str, str]] = field(default_factory=list)


@dataclass(frozen=True)
class Tag:
    """A tag, with what is strange about it."""

    name: str
    ends: bool
    attributes: dict[str, str]
    strange: tuple[str, ...] = ()


class Reader:
    """The forms of a page, what is strange in it, and which fields it says are wrong."""

    def __init__(self, text: str) -> None:
        self.forms: list[FoundForm] = []
        self.strange: list[str] = []
        self.wrong: list[str] = []
        self.select = ""
        text = re.sub(r"^\s*<!doctype html>", "", text, flags=re.IGNORECASE)
        found = list(_TAG.finditer(_DATA.sub(r"\1", text)))
        for n, match in enumerate(found):
            tag = tag_of(match[0])
            self.strange.extend(tag.strange)
            if tag.name in _READ or tag.attributes.get("class") == "error":
                end = found[n + 1].start() if n + 1 < len(found) else len(text)
                self._take(tag, match.string[match.end() : end])

    def _take(self, tag: Tag, following: str) -> None:
        given, name = tag.attributes, tag.attributes.get("name", "")
        if tag.name == "script" and following.strip() and given.get("type") != "application/ld+json":
            self.strange.append(f"a script: {following[:80]}")
        elif given.get("class") == "error" and given.get("id", "").startswith("error-"):
            self.wrong.append(given["id"].removeprefix("error-"))
        elif tag.name == "form" and not tag.ends:
            self.forms.append(FoundForm(given.get("action", ""), given.get("method", "get").lower()))
        elif tag.name == "select" and tag.ends:
            self.select = ""
        elif self.forms and not tag.ends and (name or tag.name == "option"):
            self._fill(self.forms[-1], tag, name, following)

    def _fill(self, form: FoundForm, tag: Tag, name: str, following: str) -> None:
        given = tag.attributes
        if tag.name == "input":
            if given.get("type") not in ("radio", "checkbox") or "checked" in given:
                form.fields[name] = given.get("value", "")
            form.fields.setdefault(name, "")
        elif tag.name == "textarea":
            form.fields[name] = unescape(following).removeprefix("\n")
        elif tag.name == "select":
            self.select, form.fields[name] = name, ""
        elif tag.name == "option" and self.select:
            if "selected" in given or not form.fields[self.select]:
                form.fields[self.select] = given.get("value", "")
        elif tag.name == "button":
            form.buttons.append((name, given.get("value", "")))


_READ = frozenset(("form", "input", "textarea", "select", "option", "button", "script"))


@cache
def tag_of(text: str) -> Tag:
    """A tag as it stands in a page."""
    match = _STRICT.fullmatch(text)
    if text.startswith(_OTHERS):
        return Tag("", False, {})
    if match is None:
        return Tag("", False, {}, (f"no tag of ours: {text[:200]!r}",))
    given = {name: unescape(value) for name, value in _ATTRIBUTE.findall(match[2])}
    name = match[1].lower()
    return Tag(name, text.startswith("</"), given, tuple(_strange(name, given, f"{text[:300]}")))


def _strange(tag: str, given: dict[str, str], where: str) -> list[str]:
    found = []
    if "qqx" in tag or tag in FORBIDDEN or ("img" in tag and not _is_picture(given.get("src", ""))):
        found.append(where)
    for name, value in given.items():
        if "qqx" in name or name.startswith("on") or name == "style":
            found.append(f"{name} in {where}")
        if name in ("href", "src", "action", "formaction") and not _is_safe(tag, given, value):
            found.append(f"{name} of {where}")
    return found


def _is_picture(address: str) -> bool:
    return address.startswith(("data:image/svg+xml;base64,", "/occurrences/charts/", "/investigations/", "/static/"))


def _is_safe(tag: str, given: dict[str, str], address: str) -> bool:
    if re.match(rf"({HERE}|/(?![/\\])|#|\?|\./|$)", address) and not re.search(r"[\x00-\x20]", address):
        return True
    if given.get("class") == "qr" and address.startswith("data:image/svg+xml;base64,"):
        return True  # the code of a second factor, drawn by us
    return tag == "a" and address.startswith(("https://", "http://")) and "noopener" in given.get("rel", "")


def read(answer: TestResponse) -> Reader:
    """A page that was answered."""
    return Reader(answer.get_data(as_text=True))
