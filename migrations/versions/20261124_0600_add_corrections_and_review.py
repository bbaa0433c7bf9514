"""Add withdrawals, standings, party merges, documents, and what waits for review.

Revision ID: 5f20c8a1d7e4
Revises: 3a9d1c5e7b02
"""

import sqlalchemy as sa
from alembic import op


revision = "5f20c8a1d7e4"
down_revision = "3a9d1c5e7b02"
branch_labels = None
depends_on = None

BIG_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
OPEN = sa.text("closed_in IS NULL")


def upgrade() -> None:
    op.create_table(
        "saved_draft",
        sa.Column("user_id", BIG_KEY, autoincrement=False, nullable=False),
        sa.Column("form", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_saved_draft_user_id"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("user_id", "form", name=op.f("pk_saved_draft")),
    )
    op.create_table(
        "proposal",
        sa.Column("changeset_id", BIG_KEY, autoincrement=False, nullable=False),
        sa.Column("steps", sa.Text(), nullable=False),
        sa.Column("base", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["changeset_id"], ["changeset.id"], name=op.f("fk_proposal_changeset_id"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("changeset_id", name=op.f("pk_proposal")),
    )
    op.create_table(
        "review_note",
        sa.Column("changeset_id", BIG_KEY, autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("author_id", BIG_KEY, autoincrement=False, nullable=False),
        sa.Column(
            "kind",
            sa.Enum("note", "asked_back", "revised", "accepted", "rejected", name="notekind", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint(
            "kind = 'note' OR kind = 'asked_back' OR kind = 'revised' OR kind = 'accepted' OR kind = 'rejected'",
            name=op.f("ck_review_note_kind_known"),
        ),
        sa.CheckConstraint("text <> '' OR kind <> 'note'", name=op.f("ck_review_note_note_says_something")),
        sa.ForeignKeyConstraint(["author_id"], ["user.id"], name=op.f("fk_review_note_author_id"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(
            ["changeset_id"], ["changeset.id"], name=op.f("fk_review_note_changeset_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("changeset_id", "number", name=op.f("pk_review_note")),
    )
    op.create_table(
        "party_merge",
        sa.Column("party_id", BIG_KEY, autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("into_id", BIG_KEY, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("recorded_in", BIG_KEY, nullable=False),
        sa.Column("closed_in", BIG_KEY, nullable=True),
        sa.CheckConstraint("party_id <> into_id", name=op.f("ck_party_merge_into_another")),
        sa.ForeignKeyConstraint(["closed_in"], ["changeset.id"], name=op.f("fk_party_merge_closed_in"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["into_id"], ["party.id"], name=op.f("fk_party_merge_into_id"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["party_id"], ["party.id"], name=op.f("fk_party_merge_party_id"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(
            ["recorded_in"], ["changeset.id"], name=op.f("fk_party_merge_recorded_in"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("party_id", "number", name=op.f("pk_party_merge")),
    )
    with op.batch_alter_table("party_merge", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_party_merge_into_id"), ["into_id"], unique=False)
        batch_op.create_index("uq_party_merge_open", ["party_id"], unique=True, sqlite_where=OPEN, postgresql_where=OPEN)

    op.create_table(
        "standing",
        sa.Column("occurrence_id", BIG_KEY, autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column(
            "state",
            sa.Enum("live", "merged", "withdrawn", name="occurrencestate", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("merged_into", BIG_KEY, nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("recorded_in", BIG_KEY, nullable=False),
        sa.Column("closed_in", BIG_KEY, nullable=True),
        sa.CheckConstraint("(state = 'merged') = (merged_into IS NOT NULL)", name=op.f("ck_standing_merged_into")),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_standing_reason_not_empty")),
        sa.CheckConstraint("state <> 'live'", name=op.f("ck_standing_not_live")),
        sa.CheckConstraint("state = 'live' OR state = 'merged' OR state = 'withdrawn'", name=op.f("ck_standing_state_known")),
        sa.ForeignKeyConstraint(["closed_in"], ["changeset.id"], name=op.f("fk_standing_closed_in"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(
            ["occurrence_id"], ["occurrence.id"], name=op.f("fk_standing_occurrence_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(["recorded_in"], ["changeset.id"], name=op.f("fk_standing_recorded_in"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("occurrence_id", "number", name=op.f("pk_standing")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("standing", schema=None) as batch_op:
        batch_op.create_index("uq_standing_open", ["occurrence_id"], unique=True, sqlite_where=OPEN, postgresql_where=OPEN)

    op.create_table(
        "watch",
        sa.Column("occurrence_id", BIG_KEY, autoincrement=False, nullable=False),
        sa.Column("user_id", BIG_KEY, autoincrement=False, nullable=False),
        sa.Column("seen", BIG_KEY, nullable=False),
        sa.Column("mailed", BIG_KEY, nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["occurrence_id"], ["occurrence.id"], name=op.f("fk_watch_occurrence_id"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_watch_user_id"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("occurrence_id", "user_id", name=op.f("pk_watch")),
    )
    op.create_table(
        "withdrawal",
        sa.Column("occurrence_id", BIG_KEY, autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column(
            "entry",
            sa.Enum(
                "aircraft",
                "claim",
                "attestation",
                "investigation",
                "investigation_event",
                "investigation_document",
                "recommendation",
                "recommendation_response",
                name="entry",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("entry_number", sa.Integer(), nullable=False),
        sa.Column("part_number", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("recorded_in", BIG_KEY, nullable=False),
        sa.Column("closed_in", BIG_KEY, nullable=True),
        sa.CheckConstraint(
            "entry = 'aircraft' OR entry = 'claim' OR entry = 'attestation' OR entry = 'investigation' OR entry = 'investigation_event' OR entry = 'investigation_document' OR entry = 'recommendation' OR entry = 'recommendation_response'",
            name=op.f("ck_withdrawal_entry_known"),
        ),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_withdrawal_reason_not_empty")),
        sa.ForeignKeyConstraint(["closed_in"], ["changeset.id"], name=op.f("fk_withdrawal_closed_in"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(
            ["occurrence_id"], ["occurrence.id"], name=op.f("fk_withdrawal_occurrence_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(["recorded_in"], ["changeset.id"], name=op.f("fk_withdrawal_recorded_in"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("occurrence_id", "number", name=op.f("pk_withdrawal")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("withdrawal", schema=None) as batch_op:
        batch_op.create_index(
            "uq_withdrawal_open",
            ["occurrence_id", "entry", "entry_number", "part_number"],
            unique=True,
            sqlite_where=OPEN,
            postgresql_where=OPEN,
        )

    op.create_table(
        "investigation_document",
        sa.Column("occurrence_id", BIG_KEY, autoincrement=False, nullable=False),
        sa.Column("investigation_number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("source_id", BIG_KEY, nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("recorded_in", BIG_KEY, nullable=False),
        sa.Column("closed_in", BIG_KEY, nullable=True),
        sa.ForeignKeyConstraint(
            ["closed_in"], ["changeset.id"], name=op.f("fk_investigation_document_closed_in"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["occurrence_id", "investigation_number"],
            ["investigation.occurrence_id", "investigation.number"],
            name=op.f("fk_investigation_document_occurrence_id_investigation_number"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["occurrence_id"], ["occurrence.id"], name=op.f("fk_investigation_document_occurrence_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["recorded_in"], ["changeset.id"], name=op.f("fk_investigation_document_recorded_in"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["source_id"], ["source.id"], name=op.f("fk_investigation_document_source_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("occurrence_id", "investigation_number", "number", name=op.f("pk_investigation_document")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("investigation_document", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_investigation_document_source_id"), ["source_id"], unique=False)

    with op.batch_alter_table("aircraft", schema=None) as batch_op:
        batch_op.add_column(sa.Column("closed_in", BIG_KEY, nullable=True))

    with op.batch_alter_table("changeset", schema=None) as batch_op:
        batch_op.add_column(sa.Column("undoes", BIG_KEY, nullable=True))
        batch_op.add_column(sa.Column("split_from", BIG_KEY, nullable=True))
        batch_op.create_index(batch_op.f("ix_changeset_author_id"), ["author_id"], unique=False)
        batch_op.create_index(
            "ix_changeset_open",
            ["id"],
            unique=False,
            sqlite_where=sa.text("sequence IS NULL"),
            postgresql_where=sa.text("sequence IS NULL"),
        )

    with op.batch_alter_table("party", schema=None) as batch_op:
        batch_op.add_column(sa.Column("merged_into", BIG_KEY, nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("party", schema=None) as batch_op:
        batch_op.drop_column("merged_into")

    with op.batch_alter_table("changeset", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_changeset_open", sqlite_where=sa.text("sequence IS NULL"), postgresql_where=sa.text("sequence IS NULL")
        )
        batch_op.drop_index(batch_op.f("ix_changeset_author_id"))
        batch_op.drop_column("split_from")
        batch_op.drop_column("undoes")

    with op.batch_alter_table("aircraft", schema=None) as batch_op:
        batch_op.drop_column("closed_in")

    with op.batch_alter_table("investigation_document", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_investigation_document_source_id"))

    op.drop_table("investigation_document")
    with op.batch_alter_table("withdrawal", schema=None) as batch_op:
        batch_op.drop_index("uq_withdrawal_open", sqlite_where=OPEN, postgresql_where=OPEN)

    op.drop_table("withdrawal")
    op.drop_table("watch")
    with op.batch_alter_table("standing", schema=None) as batch_op:
        batch_op.drop_index("uq_standing_open", sqlite_where=OPEN, postgresql_where=OPEN)

    op.drop_table("standing")
    with op.batch_alter_table("party_merge", schema=None) as batch_op:
        batch_op.drop_index("uq_party_merge_open", sqlite_where=OPEN, postgresql_where=OPEN)
        batch_op.drop_index(batch_op.f("ix_party_merge_into_id"))

    op.drop_table("party_merge")
    op.drop_table("review_note")
    op.drop_table("proposal")
    op.drop_table("saved_draft")
