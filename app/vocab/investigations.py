"""Investigations: their kinds, the States in them, the events of their life, and what becomes of recommendations."""

from app.vocab.coded import Coded, published


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


class Capacity(Coded):
    """How a State takes part in an investigation, by a body or an adviser of its own."""

    IN_CHARGE = "in_charge", "in charge", "It conducts the investigation, or the part that was delegated to it."
    ACCREDITED = "accredited", "accredited representative", "It has an accredited representative, with the rights of Annex 13."
    ADVISER = "adviser", "adviser", "It assists the accredited representative of that State."
    EXPERT = (
        "expert",
        "expert",
        "It has an expert, without being accredited: such as a State whose citizens are among the dead.",
    )
    TAKES_PART = "takes_part", "takes part", "It takes part; whether by an accredited representative is not stated."
    ENDED = "ended", "no longer takes part", "Its part has ended, as when the investigation was delegated."


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


@published("NTSB and TSB Canada, in their own words", "https://www.ntsb.gov/investigations/Pages/safety-recommendations.aspx")
class RecommendationStatus(Coded):
    """What the authority that made a safety recommendation says of the answer to it. The last five are TSB Canada's."""

    OPEN_AWAIT_RESPONSE = "open_await_response", "Open: await response", "The addressee has not answered."
    OPEN_INITIAL_RESPONSE = "open_initial_response", "Open: initial response received", "An answer is there, not yet assessed."
    OPEN_ACCEPTABLE = "open_acceptable", "Open: acceptable response", "What is planned would meet the recommendation."
    OPEN_ACCEPTABLE_ALTERNATE = (
        "open_acceptable_alternate",
        "Open: acceptable alternate response",
        "What is planned would meet its purpose in another way.",
    )
    OPEN_UNACCEPTABLE = "open_unacceptable", "Open: unacceptable response", "What is planned would not meet it."
    CLOSED_ACCEPTABLE = "closed_acceptable", "Closed: acceptable action", "What was recommended was done."
    CLOSED_ACCEPTABLE_ALTERNATE = (
        "closed_acceptable_alternate",
        "Closed: acceptable alternate action",
        "Its purpose was met in another way.",
    )
    CLOSED_EXCEEDS = "closed_exceeds", "Closed: exceeds recommended action", "More was done than was recommended."
    CLOSED_UNACCEPTABLE = "closed_unacceptable", "Closed: unacceptable action", "What was done does not meet it."
    CLOSED_RECONSIDERED = "closed_reconsidered", "Closed: reconsidered", "The authority was shown that it is not called for."
    CLOSED_NO_LONGER_APPLICABLE = (
        "closed_no_longer_applicable",
        "Closed: no longer applicable",
        "Events have overtaken it.",
    )
    CLOSED_SUPERSEDED = "closed_superseded", "Closed: superseded", "Another recommendation stands in its place."
    FULLY_SATISFACTORY = "fully_satisfactory", "Fully satisfactory", "The deficiency was removed, or will be substantially."
    SATISFACTORY_INTENT = "satisfactory_intent", "Satisfactory intent", "What is planned will remove it when it is done."
    SATISFACTORY_IN_PART = "satisfactory_in_part", "Satisfactory in part", "What was done or planned removes a part of it."
    UNSATISFACTORY = "unsatisfactory", "Unsatisfactory", "Nothing was done or planned that removes it."
    UNABLE_TO_ASSESS = "unable_to_assess", "Unable to assess", "The answer does not say enough to judge."
