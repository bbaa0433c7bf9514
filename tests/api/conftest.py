"""A database of each kind that was filled once, for readers of the API: the bundled dossier, and small records."""

import datetime as dt
import shutil
from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.config import Settings
from app.factory import create_app
from app.importers.dossier import read_dossier
from app.models import Account, Claim
from app.models.database import make_engine
from app.services import contributions
from app.services.dossier_files import file_dossier
from app.services.permissions import Actor
from app.services.steps import ClaimStep, FileAccount, Merge, Step, Withdraw, WithdrawOccurrence
from app.vocab.users import Role
from tests.conftest import _command, copy_database
from tests.factories import A, an_occurrence, more_claims
from tests.metrojet import DOSSIER
from tests.web.people import a_user

METROJET, SMALL, PLAIN, MERGED, WITHDRAWN, WITH_PENDING = range(1, 7)
EARLY, LATE = dt.date(2020, 1, 2), dt.date(2020, 1, 9)


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def reader(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    """A reader without a key."""
    home = tmp_path_factory.mktemp("api")
    name = ""
    if request.param == "sqlite":
        shutil.copy(request.getfixturevalue("sqlite_template"), home / "api.sqlite3")
        url = f"sqlite:///{home / 'api.sqlite3'}"
    else:
        server, template = request.getfixturevalue("postgres"), request.getfixturevalue("postgres_template")
        name = copy_database(server, template)
        url = server.format(name)
    engine = make_engine(url)
    with Session(engine) as session:
        _fill(session)
    engine.dispose()
    often = "100000/minute"  # many tests share the application
    app = create_app(Settings(home=home, database_url=url, limit_search=often, limit_write=often))
    app.testing = True
    yield app.test_client()
    from app.extensions import db

    with app.app_context():
        db.engine.dispose()
    if name:
        _command(server, f"DROP DATABASE {name} WITH (FORCE)")


def _fill(session: Session) -> None:
    assert file_dossier(session, read_dossier(DOSSIER)).occurrence_id == METROJET
    an_occurrence(session, [
        A("date", "2020-01-02", said=EARLY), A("place", "Kabul", said=EARLY), A("place", "Kandahar", said=LATE),
        A("weather.conditions", "IMC", said=EARLY, by="UPI"),
    ])  # fmt: skip
    for place in ("Reno", "near Reno", "a drill", "Lima"):
        an_occurrence(session, [A("date", "2001-05-06"), A("place", place)])
    more_claims(session, PLAIN, [A("place", "Sparks", by="AP")])
    weather = session.scalar(
        sa.select(Claim.number).where(Claim.property == "weather.conditions", Claim.occurrence_id == SMALL)
    )
    speaker, source = session.execute(sa.select(Account.speaker_id, Account.source_id)).first() or (0, 0)
    session.rollback()
    hidden = (ClaimStep("place", "Hidden", quote="Hidden"),)
    _submit(session, Role.EDITOR, Withdraw(SMALL, "claim", weather, "of another flight"))
    _submit(session, Role.EDITOR, Merge(MERGED, PLAIN, "the same"))
    _submit(session, Role.EDITOR, WithdrawOccurrence(WITHDRAWN, "an exercise"))
    _submit(session, Role.CONTRIBUTOR, FileAccount(WITH_PENDING, speaker, source, "2001-05-07", claims=hidden))


def _submit(session: Session, role: Role, step: Step) -> None:
    user = a_user(session, role)
    session.commit()
    contributions.submit(session, Actor(user.id, user.name, frozenset({user.role})), [step], "a test")
    session.commit()
