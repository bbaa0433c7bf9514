"""`airdocket mail-digests`: what changed of watched occurrences, by mail."""

import click

from app.cli.common import session_of
from app.config import Settings, load
from app.core.text import slug
from app.mail import send
from app.models import User
from app.services.watching import News
from app.services.watching import mail_digests as mail_all

MAX_CHANGES = 20  # of one occurrence in one mail


@click.command("mail-digests")
def mail_digests() -> None:
    """Mail each watcher what changed since their last digest; run it once a day, as by cron."""
    settings = load()

    def one(user: User, news: News) -> None:
        n = len(news.changed)
        subject = f"airdocket: {n} occurrence{'' if n == 1 else 's'} that you watch changed"
        try:
            send(settings, user.email or "", subject, digest_text(user, news, settings))
        except OSError as error:
            raise click.ClickException(f"the mail to {user.name} was not taken: {error}") from None

    with session_of(settings) as session:
        mails, told = mail_all(session, one)
    click.echo(f"mails={mails} occurrences={told}")


def digest_text(user: User, news: News, settings: Settings) -> str:
    """The words of one digest."""
    base = settings.address.rstrip("/") or f"http://{settings.host}:{settings.port}"
    lines = [f"Hello {user.name},", "", "this changed of what you watch:"]
    for each in news.changed:
        row = each.occurrence
        lines += ["", row.title, f"{base}/occurrences/{row.id}-{slug(row.title)}"]
        for changeset in each.news[:MAX_CHANGES]:
            day = changeset.decided_at.date().isoformat() if changeset.decided_at else ""
            comment = " ".join(changeset.comment.split())[:300]
            lines += [f"- {day} {changeset.kind.label.lower()}: {comment}", f"  {base}/changes/{changeset.id}"]
        if len(each.news) > MAX_CHANGES:
            lines.append(f"- and {len(each.news) - MAX_CHANGES} more")
    return "\n".join([*lines, "", f"What you watch: {base}/account/watched"]) + "\n"
