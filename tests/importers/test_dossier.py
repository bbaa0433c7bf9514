"""The dossier reader: what it gives for the bundled file, and how it names what is wrong in another."""

import datetime as dt
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from app.core.errors import BadFile
from app.importers.dossier import AccountEntry, ClaimEntry, Dossier, read_dossier
from app.vocab.claims import Precision, Rank, Stance
from app.vocab.investigations import EventKind, InvestigationKind

SAMPLE = Path(__file__).parents[2] / "app" / "sample" / "metrojet-9268.toml"
DOCUMENTATION = Path(__file__).parents[2] / "docs" / "dossier-format.md"
MOSCOW_TIMES = "moscow-times-2015-11-18"

SMALL = """\
format = "airdocket-dossier/1"
comment = "a small dossier"

[occurrence]
key = "small-1"
aircraft = 1

[[party]]
key = "paper"
name = "A newspaper"
kind = "media"

[[source]]
key = "article"
kind = "press"
title = "An article"

[[account]]
statement = "1"
speaker = "paper"
source = "article"
said_on = 2015-10-31

  [[account.claim]]
  label = "1a"
  property = "people.aboard"
  qualifier = "aboard"
  value = 224

[[investigation]]
authority = "paper"
kind = "safety"

  [[investigation.event]]
  kind = "opened"
  on = 2015-10-31
  speaker = "paper"
  source = "article"
  said_on = 2015-10-31
"""

Reader = Callable[[str], Dossier]


@pytest.fixture(scope="module")
def sample() -> Dossier:
    return read_dossier(SAMPLE)


@pytest.fixture
def read(tmp_path: Path) -> Reader:
    def write_and_read(text: str) -> Dossier:
        path = tmp_path / "dossier.toml"
        path.write_text(text, encoding="utf-8")
        return read_dossier(path)

    return write_and_read


def accounts(dossier: Dossier, statement: str) -> list[AccountEntry]:
    return [each for each in dossier.accounts if each.statement == statement]


def claims(dossier: Dossier, label: str) -> list[ClaimEntry]:
    return [claim for account in dossier.accounts for claim in account.claims if claim.label == label]


# -- the bundled dossier


def test_the_bundled_dossier_holds_all_thirty_statements(sample: Dossier) -> None:
    found = {each.statement for each in sample.accounts if each.statement}
    assert found == {str(number) for number in range(1, 31)}


def test_the_letters_of_the_statements_are_all_there(sample: Dossier) -> None:
    labels = {claim.label for account in sample.accounts for claim in account.claims if claim.label}
    letters = {
        1: "", 2: "abc", 3: "", 4: "", 5: "", 6: "ab", 7: "", 8: "", 9: "", 10: "ab", 11: "", 12: "", 13: "", 14: "ab",
        15: "", 16: "abc", 17: "", 18: "abcd", 19: "ab", 20: "", 21: "", 22: "abc", 23: "", 24: "ab", 25: "",
        26: "ab", 27: "", 28: "", 29: "ab", 30: "",
    }  # fmt: skip
    assert labels == {f"{number}{letter}" for number, part in letters.items() for letter in part or [""]}


def test_a_label_stands_under_its_own_statement(sample: Dossier) -> None:
    for account in sample.accounts:
        for claim in account.claims:
            assert claim.label is None or claim.label.rstrip("abcd") == account.statement


def test_statement_18_was_said_one_day_and_public_the_next(sample: Dossier) -> None:
    director = next(each for each in accounts(sample, "18") if each.speaker == "fsb-director-bortnikov")
    assert (director.said_on, director.published_on) == (dt.date(2015, 11, 16), dt.date(2015, 11, 17))


@pytest.mark.parametrize("label", ["19a", "22b"])
def test_no_evidence_so_far_is_not_a_denial(sample: Dossier, label: str) -> None:
    stances = {
        claim.stance for claim in claims(sample, label) if claim.property in ("cause.statement", "unlawful_interference")
    }
    assert stances == {Stance.NO_EVIDENCE}


