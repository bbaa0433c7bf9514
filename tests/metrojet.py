"""What was known of the loss of Metrojet 9268 on eight days: the questions and the answers that every door must give."""

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

import app

DOSSIER = Path(app.__file__).parent / "sample" / "metrojet-9268.toml"

ISLAMIC_STATE = "Islamic State, Sinai Province"
SOKOLOV = "Maxim Sokolov, transport minister of Russia"
CHAIR = "Ayman al-Muqaddam, chair of Egypt's investigation committee (EAAIC)"
MINISTRY = "Ministry of Civil Aviation of Egypt"
BORTNIKOV = "Alexander Bortnikov, director of the FSB"
FSB = "Federal Security Service of Russia (FSB)"
KAMAL = "Hossam Kamal, civil aviation minister of Egypt"
PESKOV = "Dmitry Peskov, spokesman of the president of Russia"
PRESIDENT = "Abdel Fattah el-Sisi, president of Egypt"
MEMBER = "A member of the Egyptian investigation team, unnamed"
_SMIRNOV = "Alexander Smirnov, deputy general director of Kogalymavia"
_CLAPPER = "James Clapper, director of national intelligence of the United States"
EAAIC = "Egypt's aircraft accident investigation committee (EAAIC)"
RUSSIAN_COMMITTEE = "Investigative Committee of Russia"


@dataclass(frozen=True)
class Voice:
    """Who says what, and with which stance; `words`: how the value begins. `standing` as the dossier names it."""

    speaker: str
    stance: str
    words: str
    standing: str = ""


@dataclass(frozen=True)
class Known:
    """A fact as it was known. values: the best ones, empty where none is shown. voices: some of those on it."""

    property: str
    state: str
    values: tuple[str, ...] = ()
    voices: tuple[Voice, ...] = ()
    aircraft: int | None = None
    qualifier: str = ""


@dataclass(frozen=True)
class Answer:
    """What was known by the end of a day.

    last: statements 1 to this one were public. silent: speakers of later parts of those statements, who had not spoken yet.
    unsaid: properties on which nobody had spoken. inquiries: authority and status. later: sources that came out after the day,
    with their own day. absent: titles of sources that were not out.
    """

    as_of: str
    last: int
    facts: tuple[Known, ...]
    inquiries: tuple[tuple[str, str], ...]
    silent: tuple[str, ...] = ()
    unsaid: tuple[str, ...] = ()
    later: tuple[tuple[str, dt.date], ...] = ()
    absent: tuple[str, ...] = ()

    @property
    def day(self) -> dt.date:
        """The day that is asked for."""
        return dt.date.fromisoformat(self.as_of[:10])


def cause(*voices: Voice) -> Known:
    """Disputed from the first day on, so that no value is ever shown."""
    return Known("cause.statement", "disputed", (), voices)


_ISLAMIC_STATE = Voice(ISLAMIC_STATE, "asserts", "The Islamic State's Sinai Province brought the aircraft down")
_SOKOLOV = Voice(SOKOLOV, "denies", "The Islamic State's Sinai Province brought the aircraft down")
_BORTNIKOV = Voice(BORTNIKOV, "asserts", "A terrorist act: a home-made explosive device of up to 1 kg TNT")
_KAMAL = Voice(KAMAL, "no_evidence", "A criminal act.")
_PESKOV = Voice(PESKOV, "asserts", "A terrorist act.")
_COMMITTEE = Voice(CHAIR, "no_evidence", "Unlawful interference or a terrorist act.")
_TROUBLE = "The pilot reported technical trouble and meant to divert."
_REWARD = "A reward of 50 million US dollars"
_MOSCOW_TIMES = "Russia Increases Pressure on Islamic State in Syria"
_OPENED = ((EAAIC, "Opened"),)
_PRELIMINARY = ((EAAIC, "Preliminary report"),)
_TRANSFERRED = ((EAAIC, "Transferred to the judiciary"), (RUSSIAN_COMMITTEE, "Opened"))

