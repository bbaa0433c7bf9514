"""The page of the API: it shows what the description says, and leads to what a form asks for."""

from urllib.parse import parse_qs, urlsplit

import pytest
from flask.testing import FlaskClient

PAGE = "/about/api"


def test_every_address_and_shape_is_on_the_page(client: FlaskClient) -> None:
    spec = client.get("/api/v1/openapi.json").json
    page = client.get(PAGE).text
    for path, operations in spec["paths"].items():
        for each in operations.values():
            assert f'id="{each["operationId"]}"' in page, path
            for parameter in each["parameters"]:
                assert f'id="{each["operationId"]}-{parameter["name"]}"' in page
    for name in spec["components"]["schemas"]:
        assert f'id="shape-{name}"' in page
    assert "`" not in page


def test_without_scripts_a_form_leads_to_its_address(client: FlaskClient) -> None:
    asked = {"operation": "get_claims_show", "occurrence_id": "1", "number": "9", "as_of": "2015-11-17", "as_recorded": ""}
    answer = client.get(f"{PAGE}/try", query_string=asked)
    target = urlsplit(answer.location)
    assert (answer.status_code, target.netloc, target.path) == (303, "", "/api/v1/claims/1-9")
    assert parse_qs(target.query) == {"as_of": ["2015-11-17"]}


@pytest.mark.parametrize(
    ("asked", "code", "words"),
    [
        ({"operation": "get_nothing"}, 404, "no reading operation &#39;get_nothing&#39;"),
        ({}, 404, "no reading operation"),
        ({"operation": "get_claims_show", "occurrence_id": "1", "number": " "}, 400, "umber is empty"),
    ],
)
def test_what_cannot_be_tried_is_named(client: FlaskClient, asked: dict[str, str], code: int, words: str) -> None:
    answer = client.get(f"{PAGE}/try", query_string=asked)
    assert (answer.status_code, words in answer.text) == (code, True)


def test_a_form_leads_nowhere_else(client: FlaskClient) -> None:
    asked = {"operation": "get_claims_show", "occurrence_id": "//evil.example/", "number": "../../x"}
    assert client.get(f"{PAGE}/try", query_string=asked).location == "/api/v1/claims/%2F%2Fevil.example%2F-..%2F..%2Fx"
