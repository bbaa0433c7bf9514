"""The phases of flight, and how the NTSB's broad phases fall into them."""

from app.vocab.coded import Coded, published


@published("CICTT v1.3, April 2013", "CAST/ICAO Common Taxonomy Team, Phase of Flight Definitions and Usage Notes")
class Phase(Coded):
    """One phase of flight. The last five may overlap the others or stand where none can be told."""

    STD = "STD", "Standing", "At rest before push-back or taxi, or after arrival."
    TXI = "TXI", "Taxi", "Moving on the surface under its own power, neither taking off nor landing."
    TOF = "TOF", "Take-off", "From take-off power to rotation and first lift, or to the end of a rejected take-off."
    ICL = (
        "ICL",
        "Initial climb",
        "From the end of take-off to the first power reduction, the pattern or 1,000 ft above the runway.",
    )
    ENR = "ENR", "En route", "From the initial climb to the approach: climb, cruise, change of level, descent, holding."
    MNV = "MNV", "Manoeuvring", "Planned low flight, aerobatics, aerial work or hover."
    APR = "APR", "Approach", "From the initial approach fix or pattern entry to the flare, go-around included."
    LDG = "LDG", "Landing", "From the flare to the end of the roll-out, or to the lift-off of a go-around."
    PBT = "PBT", "Push-back/towing", "Moved by a vehicle."
    EMG = "EMG", "Emergency descent", "A controlled descent made because of an emergency in flight."
    UND = "UND", "Uncontrolled descent", "A descent without control."
    PIM = "PIM", "Post-impact", "After hitting the ground, water or an object."
    UNK = "UNK", "Unknown", "The phase cannot be told."


# Keyed by the upper-case word of the NTSB's broad phase. Its take-off includes the initial climb.
PHASE_OF_NTSB_BROAD: dict[str, Phase] = {
    "STANDING": Phase.STD,
    "TAXI": Phase.TXI,
    "TAKEOFF": Phase.TOF,
    "CLIMB": Phase.ENR,
    "CRUISE": Phase.ENR,
    "DESCENT": Phase.ENR,
    "MANEUVERING": Phase.MNV,
    "APPROACH": Phase.APR,
    "GO-AROUND": Phase.APR,
    "LANDING": Phase.LDG,
    "OTHER": Phase.UNK,
    "UNKNOWN": Phase.UNK,
}
