"""The index's schema, made from the fields; and how text becomes the words that are compared."""

from functools import cache
from hashlib import sha256

from tantivy import Filter, Index, Schema, SchemaBuilder, TextAnalyzer, TextAnalyzerBuilder, Tokenizer

from app.core.text import fold
from app.search.fields import FIELDS, FieldKind

VERSION = 5  # to be raised when documents are made in another way
NOTHING = "(none)"  # a facet's value where nothing is stated: counting a column with holes takes five times as long
SEVERAL = "(several)"  # a facet's value where there are several, which are in a column of their own
LEVELS = (2, 4, 6, 8, 10, 12, 14)  # of the map's cells, each in a column of its own

STEMMED, PLAIN = "stemmed", "plain"
_LONGEST = 60  # characters of a word that is kept

# Which columns a field has, by its kind: raw values to count by, words, keys to compare whole, numbers.
COUNTED = tuple(each.name for each in FIELDS if each.facet and each.kind is not FieldKind.DATE)
_NAMED = (FieldKind.TEXT, FieldKind.PARTY, FieldKind.SOURCE)
WORDED = tuple(each.name for each in FIELDS if each.kind in _NAMED)
KEYED = tuple(each.name for each in FIELDS if each.kind in _NAMED or each.kind is FieldKind.IDENTIFIER)
NUMBERED = tuple(each.name for each in FIELDS if each.kind in (FieldKind.PARTY, FieldKind.SOURCE))
NUMERIC = tuple(each.name for each in FIELDS if each.kind in (FieldKind.NUMBER, FieldKind.DATE, FieldKind.TIME))
CODED = tuple(each.name for each in FIELDS if each.kind in (FieldKind.CODE, FieldKind.COUNTRY, FieldKind.KEYS))
SORTED = ("newest", "oldest", "fatal", "disputed", "changed")


@cache
def schema() -> Schema:
    """The schema; prefixes tell the columns of one field apart."""
    builder = SchemaBuilder()
    builder.add_unsigned_field("occurrence", indexed=True, fast=True)
    builder.add_unsigned_field("key", indexed=True, fast=True)
    _raw(builder, "unit")
    builder.add_text_field("text", tokenizer_name=STEMMED, index_option="position")
    builder.add_text_field("title", tokenizer_name=STEMMED, index_option="freq")
    builder.add_text_field("plain", tokenizer_name=PLAIN, index_option="basic")
    for name in dict.fromkeys((*COUNTED, *CODED)):
        _raw(builder, f"c_{name}")
    _raw(builder, "several")
    for name in COUNTED:
        for kind in ("f", "m"):  # see counting.py
            builder.add_text_field(f"{kind}_{name}", fast=True, tokenizer_name="raw", index_option="basic")
    for name in WORDED:
        builder.add_text_field(f"w_{name}", tokenizer_name=PLAIN, index_option="position")
    for name in KEYED:
        _raw(builder, f"k_{name}")
    for name in NUMBERED:
        _raw(builder, f"p_{name}")
    for name in NUMERIC:
        builder.add_integer_field(f"n_{name}", fast=True)
    builder.add_integer_field("n_until", fast=True)
    _raw(builder, "square")
    for name in ("latitude", "longitude"):
        builder.add_float_field(name, fast=True)
    for name in ("year", "killed", "decimals", *(f"cell_{level}" for level in LEVELS), *(f"s_{name}" for name in SORTED)):
        builder.add_unsigned_field(name, fast=True)
    return builder.build()


def _raw(builder: SchemaBuilder, name: str) -> None:
    builder.add_text_field(name, tokenizer_name="raw", index_option="basic")


def fingerprint() -> str:
    """Changes with the schema: an index with another one is built anew."""
    columns = (VERSION, COUNTED, WORDED, KEYED, NUMBERED, NUMERIC, CODED, SORTED, LEVELS)
    return sha256(repr(columns).encode()).hexdigest()[:16]


@cache
def _analyzer(stemmed: bool) -> TextAnalyzer:
    builder = TextAnalyzerBuilder(Tokenizer.simple()).filter(Filter.remove_long(_LONGEST)).filter(Filter.lowercase())
    builder = builder.filter(Filter.ascii_fold())
    return (builder.filter(Filter.stemmer("english")) if stemmed else builder).build()


def prepare(index: Index) -> Index:
    """Give an opened index the analyzers that its schema names."""
    index.register_tokenizer(STEMMED, _analyzer(True))
    index.register_tokenizer(PLAIN, _analyzer(False))
    return index


def stems(text: str) -> list[str]:
    """The words of a text by their English stems, without case and accents."""
    return list(_analyzer(True).analyze(fold(text)))


def words(text: str) -> list[str]:
    """The words of a text, without case and accents."""
    return list(_analyzer(False).analyze(fold(text)))
