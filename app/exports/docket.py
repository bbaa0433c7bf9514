"""The format `airdocket-jsonl/1`: whole records as JSON Lines, from which a database can be made anew. Rows in, bytes out.

A field whose value is none, empty or the usual one is left out. See docs/airdocket-jsonl.md.
"""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import orjson

from app.vocab.claims import Precision, Stance
from app.vocab.docket import FORMAT
from app.vocab.properties import PROPERTIES, ValueType

SOURCE = (
    "source", "kind", "title", "publisher", "authors", "url", "archived_url", "published_on", "retrieved_on", "language",
    "licence", "redistributable", "key", "series", "file_sha256",
)  # fmt: skip
ACCOUNT = (
    "number", "speaker", "source", "said_on", "published_on", "precision", "report_status", "label", "record", "note",
)  # fmt: skip
CLAIM = ("number", "property", "aircraft", "qualifier", "value", "raw", "stance", "locator", "quote", "label")
INVESTIGATION = ("number", "authority", "kind", "state_role", "note")
EVENT = ("account", "kind", "happened_on", "precision", "note")
PARTICIPATION = ("account", "country", "role", "capacity", "party", "since", "precision", "note")
DOCUMENT = ("source", "note")
RECOMMENDATION = ("account", "number", "text", "addressee", "made_on", "reference", "sent_on")
RESPONSE = ("account", "text", "answered_on", "status")
RELEASE = ("source", "record", "digest")
JUDGEMENT = ("other", "verdict", "why")

_PARTY_VALUED = frozenset(each.key for each in PROPERTIES if each.type is ValueType.PARTY)
_USUAL = {"qualifier": "", "stance": Stance.ASSERTS.value, "precision": Precision.DAY.value}

Row = Sequence[Any]
Rows = Iterable[Row]
Entry = dict[str, Any]


def _given(names: Sequence[str], row: Row) -> Entry:
    """What the row states, by name."""
    entry = {name: value for name, value in zip(names, row, strict=True) if value is not None}
    for name, usual in _USUAL.items():
        if entry.get(name) == usual:
            del entry[name]
    return entry


def _line(entry: Mapping[str, Any]) -> bytes:
    return orjson.dumps(entry, option=orjson.OPT_APPEND_NEWLINE)


def head_line(
    rule: str,
    origin: str,
    moment: tuple[int, dt.datetime] | None,
    last: Mapping[str, int],
    *,
    occurrences: int,
    withheld_quotes: int,
    query: str | None,
) -> bytes:
    """The first line. moment: the end of the log and when it was; last: the highest ids."""
    sequence, at = moment or (0, None)
    return _line(
        {
            "format": FORMAT,
            "rule": rule,
            "origin": origin,
            "moment": {"sequence": sequence, "at": at},
            "query": query,
            "occurrences": occurrences,
            "withheld_quotes": withheld_quotes,
            "last": last,
        }
    )


def party_line(row: Row, names: Sequence[str]) -> bytes:
    """One party, from (id, kind, name, country, merged into, reason)."""
    party = _given(("party", "kind", "name", "country", "merged_into", "reason"), row)
    return _line(party if tuple(names) == (row[2],) else {**party, "names": names})


def source_line(row: Row) -> bytes:
    """One source, from its columns in the order of SOURCE."""
    return _line(_given(SOURCE, row))


def end_line(counts: Mapping[str, int]) -> bytes:
    """The last line: what came before, by which a file that was cut short is known."""
    return _line({"end": counts})


