"""What is written into the fields. `qqx` is in no page of ours: an element or an attribute with it stems from an input."""

import json
from collections.abc import Callable
from urllib.parse import quote_plus

MILLION = 1_000_000
LONGEST_QUERY = 60_000  # more than servers take in the first line of a request

TEXTS: dict[str, str | bytes] = {
    "script": "<script>qqx(1)</script>",
    "attribute": "\" onqqx=1 x='",
    "apostrophe": "' onqqx='1",
    "end of an area": "</textarea></title></option></style><qqx onqqx=1>",
    "comment": "--><qqx><!--",
    "processing": "]]><?qqx ?><qqx/>",
    "image": "<img src=x onqqx=1><svg/onqqx=1>",
    "escaped twice": "&lt;qqx&gt;&#60;qqx&#62;&amp;lt;qqx",
    "template": "{{ 771731 * 773371 }}{% print 771731 * 773371 %}${771731*773371}#{771731*773371}<%= 771731*773371 %>",
    "template's insides": "{{ config.items() }}{{ self.__init__.__globals__ }}",
    "format": "%(qqx)s %s %d {0} {0.__class__} {qqx}",
    "quoted sql": "'; DROP TABLE claim; --",
    "sql": "\" OR 1=1 /* ` ; SELECT pg_sleep(9)",
    "pattern": "%_\\%\\_*?[a-z]",
    "null": "a\x00b",
    "null alone": "\x00",
    "the word of a null": 'a\\u0000"b\\',
    "controls": "".join(map(chr, range(1, 32))) + "\x7f\x80\x85\x9f",
    "surrogates": b"a\xed\xa0\x80b\xed\xb0\x80",
    "no utf-8": b"\xff\xfe\xc0\xaf\xf8\x88\x80\x80\x80",
    "cut utf-8": b"caf\xc3",
    "override": "\u202egnirts\u202d \u2067x\u2066y\u2068",
    "zero width": "N\u200bT\u200cS\u200dB\ufeff\u2060\u00ad",
    "only zero width": "\u200b\u200d\u2060",
    "marks": "Z" + "\u0301\u0316\u0489" * 700,
    "emoji": "\U0001f6e9\ufe0f\U0001f468\u200d\u2708\ufe0f\U0001f1ea\U0001f1ec",
    "grown by folding": "\ufdfa\u0130\u1e9e\ufb03\u00df" * 20,
    "separators": "a\u2028b\u2029c\u0085d\x0be\x0cf",
    "no characters": "\ufffe\uffff\U0010ffff",
    "other digits": "٢٠١٥-١٠-٣١",
    "other digit": "٣",
    "other time": "0٤:1٣",
    "superscript": "²",
    "long digits": "9" * 5_000,
    "less than nothing": "-1",
    "nothing": "0",
    "sixty-four bits": "9223372036854775808",
    "thirty-two bits": "2147483648",
    "beyond a float": "1e309",
    "no number": "NaN",
    "infinity": "-Infinity",
    "day nought": "0000-00-00",
    "last day": "9999-12-31",
    "no day": "2015-02-30",
    "no leap day": "2015-02-29",
    "leap day": "2016-02-29",
    "first day": "0001-01-01",
    "far time": "9999-12-31T23:59:59.999999-23:59",
    "another's id": "1",
    "no one's id": "999999",
    "party's number": "(#9223372036854775807)",
    "other number": "(#٣)",
    "path": "../../../../etc/passwd",
    "path of another system": "..\\..\\boot.ini\x00.html",
    "encoded path": "%2e%2e%2f%00%0d%0a",
    "headers": "x\r\nX-Qqx: 1\r\nSet-Cookie: qqx=1\r\n\r\n<qqx>",
    "javascript": "javascript:qqx(1)",
    "javascript in disguise": " \x01java\tscript:qqx(1)",
    "data": "data:text/html,<script>qqx(1)</script>",
    "elsewhere": "//evil.example/qqx",
    "elsewhere backwards": "\\\\evil.example\\qqx",
    "elsewhere mixed": "/\\evil.example/qqx",
    "elsewhere by blanks": "\t//evil.example",
    "elsewhere by line": "/\n/evil.example",
    "elsewhere by scheme": "https:evil.example",
    "elsewhere in full": "https://evil.example/",
    "elsewhere by name": "https://localhost@evil.example/",
    "no host": "https://[::1",
    "no port": "http://example.org:99999999/",
    "quoted address": "https://example.org/\"><qqx>",
    "mail": "qqx@example.org\r\nBcc: evil@example.org",
    "odd mail": "\"<qqx>\"@example.org",
    "spaces": " \t\u3000\u00a0\r\n",
    "empty": "",
    "json": '{"__proto__": {"a": [null, 1e999]}}',
}  # fmt: skip
HUGE: dict[str, str | bytes] = {
    "a million letters": "a" * MILLION,
    "a million marks": "\u0301\u0316" * (MILLION // 2),
    "a million brackets": "<" * MILLION,
    "a million blanks": " " * (MILLION - 1) + "x",
    "a million digits": "9" * MILLION,
    "a million words": "ab " * (MILLION // 3),
    "a million lines": "\n" * MILLION,
    "a hundred thousand marks": "a" + "\u0301\u0316" * 49_000,
    "a hundred thousand odd marks": "a" + "\u0f73" * 49_000,
    "a million points": "1." * (MILLION // 2),
}


def as_text(value: str | bytes) -> str:
    """What a form's reader makes of bytes that are no text."""
    return value if isinstance(value, str) else value.decode("utf-8", "replace")


def _given(fields: dict[str, str], name: str, value: str | bytes) -> list[tuple[str, str | bytes]]:
    return [*((key, text) for key, text in fields.items() if key != name), (name, value)]


def encoded(pairs: list[tuple[str, str | bytes]]) -> bytes:
    return "&".join(f"{quote_plus(name)}={quote_plus(value)}" for name, value in pairs).encode()


URLENCODED = "application/x-www-form-urlencoded"
Body = tuple[bytes, str]
NESTED = b"[" * 100_000 + b"]" * 100_000
# Bodies of the wrong shape, from the fields of a form and the name of one of them.
SHAPES: dict[str, Callable[[dict[str, str], str], Body]] = {
    "missing": lambda given, name: (encoded([(k, v) for k, v in given.items() if k != name]), URLENCODED),
    "nothing at all": lambda given, name: (b"", URLENCODED),
    "repeated": lambda given, name: (encoded([*given.items(), (name, "a"), (name, "<qqx>")]), URLENCODED),
    "very many fields": lambda given, name: (
        encoded([*given.items(), *((f"{name}.{n}", "x") for n in range(20_000))]), URLENCODED,
    ),
    "one name very often": lambda given, name: (encoded([*given.items(), *[(name, "1")] * 20_000]), URLENCODED),
    "odd names": lambda given, name: (encoded([*given.items(), ("<qqx>", "1"), ("\x00", "\x00"), ("", "")]), URLENCODED),
    "json": lambda given, name: (json.dumps({**given, name: "<qqx>"}).encode(), "application/json"),
    "json of a surrogate": lambda given, name: (json.dumps({**given, name: "\ud800@example.org"}).encode(), "application/json"),
    "json of a number": lambda given, name: (json.dumps({**given, name: 5}).encode(), "application/json"),
    "json of a list": lambda given, name: (json.dumps([{**given, name: "x"}]).encode(), "application/json"),
    "json in json": lambda given, name: (json.dumps({**given, name: {"a": [None]}}).encode(), "application/json"),
    "json that is none": lambda given, name: (b"{'qqx", "application/json"),
    "json too deep": lambda given, name: (NESTED, "application/json"),
    "xml": lambda given, name: (b'<!DOCTYPE a [<!ENTITY q SYSTEM "file:///etc/passwd">]><a>&q;</a>', "application/xml"),
    "text": lambda given, name: (encoded([(name, "<qqx>")]), "text/plain"),
    "parts without a bound": lambda given, name: (encoded([(name, "x")]), "multipart/form-data"),
    "cut parts": lambda given, name: (b'--q\r\nContent-Disposition: form-data; name="x', "multipart/form-data; boundary=q"),
    "a file": lambda given, name: (
        f'--q\r\nContent-Disposition: form-data; name="{name}"; filename="../<qqx>"\r\n\r\n<qqx>\r\n--q--\r\n'.encode(),
        "multipart/form-data; boundary=q",
    ),
    "many parts": lambda given, name: (
        b'--q\r\nContent-Disposition: form-data; name="a"\r\n\r\nx\r\n' * 2_000 + b"--q--\r\n", "multipart/form-data; boundary=q",  # noqa: E501
    ),
    "an unknown alphabet": lambda given, name: (encoded([(name, "x")]), f"{URLENCODED}; charset=qqx"),
}  # fmt: skip

KINDS = [*TEXTS, *SHAPES]


def pick(n: int) -> str:
    """The kind of the nth input: a huge one now and then."""
    if n % 23 == 22:
        return list(HUGE)[n // 23 % len(HUGE)]
    return KINDS[n * 37 % len(KINDS)]


def picked(n: int) -> tuple[str, str]:
    """The kind and the text of the nth input that is a text."""
    kind = list(TEXTS)[n * 37 % len(TEXTS)]
    return kind, as_text(TEXTS[kind])


def shaped(kind: str, given: dict[str, str], name: str) -> Body:
    """The body of a form with a field of that kind."""
    if kind in SHAPES:
        return SHAPES[kind](given, name)
    return encoded(_given(given, name, TEXTS[kind] if kind in TEXTS else HUGE[kind])), URLENCODED


def asked(kind: str, given: dict[str, str], name: str) -> str:
    """The question of an address with a field of that kind."""
    value = TEXTS.get(kind) or HUGE.get(kind) or "x"
    return encoded(_given(given, name, value[:LONGEST_QUERY])).decode()
