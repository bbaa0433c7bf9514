"""The security checklist names tests that there are."""

import re

from tests.docs.test_repository import ROOT, text


def test_every_test_of_the_security_checklist_exists():
    rows = [line.split("|")[3] for line in text("docs/security.md").splitlines() if re.match(r"\|[^|]*\|[^|]*\| `", line)]
    assert len(rows) > 25
    for row in rows:
        source = ""
        for path, name in re.findall(r"`([a-z_/]+\.py)?(?:::)?(test_\w+)?`", row):
            source = (ROOT / "tests" / path).read_text(encoding="utf-8") if path else source
            assert not name or f"def {name}(" in source, f"{row}: there is no {name}"