@pytest.mark.parametrize(
    ("statement", "stance"),
    [
        ("4", Stance.ASSERTS), ("11", Stance.NO_EVIDENCE), ("12", Stance.SUSPECTS), ("13", Stance.SUSPECTS),
        ("14", Stance.SUSPECTS), ("18", Stance.ASSERTS), ("19", Stance.NO_EVIDENCE), ("22", Stance.NO_EVIDENCE),
        ("23", Stance.ASSERTS), ("25", Stance.ASSERTS), ("29", Stance.DENIES),
    ],
)  # fmt: skip
def test_who_says_what_of_unlawful_interference(sample: Dossier, statement: str, stance: Stance) -> None:
    found = [
        (claim.value, claim.stance)
        for account in accounts(sample, statement)
        for claim in account.claims
        if claim.property == "unlawful_interference"
    ]
    assert found == [("confirmed", stance)]


def test_the_withdrawn_statement_is_deprecated_with_its_reason(sample: Dossier) -> None:
    (claim,) = claims(sample, "1")
    assert (claim.rank, claim.reason) == (Rank.DEPRECATED, "withdrawn by its speaker")


@pytest.mark.parametrize("label", ["18b", "18c", "19a", "19b"])
def test_the_moscow_times_attests_what_others_carried_first(sample: Dossier, label: str) -> None:
    assert all(MOSCOW_TIMES in claim.also_in for claim in claims(sample, label))
    assert claims(sample, label)


def test_only_the_moscow_times_has_the_reward(sample: Dossier) -> None:
    (account,) = (each for each in accounts(sample, "18") if any(claim.label == "18d" for claim in each.claims))
    assert (account.source, account.also_in, account.precision) == (MOSCOW_TIMES, (), Precision.NOT_LATER_THAN)
    assert all(claim.also_in == () for claim in account.claims)


def test_the_airline_denies_the_very_words_that_others_assert(sample: Dossier) -> None:
    (denied,) = claims(sample, "10a")
    assert denied.stance is Stance.DENIES
    assert {each.value for each in [*claims(sample, "3"), *claims(sample, "10b")]} == {denied.value}


def test_later_words_of_the_chair_come_from_one_speaker(sample: Dossier) -> None:
    spoken = {each.statement for each in sample.accounts if each.speaker == "al-muqaddam"}
    assert spoken == {"1", "3", "16", "22", "26"}


def test_counts_of_different_populations_are_kept_apart(sample: Dossier) -> None:
    found = {
        (claim.qualifier, claim.value)
        for account in sample.accounts
        for claim in account.claims
        if claim.property == "people.nationality"
    }
    assert {("aboard, RU", "219"), ("passengers, RU", "212")} <= found


def test_nothing_is_quoted_from_sources_that_do_not_allow_it(sample: Dossier) -> None:
    assert all(claim.quote is None for account in sample.accounts for claim in account.claims)


def test_the_preliminary_report_is_dated_by_the_act_and_by_its_publication(sample: Dossier) -> None:
    safety = next(each for each in sample.investigations if each.kind is InvestigationKind.SAFETY)
    event = next(each for each in safety.events if each.kind is EventKind.PRELIMINARY_PUBLISHED)
    assert (event.on, event.word.published_on) == (dt.date(2015, 12, 13), dt.date(2015, 12, 14))


def test_every_party_and_source_is_used(sample: Dossier) -> None:
    stated = [part for each in sample.investigations for part in (*each.events, *each.states)]
    words = [each.word for each in stated]
    named = {each.speaker for each in [*sample.accounts, *words]} | {each.authority for each in sample.investigations}
    named |= {part.party for each in sample.investigations for part in each.states if part.party}
    named |= {each.publisher for each in sample.sources}
    named |= {claim.value for account in sample.accounts for claim in account.claims}
    read_in = {each.source for each in [*sample.accounts, *words]}
    read_in |= {key for account in sample.accounts for claim in account.claims for key in claim.also_in}
    assert {each.key for each in sample.parties} <= named
    assert {each.key for each in sample.sources} == read_in


