"""What class an occurrence is of, and the short lists that describe it."""

from app.vocab.coded import Coded


class OccurrenceClass(Coded):
    """How grave an occurrence is in the sense of Annex 13."""

    ACCIDENT = (
        "accident",
        "Accident",
        "In operation somebody was killed or badly hurt, the aircraft was damaged in its structure, or it is missing.",
    )
    SERIOUS_INCIDENT = (
        "serious_incident",
        "Serious incident",
        "An accident was nearly certain; only the result differs.",
    )
    INCIDENT = "incident", "Incident", "Safety was or could have been affected, without an accident."
    OCCURRENCE_WITHOUT_SAFETY_EFFECT = (
        "occurrence_without_safety_effect",
        "Occurrence without safety effect",
        "Something was reported, but safety was not affected.",
    )
    NOT_DETERMINED = "not_determined", "Not determined", "The class has not been decided or cannot be told."


# Keyed by the upper-case code or word of the NTSB. Its plain "occurrence" says nothing about the effect on safety.
CLASS_OF_NTSB: dict[str, OccurrenceClass] = {
    "ACCIDENT": OccurrenceClass.ACCIDENT,
    "INCIDENT": OccurrenceClass.INCIDENT,
    "ACC": OccurrenceClass.ACCIDENT,
    "INC": OccurrenceClass.INCIDENT,
    "OCC": OccurrenceClass.NOT_DETERMINED,
    "UNK": OccurrenceClass.NOT_DETERMINED,
}


class UnlawfulInterference(Coded):
    """What the speaker says about a deliberate act against the flight; separate from the class."""

    CONFIRMED = "confirmed", "Confirmed", "It is stated that a deliberate act happened."
    SUSPECTED = "suspected", "Suspected", "A deliberate act is held for possible or likely."
    DENIED = "denied", "Denied", "It is stated that there was no deliberate act."
    NOT_ALLEGED = "not_alleged", "Not alleged", "Nobody has raised a deliberate act."


class Weather(Coded):
    """The basic weather conditions at the place of the occurrence."""

    VMC = "VMC", "Visual conditions", "Visibility and clouds allowed flight by sight."
    IMC = "IMC", "Instrument conditions", "Visibility or clouds were below what flight by sight needs."
    UNK = "UNK", "Unknown", "The conditions are not known."


# Keyed by the upper-case cell.
WEATHER_OF_NTSB: dict[str, Weather] = {
    "VMC": Weather.VMC,
    "IMC": Weather.IMC,
    "UNK": Weather.UNK,
    "UNKNOWN": Weather.UNK,
}


class WreckagePart(Coded):
    """What a position on the map is the position of."""

    MAIN_WRECKAGE = "main_wreckage", "Main wreckage", "The largest part of the wreckage."
    TAIL = "tail", "Tail", "The tail section, where it lies apart."
    LAST_RADAR = "last_radar", "Last radar return", "Where radar or another receiver saw the aircraft last."
    SITE = "site", "Site", "The site as a whole, no part named."