class Batch:
    """Some occurrences while their rows are gathered. `parties` and `sources` are the ids that they name so far.

    gone: (id, state, merged into, reason) of those that do not stand.
    Rows that hang on something that is not there (an account that waits, an investigation that was withdrawn) are left out.
    """

    def __init__(self, ids: Sequence[int], gone: Rows) -> None:
        self.ids = ids
        self.gone = {row[0]: _given(("occurrence", "state", "merged_into", "reason"), row) for row in gone}
        self.parties: set[int] = set()
        self.sources: set[int] = set()
        self.counts: Counter[str] = Counter()
        self._parts: dict[int, Entry] = {each: {} for each in ids}
        self._accounts: dict[tuple[int, int], Entry] = {}
        self._by_occurrence: dict[int, list[tuple[Entry, int]]] = defaultdict(list)
        self._claims: dict[tuple[int, int], Entry] = {}
        self._used: set[tuple[int, int]] = set()
        self._investigations: dict[tuple[int, int], Entry] = {}
        self._recommendations: dict[tuple[int, int], Entry] = {}

    def aircraft(self, rows: Rows) -> None:
        """(id, number, reason for which it was withdrawn)."""
        for id_, number, reason in rows:
            parts = self._parts[id_]
            parts["aircraft"] = number
            if reason is not None:
                parts.setdefault("withdrawn_aircraft", []).append({"number": number, "reason": reason})

    def accounts(self, rows: Rows) -> None:
        """(id, ...ACCOUNT, place in the log)."""
        for row in rows:
            account = self._accounts[row[0], row[1]] = _given(ACCOUNT, row[1:-1])
            self._by_occurrence[row[0]].append((account, row[-1]))

    def _account(self, id_: int, number: int) -> Entry | None:
        """The account, which from now on is part of the file."""
        account = self._accounts.get((id_, number))
        if account is not None and (id_, number) not in self._used:
            self._used.add((id_, number))
            self.parties.add(account["speaker"])
            self.sources.add(account["source"])
        return account

    def claims(self, rows: Rows) -> None:
        """(id, account, ...CLAIM)."""
        for row in rows:
            account = self._account(row[0], row[1])
            if account is None:
                continue
            claim = self._claims[row[0], row[2]] = _given(CLAIM, row[2:])
            account.setdefault("claims", []).append(claim)
            if row[3] in _PARTY_VALUED:
                self.parties.add(int(row[6]))

    def rankings(self, rows: Rows) -> None:
        """(id, claim, rank, reason)."""
        for id_, number, rank, reason in rows:
            if (id_, number) in self._claims:
                self._claims[id_, number].update(rank=rank, rank_reason=reason)

    def attestations(self, rows: Rows) -> None:
        """(id, claim, ...) with source and locator."""
        for id_, number, *rest in rows:
            if (id_, number) in self._claims:
                self._claims[id_, number].setdefault("also_in", []).append(_given(("source", "locator"), rest))
                self.sources.add(rest[0])

    def investigations(self, rows: Rows) -> None:
        """(id, ...INVESTIGATION)."""
        for row in rows:
            inquiry = self._investigations[row[0], row[1]] = _given(INVESTIGATION, row[1:])
            self._parts[row[0]].setdefault("investigations", []).append(inquiry)
            self.parties.add(row[2])

    def events(self, rows: Rows) -> None:
        """(id, investigation, ...EVENT)."""
        self._of_investigation("events", EVENT, rows)

    def participations(self, rows: Rows) -> None:
        """(id, investigation, ...PARTICIPATION)."""
        for part in self._of_investigation("participations", PARTICIPATION, rows):
            if "party" in part:
                self.parties.add(part["party"])

    def _of_investigation(self, name: str, fields: Sequence[str], rows: Rows) -> list[Entry]:
        added: list[Entry] = []
        for row in rows:
            inquiry = self._investigations.get((row[0], row[1]))
            if inquiry is not None and self._account(row[0], row[2]) is not None:
                added.append(_given(fields, row[2:]))
                inquiry.setdefault(name, []).append(added[-1])
        return added

    def documents(self, rows: Rows) -> None:
        """(id, investigation, ...DOCUMENT)."""
        for row in rows:
            inquiry = self._investigations.get((row[0], row[1]))
            if inquiry is not None:
                inquiry.setdefault("documents", []).append(_given(DOCUMENT, row[2:]))
                self.sources.add(row[2])

    def recommendations(self, rows: Rows) -> None:
        """(id, ...RECOMMENDATION)."""
        for row in rows:
            if self._account(row[0], row[1]) is not None:
                advice = self._recommendations[row[0], row[2]] = _given(RECOMMENDATION, row[1:])
                self._parts[row[0]].setdefault("recommendations", []).append(advice)
                self.parties.add(row[4])

    def responses(self, rows: Rows) -> None:
        """(id, recommendation, ...RESPONSE)."""
        for row in rows:
            advice = self._recommendations.get((row[0], row[1]))
            if advice is not None and self._account(row[0], row[2]) is not None:
                advice.setdefault("responses", []).append(_given(RESPONSE, row[2:]))

    def releases(self, rows: Rows) -> None:
        """(id, ...RELEASE)."""
        for row in sorted(map(tuple, rows)):  # its key is text, which each database sorts in its own way
            self._parts[row[0]].setdefault("releases", []).append(_given(RELEASE, row[1:]))
            self.sources.add(row[1])

    def judgements(self, rows: Rows) -> None:
        """(id, ...JUDGEMENT)."""
        for row in rows:
            self._parts[row[0]].setdefault("judgements", []).append(_given(JUDGEMENT, row[1:]))

    def lines(self) -> Iterator[bytes]:
        """The occurrences in the order of their ids; counts them."""
        for id_ in self.ids:
            if id_ in self.gone:
                self.counts["gone"] += 1
                yield _line(self.gone[id_])
                continue
            accounts = self._said_in(id_)
            self.counts["occurrences"] += 1
            self.counts["accounts"] += len(accounts)
            self.counts["claims"] += sum(len(each.get("claims", ())) for each in accounts)
            yield _line({"occurrence": id_, **({"accounts": accounts} if accounts else {}), **self._parts[id_]})

    def _said_in(self, id_: int) -> list[Entry]:
        """The accounts in which something stands, each with its place in the order in which they were recorded."""
        used = [each for each in self._by_occurrence[id_] if (id_, each[0]["number"]) in self._used]
        places = {sequence: place for place, sequence in enumerate(sorted({each[1] for each in used}), start=1)}
        for account, sequence in used:
            if places[sequence] > 1:
                account["order"] = places[sequence]
        return [account for account, _ in used]