# -- small files


def test_a_small_dossier_is_read(read: Reader) -> None:
    dossier = read(SMALL)
    (account,) = dossier.accounts
    assert (dossier.key, dossier.n_aircraft, account.precision) == ("small-1", 1, Precision.DAY)
    (claim,) = account.claims
    assert (claim.value, claim.qualifier, claim.stance, claim.aircraft) == ("224", "aboard", Stance.ASSERTS, None)


def test_a_byte_order_mark_is_allowed(read: Reader) -> None:
    assert read("\ufeff" + SMALL).key == "small-1"


def test_a_claim_has_the_sources_of_its_account_and_its_own(read: Reader) -> None:
    more = '[[source]]\nkey = "{0}"\nkind = "press"\ntitle = "{0}"\n\n'
    text = SMALL.replace("[[account]]\n", more.format("b") + more.format("c") + '[[account]]\nalso_in = ["b"]\n')
    text = text.replace("  value = 224", '  value = 224\n  also_in = ["c", "b", "article"]')
    (account,) = read(text).accounts
    assert (account.also_in, account.claims[0].also_in) == (("b",), ("b", "c"))


@pytest.mark.parametrize(
    ("on", "day", "precision"),
    [
        ("2015-12-13", dt.date(2015, 12, 13), Precision.DAY),
        ('"2015-12-13"', dt.date(2015, 12, 13), Precision.DAY),
        ('"2015-12"', dt.date(2015, 12, 1), Precision.MONTH),
        ('"2015"', dt.date(2015, 1, 1), Precision.YEAR),
        ('2015-12-13\nprecision = "not_later_than"', dt.date(2015, 12, 13), Precision.NOT_LATER_THAN),
        ('"2015-12"\nprecision = "not_later_than"', dt.date(2015, 12, 31), Precision.NOT_LATER_THAN),
    ],
)
def test_an_act_may_be_known_only_to_the_month(read: Reader, on: str, day: dt.date, precision: Precision) -> None:
    (event,) = read(SMALL.replace("  on = 2015-10-31", f"  on = {on}")).investigations[0].events
    assert (event.on, event.precision) == (day, precision)


MORE = """
  [[investigation.state]]
  country = "IE"
  role = "registry"
  capacity = "accredited"
  party = "paper"
  since = "2015-11"
  speaker = "paper"
  source = "article"
  said_on = 2015-11-01
  said_precision = "month"

  [[investigation.document]]
  source = "article"
  note = "As printed."

[[recommendation]]
text = "Look after the baggage."
addressee = "paper"
reference = "A-15-1"
sent_on = 2015-12-02
speaker = "paper"
source = "article"
said_on = 2015-12-01

  [[recommendation.response]]
  text = "Done."
  answered_on = 2016-01-05
  status = "closed_acceptable"
  speaker = "paper"
  source = "article"
  said_on = 2016-01-06
"""


def test_states_documents_and_recommendations_are_read(read: Reader) -> None:
    dossier = read(SMALL + MORE)
    (inquiry,), (advice,) = dossier.investigations, dossier.recommendations
    (state,), (paper,), (answer,) = inquiry.states, inquiry.documents, advice.responses
    assert (state.country, state.role, state.capacity, state.party) == ("IE", "registry", "accredited", "paper")
    assert (state.since, state.precision, state.word.said_precision) == (dt.date(2015, 11, 1), "month", "month")
    assert (paper.source, paper.note) == ("article", "As printed.")
    assert (advice.reference, advice.made_on, advice.sent_on) == ("A-15-1", None, dt.date(2015, 12, 2))
    assert (answer.text, answer.status, answer.answered_on) == ("Done.", "closed_acceptable", dt.date(2016, 1, 5))


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ('country = "IE"', 'country = "Ireland"', "State 1 (country \"Ireland\"): 'country' is 'Ireland', which is not"),
        ('capacity = "accredited"', 'capacity = "guest"', "'capacity' is 'guest', which is not one of"),
        ('  party = "paper"', '  party = "nobody"', "'party' names the party 'nobody'"),
        ('said_precision = "month"', 'said_precision = "year"', "'said_on' is 2015-11-01, but with precision 'year'"),
        ('status = "closed_acceptable"', 'status = "done"', "response 1: 'status' is 'done', which is not one of"),
        ("sent_on = 2015-12-02", 'sent_on = "2015-12"', "'sent_on' must be a date without quotation marks"),
    ],
)
def test_what_is_wrong_with_them_is_said(read: Reader, old: str, new: str, problem: str) -> None:
    with pytest.raises(BadFile, match=re.escape(problem)):
        read((SMALL + MORE).replace(old, new, 1))


