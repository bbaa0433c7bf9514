"""`airdocket mail-digests`: what changed of watched occurrences and followed searches, by mail."""

from collections.abc import Iterator
from contextlib import suppress
from urllib.parse import urlencode

import click
from sqlalchemy.orm import Session

from app.cli.common import notice, session_of
from app.config import Settings, load
from app.core.text import slug
from app.mail import send
from app.models import Occurrence, User
from app.queries.watched_queries import anybody_watches
from app.search.folder import Busy
from app.search.snapshot import Snapshot
from app.services import indexing
from app.services.mailing import Digest
from app.services.mailing import mail_digests as mail_all
from app.services.searching import Building, Searching
from app.services.watched_queries import Followed
from app.services.watching import Watched

MAX_CHANGES = 20  # of one occurrence in one mail
WAIT = 60.0  # seconds for another process that writes the index


@click.command("mail-digests")
def mail_digests() -> None:
    """Mail each watcher what changed since their last digest; run it once a day, as by cron."""
    settings = load()

    def one(user: User, digest: Digest) -> None:
        try:
            send(settings, user.email or "", subject_of(digest), digest_text(user, digest, settings))
        except OSError as error:
            raise click.ClickException(f"the mail to {user.name} was not taken: {error}") from None

    with session_of(settings) as session:
        mailed = mail_all(session, one, _snapshot(session, settings))
    click.echo(f"mails={mailed.mails} occurrences={mailed.occurrences} searches={mailed.searches}")


def _snapshot(session: Session, settings: Settings) -> Snapshot | None:
    """The index, brought up to the log; None where nobody follows a search, or it cannot be had now."""
    if session.execute(anybody_watches()).first() is None:
        return None
    searching = Searching(settings.index)
    try:
        with suppress(Busy):
            indexing.catch_up(session, searching.folder, wait=WAIT)
        return searching.snapshot(session)
    except (Building, OSError) as error:
        notice(f"the search index cannot be used now ({error or 'it is being built'}); searches wait for the next digest")
        return None


def subject_of(digest: Digest) -> str:
    """`airdocket: 2 occurrences that you watch changed, news of 1 search`."""
    occurrences, searches = len(digest.occurrences), len(digest.searches)
    said = []
    if occurrences:
        said.append(f"{occurrences} occurrence{'' if occurrences == 1 else 's'} that you watch changed")
    if searches:
        said.append(f"news of {searches} search{'' if searches == 1 else 'es'} that you follow")
    return f"airdocket: {', '.join(said)}"


def digest_text(user: User, digest: Digest, settings: Settings) -> str:
    """The words of one digest."""
    base = settings.address.rstrip("/") or f"http://{settings.host}:{settings.port}"
    lines = [f"Hello {user.name},"]
    if digest.occurrences:
        lines += ["", "this changed of what you watch:"]
        lines += [line for each in digest.occurrences for line in _of_occurrence(each, base)]
    if digest.searches:
        lines += ["", "this is new or changed of searches that you follow:"]
        lines += [line for each in digest.searches for line in _of_search(each, base)]
    return "\n".join([*lines, "", f"What you watch: {base}/account/watched"]) + "\n"


def _address(row: Occurrence, base: str) -> str:
    return f"{base}/occurrences/{row.id}-{slug(row.title)}"


def _of_occurrence(each: Watched, base: str) -> Iterator[str]:
    yield from ("", each.occurrence.title, _address(each.occurrence, base))
    for changeset in each.news[:MAX_CHANGES]:
        day = changeset.decided_at.date().isoformat() if changeset.decided_at else ""
        comment = " ".join(changeset.comment.split())[:300]
        yield f"- {day} {changeset.kind.label.lower()}: {comment}"
        yield f"  {base}/changes/{changeset.id}"
    if len(each.news) > MAX_CHANGES:
        yield f"- and {len(each.news) - MAX_CHANGES} more"


def _of_search(each: Followed, base: str) -> Iterator[str]:
    unit = each.watched.unit if each.n != 1 else each.watched.unit.removesuffix("s")
    yield from ("", f"{each.watched.name}: {each.n:,} {unit} new or changed", f"{base}/occurrences?{urlencode(each.address)}")
    for change in each.changes:
        yield f"- {'new' if change.is_new else 'changed'}: {change.occurrence.title}"
        yield f"  {_address(change.occurrence, base)}"
    if each.is_more:
        yield "- and more"
