"""Whatever is typed is answered or refused, and soon."""

import random
import time

from app.core.errors import BadValue
from app.search.asking import Question, Sort, Unit
from app.search.fields import names_of_fields
from app.search.reading import read_query
from app.search.schema import COUNTED
from app.search.writing import write_query
from tests.search.asking_at_random import Asker

NUMBER = 5_000  # on each kind of database
PIECES = [
    *"()\"“*:,.=<>#\\- \t\x00", " OR ", " AND ", " NOT ", "..", "missing", "any", "\ud800", "\u200b", "İ", "ß", "é", "飞", "٣",
    "²", "ﬁ", "\u0301", "\u0345", "9" * 30, "a" * 70, "7K 9268",
    "EI-*", "near:0,180,20000km", "in:-90,-180,90,180", "in:-90,1,90,0",
    "id:0..999999999", "date:0001..9999", "time:23:59", "a-b-c-d*", '"a b"', "-(", "*", "e*", "st*",
]  # fmt: skip


def strings(asker, chance):
    """Questions with hits, as they are and with some of their characters lost and changed; soups of all that is odd."""
    fields = [f"{name}:" for name in names_of_fields()]
    for query in asker.queries(NUMBER // 2):
        text = list(write_query(query))
        for _ in range(chance.choice((0, 1, 3))):
            at = chance.randrange(len(text) + 1)
            text[at : at + chance.choice((0, 1, 4))] = chance.choice(("", chance.choice(PIECES), chance.choice(fields)))
        yield "".join(text)
        yield "".join(chance.choice((*PIECES, chance.choice(fields))) for _ in range(chance.randint(1, 12)))


def test_any_text_is_answered_or_refused_within_a_second(filled, request):
    chance = random.Random(request.node.name)
    answered = 0
    for text in strings(Asker(filled.oracle, chance.randrange(1000)), chance):
        start = time.process_time()
        try:
            unit, sort, facets = chance.choice(list(Unit)), chance.choice(list(Sort)), tuple(chance.sample(COUNTED, 2))
            filled.snapshot.answer(Question(read_query(text), unit, sort, chance.choice((0, 7)), 10, facets))
            answered += 1
        except BadValue:
            pass
        assert time.process_time() - start < 1, text
    assert answered > NUMBER / 4


def test_the_longest_questions_are_answered_within_a_second(filled):
    words = " OR ".join(f"{chr(97 + n % 26)}{chr(97 + n // 26)}*" for n in range(100))
    names = "operator:" + ",".join(f'"a{n} bc"*' for n in range(99))
    places = " OR ".join(f"near:{n % 90},{n},9000km" for n in range(60))
    nested = "(" * 20 + "es* -st*" + ")" * 20
    for text in (words, names, places, nested, f"-({words})", "-x " * 99, '"' + "the " * 400 + '"'):
        start = time.process_time()
        filled.snapshot.answer(Question(read_query(text), facets=COUNTED))
        assert time.process_time() - start < 1, text


def test_a_page_far_behind_the_last_hit_is_empty(filled):
    for first in (10_000, 10**9, 10**15):
        answer = filled.snapshot.answer(Question(first=first))
        assert answer.hits == ()
        assert answer.total > 100
