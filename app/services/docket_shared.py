"""The parties and sources of an `airdocket-jsonl` file: taken over under their ids, or found by their names and keys."""

import sqlalchemy as sa

from app.importers.airdocket import Docket
from app.importers.airdocket.lines import PartyLine, SourceLine
from app.models import Source
from app.services.filing import Filing
from app.vocab.claims import PartyKind, SourceKind
from app.vocab.docket import KEY_PREFIX


class Shared:
    """Parties and sources by the ids of the file. keeps_ids: the database is empty, and each has here the id it had there."""

    def __init__(self, filing: Filing, docket: Docket, *, keeps_ids: bool) -> None:
        self.filing, self.docket, self.keeps_ids = filing, docket, keeps_ids
        self.parties: dict[int, int] = {}
        self.sources: dict[int, int] = {}
        self.new_parties = self.new_sources = 0
        self.origin = self._origin()
        self.file = self._file()

    def _origin(self) -> int:
        """The party that stands for the other database: it publishes what its files say of themselves."""
        book, name = self.filing.parties, f"airdocket {self.docket.head.origin}"
        if self.keeps_ids:
            party = self.docket.head.last.party + 1
            book.keep(party, name, PartyKind.REFERENCE, None, (name,))
            return party
        return book.get(name, PartyKind.REFERENCE, exact=True)

    def _file(self) -> int:
        """The source that stands for the state of the other database that was exported."""
        head = self.docket.head
        key = f"{KEY_PREFIX}{head.origin}/{head.moment.sequence}"
        known = self.filing.session.scalar(sa.select(Source.id).where(Source.key == key))
        if known is not None:
            return known
        day = None if head.moment.at is None else head.moment.at.date()
        return self.filing.add_source(
            keep_id=head.last.source + 1 if self.keeps_ids else None,
            kind=SourceKind.REFERENCE, title=f"Records of airdocket {head.origin}, after changeset {head.moment.sequence}",
            publisher_id=self.origin, authors=None, url=None, archived_url=None, published_on=day, retrieved_on=None,
            language=None, licence="as of the sources named in it", redistributable=True, key=key, series=None,
            file_sha256=None,
        )  # fmt: skip

    def files(self) -> list[int]:
        """Ids of the sources that stand for states of the same database, the earliest first."""
        key = f"{KEY_PREFIX}{self.docket.head.origin}/"
        rows = self.filing.session.scalars(sa.select(Source.id).where(Source.key.startswith(key)).order_by(Source.id))
        return list(rows)

    def add_party(self, line: PartyLine) -> None:
        """Take a party over: by its id, by one of its names, or as a new one."""
        names = tuple(line.names or (line.name,))
        book = self.filing.parties
        if self.keeps_ids:
            found = None
            book.keep(line.party, line.name, line.kind, line.country, names)
            self.parties[line.party] = line.party
        else:
            known = (book.find(each, line.kind) for each in (line.name, *names))
            found = next((each for each in known if each is not None), None)
            if found is None:
                others = tuple(each for each in names if each != line.name)
                found_new = book.get(line.name, line.kind, country=line.country, aliases=others, exact=True)
                self.parties[line.party] = found_new
            else:
                self.parties[line.party] = found
        if found is None:
            self.new_parties += 1
            self._merge(line)

    def _merge(self, line: PartyLine) -> None:
        """Let a new party be taken for another, as it was there. Nothing names it yet, so nothing has to be projected anew."""
        if line.merged_into is None or line.reason is None:
            return
        party, into = self.parties[line.party], self.parties[line.merged_into]
        if party != into:
            self.filing.write_parties()
            self.filing.merge_party(party, into, line.reason)
            self.filing.renamed -= {party, into}

    def add_source(self, line: SourceLine) -> None:
        """Take a source over: by its id, by what it is known by, or as a new one."""
        known = None if self.keeps_ids else self._known_source(line)
        if known is None:
            self.new_sources += 1
            known = self.filing.add_source(
                keep_id=line.source if self.keeps_ids else None,
                kind=line.kind, title=line.title, publisher_id=self.parties[line.publisher], authors=line.authors,
                url=line.url, archived_url=line.archived_url, published_on=line.published_on,
                retrieved_on=line.retrieved_on, language=line.language, licence=line.licence,
                redistributable=line.redistributable, key=line.key, series=line.series, file_sha256=line.file_sha256,
            )  # fmt: skip
        self.sources[line.source] = known

    def _known_source(self, line: SourceLine) -> int | None:
        """By the digest of its file, its key, or its title, publisher, day and address."""
        for column, value in ((Source.file_sha256, line.file_sha256), (Source.key, line.key)):
            if value is not None:
                return self.filing.session.scalar(sa.select(Source.id).where(column == value))
        self.filing.write_parties()
        alike = {
            Source.kind: line.kind,
            Source.title: line.title,
            Source.publisher_id: self.parties[line.publisher],
            Source.published_on: line.published_on,
            Source.url: line.url,
        }
        same = [column.is_(None) if value is None else column == value for column, value in alike.items()]
        return self.filing.session.scalar(sa.select(Source.id).where(*same).order_by(Source.id).limit(1))
