"""What a flight was for and under which rules, and how the NTSB's words and codes fall into the lists.

Every map is keyed by the upper-case cell without blanks at its ends. A code maps to itself.
"""

from app.vocab.coded import Coded, published


class OperationType(Coded):
    """The type of operation, independent of any State's rules."""

    SCHEDULED_PASSENGER = "scheduled_passenger", "Scheduled passenger", "Carries passengers for hire to a timetable."
    SCHEDULED_CARGO = "scheduled_cargo", "Scheduled cargo", "Carries freight for hire to a timetable."
    SCHEDULED_MIXED = "scheduled_mixed", "Scheduled, mixed", "Carries passengers and freight for hire to a timetable."
    SCHEDULED_MAIL = "scheduled_mail", "Scheduled mail", "Carries mail for hire to a timetable."
    NONSCHEDULED_PASSENGER = (
        "nonscheduled_passenger",
        "Non-scheduled passenger",
        "Carries passengers for hire outside a timetable, as a charter or an air taxi does.",
    )
    NONSCHEDULED_CARGO = "nonscheduled_cargo", "Non-scheduled cargo", "Carries freight for hire outside a timetable."
    NONSCHEDULED_MIXED = (
        "nonscheduled_mixed",
        "Non-scheduled, mixed",
        "Carries passengers and freight for hire outside a timetable.",
    )
    NONSCHEDULED_MAIL = "nonscheduled_mail", "Non-scheduled mail", "Carries mail for hire outside a timetable."
    FERRY = (
        "ferry",
        "Ferry or positioning",
        "An air transport aircraft is flown to where it is needed, with no payload.",
    )
    TRAINING = "training", "Airline training or check", "An air transport operator trains or checks its crew."
    TEST = "test", "Test", "The aircraft itself is tried in flight."
    DEMONSTRATION = "demonstration", "Demonstration", "The aircraft is shown to buyers, the press or the public."
    GENERAL_AVIATION_PLEASURE = (
        "general_aviation_pleasure",
        "General aviation: pleasure",
        "Flown for the pilot's own pleasure or travel.",
    )
    GENERAL_AVIATION_BUSINESS = (
        "general_aviation_business",
        "General aviation: business",
        "Flown for the holder's own business, not for hire.",
    )
    GENERAL_AVIATION_INSTRUCTIONAL = (
        "general_aviation_instructional",
        "General aviation: instruction",
        "Flown to learn to fly or to practise.",
    )
    GENERAL_AVIATION_OTHER = "general_aviation_other", "General aviation: other", "Any other general aviation flight."
    AERIAL_WORK_AGRICULTURE = "aerial_work_agriculture", "Aerial work: agriculture", "Spraying, dusting or seeding."
    AERIAL_WORK_SURVEY = (
        "aerial_work_survey",
        "Aerial work: survey",
        "Photographing, mapping or measuring from the air.",
    )
    AERIAL_WORK_OBSERVATION = (
        "aerial_work_observation",
        "Aerial work: observation and patrol",
        "Watching pipelines, power lines, traffic, fish or game from the air.",
    )
    AERIAL_WORK_SEARCH_AND_RESCUE = (
        "aerial_work_search_and_rescue",
        "Aerial work: search and rescue",
        "Looking for people in distress or bringing them to safety.",
    )
    AERIAL_WORK_MEDICAL = (
        "aerial_work_medical",
        "Aerial work: medical",
        "Carrying patients, organs or medical staff in an emergency.",
    )
    AERIAL_WORK_TOWING = "aerial_work_towing", "Aerial work: towing", "Towing gliders or other objects."
    AERIAL_WORK_ADVERTISING = (
        "aerial_work_advertising",
        "Aerial work: advertising",
        "Towing banners or writing in the sky.",
    )
    AERIAL_WORK_FIRE_FIGHTING = (
        "aerial_work_fire_fighting",
        "Aerial work: fire fighting",
        "Fighting fires from the air or leading those who do.",
    )
    AERIAL_WORK_PARACHUTING = (
        "aerial_work_parachuting",
        "Aerial work: parachuting",
        "Lifting people who jump by parachute.",
    )
    AERIAL_WORK_EXTERNAL_LOAD = (
        "aerial_work_external_load",
        "Aerial work: external load",
        "Lifting or carrying loads outside the aircraft.",
    )
    AERIAL_WORK_OTHER = "aerial_work_other", "Aerial work: other", "Any other work done from the air."
    STATE_MILITARY = "state_military", "State: military", "Flown in military service."
    STATE_POLICE = "state_police", "State: police", "Flown in police service."
    STATE_CUSTOMS = "state_customs", "State: customs", "Flown in customs or border service."
    STATE_OTHER = "state_other", "State: other", "Flown in another service of a State or public body."
    UNKNOWN = "unknown", "Unknown", "The type of operation is not known."


