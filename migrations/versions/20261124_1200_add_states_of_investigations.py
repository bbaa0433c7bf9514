"""Add the States in investigations, and what is known of recommendations and the answers to them.

Revision ID: e60b7c1f4a28
Revises: c2e7a41b9d35
"""

import sqlalchemy as sa
from alembic import op

revision = "e60b7c1f4a28"
down_revision = "c2e7a41b9d35"
branch_labels = None
depends_on = None

BIG_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
OPEN = sa.text("closed_in IS NULL")
ENTRIES = (
    "aircraft", "claim", "attestation", "investigation", "investigation_event", "investigation_document", "recommendation",
    "recommendation_response",
)
ROLES = ("occurrence", "registry", "operator", "design", "manufacture", "engine_design", "other")
CAPACITIES = ("in_charge", "accredited", "adviser", "expert", "takes_part", "ended")
PRECISIONS = ("day", "month", "year", "not_later_than")
STATUSES = (
    "open_await_response", "open_initial_response", "open_acceptable", "open_acceptable_alternate", "open_unacceptable",
    "closed_acceptable", "closed_acceptable_alternate", "closed_exceeds", "closed_unacceptable", "closed_reconsidered",
    "closed_no_longer_applicable", "closed_superseded", "fully_satisfactory", "satisfactory_intent", "satisfactory_in_part",
    "unsatisfactory", "unable_to_assess",
)


def code(name: str, codes: tuple[str, ...]) -> sa.Column:
    return sa.Column(name, sa.Enum(*codes, name=name, native_enum=False, length=32), nullable=False)


def known(column: str, codes: tuple[str, ...]) -> str:
    return " OR ".join(f"{column} = '{each}'" for each in codes)


def withdrawal(entries: tuple[str, ...]) -> sa.Table:
    """The table as it is with a CHECK for these entries."""
    return sa.Table(
        "withdrawal",
        sa.MetaData(),
        sa.Column("occurrence_id", BIG_KEY, autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("entry", sa.String(32), nullable=False),
        sa.Column("entry_number", sa.Integer(), nullable=False),
        sa.Column("part_number", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("recorded_in", BIG_KEY, nullable=False),
        sa.Column("closed_in", BIG_KEY, nullable=True),
        sa.CheckConstraint(known("entry", entries), name="ck_withdrawal_entry_known"),
        sa.CheckConstraint("reason <> ''", name="ck_withdrawal_reason_not_empty"),
        sa.ForeignKeyConstraint(["closed_in"], ["changeset.id"], name="fk_withdrawal_closed_in", ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["occurrence_id"], ["occurrence.id"], name="fk_withdrawal_occurrence_id", ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["recorded_in"], ["changeset.id"], name="fk_withdrawal_recorded_in", ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("occurrence_id", "number", name="pk_withdrawal"),
        sa.Index(
            "uq_withdrawal_open", "occurrence_id", "entry", "entry_number", "part_number", unique=True,
            sqlite_where=OPEN, postgresql_where=OPEN,
        ),
        sqlite_with_rowid=False,
    )


def check_entries(entries: tuple[str, ...]) -> None:
    """Let what is withdrawn be one of these. SQLite cannot change a CHECK, so there the table is made anew."""
    if op.get_context().dialect.name == "sqlite":
        with op.batch_alter_table("withdrawal", recreate="always", copy_from=withdrawal(entries)):
            pass
        return
    op.drop_constraint(op.f("ck_withdrawal_entry_known"), "withdrawal", type_="check")
    op.create_check_constraint(op.f("ck_withdrawal_entry_known"), "withdrawal", known("entry", entries))


def upgrade() -> None:
    op.create_table(
        "participation",
        sa.Column("occurrence_id", BIG_KEY, autoincrement=False, nullable=False),
        sa.Column("investigation_number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("country", sa.Text(), nullable=False),
        code("role", ROLES),
        code("capacity", CAPACITIES),
        sa.Column("party_id", BIG_KEY, nullable=True),
        sa.Column("since", sa.Date(), nullable=True),
        code("precision", PRECISIONS),
        sa.Column("account_number", sa.Integer(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("closed_in", BIG_KEY, nullable=True),
        sa.CheckConstraint(known("role", ROLES), name=op.f("ck_participation_role_known")),
        sa.CheckConstraint(known("capacity", CAPACITIES), name=op.f("ck_participation_capacity_known")),
        sa.CheckConstraint(known("precision", PRECISIONS), name=op.f("ck_participation_precision_known")),
        sa.ForeignKeyConstraint(["closed_in"], ["changeset.id"], name=op.f("fk_participation_closed_in"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(
            ["occurrence_id", "account_number"],
            ["account.occurrence_id", "account.number"],
            name=op.f("fk_participation_occurrence_id_account_number"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["occurrence_id", "investigation_number"],
            ["investigation.occurrence_id", "investigation.number"],
            name=op.f("fk_participation_occurrence_id_investigation_number"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["occurrence_id"], ["occurrence.id"], name=op.f("fk_participation_occurrence_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(["party_id"], ["party.id"], name=op.f("fk_participation_party_id"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("occurrence_id", "investigation_number", "number", name=op.f("pk_participation")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_participation_party_id", "participation", ["party_id"])
    op.add_column("recommendation", sa.Column("reference", sa.Text(), nullable=True))
    op.add_column("recommendation", sa.Column("sent_on", sa.Date(), nullable=True))
    op.execute(
        "ALTER TABLE recommendation_response ADD COLUMN status VARCHAR(32) "
        f"CONSTRAINT ck_recommendation_response_status_known CHECK ({known('status', STATUSES)})"
    )
    check_entries((*ENTRIES, "participation"))


def downgrade() -> None:
    op.execute("DELETE FROM withdrawal WHERE entry = 'participation'")
    check_entries(ENTRIES)
    op.execute("ALTER TABLE recommendation_response DROP COLUMN status")
    op.execute("ALTER TABLE recommendation DROP COLUMN sent_on")
    op.execute("ALTER TABLE recommendation DROP COLUMN reference")
    op.drop_index("ix_participation_party_id", "participation")
    op.drop_table("participation")
