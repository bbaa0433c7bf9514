"""Narratives of any length out of the sentences of the bundled probable causes."""

import csv
import gzip
import io
import random
import re
from pathlib import Path

SAMPLE = Path(__file__).parents[1] / "app" / "sample" / "ntsb"
CASES = ("carol_2010_2014.csv.gz", "carol_2020_2024.csv.gz")
SHORT, LONG = (15, 100), (200, 600)  # words
_END = re.compile(r"(?<=[.!?;])\s+")


def sentences() -> list[tuple[str, int]]:
    """Each sentence of the bundled probable causes once, in their order, with its number of words."""
    found: dict[str, int] = {}
    for name in CASES:
        with gzip.open(SAMPLE / name, "rb") as raw:
            for case in csv.DictReader(io.TextIOWrapper(raw, encoding="utf-8", newline="")):
                for sentence in _END.split(" ".join(case["ProbableCause"].split())):
                    if sentence.count(" ") >= 4:
                        found[sentence] = sentence.count(" ") + 1
    return list(found.items())


class Writer:
    """Writes narratives by chance, of which the share `short` has SHORT words and the others LONG."""

    def __init__(self, chance: random.Random, short: float) -> None:
        self.chance, self.short = chance, short
        self.sentences = sentences()

    def write(self, opening: str) -> str:
        """A narrative that begins with a sentence of the record's own."""
        chance = self.chance
        goal = chance.randint(*SHORT) if chance.random() < self.short else chance.randint(*LONG)
        parts, n_words = [opening], opening.count(" ") + 1
        while n_words < goal:
            sentence, length = self.sentences[int(chance.random() * len(self.sentences))]
            parts.append(sentence)
            n_words += length
        return " ".join(parts)
