"""Feeds as JSON Feed 1.1."""

from typing import Any

import orjson

from app.exports.feed import Entry, Feed, instant, plain

TYPE = "application/feed+json"
VERSION = "https://jsonfeed.org/version/1.1"


def write_json_feed(feed: Feed) -> bytes:
    """The feed as a document."""
    told: dict[str, Any] = {
        "version": VERSION,
        "title": plain(feed.title),
        "description": plain(feed.about),
        "home_page_url": feed.url,
        "feed_url": feed.own_url,
        "language": "en",
        "authors": [{"name": "airdocket"}],
        "items": [_item(each) for each in feed.entries],
    }
    if feed.next_url:
        told["next_url"] = feed.next_url
    return orjson.dumps(told)


def _item(entry: Entry) -> dict[str, Any]:
    return {
        "id": entry.id,
        "url": entry.url,
        "title": plain(entry.title),
        "content_text": "\n\n".join(plain(each) for each in entry.lines),
        "date_published": instant(entry.published or entry.updated),
        "date_modified": instant(entry.updated),
        "authors": [{"name": plain(entry.author)}],
    }
