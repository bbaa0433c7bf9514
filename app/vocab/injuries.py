"""How badly people were hurt, and which people a count is about."""

from app.vocab.coded import Coded


class InjuryLevel(Coded):
    """The level of an injury, or the highest one of an occurrence."""

    FATAL = "fatal", "Fatal", "The person died of the injury within 30 days of the accident."
    SERIOUS = (
        "serious",
        "Serious",
        "A long stay in hospital, a broken bone beyond the simple ones, a deep cut, organ injury, burns or exposure.",
    )
    MINOR = "minor", "Minor", "Any injury that is less than serious."
    NONE = "none", "None", "Nobody was hurt, as far as examined or known."
    UNKNOWN = "unknown", "Unknown", "There is no information."


class Population(Coded):
    """Which people a count covers. Counts of different populations never contradict each other."""

    ALL = (
        "all",
        "everybody",
        "All people the occurrence touched, in and outside the aircraft.",
    )
    ABOARD = "aboard", "all on board", "Everybody in the aircraft: crew, passengers and others."
    CREW = "crew", "crew", "Those on duty in the aircraft, in the cockpit and the cabin."
    PASSENGERS = "passengers", "passengers", "Those carried who are neither on duty nor part of the crew."
    OTHERS_ABOARD = "others_aboard", "others on board", "Those in the aircraft who are neither crew nor passengers."
    GROUND = "ground", "on the ground", "People outside the aircraft."
