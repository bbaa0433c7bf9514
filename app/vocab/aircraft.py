"""The closed lists about an aircraft, and how the NTSB's words and codes fall into them.

Every map is keyed by the upper-case cell without blanks at its ends.
"""

from app.vocab.coded import Coded


class AircraftCategory(Coded):
    """What kind of aircraft it is."""

    AEROPLANE = "aeroplane", "Aeroplane", "Power-driven and heavier than air, carried by fixed wings; land or sea."
    HELICOPTER = "helicopter", "Helicopter", "Carried by one or more rotors that an engine drives."
    GYROPLANE = "gyroplane", "Gyroplane", "Carried by a rotor that the air stream turns."
    POWERED_LIFT = "powered_lift", "Powered lift", "Rises on engine thrust and cruises on wings, such as a tiltrotor."
    GLIDER = "glider", "Glider", "Carried by fixed wings without an engine."
    MOTOR_GLIDER = "motor_glider", "Motor glider", "A glider that has an engine and can do without it."
    BALLOON = "balloon", "Balloon", "Lighter than air without an engine to drive it, free or captive."
    AIRSHIP = "airship", "Airship", "Lighter than air and driven by an engine."
    MICROLIGHT = "microlight", "Microlight", "A very light aircraft under the rules for its class."
    WEIGHT_SHIFT = (
        "weight_shift",
        "Weight-shift control",
        "A powered flexible wing steered by shifting the weight below.",
    )
    POWERED_PARACHUTE = "powered_parachute", "Powered parachute", "A powered cart hanging under a parachute wing."
    HANG_GLIDER = "hang_glider", "Hang glider or paraglider", "An unpowered wing that is launched on foot."
    UNMANNED = "unmanned", "Unmanned aircraft", "Flown without a pilot on board."
    ROCKET = "rocket", "Rocket or spacecraft", "Driven by a rocket, for flight to or near space."
    OTHER = "other", "Other", "Known, but none of the others."
    UNKNOWN = "unknown", "Unknown", "There is no information."


AIRCRAFT_CATEGORY_OF_NTSB: dict[str, AircraftCategory] = {
    "AIRPLANE": AircraftCategory.AEROPLANE,
    "HELICOPTER": AircraftCategory.HELICOPTER,
    "GLIDER": AircraftCategory.GLIDER,
    "BALLOON": AircraftCategory.BALLOON,
    "GYROCRAFT": AircraftCategory.GYROPLANE,
    "GYROPLANE": AircraftCategory.GYROPLANE,
    "WEIGHT-SHIFT": AircraftCategory.WEIGHT_SHIFT,
    "POWERED PARACHUTE": AircraftCategory.POWERED_PARACHUTE,
    "UNKNOWN": AircraftCategory.UNKNOWN,
    "ULTRALIGHT": AircraftCategory.MICROLIGHT,
    "POWERED-LIFT": AircraftCategory.POWERED_LIFT,
    "BLIMP": AircraftCategory.AIRSHIP,
    "ROCKET": AircraftCategory.ROCKET,
    "AIR": AircraftCategory.AEROPLANE,
    "HELI": AircraftCategory.HELICOPTER,
    "GLI": AircraftCategory.GLIDER,
    "BALL": AircraftCategory.BALLOON,
    "BLIM": AircraftCategory.AIRSHIP,
    "GYRO": AircraftCategory.GYROPLANE,
    "PLFT": AircraftCategory.POWERED_LIFT,
    "PPAR": AircraftCategory.POWERED_PARACHUTE,
    "ULTR": AircraftCategory.MICROLIGHT,
    "WSFT": AircraftCategory.WEIGHT_SHIFT,
    "RCKT": AircraftCategory.ROCKET,
    "UNK": AircraftCategory.UNKNOWN,
    "UNMANNED": AircraftCategory.UNMANNED,
    # Commercial space flight, which the code list puts beside the categories.
    "CSF": AircraftCategory.ROCKET,
}


