"""The rule's outcome in words: why this value is shown, and why the others are not."""

from collections.abc import Mapping

from app.resolution.rule import Resolution, Said
from app.vocab.claims import PropertyState, Rank, ReportStatus, SourceKind, Stance
from app.vocab.properties import Cardinality, Property


def why(prop: Property, outcome: Resolution, names: Mapping[int, str]) -> str:
    """One or two sentences on the choice; `names` gives the speakers' names by id."""
    if outcome.state is PropertyState.UNSAID:
        return "Every claim on this was withdrawn." if outcome.deprecated else "Nobody has stated this."
    if outcome.withheld:
        return (
            "The accounts contradict one another. This is a judgement, so no account is printed over another: "
            "they stand side by side."
        )
    if not outcome.chosen:
        return "Nobody asserts or suspects a value; there are only denials."
    best = outcome.chosen[0]
    speaker = names.get(best.speaker, "the speaker")
    return f"{_standing(prop, outcome, speaker)} {_choice(prop, outcome, best, speaker)}".strip()


def _standing(prop: Property, outcome: Resolution, speaker: str) -> str:
    speakers = len({each.speaker for each in outcome.current})
    if outcome.state is PropertyState.SINGLE:
        return f"{speaker} is the only one who states this."
    if prop.cardinality is Cardinality.LIST and outcome.state is PropertyState.AGREED:
        return f"Accounts of {speakers} speakers, in order of time; they add up, and none contradicts another."
    if outcome.state is PropertyState.AGREED:
        return f"{speakers} speakers agree."
    if outcome.state is PropertyState.REFINED:
        return f"The latest word of {speaker}, which replaces what the same speaker said earlier."
    return f"{speakers} speakers contradict one another."


def _choice(prop: Property, outcome: Resolution, best: Said, speaker: str) -> str:
    if prop.cardinality is Cardinality.LIST:
        return ""
    rivals = [each for each in outcome.current if each is not best and each not in outcome.chosen]
    if not rivals:
        return "" if best.stance == Stance.ASSERTS else "It is a suspicion; nobody asserts a value."
    return f"{speaker} is shown because {reason_over(best, rivals[0])}."


def reason_over(best: Said, rival: Said) -> str:
    """The first step of the rule at which the best claim goes before the rival, as a clause."""
    if best.stance == Stance.ASSERTS and rival.stance != Stance.ASSERTS:
        return f"only an assertion can be the best value, and the other {_STANCE[rival.stance]}"
    if best.rank == Rank.PREFERRED and rival.rank != Rank.PREFERRED:
        return "an editor preferred this claim"
    if best.source_kind != rival.source_kind:
        return f"{_kind(best)} goes before {_kind(rival)}"
    if best.source_kind == SourceKind.DATASET and best.report_status != rival.report_status:
        return f"a record with {_report(best)} report goes before one with {_report(rival)} report"
    if best.dated != rival.dated:
        return "the day it was said is known, the other’s is not"
    if best.public != rival.public:
        return f"it was public later ({best.public} against {rival.public})"
    return "it was recorded later"


_STANCE = {
    Stance.ASSERTS.value: "asserts",
    Stance.SUSPECTS.value: "suspects",
    Stance.DENIES.value: "denies",
    Stance.NO_EVIDENCE.value: "sees no evidence",
}


def _kind(said: Said) -> str:
    label = SourceKind(said.source_kind).label.lower()
    return f"“{label}” as a source"


def _report(said: Said) -> str:
    return "no" if said.report_status is None else f"a {ReportStatus(said.report_status).label.lower()}"


def why_not(said: Said, outcome: Resolution) -> str:
    """Why a claim that is not shown is not, as a short note; empty for a shown one or while nothing is shown."""
    if said in outcome.chosen:
        return ""
    if said in outcome.deprecated:
        return "deprecated"
    if said in outcome.earlier:
        return "replaced by the speaker’s later word"
    if not outcome.chosen:
        return ""
    return reason_over(outcome.chosen[0], said)
