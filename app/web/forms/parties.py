"""A party in a form: a known one by its name or number, or a new one with its kind."""

from collections.abc import Callable
from dataclasses import dataclass, field

from app.core.text import squeeze
from app.models import Party
from app.services.parties import party_key
from app.services.steps import NewParty, Ref
from app.services.suggestions import is_numbered, numbered
from app.vocab.claims import PartyKind
from app.vocab.countries import is_country
from app.web.forms.answers import MAX_NAME, Answers


@dataclass
class Parties:
    """The parties that one form names: the known ones, and each new one once, in the order in which they are named.

    named: finds the known parties of a name.
    """

    named: Callable[[str], list[Party]]
    new: dict[tuple[str, str], NewParty] = field(default_factory=dict)

    def read(self, answers: Answers, name: str, *, kind: PartyKind | None = None, required: str = "") -> Ref | None:
        """Whom a field names; `kind` of a new one, else it is asked in `<name>.kind`, once for each name.

        None where the field is empty, or wrong, with the fault noted.
        """
        text = answers.line(name, required=required, most=MAX_NAME)
        if not text:
            return None
        found = self.named(text)
        asked = kind or answers.code(f"{name}.kind", PartyKind)
        if len(found) > 1 and asked is not None:
            found = [each for each in found if each.kind is asked] or found
        if len(found) == 1:
            return found[0].id
        if found:
            choice = ", ".join(f"{each.kind.label.lower()} {numbered(each)}" for each in found[:6])
            answers.fault(name, f"“{text[:80]}” may be {choice}; write which, with its number")
            return None
        return self._make(answers, name, text, asked)

    def _make(self, answers: Answers, name: str, text: str, kind: PartyKind | None) -> Ref | None:
        begun = [each for (_, key), each in self.new.items() if key == party_key(text)]
        if is_numbered(text):
            answers.fault(name, f"there is no party {text[:80]!r} on record")
        elif not party_key(text):
            answers.fault(name, f"{text[:80]!r} is no name: it has neither letters nor digits")
        elif kind is None and len(begun) == 1:
            return begun[0].ref
        elif kind is None:
            answers.fault(f"{name}.kind", f"“{text[:80]}” is not on record yet; choose what it is, and it is added")
        else:
            country = answers.line(f"{name}.country") or None
            if country is not None and not is_country(country):
                answers.fault(f"{name}.country", f"{country[:40]!r} is not a country; choose one of the list")
                return None
            key = (kind.value, party_key(text))
            if key not in self.new:
                self.new[key] = NewParty(f"new:party-{len(self.new) + 1}", squeeze(text), kind.value, country)
            return self.new[key].ref
        return None
