"""The rule `best-value/1`, case by case and for any history."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.resolution.rule import Resolution, Said, resolve
from app.resolution.words import why, why_not
from app.vocab.claims import PropertyState, SourceKind
from app.vocab.properties import BY_KEY, Cardinality

FATAL = BY_KEY["injuries.fatal"]
CAUSE = BY_KEY["cause.statement"]
NAMES = {1: "NTSB", 2: "the minister", 3: "the newspaper"}
_numbers = itertools.count(1)


def said(value: str, speaker: int = 1, public: str = "2015-11-01", *, prop: str = "injuries.fatal", **more: object) -> Said:
    number = next(_numbers)
    fields: dict[str, object] = {
        "number": number, "aircraft": None, "property": prop, "qualifier": "", "value": value, "stance": "asserts",
        "account": number, "speaker": speaker, "source_kind": "press", "report_status": None, "public": public,
        "released": "", "sequence": 1, "dated": True, "rank": None,
    }  # fmt: skip
    return Said(**(fields | more))  # type: ignore[arg-type]


def cause(value: str, speaker: int, **more: object) -> Said:
    return said(value, speaker, prop="cause.statement", **more)


def outcome(*claims: Said) -> Resolution:
    return resolve(BY_KEY[claims[0].property], claims)


def test_without_claims_a_property_is_unsaid():
    assert resolve(FATAL, []).state is PropertyState.UNSAID


def test_one_speaker_is_single():
    found = outcome(said("224"))
    assert (found.state, found.value) == (PropertyState.SINGLE, "224")


def test_two_speakers_with_the_same_value_agree():
    assert outcome(said("224", 1), said("224", 2)).state is PropertyState.AGREED


def test_two_speakers_with_different_values_are_disputed_and_the_best_one_is_shown():
    found = outcome(said("224", 1, source_kind="final_report"), said("217", 2, source_kind="press"))
    assert (found.state, found.value) == (PropertyState.DISPUTED, "224")


def test_a_later_word_of_the_same_speaker_replaces_the_earlier_one():
    found = outcome(said("295", public="2014-08-01"), said("298", public="2026-04-29"))
    assert (found.state, found.value) == (PropertyState.REFINED, "298")
    assert [each.value for each in found.earlier] == ["295"]


def test_a_later_word_that_repeats_the_earlier_one_is_still_single():
    assert outcome(said("224", public="2015-11-01"), said("224", public="2016-01-01")).state is PropertyState.SINGLE


def test_on_one_public_day_the_later_release_stands():
    found = outcome(said("4", released="2017-03-28", sequence=9), said("18", released="2026-04-29", sequence=3))
    assert found.value == "18"


@pytest.mark.parametrize(
    ("stance", "kind"), [("denies", "final_report"), ("no_evidence", "final_report"), ("suspects", "final_report")]
)
def test_only_an_assertion_is_the_best_value(stance, kind):
    found = outcome(said("1", 1, stance=stance, source_kind=kind), said("2", 2, source_kind="press"))
    assert found.value == "2"


def test_a_suspicion_is_shown_where_nobody_asserts():
    found = outcome(said("2", 1, stance="suspects"))
    assert (found.state, found.value) == (PropertyState.SINGLE, "2")


def test_only_denials_give_no_value():
    assert outcome(said("2", 1, stance="denies")).chosen == ()


@pytest.mark.parametrize("stance", ["denies", "no_evidence"])
def test_a_denial_or_no_evidence_disputes_what_another_asserts(stance):
    found = outcome(cause("a bomb", 1), cause("a bomb", 2, stance=stance))
    assert found.state is PropertyState.DISPUTED


def test_no_evidence_stays_no_evidence():
    found = outcome(cause("a bomb", 1), cause("a criminal act", 2, stance="no_evidence"))
    assert sorted(each.stance for each in found.current) == ["asserts", "no_evidence"]


def test_a_denial_of_another_value_is_no_dispute():
    interference = BY_KEY["unlawful_interference"].key
    found = outcome(said("suspected", 1, prop=interference), said("confirmed", 2, prop=interference, stance="denies"))
    assert found.state is PropertyState.SINGLE


def test_a_denial_disputes_a_suspicion_but_no_evidence_does_not():
    suspicion = cause("a bomb", 1, stance="suspects")
    assert outcome(suspicion, cause("a bomb", 2, stance="denies")).state is PropertyState.DISPUTED
    assert outcome(suspicion, cause("a bomb", 2, stance="no_evidence")).state is PropertyState.SINGLE


def test_two_words_of_one_speaker_on_one_day_both_stand_and_the_better_source_is_shown():
    words = [said("220", 1, source_kind="press"), said("224", 1, source_kind="final_report")]
    for order in (words, words[::-1]):
        renumbered = [each._replace(number=i, account=i) for i, each in enumerate(order, start=1)]
        assert (resolve(FATAL, renumbered).value, resolve(FATAL, renumbered).earlier) == ("224", ())


def test_a_time_to_the_minute_agrees_with_one_to_the_second():
    found = outcome(said("04:14", 1, prop="time.utc"), said("04:14:14", 2, prop="time.utc"))
    assert found.state is PropertyState.AGREED


def test_a_disputed_judgement_has_no_headline_value():
    found = outcome(cause("a bomb", 1, source_kind="final_report"), cause("an engine fire", 2))
    assert found.withheld
    assert found.value is None
    assert len(found.current) == 2


def test_an_undisputed_judgement_has_one():
    assert outcome(cause("a bomb", 1)).value == "a bomb"


def test_a_deprecated_claim_does_not_count():
    found = outcome(said("217", 1, rank="deprecated"), said("224", 2))
    assert (found.state, found.value) == (PropertyState.SINGLE, "224")
    assert [each.value for each in found.deprecated] == ["217"]


def test_where_all_are_deprecated_nothing_is_said():
    assert outcome(said("217", 1, rank="deprecated")).state is PropertyState.UNSAID


def test_a_preferred_claim_goes_before_a_better_source():
    found = outcome(said("217", 1, rank="preferred", source_kind="unnamed"), said("224", 2, source_kind="final_report"))
    assert found.value == "217"


def test_each_kind_of_source_goes_before_the_next():
    for better, worse in itertools.pairwise(SourceKind):
        found = outcome(said("1", 1, source_kind=worse.value), said("2", 2, source_kind=better.value))
        assert found.value == "2", (better, worse)


def test_among_datasets_a_final_record_goes_before_a_preliminary_one():
    found = outcome(
        said("1", 1, "2020-01-01", source_kind="dataset", report_status="preliminary"),
        said("2", 2, "2015-01-01", source_kind="dataset", report_status="final"),
    )
    assert found.value == "2"


def test_among_equal_sources_the_later_one_is_shown():
    assert outcome(said("1", 1, "2015-11-02"), said("2", 2, "2015-11-01")).value == "1"


def test_a_dated_claim_goes_before_one_whose_day_is_only_a_limit():
    assert outcome(said("1", 1, "2026-11-01", dated=False), said("2", 2, "2015-11-01")).value == "2"


def test_positions_within_a_kilometre_agree():
    found = outcome(said("30.1691,34.1725", 1, prop="coordinates"), said("30.1700,34.1730", 2, prop="coordinates"))
    assert found.state is PropertyState.AGREED


def test_a_set_is_compared_as_a_whole():
    def category(value: str, speaker: int, account: int) -> Said:
        return said(value, speaker, prop="category", account=account)

    assert outcome(category("SEC", 1, 900), category("F-NI", 1, 900), category("SEC", 2, 901)).state is PropertyState.DISPUTED
    both = outcome(category("SEC", 1, 900), category("F-NI", 1, 900))
    assert (both.state, {each.value for each in both.chosen}) == (PropertyState.SINGLE, {"SEC", "F-NI"})


def test_values_that_add_up_never_contradict_and_are_never_replaced():
    found = outcome(
        said("7K9268", 1, "2015-11-01", prop="aircraft.flight_number"),
        said("KGL9268", 1, "2015-11-02", prop="aircraft.flight_number"),
        said("7k-9268", 2, "2015-11-03", prop="aircraft.flight_number"),
    )
    assert [each.value for each in found.chosen] == ["7K9268", "KGL9268"]
    assert found.state is PropertyState.AGREED


def test_the_choice_is_explained():
    best, other = said("224", 1, source_kind="final_report"), said("217", 2)
    found = outcome(best, other)
    assert "NTSB is shown because “final report” as a source goes before “press”" in why(FATAL, found, NAMES)
    assert "goes before" in why_not(other, found)
    assert "side by side" in why(CAUSE, outcome(cause("a", 1), cause("b", 2)), NAMES)


# -- for any history

_claims = st.builds(
    said,
    value=st.sampled_from(["0", "1", "224"]),
    speaker=st.integers(1, 4),
    public=st.sampled_from(["2015-11-01", "2015-11-16", "2015-11-17", "2016-01-01"]),
    prop=st.sampled_from(["injuries.fatal", "aircraft.seats", "cause.statement", "category", "statement.measure"]),
    stance=st.sampled_from(["asserts", "suspects", "denies", "no_evidence"]),
    source_kind=st.sampled_from([each.value for each in SourceKind]),
    report_status=st.sampled_from([None, "final", "preliminary"]),
    sequence=st.integers(1, 3),
    account=st.integers(1, 5),
    dated=st.booleans(),
    rank=st.sampled_from([None, None, None, "preferred", "deprecated"]),
)


@st.composite
def histories(draw: st.DrawFn) -> list[Said]:
    prop = draw(st.sampled_from(["injuries.fatal", "cause.statement", "category", "statement.measure"]))
    claims = draw(st.lists(_claims, max_size=12))
    return [each._replace(number=i, property=prop) for i, each in enumerate(claims, start=1)]


def _prop(claims: list[Said]):
    return BY_KEY[claims[0].property] if claims else FATAL


@given(histories(), st.randoms())
def test_the_order_of_filing_never_changes_the_outcome(claims, random):
    shuffled = list(claims)
    random.shuffle(shuffled)
    assert resolve(_prop(claims), shuffled) == resolve(_prop(claims), claims)


@given(histories())
def test_every_claim_has_exactly_one_place(claims):
    found = resolve(_prop(claims), claims)
    assert sorted(found.current + found.earlier + found.deprecated) == sorted(claims)


@given(histories())
def test_what_is_shown_stands_affirms_and_is_not_deprecated(claims):
    found = resolve(_prop(claims), claims)
    for each in found.chosen:
        assert each in found.current
        assert each.stance in ("asserts", "suspects")
        assert each.rank != "deprecated"
    if any(each.stance == "asserts" for each in found.current):
        assert all(each.stance == "asserts" for each in found.chosen)


@given(histories())
def test_a_speaker_has_the_last_word_over_itself(claims):
    prop = _prop(claims)
    found = resolve(prop, claims)
    for old in found.earlier:
        assert any(new.speaker == old.speaker and new.public >= old.public for new in found.current)
    if prop.cardinality is Cardinality.LIST:
        assert not found.earlier


@given(histories())
def test_a_judgement_is_withheld_exactly_while_disputed(claims):
    prop = _prop(claims)
    found = resolve(prop, claims)
    assert found.withheld == (prop.judgement and found.state is PropertyState.DISPUTED)
    assert not (found.withheld and found.chosen)


@given(histories())
def test_a_dispute_has_two_speakers(claims):
    found = resolve(_prop(claims), claims)
    if found.state in (PropertyState.DISPUTED, PropertyState.AGREED):
        assert len({each.speaker for each in found.current}) > 1
    if found.state is PropertyState.UNSAID:
        assert not found.current


@given(histories())
def test_the_outcome_has_words(claims):
    prop = _prop(claims)
    found = resolve(prop, claims)
    assert why(prop, found, NAMES)
    for each in claims:
        why_not(each, found)