ANSWERS = (
    Answer(
        "2015-10-31T12:00Z",
        5,
        (
            Known("people.aboard", "single", ("224",), qualifier="aboard"),
            Known("people.survivors", "single", ("0",), qualifier="aboard"),
            cause(_ISLAMIC_STATE, _SOKOLOV),
            Known("statement.credibility", "single", (), (Voice(SOKOLOV, "denies", "The Islamic State's claim"),)),
            Known("aircraft.crew_report", "agreed", (_TROUBLE,), (Voice(CHAIR, "asserts", _TROUBLE),), aircraft=1),
            Known("statement.status", "single", voices=(Voice(CHAIR, "asserts", "The aircraft is safe", "deprecated"),)),
        ),
        _OPENED,
        unsaid=("breakup", "category", "class"),
        later=(("Flight Safety Information, 1 November 2015", dt.date(2015, 11, 1)),),
    ),
    Answer(
        "2015-11-03",
        11,
        (
            Known("breakup", "agreed", ("The aircraft broke up in the air.",)),
            Known(
                "aircraft.crew_report", "disputed", (_TROUBLE,),
                (
                    Voice(CHAIR, "asserts", _TROUBLE),
                    Voice("Viktor Yung, deputy general director of Kogalymavia", "denies", _TROUBLE),
                    Voice("An official of Sharm el-Sheikh airport, unnamed", "asserts", _TROUBLE),
                ),
                aircraft=1,
            ),
            cause(
                Voice(_SMIRNOV, "asserts", "Only an outside mechanical action"),
                Voice(_CLAPPER, "no_evidence", "A terrorist act."),
                Voice("Sherif Ismail, prime minister of Egypt", "suspects", "A technical failure."),
            ),
        ),
        _OPENED,
        unsaid=("recorder.flight_data", "device.place"),
    ),
    Answer(
        "2015-11-08",
        17,
        (
            Known(
                "aircraft.last_altitude", "disputed", ("30,888 ft",),
                (Voice(CHAIR, "asserts", "30,888 ft", "shown"), Voice(MINISTRY, "asserts", "31,000 ft", "current")),
                aircraft=1,
            ),
            Known("recorder.flight_data", "single", ("The recording ends 23 min 14 s after take-off at 30,888 ft",)),
            cause(
                Voice("Prime Minister's Office of the United Kingdom", "suspects", "An explosive device."),
                Voice("Philip Hammond, foreign secretary of the United Kingdom", "suspects", "An explosive device on board."),
                Voice("David Cameron, prime minister of the United Kingdom", "suspects", "A terrorist bomb."),
                Voice(CHAIR, "no_evidence", "One cause rather than another; all scenarios are open."),
                Voice(MEMBER, "suspects", "A bomb."),
            ),
            Known("statement.measure", "disputed", ("Flights from Russia to Egypt are suspended.",)),
        ),
        _OPENED,
        silent=(BORTNIKOV, KAMAL),
        unsaid=("category",),
    ),
    Answer(
        "2015-11-16",
        17,
        (cause(_ISLAMIC_STATE, Voice(MEMBER, "suspects", "A bomb.")),),
        _OPENED,
        silent=(BORTNIKOV, KAMAL),
        unsaid=("cause.evidence",),
    ),
    Answer(
        "2015-11-17",
        19,
        (
            cause(_BORTNIKOV, _KAMAL),
            Known("unlawful_interference", "disputed", (), (Voice(BORTNIKOV, "asserts", "Confirmed"),)),
            Known("category", "single", ("Security related",)),
            Known("cause.evidence", "single", ("Traces of explosive of foreign make",)),
        ),
        _OPENED,
        silent=(FSB,),
        unsaid=("device.place",),
        absent=(_MOSCOW_TIMES, _REWARD),
    ),
    Answer(
        "2015-12-14",
        23,
        (
            cause(_COMMITTEE, _PESKOV, _BORTNIKOV, _KAMAL),
            Known(
                "wreckage.length", "refined", ("16 km",),
                (Voice(CHAIR, "asserts", "16 km", "shown"), Voice(CHAIR, "asserts", "13 km", "earlier")),
            ),
            Known("statement.measure", "disputed", (_REWARD,), (Voice(FSB, "asserts", _REWARD),)),
        ),
        _PRELIMINARY,
        silent=(PRESIDENT,),
        unsaid=("statement.suspects",),
    ),
    Answer(
        "2016-02-25",
        25,
        (
            cause(Voice(PRESIDENT, "asserts", "A deliberate act by people who meant to hit tourism"), _COMMITTEE),
            Known(
                "statement.suspects", "disputed", (),
                (
                    Voice("Unnamed sources of Reuters", "asserts", "An airline mechanic and three others"),
                    Voice("EgyptAir", "denies", "An airline mechanic and three others"),
                    Voice("Ministry of the Interior of Egypt", "denies", "An airline mechanic and three others"),
                ),
            ),
        ),
        _PRELIMINARY,
        unsaid=("statement.victims",),
    ),
    Answer(
        "2016-11-01",
        28,
        (
            Known("breakup", "agreed", ("The place on the fuselage where the break-up probably began has been found.",)),
            Known(
                "device.place", "disputed", ("In the bulk hold in the tail",),
                (Voice("FSB and aviation experts, unnamed, in Kommersant", "asserts", "Under a window seat", "current"),),
            ),
            Known("statement.status", "agreed", ("Russia's report has been received; it points to a crime",)),
        ),
        _TRANSFERRED,
        unsaid=("statement.victims",),
    ),
    Answer("2019-01-01", 28, (cause(_COMMITTEE),), _TRANSFERRED, silent=("Cairo appeals court",)),
    Answer(
        "2020-03-05",
        30,
        (
            cause(Voice("Cairo appeals court", "denies", "A terrorist act."), _BORTNIKOV, _PESKOV),
            Known(
                "statement.victims", "agreed", ("The identities of the victims have not been established.",),
                (Voice("Mikhail Zagainov, lawyer of families of the victims", "asserts", "The court found no proof"),),
            ),
        ),
        _TRANSFERRED,
    ),
)  # fmt: skip
# Whatever the day, these are never taken for contradictions: other people, other parts of the wreck.
NEVER_DISPUTED = ("people.aboard", "people.nationality", "coordinates")