class Damage(Coded):
    """How badly the aircraft was damaged. Not the same as its economic loss."""

    DESTROYED = "destroyed", "Destroyed", "It is not advisable to make it airworthy again."
    SUBSTANTIAL = "substantial", "Substantial", "Strength, performance or handling suffered; it needs a major repair."
    MINOR = "minor", "Minor", "Damage that is less than substantial."
    NONE = "none", "None", "The aircraft was not damaged."
    UNKNOWN = "unknown", "Unknown", "There is no information."


DAMAGE_OF_NTSB: dict[str, Damage] = {
    "DESTROYED": Damage.DESTROYED,
    "SUBSTANTIAL": Damage.SUBSTANTIAL,
    "MINOR": Damage.MINOR,
    "NONE": Damage.NONE,
    "UNKNOWN": Damage.UNKNOWN,
    "DEST": Damage.DESTROYED,
    "SUBS": Damage.SUBSTANTIAL,
    "MINR": Damage.MINOR,
    "UNK": Damage.UNKNOWN,
}


class Fire(Coded):
    """Whether the aircraft burnt, and when."""

    NONE = "none", "No fire", "There was no fire."
    IN_FLIGHT = "in_flight", "In flight", "It burnt in the air."
    ON_GROUND = "on_ground", "On the ground", "It burnt on the ground, before the flight or after it."
    BOTH = "both", "In flight and on the ground", "It burnt in the air and on the ground."
    UNKNOWN = "unknown", "Unknown", "There is no information."


class YesNo(Coded):
    """A plain yes or no."""

    YES = "yes", "Yes", "It is so."
    NO = "no", "No", "It is not so."


class EngineType(Coded):
    """What kind of engine drives the aircraft."""

    RECIPROCATING = "reciprocating", "Reciprocating", "A piston engine."
    TURBO_PROP = "turbo_prop", "Turboprop", "A gas turbine that drives a propeller."
    TURBO_SHAFT = "turbo_shaft", "Turboshaft", "A gas turbine that drives a shaft, as of a rotor."
    TURBO_FAN = "turbo_fan", "Turbofan", "A jet engine with a fan that sends part of the air past its core."
    TURBO_JET = "turbo_jet", "Turbojet", "A jet engine all of whose air goes through its core."
    ELECTRIC = "electric", "Electric", "An electric motor."
    HYBRID_ROCKET = "hybrid_rocket", "Hybrid rocket", "A rocket engine with one solid and one fluid propellant."
    NONE = "none", "None", "The aircraft has no engine."
    UNKNOWN = "unknown", "Unknown", "There is no information."


ENGINE_TYPE_OF_NTSB: dict[str, EngineType] = {
    "RECIPROCATING": EngineType.RECIPROCATING,
    "TURBO PROP": EngineType.TURBO_PROP,
    "TURBO SHAFT": EngineType.TURBO_SHAFT,
    "TURBO FAN": EngineType.TURBO_FAN,
    "TURBO JET": EngineType.TURBO_JET,
    "ELECTRIC": EngineType.ELECTRIC,
    "HYBRID ROCKET": EngineType.HYBRID_ROCKET,
    "NONE": EngineType.NONE,
    "UNKNOWN": EngineType.UNKNOWN,
    "REC": EngineType.RECIPROCATING,
    "TP": EngineType.TURBO_PROP,
    "TS": EngineType.TURBO_SHAFT,
    "TF": EngineType.TURBO_FAN,
    "TJ": EngineType.TURBO_JET,
    "ELEC": EngineType.ELECTRIC,
    "UNK": EngineType.UNKNOWN,
}


class OwnerRole(Coded):
    """In what capacity somebody holds the aircraft without operating it."""

    REGISTERED_OWNER = "registered_owner", "Registered owner", "Entered as owner in the aircraft register."
    TRUSTEE = "trustee", "Trustee", "Holds the title for somebody else."
    LESSOR = "lessor", "Lessor", "Leases the aircraft out."
    OWNER = "owner", "Owner", "Called the owner, without saying in what capacity."