@published("NTSB eADMS, field far_part", "NTSB aviation accident database, data dictionary; 14 CFR for the parts themselves")
class RulePart(Coded):
    """Under which United States rules, or under whose, the flight was conducted."""

    P091 = "091", "Part 91: general aviation", "The general operating rules, with no special part."
    P091F = "091F", "Part 91 Subpart F: large aircraft", "Large and turbine aeroplanes under the general rules."
    P091K = "091K", "Part 91 Subpart K: fractional ownership", "Aircraft of which several owners hold shares."
    P103 = "103", "Part 103: ultralight", "Ultralight vehicles, which need no certificate."
    P105 = "105", "Part 105: parachuting", "Parachute operations."
    P107 = "107", "Part 107: small unmanned aircraft", "Small unmanned aircraft."
    P121 = "121", "Part 121: air carrier", "Airlines with larger aircraft."
    P125 = "125", "Part 125: large private aircraft", "Aeroplanes of 20 seats or 6,000 lb payload and up, not airlines."
    P127 = "127", "Part 127: scheduled helicopter", "Scheduled helicopter airlines; the part is no longer in force."
    P129 = "129", "Part 129: foreign carrier", "Foreign airlines in the United States, or foreign use of its aircraft."
    P133 = "133", "Part 133: rotorcraft external load", "Helicopters that carry loads outside."
    P135 = "135", "Part 135: air taxi and commuter", "Commuter and on-demand flights for hire."
    P137 = "137", "Part 137: agricultural", "Spraying, dusting and seeding."
    P141 = "141", "Part 141: pilot school", "Flights of a certificated pilot school."
    P415 = "415", "Part 415: launch licence", "Launches of an expendable rocket under a licence."
    P431 = "431", "Part 431: reusable launch vehicle", "Launch and return of a reusable rocket under a licence."
    P435 = "435", "Part 435: reentry vehicle", "Return from space of a vehicle that is no launch vehicle."
    P437 = "437", "Part 437: experimental permit", "Experimental flights of reusable suborbital rockets."
    ARMF = "ARMF", "Armed forces", "Flown by armed forces."
    NUSC = "NUSC", "Non-US, commercial", "A commercial flight under another State's rules."
    NUSN = "NUSN", "Non-US, non-commercial", "A flight that is not commercial, under another State's rules."
    PUBU = "PUBU", "Public use", "Flown for a public body, which one is not said."
    PUBF = "PUBF", "Public use: federal", "Flown for the federal government."
    PUBL = "PUBL", "Public use: local", "Flown for a county, city or other local body."
    PUBS = "PUBS", "Public use: state", "Flown for one of the United States."
    UNK = "UNK", "Unknown", "The rules are not known."


# The words of the 31-column table, then the codes themselves.
RULE_PART_OF_NTSB: dict[str, RulePart] = {
    "PART 91: GENERAL AVIATION": RulePart.P091,
    "PART 91F: SPECIAL FLT OPS.": RulePart.P091F,
    "PART 91 SUBPART K: FRACTIONAL": RulePart.P091K,
    "PART 103: ULTRALIGHT": RulePart.P103,
    "PART 121: AIR CARRIER": RulePart.P121,
    "PART 125: 20+ PAX,6000+ LBS": RulePart.P125,
    "PART 129: FOREIGN": RulePart.P129,
    "PART 133: ROTORCRAFT EXT. LOAD": RulePart.P133,
    "PART 135: AIR TAXI & COMMUTER": RulePart.P135,
    "PART 137: AGRICULTURAL": RulePart.P137,
    "PART 437: COMMERCIAL SPACE FLIGHT": RulePart.P437,
    "ARMED FORCES": RulePart.ARMF,
    "NON-U.S., COMMERCIAL": RulePart.NUSC,
    "NON-U.S., NON-COMMERCIAL": RulePart.NUSN,
    "PUBLIC USE": RulePart.PUBU,
    "PUBLIC AIRCRAFT": RulePart.PUBU,
    "UNKNOWN": RulePart.UNK,
    **{part.value: part for part in RulePart},
}


