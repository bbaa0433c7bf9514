"""Packing answers on their way out (gzip): those of the API and files of text.

No page: what is secret in one could be told from its length.
"""

import zlib
from collections.abc import Iterator

from flask import Flask, Response, request

_LEAST = 1_000  # bytes below which it is not worth it
_LEVEL, _GZIP = 3, 31
_TEXTS = frozenset({
    "application/json", "application/problem+json", "application/geo+json", "application/x-ndjson", "application/jsonl",
    "text/csv", "application/x-bibtex",
})  # fmt: skip
_FLUSHED = 1 << 16  # bytes after which what was read is sent on, and does not wait for more


def _pack(response: Response) -> Response:
    """Pack an answer of text whose reader takes it packed; one that is sent while it is made is packed as it goes."""
    if not _is_ours(response):
        return response
    response.vary.add("Accept-Encoding")
    is_short = not response.is_streamed and len(response.get_data()) < _LEAST
    if is_short or not request.accept_encodings.quality("gzip"):
        return response
    if response.is_streamed:
        response.response = _packed(response.iter_encoded())
        response.headers.pop("Content-Length", None)
    else:
        response.set_data(zlib.compress(response.get_data(), _LEVEL, wbits=_GZIP))
    response.headers["Content-Encoding"] = "gzip"
    tag, is_weak = response.get_etag()
    if tag is not None and not is_weak:
        response.set_etag(tag, weak=True)  # of the same answer, packed or not
    return response


def _is_ours(response: Response) -> bool:
    is_public = request.path.startswith("/api/") or request.blueprint == "exports"
    is_text = response.mimetype in _TEXTS and response.status_code not in (204, 304)
    return request.method == "GET" and is_public and is_text and "Content-Encoding" not in response.headers


def _packed(chunks: Iterator[bytes]) -> Iterator[bytes]:
    packer = zlib.compressobj(_LEVEL, wbits=_GZIP)
    read, is_first = 0, True
    for chunk in chunks:
        found = packer.compress(chunk)
        read += len(chunk)
        if is_first or read >= _FLUSHED:
            found += packer.flush(zlib.Z_SYNC_FLUSH)
            read, is_first = 0, False
        if found:
            yield found
    yield packer.flush()


def register(app: Flask) -> None:
    """Pack what leaves the application."""
    app.after_request(_pack)
