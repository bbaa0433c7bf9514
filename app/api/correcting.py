"""Correcting the record: claims, whole records, parties; and several steps in one changeset."""

from apiflask import APIBlueprint

from app.api.contributing import ID
from app.api.schemas.corrections_in import JudgementIn, MergeIn, NameIn, PartyMergeIn, RankIn, ReasonIn
from app.api.sending import Reply, post, send
from app.core.errors import Conflict
from app.extensions import db
from app.models import Party
from app.services import corrections
from app.services.dossiers import open_dossier
from app.services.permissions import Permission
from app.services.steps import (
    AddPartyName,
    Judge,
    Merge,
    MergeParty,
    RenameParty,
    RestoreOccurrence,
    SetRank,
    Split,
    SplitParty,
    Withdraw,
    WithdrawOccurrence,
)
from app.vocab.claims import Entry

bp = APIBlueprint("correcting", __name__, tag="Correcting")
_CLAIM = f"/claims/<{ID}>-<int(max=2147483647):number>"
_RECORD = f"/occurrences/<{ID}>"
_PARTY = "/parties/<int(max=9223372036854775807):party_id>"


@post(bp, f"{_CLAIM}/withdraw", ReasonIn, Permission.CONTRIBUTE, 404, 409, 412)
def withdraw_claim(occurrence_id: int, number: int, body: ReasonIn) -> Reply:
    """Take a claim back that never should have stood"""
    corrections.live(db.session, occurrence_id)
    step = Withdraw(occurrence_id, Entry.CLAIM.value, number, body.reason)
    return send([step], body.reason, about=[occurrence_id], version=body.base_version)


@post(bp, f"{_CLAIM}/rank", RankIn, Permission.RANK, 404, 409, 412)
def rank_claim(occurrence_id: int, number: int, body: RankIn) -> Reply:
    """Prefer or deprecate a claim, or take the mark away"""
    corrections.live(db.session, occurrence_id)
    step = SetRank(occurrence_id, number, None if body.rank is None else body.rank.value, body.reason)
    return send([step], body.reason, about=[occurrence_id], version=body.base_version)


@post(bp, f"{_RECORD}/withdraw", ReasonIn, Permission.WITHDRAW_ANY, 404, 409, 412)
def withdraw(occurrence_id: int, body: ReasonIn) -> Reply:
    """Take a whole record back"""
    corrections.live(db.session, occurrence_id)
    return send([WithdrawOccurrence(occurrence_id, body.reason)], body.reason, about=[occurrence_id], version=body.base_version)


@post(bp, f"{_RECORD}/restore", ReasonIn, Permission.WITHDRAW_ANY, 404, 409, 412)
def restore(occurrence_id: int, body: ReasonIn) -> Reply:
    """Let a withdrawn record stand again"""
    corrections.head_of(db.session, occurrence_id)
    return send([RestoreOccurrence(occurrence_id, body.reason)], body.reason, about=[occurrence_id], version=body.base_version)


@post(bp, f"{_RECORD}/merge", MergeIn, Permission.MERGE, 404, 409, 412)
def merge(occurrence_id: int, body: MergeIn) -> Reply:
    """Merge a record into another one, whose double it is"""
    corrections.live(db.session, occurrence_id)
    if body.into == occurrence_id:
        raise Conflict(f"occurrence {occurrence_id} is that record itself")
    corrections.live(db.session, body.into)
    places = body.aircraft
    if places is None:
        own, into = open_dossier(db.session, occurrence_id), open_dossier(db.session, body.into)
        places = {str(number): place for number, place in corrections.suggested_aircraft(own, into).items()}
    step = Merge(occurrence_id, body.into, body.reason, places)
    return send([step], body.reason, about=[occurrence_id, body.into], version=body.base_version)


@post(bp, f"{_RECORD}/split", ReasonIn, Permission.MERGE, 404, 409, 412)
def split(occurrence_id: int, body: ReasonIn) -> Reply:
    """Let a merged record stand on its own again"""
    corrections.head_of(db.session, occurrence_id)
    return send([Split(occurrence_id, body.reason)], body.reason, about=[occurrence_id], version=body.base_version)


@post(bp, f"{_RECORD}/judgements", JudgementIn, Permission.MERGE, 404, 409, 412)
def judge(occurrence_id: int, body: JudgementIn) -> Reply:
    """Judge whether two records are of one occurrence"""
    corrections.live(db.session, occurrence_id)
    corrections.head_of(db.session, body.other)
    step = Judge(occurrence_id, body.other, body.verdict.value, body.reason)
    return send([step], body.reason, about=[occurrence_id, body.other], version=body.base_version)


@post(bp, f"{_PARTY}/names", NameIn, Permission.CONTRIBUTE, 404, 409)
def name_party(party_id: int, body: NameIn) -> Reply:
    """Give a party a further name, or another first one"""
    _standing(party_id)
    return send([(RenameParty if body.is_primary else AddPartyName)(party_id, body.name)], body.comment)


@post(bp, f"{_PARTY}/merge", PartyMergeIn, Permission.MERGE, 404, 409)
def merge_party(party_id: int, body: PartyMergeIn) -> Reply:
    """Say that a party is another one"""
    _standing(party_id)
    _standing(body.into)
    return send([MergeParty(party_id, body.into, body.reason)], body.reason)


@post(bp, f"{_PARTY}/split", ReasonIn, Permission.MERGE, 404, 409)
def split_party(party_id: int, body: ReasonIn) -> Reply:
    """Say that a merged party is its own after all"""
    corrections.open_party(db.session, party_id)
    return send([SplitParty(party_id, body.reason)], body.reason)


def _standing(party_id: int) -> Party:
    """A party that is merged into none."""
    party = corrections.open_party(db.session, party_id)
    if party.merged_into is not None:
        raise Conflict(f"party {party_id} is party {party.merged_into}; correct that one, or part them")
    return party
