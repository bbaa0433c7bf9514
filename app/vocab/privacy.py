"""Telling companies and public bodies from private persons, whose names are not imported."""

import re

from app.core.text import fold

# Words, folded, that a company, club, school or public body bears. Words that are also family names, such as
# Church, Guard, Parish, Power or Wing, are left out on purpose, and so are marks that follow persons' names, such as
# Bank, Ranch, State, Trust or USAF (RET): in doubt the name is held for a person's.
_MARK_WORDS = """
    inc incorporated llc llp pllc corp corporation ltd limited co company companies plc pty gmbh srl spa sro sarl sas
    ltda limitada eirl cia compania companhia ooo pjsc

    club clubs aeroclub school schools academy academies college university institute foundation association assoc
    assn society museum committee ministries ministry squadron

    airlines airline airways airway air airlink aviation aero aeronautics aeronautical aerospace aircraft airplane
    airplanes airport aerial flying flyers fliers flight flights helicopters helicopter rotor rotors rotorcraft jet jets
    balloon balloons ballooning gliding glider gliders soaring skydiving skydive parachute avionics airmotive seaplane
    seaplanes airtaxi airservice lineas linhas aereo aereos aerea aereas aerolineas aerotaxi aviacion aviacao
    transportes

    department dept government govt police sheriff sheriffs county city district federal national us usa
    usda army navy marines military bureau agency authority administration faa nasa noaa

    service services group center centre rental rentals leasing line lines express cargo charter charters enterprise
    enterprises holding holdings partners partnership ventures associates industries industrial international
    intl systems solutions technologies technology management investment investments properties logistics
    transportation transport operations tours adventures training sales products manufacturing mfg construction
    electric petroleum farms agricultural dusters dusting spraying sprayers applicators hospital medical
    medevac rescue ambulance patrol customs
"""
_MARKS = frozenset(_MARK_WORDS.split())
# Legal forms that can be initials or a family name elsewhere: they count as the last word only.
_LAST_MARKS = frozenset({"ab", "ag", "bv", "kg", "lp", "nv", "oy", "sa"})
_BEFORE_SURNAME = frozenset({"da", "de", "do", "e"})
# A letter with a full stop that another such letter follows: `U.S.`, `S. A.`, `S.R.L.`
_INITIALS = re.compile(r"\b([a-z])\.(?:\s?(?=[a-z]\b))?")
_WORD = re.compile(r"[0-9a-z]+(?:[-'][0-9a-z]+)*")


def looks_like_company(name: str) -> bool:
    """Whether the name carries, as a word of its own, a mark that it is a company, a club or a public body.

    False means that it may be a private person's name and is not to be imported. What says nothing, such as `Pilot`,
    `Private`, `Individual` or `On File`, is no company.
    """
    folded = _INITIALS.sub(r"\1", fold(name))
    words = [word.removesuffix("'s") for word in _WORD.findall(folded)]
    if any(word in _MARKS or (word.startswith("aero") and len(word) > 5) for word in words):
        return True
    return "state of" in folded or _ends_in_legal_form(words, folded)


def _ends_in_legal_form(words: list[str], folded: str) -> bool:
    """`Avianca S.A.`, but neither `Smith, S.A.` nor `Maria de Sa`."""
    if len(words) < 2 or words[-1] not in _LAST_MARKS or words[-2] in _BEFORE_SURNAME:
        return False
    surname_first = len(words) == 2 and "," in folded
    return not surname_first