def test_the_example_in_the_documentation_is_a_dossier(read: Reader) -> None:
    text = DOCUMENTATION.read_text(encoding="utf-8")
    example = text.split("```toml\n")[1].split("```")[0]
    dossier = read(example)
    assert (len(dossier.accounts), len(dossier.investigations)) == (3, 1)


CLAIM = 'account 1 (statement "1"), claim 1 (label "1a")'
EVENT = 'investigation 1 (authority "paper"), event 1 (kind "opened")'


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("aircraft = 1", "aircraft = ", "not valid TOML: Invalid value (at line 6"),
        ("dossier/1", "dossier/9", "the file: 'format' is 'airdocket-dossier/9'"),
        ('comment = "a small dossier"', "", "the file: 'comment' is missing"),
        ("comment =", "coment =", "the file: there is no key 'coment' here"),
        ('key = "small-1"', 'key = "Small 1"', "occurrence: 'key' is 'Small 1'"),
        ("aircraft = 1", "aircraft = 0", "occurrence: 'aircraft' must be a whole number from 1"),
        ("aircraft = 1", "aircraft = true", "occurrence: 'aircraft' must be a whole number from 1"),
        ("[occurrence]", "[event]", "the file: 'occurrence' is missing"),
        ("[occurrence]", "[[occurrence]]", "the file: 'occurrence' must be one table"),
        ("[[party]]", "[party]", "the file: 'party' must be tables"),
        ('kind = "media"', 'kind = "paper"', "party 1 (key \"paper\"): 'kind' is 'paper'"),
        ('kind = "media"', 'kind = "media"\ncountry = "XX"', "party 1 (key \"paper\"): 'country' is 'XX'"),
        ('kind = "media"', 'kind = "media"\naliases = "P"', "'aliases' must be a list of texts"),
        ('name = "A newspaper"', 'name = ""', "party 1 (key \"paper\"): 'name' must be text"),
        ('name = "A newspaper"', "", "party 1 (key \"paper\"): 'name' is missing"),
        (
            "[[source]]",
            '[[party]]\nkey = "paper"\nname = "B"\nkind = "media"\n[[source]]',
            "party 2 (key \"paper\"): the key 'paper' is taken by party 1",
        ),
        (
            "[[account]]",
            '[[source]]\nkey = "article"\nkind = "press"\ntitle = "B"\n[[account]]',
            "source 2 (key \"article\"): the key 'article' is taken by source 1",
        ),
        ('kind = "press"', 'kind = "pres"', "source 1 (key \"article\"): 'kind' is 'pres'"),
        ('title = "An article"', 'title = "A"\nurl = "javascript:x"', "'url' is 'javascript:x'; write it like https"),
        ('title = "An article"', 'title = "A"\npublisher = "nobody"', "'publisher' names the party 'nobody'"),
        ('title = "An article"', 'title = "A"\nredistributable = "no"', "'redistributable' must be true or false"),
        ('title = "An article"', 'title = "A"\nlanguage = "English!"', "'language' is 'English!'"),
        (
            'title = "An article"',
            'title = "A"\npublished_on = 2015-11-02\nretrieved_on = 2015-11-01',
            "'retrieved_on' 2015-11-01 lies before 'published_on' 2015-11-02",
        ),
        (
            'speaker = "paper"\nsource',
            'speaker = "nobody"\nsource',
            "account 1 (statement \"1\"): 'speaker' names the party",
        ),
        ('source = "article"\nsaid', 'source = "none"\nsaid', "account 1 (statement \"1\"): 'source' names the source"),
        (
            "said_on = 2015-10-31\n\n",
            'said_on = 2015-10-31\nalso_in = ["none"]\n\n',
            "'also_in' names the source 'none'",
        ),
        ("said_on = 2015-10-31\n\n", "\n", "account 1 (statement \"1\"): 'said_on' is missing"),
        ("said_on = 2015-10-31\n\n", "said_on = 2015-02-30\n\n", "not valid TOML: Invalid date"),
        ("said_on = 2015-10-31\n\n", 'said_on = "2015-10-31"\n\n', "'said_on' must be a date without quotation marks"),
        (
            "said_on = 2015-10-31\n\n",
            "said_on = 2015-10-31T12:00:00Z\n\n",
            "'said_on' must be a date without quotation",
        ),
        (
            "said_on = 2015-10-31\n\n",
            "said_on = 2015-10-31\npublished_on = 2015-10-30\n\n",
            "account 1 (statement \"1\"): 'published_on' 2015-10-30 lies before 'said_on' 2015-10-31",
        ),
        ("said_on = 2015-10-31\n\n", 'said_on = 2015-10-31\nprecision = "year"\n\n', "1 January stands for it"),
        ("said_on = 2015-10-31\n\n", 'said_on = 2015-10-31\nprecision = "month"\n\n', "the first day of the month"),
        ("said_on = 2015-10-31\n\n", 'said_on = 2015-10-31\nprecision = "week"\n\n', "'precision' is 'week'"),
        ("people.aboard", "people.abroad", f"{CLAIM}: there is no property 'people.abroad'"),
        ("value = 224", "", f"{CLAIM}: 'value' is missing"),
        ("value = 224", 'value = "many"', f"{CLAIM}: People aboard: 'many' is not a whole number"),
        ("value = 224", "value = [224]", f"{CLAIM}: 'value' must be text, a number or a date"),
        ("value = 224", "value = true", f"{CLAIM}: 'value' must be text, a number or a date"),
        ("value = 224", "value = 224\n  stance = 'doubts'", f"{CLAIM}: 'stance' is 'doubts'"),
        ("value = 224", "value = 224\n  qualify = 'x'", f"{CLAIM}: there is no key 'qualify' here"),
        ("value = 224", "value = 224\n  rank = 'deprecated'", f"{CLAIM}: 'rank' is 'deprecated' without a 'reason'"),
        ("value = 224", "value = 224\n  reason = 'a slip'", f"{CLAIM}: 'reason' belongs to a 'rank'"),
        ("value = 224", "value = 224\n  aircraft = 1", f"{CLAIM}: 'people.aboard' is a property of the occurrence"),
        ('qualifier = "aboard"', 'qualifier = "abord"', f"{CLAIM}: People aboard: population 'abord' is not one of"),
        (
            'property = "people.aboard"\n  qualifier = "aboard"\n  value = 224',
            'property = "aircraft.registration"\n  value = "EI-ETJ"',
            f"{CLAIM}: 'aircraft.registration' is a property of an aircraft",
        ),
        (
            'property = "people.aboard"\n  qualifier = "aboard"\n  value = 224',
            'property = "aircraft.registration"\n  aircraft = 2\n  value = "EI-ETJ"',
            f"{CLAIM}: 'aircraft' must be a whole number from 1 to 1, not 2",
        ),
        (
            'property = "people.aboard"\n  qualifier = "aboard"\n  value = 224',
            'property = "aircraft.operator"\n  aircraft = 1\n  value = "nobody"',
            f"{CLAIM}: 'value' names the party 'nobody'",
        ),
        (
            'property = "people.aboard"\n  qualifier = "aboard"\n  value = 224',
            'property = "category"\n  value = "BOMB"',
            f"{CLAIM}: Occurrence category: 'BOMB' is not one of",
        ),
        (
            "  value = 224\n",
            '  value = 224\n[[account.claim]]\nproperty = "people.aboard"\nqualifier = "aboard"\nvalue = "224"\n',
            f'account 1 (statement "1"), claim 2: it says the same as {CLAIM}',
        ),
        ('authority = "paper"', 'authority = "nobody"', "'authority' names the party 'nobody'"),
        ('kind = "safety"', 'kind = "safe"', "investigation 1 (authority \"paper\"): 'kind' is 'safe'"),
        ('kind = "safety"', 'kind = "safety"\nrole = "host"', "'role' is 'host'"),
        ('kind = "opened"', 'kind = "begun"', "event 1 (kind \"begun\"): 'kind' is 'begun'"),
        ("  on = 2015-10-31", "", f"{EVENT}: 'on' is missing"),
        ("  on = 2015-10-31", '  on = "last week"', f"{EVENT}: 'on': 'last week' is not a date"),
        ("  on = 2015-10-31", '  on = "2015-12"\nprecision = "day"', f"{EVENT}: 'on' is '2015-12', which does not go"),
        ("  on = 2015-10-31", "  on = 2015", f"{EVENT}: 'on' must be a date such as 2015-10-31"),
    ],
)
def test_what_is_wrong_is_named_with_its_place(read: Reader, old: str, new: str, message: str) -> None:
    assert old in SMALL
    with pytest.raises(BadFile) as caught:
        read(SMALL.replace(old, new, 1))
    assert message in str(caught.value)
    assert str(caught.value).startswith("dossier.toml")


