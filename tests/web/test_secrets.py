"""The keys of an installation, and the mails that no server sends."""

import stat
from concurrent.futures import ThreadPoolExecutor

import pytest

from app import mail
from app.config import Settings, load
from app.web.secrets import load_secrets


def test_servers_that_start_at_once_agree_on_the_keys(tmp_path):
    with ThreadPoolExecutor(16) as pool:
        found = set(pool.map(load_secrets, [tmp_path / "home"] * 64))
    assert len(found) == 1
    assert [each.name for each in (tmp_path / "home").iterdir()] == ["secrets.json"]


def test_the_keys_are_for_their_owner_alone(tmp_path):
    keys = load_secrets(tmp_path)
    assert stat.S_IMODE((tmp_path / "secrets.json").stat().st_mode) == 0o600
    assert len({keys.session_key, keys.totp_key, keys.recovery_key}) == 3
    assert min(map(len, (keys.session_key, keys.totp_key, keys.recovery_key))) >= 43


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"session_key": "x"}'])
def test_a_broken_file_of_keys_is_named(tmp_path, text):
    (tmp_path / "secrets.json").write_text(text)
    with pytest.raises(ValueError, match=r"AIRDOCKET_HOME: .*secrets\.json does not hold the keys session_key"):
        load_secrets(tmp_path)


def test_a_mail_is_a_file_that_its_owner_alone_reads(tmp_path, capsys):
    mail.send(Settings(home=tmp_path), "ada@example.org", "Ünïcode: hello", "A link: http://localhost/x\n")
    (path,) = (tmp_path / "mail").iterdir()
    assert str(path) in capsys.readouterr().err
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert b"To: ada@example.org" in path.read_bytes()


@pytest.mark.parametrize("field", ["to", "subject"])
def test_a_mail_takes_no_header_from_its_fields(tmp_path, field):
    fields = {"to": "ada@example.org", "subject": "hello"}
    with pytest.raises(ValueError):  # noqa: PT011
        mail.send(Settings(home=tmp_path), **{**fields, field: "x\r\nBcc: eve@example.org"}, body="")


class Server:
    """A mail server that keeps what it is given."""

    def __init__(self, *address, **_):
        Server.log = [address]
        self.tls = Server.offers_tls

    def __enter__(self):
        return self

    def __exit__(self, *_):
        pass

    def ehlo(self):
        pass

    def has_extn(self, name):
        return self.tls

    def starttls(self, context):
        assert context.check_hostname
        Server.log.append("tls")

    def login(self, *words):
        Server.log.append(words)

    def send_message(self, message):
        Server.log.append(message["To"])


def test_a_password_for_the_mail_server_is_sent_encrypted_or_not_at_all(tmp_path, monkeypatch):
    monkeypatch.setattr(mail.smtplib, "SMTP", Server)
    settings = Settings(home=tmp_path, mail_server="smtp://ada:s%40cret@mail.example:587")
    Server.offers_tls = True
    mail.send(settings, "bea@example.org", "hello", "x")
    assert Server.log == [("mail.example", 587), "tls", ("ada", "s@cret"), "bea@example.org"]
    Server.offers_tls = False
    with pytest.raises(OSError, match="without encryption"):
        mail.send(settings, "bea@example.org", "hello", "x")
    assert Server.log == [("mail.example", 587)]


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [("SIGN_UP", "maybe", "open, invited, closed"), ("SECURE_COOKIES", "2", "1 or 0"), ("PROXIES", "-1", "a whole number")],
)
def test_a_setting_that_cannot_be_read_is_named(name, text, expected):
    with pytest.raises(ValueError, match=f"AIRDOCKET_{name} is '{text}', expected (one of )?{expected}"):
        load({f"AIRDOCKET_{name}": text})


def test_switches_are_read():
    assert [load({"AIRDOCKET_SECURE_COOKIES": each}).secure_cookies for each in ("1", "true", "0", "")] == [
        True,
        True,
        False,
        False,
    ]
