"""A form at work: what was written, what it is about, what was found for it, and the steps that it comes to."""

import secrets
from dataclasses import dataclass, field, replace

from app.core.addresses import looks_like_address
from app.extensions import db
from app.services import drafts, duplicates, suggestions
from app.services.changes import WaitingPage
from app.services.dossiers import Dossier
from app.services.steps import NewOccurrence, Step
from app.web.forms.account import NEW, Head, ReadSource, known_source, read_head, read_new_source
from app.web.forms.answers import Answers
from app.web.forms.facts import MAX_AIRCRAFT, read_claims
from app.web.forms.parties import Parties

NEW_OCCURRENCE = "new:occurrence"


@dataclass
class Work:
    """A form at work: what was written, what it is about, what was found for it, and the contribution that it revises."""

    answers: Answers
    dossier: Dossier | None
    parties: Parties
    revises: WaitingPage | None = None
    sources: list[suggestions.FoundSource] = field(default_factory=list)
    source: ReadSource | None = None
    likely: list[duplicates.Likely] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    steps: tuple[Step, ...] = ()

    @property
    def occurrence_id(self) -> int | None:
        """The known occurrence, or None for a new one."""
        return self.dossier.occurrence.id if self.dossier else None

    @property
    def n_known(self) -> int:
        """How many aircraft the record has."""
        return len(self.dossier.aircraft) if self.dossier else 1

    @property
    def n_aircraft(self) -> int:
        """How many aircraft the form has sections for."""
        known = max((each.row.number for each in self.dossier.aircraft), default=0) if self.dossier else 1
        return max(known, self.answers.number("n_aircraft", 1, MAX_AIRCRAFT, known))

    @property
    def new(self) -> tuple[Step, ...]:
        """The parties and the source that are not on record yet; they come before what names them."""
        source = self.source.new if self.source else None
        return (*self.parties.new.values(), *([source] if source else []))

    @property
    def base(self) -> str:
        """The version of the occurrence that is on the page."""
        return str(self.dossier.occurrence.version) if self.dossier else ""

    @property
    def title(self) -> str:
        """What a list of drafts calls it."""
        about = self.dossier.occurrence.title if self.dossier else "New occurrence"
        words = [self.answers[name].strip() for name in ("0.date.1", "0.place.1", "1.aircraft.registration.1")]
        source = self.sources[0].source.title if self.sources and self.source else self.answers["source.title"].strip()
        return ": ".join(filter(None, (about, ", ".join(filter(None, words)) if not self.dossier else "", source)))


def begin_work(answers: Answers, dossier: Dossier | None, revises: WaitingPage | None = None) -> Work:
    """The form of an occurrence, or of a new one, with its source looked up."""
    answers["draft"] = drafts.sent_name(revises.row.changeset.id) if revises else _draft_name(answers["draft"], dossier)
    return work_on(answers, dossier, revises)


def work_on(answers: Answers, dossier: Dossier | None, revises: WaitingPage | None = None) -> Work:
    """A form with the head of an account, its source looked up; no draft of it is kept."""
    work = Work(answers, dossier, Parties(lambda text: suggestions.parties_named(db.session, text)), revises)
    _choose_source(work)
    return work


def _draft_name(given: str, dossier: Dossier | None) -> str:
    """`account-17`, or `new-` with a word of its own, since several may be begun; that of what was sent in stays."""
    number = given.removeprefix(drafts.SENT)
    if number != given and number.isascii() and number.isdigit() and len(number) < 19:
        return given
    if dossier is not None:
        return f"account-{dossier.occurrence.id}"
    known = given.startswith("new-") and len(given) == 12 and given.isascii() and given[4:].isalnum()
    return given if known else f"new-{secrets.token_hex(4)}"


def _choose_source(work: Work) -> None:
    """The sources to offer, and the one that is chosen."""
    answers, session = work.answers, db.session
    chosen = answers["source"].strip()
    found = suggestions.find_sources(session, answers["source.find"])
    if chosen and chosen != NEW:
        known = suggestions.source_numbered(session, chosen)
        if known is None:
            answers["source"] = ""
            answers.fault("source", f"there is no source {chosen[:20]!r}; choose one, or describe a new one")
        else:
            work.source = known_source(known.source, known.publisher)
            found = [known, *(each for each in found if each.source.id != known.source.id)]
    elif not chosen and len(found) == 1 and found[0].by_address and not answers["source.title"].strip():
        answers["source"] = str(found[0].source.id)
        work.source = known_source(found[0].source, found[0].publisher)
        work.notices.append(f"This address is known: it is “{found[0].source.title}”, and that is chosen.")
    work.sources = found


def find_source(work: Work) -> None:
    """Say what the search for a source came to; an address that is not known begins a new one."""
    text = work.answers["source.find"].strip()
    if not text:
        work.answers.fault("source.find", "write words of a title, a publisher's name, an address or a DOI")
    elif not work.sources:
        work.notices.append("No source on record matches; describe it as a new one.")
        work.answers["source"] = NEW
        if looks_like_address(text) and not work.answers["source.url"]:
            work.answers["source.url"] = text


def compose(work: Work) -> bool:
    """Read the form into steps; False where something is wrong, which stands at its field."""
    answers = work.answers
    head = begin_account(work)
    claims = read_claims(answers, work.n_aircraft, work.parties)
    if not claims and not answers.errors:
        answers.fault("0.class.1", "nothing is filled in: write at least one thing that the source says")
    if answers.errors or head is None:
        return False
    account = replace(head.account(work.occurrence_id or NEW_OCCURRENCE), n_aircraft=work.n_aircraft, claims=claims)
    first = list(work.new)
    if work.dossier is None:
        first.append(NewOccurrence(NEW_OCCURRENCE, work.n_aircraft))
        work.likely = duplicates.likely_duplicates(db.session, claims)
    work.steps = (*first, account)
    return not work.likely or answers.ticked("different")


def begin_account(work: Work) -> Head | None:
    """Read the source, the speaker and the days; None where something is wrong, which stands at its field."""
    return read_head(work.answers, work.parties, read_source(work))


def read_source(work: Work) -> ReadSource | None:
    """The source that is chosen or described; None where something is wrong, which stands at its field."""
    if work.source is None:
        _describe_source(work)
    return work.source


def _describe_source(work: Work) -> None:
    answers = work.answers
    described = answers["source"] == NEW or any(answers[f"source.{name}"].strip() for name in ("title", "url", "publisher"))
    if not described:
        answers.fault("source.find", "choose the source in which it can be read, or describe a new one")
        return
    answers["source"] = NEW
    known = suggestions.source_at(db.session, answers["source.url"]) if answers["source.url"].strip() else []
    work.source = read_new_source(answers, work.parties, known)
    offered = {each.source.id for each in work.sources}
    work.sources += [each for each in known if each.source.id not in offered]