@published("NTSB eADMS, field type_fly", "NTSB aviation accident database, data dictionary")
class Purpose(Coded):
    """What the flight was for, in the NTSB's own list."""

    PERS = "PERS", "Personal", "Flown for pleasure or one's own travel."
    INST = "INST", "Instructional", "Flown to teach or to learn to fly."
    BUS = "BUS", "Business", "Flown by somebody for their own business, without a professional crew."
    EXEC = "EXEC", "Executive/corporate", "Flown by a professional crew for the holder's own business."
    POSI = "POSI", "Positioning", "Flown to where the aircraft is needed next."
    FERY = "FERY", "Ferry", "Flown to a buyer, a base or a repair."
    AAPL = "AAPL", "Aerial application", "Flown to spray, dust or seed."
    AOBV = "AOBV", "Aerial observation", "Flown to watch, photograph or survey."
    OWRK = "OWRK", "Other work use", "Flown for other work from the air."
    FLTS = "FLTS", "Flight test", "Flown to try the aircraft or a part of it."
    SKYD = "SKYD", "Skydiving", "Flown to lift people who jump by parachute."
    EXLD = "EXLD", "External load", "Flown with a load outside the aircraft."
    FIRF = "FIRF", "Firefighting", "Flown to fight a fire."
    BANT = "BANT", "Banner tow", "Flown to tow a banner."
    GLDT = "GLDT", "Glider tow", "Flown to tow a glider."
    ADRP = "ADRP", "Air drop", "Flown to drop goods."
    ASHO = "ASHO", "Air race/show", "Flown in a race or a display, or in practice for one."
    AIRM = "AIRM", "Air medical", "Flown for a patient or medical staff."
    SITE = "SITE", "Sightseeing", "Flown to show passengers the sights."
    SCAC = "SCAC", "Scheduled air carrier", "Flown by an airline to its timetable."
    CRGO = "CRGO", "Cargo", "Flown to carry freight."
    HIRE = "HIRE", "For hire", "Flown for hire, without saying more."
    PUBU = "PUBU", "Public use", "Flown for a public body, which one is not said."
    PUBF = "PUBF", "Public use: federal", "Flown for the federal government."
    PUBS = "PUBS", "Public use: state", "Flown for one of the United States."
    PUBL = "PUBL", "Public use: local", "Flown for a county, city or other local body."
    ILGL = "ILGL", "Illegal", "Flown against the law, as in smuggling."
    TVLC = "TVLC", "Travel club", "The source's code TVLC, read here as a club that flies its members."
    SUPP = "SUPP", "Support", "The source's code SUPP, which it does not explain further."
    INDS = "INDS", "Industrial", "The source's code INDS, read here as industrial work."
    ATXA = "ATXA", "Air taxi (ATXA)", "An air taxi flight; the source does not explain the last letter."
    ATXC = "ATXC", "Air taxi (ATXC)", "An air taxi flight; the source does not explain the last letter."
    ATXO = "ATXO", "Air taxi (ATXO)", "An air taxi flight; the source does not explain the last letter."
    ATXS = "ATXS", "Air taxi (ATXS)", "An air taxi flight; the source does not explain the last letter."
    SCRH = "SCRH", "SCRH", "The source's code SCRH, which it does not explain further."
    OTH = "OTH", "Other", "Known, but none of the others."
    UNK = "UNK", "Unknown", "The purpose is not known."


# The words of the 31-column table, then the codes themselves.
PURPOSE_OF_NTSB: dict[str, Purpose] = {
    "PERSONAL": Purpose.PERS,
    "INSTRUCTIONAL": Purpose.INST,
    "BUSINESS": Purpose.BUS,
    "EXECUTIVE/CORPORATE": Purpose.EXEC,
    "POSITIONING": Purpose.POSI,
    "FERRY": Purpose.FERY,
    "AERIAL APPLICATION": Purpose.AAPL,
    "AERIAL OBSERVATION": Purpose.AOBV,
    "OTHER WORK USE": Purpose.OWRK,
    "FLIGHT TEST": Purpose.FLTS,
    "SKYDIVING": Purpose.SKYD,
    "EXTERNAL LOAD": Purpose.EXLD,
    "FIREFIGHTING": Purpose.FIRF,
    "FIRE FIGHTING": Purpose.FIRF,
    "BANNER TOW": Purpose.BANT,
    "GLIDER TOW": Purpose.GLDT,
    "AIR DROP": Purpose.ADRP,
    "AIR RACE/SHOW": Purpose.ASHO,
    "PUBLIC AIRCRAFT": Purpose.PUBU,
    "PUBLIC USE": Purpose.PUBU,
    "PUBLIC AIRCRAFT - FEDERAL": Purpose.PUBF,
    "PUBLIC AIRCRAFT - STATE": Purpose.PUBS,
    "PUBLIC AIRCRAFT - LOCAL": Purpose.PUBL,
    "UNKNOWN": Purpose.UNK,
    **{purpose.value: purpose for purpose in Purpose},
}


@published("NTSB eADMS, field oper_sched", "NTSB aviation accident database, data dictionary")
class Schedule(Coded):
    """Whether a commercial flight ran to a timetable."""

    SCHD = "SCHD", "Scheduled", "The flight ran to a published timetable."
    NSCH = "NSCH", "Non-scheduled", "The flight ran outside a timetable."
    UNK = "UNK", "Unknown", "Whether it did is not known."


SCHEDULE_OF_NTSB: dict[str, Schedule] = {
    "SCHD": Schedule.SCHD,
    "NSCH": Schedule.NSCH,
    "UNK": Schedule.UNK,
    "UNKNOWN": Schedule.UNK,
}
