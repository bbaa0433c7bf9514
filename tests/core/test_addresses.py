"""Addresses of the web and DOIs."""

import pytest

from app.core.addresses import address_key, doi_of, looks_like_address, read_address
from app.core.errors import BadValue


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("http://example.org", "https://www.example.org/"),
        ("https://example.org/a/", "http://EXAMPLE.org/a#part"),
        ("https://example.org/a?utm_source=x&id=7&fbclid=y", "example.org/a?id=7"),
        ("https://example.org:443/a", "https://example.org/a"),
        ("https://example.org/a%20b", "https://example.org/a b".replace(" ", "%20")),
        ("https://doi.org/10.1234/ABC", "doi:10.1234/abc"),
        ("http://dx.doi.org/10.1234%2Fabc", "10.1234/abc"),
    ],
)
def test_addresses_of_one_thing_have_one_key(one: str, other: str) -> None:
    assert address_key(one) == address_key(other) is not None


@pytest.mark.parametrize(
    ("one", "other"),
    [("https://example.org/a", "https://example.org/b"), ("https://example.org/?id=7", "https://example.org/?id=8"),
     ("https://example.org/a", "https://example.com/a"), ("https://example.org:8080/", "https://example.org/")],
)  # fmt: skip
def test_addresses_of_two_things_have_two(one: str, other: str) -> None:
    assert address_key(one) != address_key(other)


@pytest.mark.parametrize(
    "text", ["", "words only", "javascript:alert(1)", "http://[x", "ftp://example.org/", "mailto:a@example.org"]
)
def test_what_is_no_address_has_no_key_and_is_not_taken(text: str) -> None:
    assert address_key(text) is None
    with pytest.raises(BadValue):
        read_address(text)


def test_a_doi_is_stored_as_its_address() -> None:
    assert read_address("doi:10.1234/Abc") == read_address("10.1234/Abc") == "https://doi.org/10.1234/abc"
    assert doi_of("see 10.1234/abc") is None
    assert looks_like_address("10.1234/abc")
    assert looks_like_address("www.example.org")
    assert not looks_like_address("Report 10.2")


def test_an_address_is_not_endless() -> None:
    with pytest.raises(BadValue, match="at most 2,000"):
        read_address("https://example.org/" + "x" * 2_000)
