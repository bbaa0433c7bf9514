"""The closed lists of the claims store itself: how something is said, where, and what became of it."""

from app.vocab.coded import Coded


class Stance(Coded):
    """How the speaker stands to the value. `no_evidence` is never folded into `denies`."""

    ASSERTS = "asserts", "asserts", "States it as a fact."
    SUSPECTS = "suspects", "suspects", "Holds it for possible or likely, and says so."
    DENIES = "denies", "denies", "States that it is not so."
    NO_EVIDENCE = "no_evidence", "sees no evidence", "Says that nothing has been found so far that shows it."


class Rank(Coded):
    """An editor's mark on a claim, always with a reason."""

    PREFERRED = "preferred", "preferred", "Goes before the others on its property, whatever its source."
    DEPRECATED = (
        "deprecated",
        "deprecated",
        "Kept and shown, but no longer counted: withdrawn by its speaker, or a slip.",
    )


class Precision(Coded):
    """How exactly the day on which an account was said is known."""

    DAY = "day", "on that day", "The day itself is known."
    MONTH = "month", "in that month", "Only the month is known; the first day stands for it."
    YEAR = "year", "in that year", "Only the year is known; the first day stands for it."
    NOT_LATER_THAN = "not_later_than", "not later than", "It had been said by that day; when first, is not known."


class SourceKind(Coded):
    """What a source is. The order of the members is the order in which the rule trusts them, first to last."""

    FINAL_REPORT = "final_report", "Final report", "The investigating authority's final report."
    INTERIM_REPORT = (
        "interim_report",
        "Interim report",
        "An interim statement or report of the investigating authority.",
    )
    PRELIMINARY_REPORT = "preliminary_report", "Preliminary report", "The investigating authority's preliminary report."
    FACTUAL_REPORT = (
        "factual_report",
        "Factual report",
        "Facts published by the investigating authority before its conclusions.",
    )
    OTHER_AUTHORITY = "other_authority", "Other authority or court", "Another State's authority, or a court."
    OFFICIAL_STATEMENT = "official_statement", "Official statement", "A statement by a government, ministry or service."
    DATASET = "dataset", "Official dataset", "A record in an authority's published database."
    OPERATOR = "operator", "Operator or manufacturer", "The operator or a manufacturer."
    REFERENCE = "reference", "Reference work", "An encyclopaedia or curated database."
    PRESS = "press", "Press", "A newspaper, agency or broadcaster."
    UNNAMED = "unnamed", "Unnamed", "Somebody whom the report does not name."


class ReportStatus(Coded):
    """How far the investigating authority had come when its dataset's record was written."""

    FINAL = "final", "Final", "The authority has published its conclusions, at the NTSB a probable cause."
    FACTUAL = "factual", "Factual", "The facts are established and published; the conclusions are not."
    PRELIMINARY = "preliminary", "Preliminary", "First facts only; they may change."
    FOREIGN = "foreign", "Foreign", "Another State investigates; the record relays what it told."


class PartyKind(Coded):
    """What kind of body or person a party is."""

    AUTHORITY = "authority", "Authority", "An accident investigation, aviation, security or judicial authority."
    GOVERNMENT = "government", "Government", "A government, ministry, its head or an office holder."
    OPERATOR = "operator", "Operator", "Who operates aircraft."
    MANUFACTURER = "manufacturer", "Manufacturer", "Who builds aircraft, engines or kits."
    OWNER = "owner", "Owner or lessor", "Who owns aircraft without operating them."
    MEDIA = "media", "Media", "A newspaper, agency, broadcaster or web publication."
    REFERENCE = "reference", "Reference work", "An encyclopaedia or a curated database."
    PERSON = "person", "Person", "Somebody who spoke in public, in an office or a profession."
    GROUP = "group", "Group", "An organisation of another kind."
    UNNAMED = "unnamed", "Unnamed speaker", "Somebody whom the source does not name."


class ChangesetKind(Coded):
    """What an atomic contribution did."""

    EDIT = "edit", "Edit", "A person's contribution."
    IMPORT = "import", "Import", "A file brought in by an importer."
    MERGE = "merge", "Merge", "Two records found to be one, or parted again."
    REVERT = "revert", "Revert", "An earlier contribution undone."


class ChangesetState(Coded):
    """Where a contribution stands. Only accepted ones are seen by everybody."""

    PENDING = "pending", "Pending", "Waits for review."
    ACCEPTED = "accepted", "Accepted", "Part of the record."
    REJECTED = "rejected", "Rejected", "Kept, but not part of the record."


class OccurrenceState(Coded):
    """What became of an occurrence's record."""

    LIVE = "live", "Live", "The record stands."
    MERGED = "merged", "Merged", "The record was found to be another one's double."
    WITHDRAWN = "withdrawn", "Withdrawn", "The record never should have stood; the page says why."


class Entry(Coded):
    """What can be withdrawn: a numbered row under an occurrence."""

    AIRCRAFT = "aircraft", "Aircraft", "An aircraft of the occurrence."
    CLAIM = "claim", "Claim", "One value of one property, as stated."
    ATTESTATION = "attestation", "Further source", "A further source in which a claim can be read."
    INVESTIGATION = "investigation", "Investigation", "One authority's inquiry."
    INVESTIGATION_EVENT = "investigation_event", "Step of an investigation", "A dated step of an inquiry."
    INVESTIGATION_DOCUMENT = "investigation_document", "Document", "A report or another document of an inquiry."
    PARTICIPATION = "participation", "Part of a State", "How a State takes part in an inquiry."
    RECOMMENDATION = "recommendation", "Safety recommendation", "A safety recommendation."
    RECOMMENDATION_RESPONSE = "recommendation_response", "Response", "An answer to a safety recommendation."


class NoteKind(Coded):
    """What a note in a review did."""

    NOTE = "note", "Note", "A word to the others."
    ASKED_BACK = "asked_back", "Asked back", "The author is asked to change or explain something."
    REVISED = "revised", "Revised", "The author changed the contribution."
    ACCEPTED = "accepted", "Accepted", "The contribution became part of the record."
    REJECTED = "rejected", "Rejected", "The contribution did not become part of the record."


class Verdict(Coded):
    """A judgement on whether two records are of one occurrence."""

    SAME = "same", "same", "They are one occurrence."
    DIFFERENT = "different", "different", "They are two occurrences."
    UNSURE = "unsure", "unsure", "It cannot be told."


class PropertyState(Coded):
    """How the speakers stand to one another on one property."""

    UNSAID = "unsaid", "not stated", "Nobody has stated it."
    SINGLE = "single", "single", "One speaker states it; others are silent, or only say what does not contradict."
    AGREED = "agreed", "agreed", "Two or more speakers state it, and none contradicts another beyond the tolerance."
    REFINED = "refined", "refined", "A speaker's later word differs from its earlier one."
    DISPUTED = (
        "disputed",
        "disputed",
        "Two speakers' current words differ, or one denies or sees no evidence for another's.",
    )
