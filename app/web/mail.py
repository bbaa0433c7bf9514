"""The mails of accounts."""

from typing import Any

from flask import Flask
from flask_security import MailUtil

from app.config import Settings
from app.mail import send

__all__ = ["Mailer", "send"]


class Mailer(MailUtil):
    """Flask-Security's mails, sent in our way, and its addresses in small letters."""

    def __init__(self, app: Flask) -> None:
        self.settings: Settings = app.config["AIRDOCKET"]

    def send_mail(
        self, template: str, subject: str, recipient: Any, sender: Any, body: str | None, html: str | None, **more: Any
    ) -> None:
        send(self.settings, str(recipient), str(subject), (body or "").strip() + "\n")

    def normalize(self, email: str) -> str:
        return str(super().normalize(email)).lower()

    def validate(self, email: str) -> str:
        return str(super().validate(email)).lower()
