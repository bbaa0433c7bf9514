"""Investigations: their kinds, the roles of States, and the events of their life."""

from app.vocab.coded import Coded


class InvestigationKind(Coded):
    """What an investigation is for."""

    SAFETY = "safety", "Safety investigation", "Seeks the causes so that it does not happen again, without blame."
    JUDICIAL = "judicial", "Judicial investigation", "Seeks who is liable or guilty, by a prosecutor or a court."
    MILITARY = "military", "Military investigation", "Held by armed forces under their own rules."
    OTHER = "other", "Other inquiry", "Held by somebody else, such as a parliament, an insurer or a company."


class StateRole(Coded):
    """Why a State takes part in an investigation under Annex 13."""

    OCCURRENCE = "occurrence", "State of Occurrence", "It happened in that State's territory."
    REGISTRY = "registry", "State of Registry", "The aircraft is on that State's register."
    OPERATOR = "operator", "State of the Operator", "The operator has its main place of business there."
    DESIGN = "design", "State of Design", "It has authority over the body that answers for the type's design."
    MANUFACTURE = "manufacture", "State of Manufacture", "It has authority over the body that assembled the aircraft."
    ENGINE_DESIGN = (
        "engine_design",
        "State of engine design",
        "It has authority over the body that designed the engine.",
    )
    OTHER = "other", "Other State", "It takes part for another reason, such as citizens among the dead."


class EventKind(Coded):
    """What happened in an investigation. Each is stated by somebody; none is computed from dates."""

    NOTIFIED = "notified", "Notified", "The States concerned, or ICAO, were told of the occurrence."
    OPENED = "opened", "Opened", "The investigation was begun."
    DELEGATED = "delegated", "Delegated", "All or part of the investigation was handed to another State or body."
    PRELIMINARY_PUBLISHED = (
        "preliminary_published",
        "Preliminary report",
        "The preliminary report was made public, or is stated to have been sent to the States or ICAO.",
    )
    INTERIM_STATEMENT = (
        "interim_statement",
        "Interim statement",
        "The progress of the investigation was stated in public, on the anniversary or at another time.",
    )
    DRAFT_IN_CONSULTATION = (
        "draft_in_consultation",
        "Draft in consultation",
        "The draft of the final report was sent to the States for comment.",
    )
    FINAL_PUBLISHED = "final_published", "Final report", "The final report was made public."
    REOPENED = "reopened", "Reopened", "The investigation was taken up again, as on new and significant evidence."
    SUSPENDED = "suspended", "Suspended", "The investigation was halted for a time without being ended."
    TRANSFERRED_TO_JUDICIAL = (
        "transferred_to_judicial",
        "Transferred to the judiciary",
        "The file went to a prosecutor; the duties of the safety investigation go on.",
    )
    DISCONTINUED = "discontinued", "Discontinued", "The investigation was ended without a final report."
    NOT_INVESTIGATED = "not_investigated", "Not investigated", "The authority stated that it does not investigate."
    BRIEFING = "briefing", "Briefing", "The authority spoke in public without making it an interim statement."
