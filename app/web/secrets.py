"""The keys of this installation: made on the first start, kept in the home folder, readable by its owner alone."""

import json
import os
import secrets
from base64 import urlsafe_b64encode
from dataclasses import asdict, dataclass, fields
from pathlib import Path

FILE = "secrets.json"


@dataclass(frozen=True, slots=True)
class Secrets:
    """`session_key` signs sessions and links; `totp_key` and `recovery_key` encrypt what the second factor keeps."""

    session_key: str
    totp_key: str
    recovery_key: str


def load_secrets(home: Path) -> Secrets:
    """The keys, made where there are none yet; servers that start at once agree on the same. ValueError for a broken file."""
    path = home / FILE
    if not path.exists():
        _create(path)
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        return Secrets(**{each.name: found[each.name] for each in fields(Secrets)})
    except (json.JSONDecodeError, KeyError, TypeError):
        names = ", ".join(each.name for each in fields(Secrets))
        raise ValueError(f"AIRDOCKET_HOME: {path} does not hold the keys {names}") from None


def _create(path: Path) -> None:
    """Write a whole file under another name, then give it its name, which only the first one gets."""
    path.parent.mkdir(parents=True, exist_ok=True)
    made = Secrets(secrets.token_urlsafe(48), secrets.token_urlsafe(32), urlsafe_b64encode(secrets.token_bytes(32)).decode())
    draft = path.with_name(f".{FILE}-{secrets.token_hex(8)}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        json.dump(asdict(made), file, indent=2)
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
