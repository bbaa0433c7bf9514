"""How a correction goes from a form into the record: shown, previewed, sent; what is wrong stands at its field.

A form carries the versions of the occurrences that it was made from; where they changed meanwhile, it says what did, and
nothing is sent until the reader has seen it.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.core.errors import BadValue, Conflict, DomainError, Forbidden, NotFound
from app.extensions import db
from app.models import Party, Source
from app.services import contributions, corrections
from app.services.differences import differences
from app.services.permissions import Permission, may
from app.services.step_words import described
from app.services.steps import Step, iso_day
from app.web.access import actor
from app.web.forms.answers import MAX_LINE, Answers

Answer = str | Response | tuple[str, int]


class Form(Answers):
    """The fields of a form: as they were sent, else as they are to begin with."""

    def __init__(self, initial: Mapping[str, object] | None = None) -> None:
        self.sent = request.method == "POST"
        begun = {name: "" if value is None else str(value) for name, value in (initial or {}).items()}
        super().__init__(request.form if self.sent else begun)

    def reason(self) -> str:
        """Why it is done; everybody reads it."""
        return self.text("reason", required="say why; everybody reads the reason beside the change", most=MAX_LINE)

    def day(self, name: str, *, required: str = "") -> str | None:
        """A full day in ISO, or None where the field is empty."""
        found = self.read(name, lambda text: iso_day(text, "the day"), required=required)
        return found.isoformat() if found else None

    def one_of(self, name: str, known: Iterable[int], *, required: str = "") -> int | None:
        """One of the known numbers, or None."""
        text = self.line(name, required=required)
        numbers = list(known)
        if text and text not in map(str, numbers):
            self.fault(name, f"{text[:40]!r} is not one of {', '.join(map(str, numbers)) or 'those that can be chosen'}")
            return None
        return int(text) if text else None

    def party(self, name: str, *, required: str = "") -> Party | None:
        """A party by its number or one of its names."""
        return self.read(name, lambda text: corrections.find_party(db.session, text), required=required)

    def source(self, name: str, *, required: str = "") -> Source | None:
        """A source by its number, address or title."""
        return self.read(name, lambda text: corrections.find_source(db.session, text), required=required)


def settle(
    template: str,
    form: Form,
    steps: Callable[[], Sequence[Step]],
    *,
    occurrences: Sequence[int] = (),
    **shown: object,
) -> Answer:
    """Answer a form: show it; once it was sent, check it, show what it changes, or submit it and lead to the changeset.

    steps: reads the form into steps, noting problems in it. occurrences: those that it changes.
    """
    current = corrections.versions(db.session, occurrences)
    if form["go"] not in ("preview", "send"):  # first shown, or sent back for one more row
        return _page(template, form, current, shown)
    try:
        made = steps()
    except (BadValue, Conflict, NotFound) as error:
        form.fault("", str(error))
        made = ()
    if form.errors:
        return _page(template, form, current, shown), 422
    base = _base(form["base"])
    changed = corrections.meanwhile(db.session, base, current)
    if changed:
        return _page(template, form, current, shown, meanwhile=changed), 409
    try:
        if form["go"] == "send":
            return _submit(form, made, base)
        return _preview(template, form, made, current, shown)
    except Forbidden:
        raise
    except DomainError as error:
        _begin_anew()
        form.fault("", str(error))
        return _page(template, form, current, shown), 409 if isinstance(error, Conflict) else 422


def _base(text: str) -> dict[int, int]:
    """The versions that a form carries, `17:4 23:1`; what cannot be read is left out, and so counts as stale."""
    pairs = [part.partition(":") for part in text.split()[:100]]
    return {
        int(key): int(version)
        for key, _, version in pairs
        if key.isdecimal() and version.isdecimal() and len(key) < 19 and len(version) < 10
    }


def _begin_anew() -> None:
    """End the transaction so that a writer may take its turn; what was read stays readable."""
    db.session.expunge_all()
    db.session.rollback()


def _submit(form: Form, made: Sequence[Step], base: Mapping[int, int]) -> Response:
    asking = actor()
    _begin_anew()
    changeset = contributions.submit(db.session, asking, made, form["reason"].strip(), base=base)
    number = changeset.id
    db.session.commit()
    return redirect(url_for("changes.show", changeset_id=number), 303)


def _preview(
    template: str, form: Form, made: Sequence[Step], current: Mapping[int, int], shown: Mapping[str, object]
) -> Answer:
    asking, words = actor(), described(db.session, made)
    found = contributions.preview(db.session, made, author_id=asking.user_id)
    touched = sorted(set(found.before) | set(found.after))
    sides = [(found.before.get(each), found.after.get(each)) for each in touched]
    parts = [(after or before, differences(before, after)) for before, after in sides]
    return _page(template, form, current, shown, preview=parts, words=words)


def _page(template: str, form: Form, current: Mapping[int, int], shown: Mapping[str, object], **more: object) -> str:
    base = " ".join(f"{key}:{version}" for key, version in current.items())
    if form.sent and "meanwhile" not in more:
        base = form["base"]  # what changes between two sendings must not be overlooked
    publishes = may(actor(), Permission.PUBLISH)
    return render_template(
        template, form=form, base=base, publishes=publishes, **{"preview": None, "meanwhile": (), **more}, **shown
    )
