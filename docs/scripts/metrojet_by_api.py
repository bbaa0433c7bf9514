"""Make a dossier anew through the API alone, from its file: parties, sources, the record, accounts, ranks, investigations.

    python metrojet_by_api.py https://airdocket.example metrojet-9268.toml

The token, of an editor with the scopes contribute, publish and rank, is read from AIRDOCKET_TOKEN. Only Python's own library
is needed. Each request has a key made of its content, so that a run that broke off can be started again within a day.
"""

import datetime as dt
import hashlib
import json
import os
import sys
import time
import tomllib
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

COMPILERS = {"name": "airdocket contributors", "kind": "group"}
LIST = {
    "kind": "reference", "title": "Dossiers of airdocket’s contributors", "publisher": COMPILERS, "language": "en",
    "licence": "Apache-2.0", "redistributable": True,
}  # fmt: skip


class Server:
    """The API of one server."""

    def __init__(self, address: str, token: str) -> None:
        self.address, self.token = address.rstrip("/"), token

    def post(self, path: str, **body: Any) -> Any:
        """Send something, and give the answer."""
        sent = json.dumps({name: value for name, value in body.items() if value is not None}, default=_text).encode()
        key = hashlib.sha256(path.encode() + b"\n" + sent).hexdigest()
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json", "Idempotency-Key": key}
        request = urllib.request.Request(f"{self.address}/api/v1{path}", sent, headers, method="POST")
        try:
            with urllib.request.urlopen(request) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as error:
            if error.code == 429:
                time.sleep(int(error.headers.get("Retry-After", 5)))
                return self.post(path, **body)
            raise SystemExit(f"POST {path}: {error.code}\n{error.read().decode()}\n{sent.decode()[:2000]}") from None


def _text(value: object) -> str:
    """Dates and times as ISO."""
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    raise TypeError(f"{value!r} is no JSON")


class Dossier:
    """A dossier file on its way to a server; numbers of parties and sources there by their keys in the file."""

    def __init__(self, server: Server, file: dict[str, Any]) -> None:
        self.server, self.file = server, file
        self.comment = file["comment"]
        self.parties: dict[str, int] = {}
        self.sources: dict[str, int] = {}
        self.occurrence = 0

    def run(self) -> int:
        """Send all of it; the number of the record."""
        parties = [{"op": "new_party", "ref": each["key"], **_but(each, "key")} for each in self.file["party"]]
        self.parties = self.post("/changesets", steps=parties)["made"]  # of those that are known too
        for each in self.file["source"]:
            publisher = self.parties.get(each.get("publisher", ""))
            (number,) = self.post("/sources", **_but(each, "key", "publisher"), publisher_id=publisher)["sources"]
            self.sources[each["key"]] = number
        self.introduce()
        for each in self.file.get("account", []):
            self.account(each)
        for each in self.file.get("investigation", []):
            self.investigation(each)
        for each in self.file.get("recommendation", []):
            self.recommendation(each)
        return self.occurrence

    def post(self, path: str, **body: Any) -> Any:
        return self.server.post(path, **body, comment=self.comment)

    def introduce(self) -> None:
        """The record begins with the dossier's own key, as its compilers' claim."""
        record = self.file["occurrence"]
        today, claim = dt.datetime.now(dt.UTC).date(), {"property": "identifier.dossier", "value": record["key"]}
        head = {"source": LIST, "speaker": COMPILERS, "said_on": today}
        answer = self.post("/occurrences", **head, n_aircraft=record["aircraft"], claims=[claim])
        self.occurrence = answer["occurrence"]

    def account(self, account: dict[str, Any]) -> None:
        """An account with its claims, and then the ranks of those that have one."""
        shared = account.get("also_in", [])
        claims = [self.claim(each, account["source"], shared) for each in account["claim"]]
        head = _but(account, "speaker", "source", "also_in", "said_on", "precision", "published_on", "claim")
        answer = self.post(f"/occurrences/{self.occurrence}/accounts", **head, **self.word(account, "precision"), claims=claims)
        for name, claim in zip(answer["claims"], account["claim"], strict=True):
            if "rank" in claim:
                self.server.post(f"/claims/{name}/rank", rank=claim["rank"], reason=claim["reason"])

    def claim(self, claim: dict[str, Any], source: str, shared: list[str]) -> dict[str, Any]:
        found = _but(claim, "also_in", "rank", "reason")
        further = dict.fromkeys(key for key in (*shared, *claim.get("also_in", [])) if key != source)
        found["also_in"] = [self.sources[key] for key in further]
        if claim["value"] in self.parties and claim["property"].rpartition(".")[2] in ("operator", "owner", "manufacturer"):
            found["value"] = self.parties[claim["value"]]
        return found

    def word(self, table: dict[str, Any], precision: str = "said_precision") -> dict[str, Any]:
        """Who said it, where and when."""
        said, exactly = _exact(table["said_on"], table.get(precision))
        return {
            "speaker_id": self.parties[table["speaker"]],
            "source_id": self.sources[table["source"]],
            "said_on": said,
            "said_precision": exactly,
            "published_on": table.get("published_on"),
        }

    def investigation(self, inquiry: dict[str, Any]) -> None:
        """An investigation, and then what is said of it."""
        place = f"/occurrences/{self.occurrence}/investigations"
        head = _but(inquiry, "authority", "event", "state", "document")
        answer = self.post(place, **head, authority_id=self.parties[inquiry["authority"]])
        place = f"{place}/{answer['investigations'][0]}"
        for each in inquiry.get("event", []):
            on, precision = _exact(each["on"], each.get("precision"))
            own = {"kind": each["kind"], "on": on, "precision": precision, "note": each.get("note")}
            self.post(f"{place}/events", **self.word(each), **own)
        for each in inquiry.get("state", []):
            since, precision = _exact(each.get("since"), each.get("precision"))
            own = {name: each.get(name) for name in ("country", "role", "capacity", "note")}
            body = self.parties.get(each.get("party", ""))
            self.post(f"{place}/states", **self.word(each), **own, body_id=body, since=since, precision=precision)
        for each in inquiry.get("document", []):
            self.post(f"{place}/documents", source_id=self.sources[each["source"]], note=each.get("note"))

    def recommendation(self, advice: dict[str, Any]) -> None:
        """A safety recommendation, and then the answers to it."""
        place = f"/occurrences/{self.occurrence}/recommendations"
        own = {name: advice.get(name) for name in ("text", "reference", "made_on", "sent_on")}
        answer = self.post(place, **self.word(advice), **own, addressee_id=self.parties[advice["addressee"]])
        for each in advice.get("response", []):
            own = {name: each.get(name) for name in ("text", "answered_on", "status")}
            self.post(f"{place}/{answer['recommendations'][0]}/responses", **self.word(each), **own)


def _but(table: dict[str, Any], *names: str) -> dict[str, Any]:
    return {key: value for key, value in table.items() if key not in names}


def _exact(day: Any, precision: str | None) -> tuple[str | None, str | None]:
    """A day as exact as it is known, and `not_later_than` where it is that."""
    text = None if day is None else str(day)
    if precision == "not_later_than" or text is None:
        return text, precision
    return text[: {"month": 7, "year": 4}.get(precision or "", 10)], None


def main() -> None:
    """Read the arguments, send the file, and say where it stands."""
    address, path = sys.argv[1:3]
    file = tomllib.loads(Path(path).read_text(encoding="utf-8"))
    number = Dossier(Server(address, os.environ["AIRDOCKET_TOKEN"]), file).run()
    sys.stdout.write(f"{address}/api/v1/occurrences/{number}\n")


if __name__ == "__main__":
    main()