def test_an_account_without_claims_is_refused(read: Reader) -> None:
    start, end = SMALL.index("  [[account.claim]]"), SMALL.index("[[investigation]]")
    with pytest.raises(BadFile, match=r'account 1 \(statement "1"\): it has no claim'):
        read(SMALL[:start] + SMALL[end:])


def test_a_dossier_without_accounts_is_refused(read: Reader) -> None:
    with pytest.raises(BadFile, match="there is no account"):
        read(SMALL[: SMALL.index("[[account]]")])


def test_all_problems_come_in_one_message(read: Reader) -> None:
    text = SMALL.replace("people.aboard", "people.abroad").replace('kind = "press"', 'kind = "pres"')
    with pytest.raises(BadFile) as caught:
        read(text.replace('authority = "paper"', 'authority = "nobody"'))
    lines = str(caught.value).splitlines()
    assert lines[0] == "dossier.toml: 3 problems in this dossier"
    assert [line.split(" ")[1] for line in lines[1:]] == ["source", "account", "investigation"]


def test_a_fault_in_a_table_is_not_told_again_at_each_mention(read: Reader) -> None:
    with pytest.raises(BadFile, match="1 problem in this dossier"):
        read(SMALL.replace('name = "A newspaper"', ""))


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"\xff\xfe\x00binary", "row 1: not UTF-8"),
        (SMALL.encode() + "# caf\xe9".encode("latin-1"), "not UTF-8"),
        (b"a = 1\x00", "null characters"),
        (b"", "'format' is missing"),
        (b"#" * 5_000_001, "larger than 5,000,000 bytes"),
        (b"a = " + b"[" * 5_000, "not valid TOML"),
        (b"a = " + b"9" * 5_000, "not valid TOML"),
    ],
)
def test_what_is_not_a_dossier_is_refused(tmp_path: Path, data: bytes, message: str) -> None:
    path = tmp_path / "dossier.toml"
    path.write_bytes(data)
    with pytest.raises(BadFile, match=message):
        read_dossier(path)


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadFile, match="cannot be read"):
        read_dossier(tmp_path / "none.toml")
