"""Mails: handed to an SMTP server, or kept as files where none is set."""

import datetime as dt
import re
import secrets
import smtplib
import ssl
import sys
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from urllib.parse import unquote, urlsplit

from app.config import Settings

TIMEOUT = 20  # seconds that a server may take to answer


def send(settings: Settings, to: str, subject: str, body: str) -> None:
    """Send one plain mail; OSError or SMTPException where the server does not take it."""
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = settings.mail_from, to, subject
    message["Date"] = formatdate(usegmt=True)
    message["Message-ID"] = make_msgid(domain=settings.mail_from.rpartition("@")[2] or None)
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(body, cte="quoted-printable")
    if settings.mail_server:
        _transmit(settings.mail_server, message)
    else:
        _keep(settings, message, subject)


def _transmit(address: str, message: EmailMessage) -> None:
    server = urlsplit(address)
    kind = smtplib.SMTP_SSL if server.scheme == "smtps" else smtplib.SMTP
    with kind(server.hostname or "localhost", server.port or 0, timeout=TIMEOUT) as connection:
        if server.scheme != "smtps":
            connection.ehlo()
            if connection.has_extn("starttls"):
                connection.starttls(context=ssl.create_default_context())
            elif server.username:
                raise OSError(f"the mail server {server.hostname} takes a password without encryption; it was not sent")
        if server.username:
            connection.login(unquote(server.username), unquote(server.password or ""))
        connection.send_message(message)


def _keep(settings: Settings, message: EmailMessage, subject: str) -> None:
    settings.mails.mkdir(mode=0o700, parents=True, exist_ok=True)
    stamp = dt.datetime.now(dt.UTC).strftime("%Y%m%dT%H%M%S%f")
    slug = re.sub(r"[^a-z0-9]+", "-", subject.lower()).strip("-")[:40]
    path = settings.mails / f"{stamp}-{slug}-{secrets.token_hex(2)}.eml"
    path.touch(mode=0o600)
    path.write_bytes(bytes(message))
    print(f"mail to {message['To']}: {path}", file=sys.stderr)  # noqa: T201
