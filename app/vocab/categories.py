"""The occurrence categories: what kind of thing happened. Several may apply to one occurrence."""

from app.vocab.coded import Coded, published


@published("CICTT v4.7, December 2017", "CAST/ICAO Common Taxonomy Team, Aviation Occurrence Categories")
class OccurrenceCategory(Coded):
    """One occurrence category. The order of the codes is not an order of severity."""

    ADRM = "ADRM", "Aerodrome", "The design, service or condition of an aerodrome played a part."
    AMAN = "AMAN", "Abrupt manoeuvre", "The crew deliberately manoeuvred sharply, for example to avoid something."
    ARC = (
        "ARC",
        "Abnormal runway contact",
        "A hard, long, off-centre or gear-up contact, or a tail or wing strike, at take-off or landing.",
    )
    ATM = "ATM", "ATM/CNS", "A problem of an air traffic, communication, navigation or surveillance service."
    BIRD = "BIRD", "Bird", "A strike or near strike with birds."
    CABIN = "CABIN", "Cabin safety", "An event in the passenger cabin other than fire or illness."
    CFIT = (
        "CFIT",
        "Controlled flight into or toward terrain",
        "The aircraft was flown under control into, or nearly into, ground, water or an obstacle.",
    )
    CTOL = (
        "CTOL",
        "Collision with obstacle during take-off and landing",
        "The aircraft hit an obstacle while airborne close to take-off or landing.",
    )
    EVAC = "EVAC", "Evacuation", "Somebody was hurt in an evacuation, or it was needless or badly run."
    EXTL = "EXTL", "External load", "Caused by, or met during, work with a sling or other external load."
    F_NI = "F-NI", "Fire/smoke (non-impact)", "Fire or smoke that no impact caused."
    F_POST = "F-POST", "Fire/smoke (post-impact)", "Fire or smoke after an impact."
    FUEL = (
        "FUEL",
        "Fuel related",
        "Power was lost through exhausted, starved, contaminated or wrong fuel, or carburettor ice.",
    )
    GCOL = "GCOL", "Ground collision", "The aircraft hit something while taxiing."
    GTOW = "GTOW", "Glider towing", "An event of the towing of a glider."
    ICE = "ICE", "Icing", "Ice or snow on the aircraft affected it."
    LALT = "LALT", "Low altitude operations", "A collision or near collision while flying low on purpose."
    LOC_G = "LOC-G", "Loss of control - ground", "Control of the aircraft was lost on the ground."
    LOC_I = "LOC-I", "Loss of control - in flight", "Control was lost, or the flight path upset, in flight."
    LOLI = "LOLI", "Loss of lifting conditions en route", "A glider or balloon had to land for lack of lift."
    MAC = (
        "MAC",
        "Airprox, loss of separation, or midair collision",
        "Two aircraft collided in the air or came too close to each other.",
    )
    MED = "MED", "Medical", "Somebody on board fell ill."
    NAV = "NAV", "Navigation error", "The aircraft was flown to a wrong place, level, runway or airport."
    OTHR = "OTHR", "Other", "Known, but none of the other categories fits."
    RAMP = "RAMP", "Ground handling", "Met while loading, servicing, boarding or pushing back the aircraft."
    RE = "RE", "Runway excursion", "The aircraft left the runway by its side or its end."
    RI = "RI", "Runway incursion", "Something was wrongly on the protected area of a runway."
    SCF_NP = (
        "SCF-NP",
        "System/component failure or malfunction (non-powerplant)",
        "A part of the airframe or a system failed.",
    )
    SCF_PP = (
        "SCF-PP",
        "System/component failure or malfunction (powerplant)",
        "An engine or a propeller failed.",
    )
    SEC = "SEC", "Security related", "A criminal or security act led to the accident or incident."
    TURB = "TURB", "Turbulence encounter", "The aircraft met turbulence."
    UIMC = "UIMC", "Unintended flight in IMC", "A flight under visual rules entered instrument conditions."
    UNK = "UNK", "Unknown or undetermined", "There is not enough information to choose a category."
    USOS = "USOS", "Undershoot/overshoot", "The aircraft touched down off the runway surface."
    WILD = "WILD", "Wildlife", "Land animals were on the movement area."
    WSTRW = "WSTRW", "Wind shear or thunderstorm", "The aircraft flew into wind shear or a thunderstorm."


GROUP_LABELS: dict[str, str] = {
    "TL": "Take-off and landing",
    "AB": "Airborne",
    "AC": "Aircraft",
    "GR": "Ground operations",
    "WX": "Weather",
    "NA": "Non-aircraft related",
    "MI": "Miscellaneous",
}

_C = OccurrenceCategory
_GROUPS: dict[str, tuple[OccurrenceCategory, ...]] = {
    "TL": (_C.ARC, _C.CTOL, _C.RE, _C.USOS),
    "AB": (
        _C.AMAN,
        _C.CFIT,
        _C.EXTL,
        _C.FUEL,
        _C.GTOW,
        _C.LALT,
        _C.LOC_I,
        _C.LOLI,
        _C.MAC,
        _C.NAV,
        _C.UIMC,
    ),
    "AC": (_C.F_NI, _C.SCF_NP, _C.SCF_PP),
    "GR": (_C.EVAC, _C.F_POST, _C.GCOL, _C.LOC_G, _C.RAMP, _C.RI, _C.WILD),
    "WX": (_C.ICE, _C.TURB, _C.WSTRW),
    "NA": (_C.ADRM, _C.ATM),
    "MI": (_C.BIRD, _C.CABIN, _C.MED, _C.OTHR, _C.SEC, _C.UNK),
}
# The group each category belongs to, a key of GROUP_LABELS.
GROUP_OF: dict[OccurrenceCategory, str] = {category: group for group, members in _GROUPS.items() for category in members}
