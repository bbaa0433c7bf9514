"""Create the claims store.

Revision ID: 0001
Revises:
"""

import sqlalchemy as sa
from alembic import op


revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "user",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_user")),
        sa.UniqueConstraint("name", name=op.f("uq_user_name")),
    )
    op.create_table(
        "changeset",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column(
            "kind",
            sa.Enum("edit", "import", "merge", "revert", name="changesetkind", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column(
            "state",
            sa.Enum("pending", "accepted", "rejected", name="changesetstate", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("author_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("decided_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("decided_at", sa.DateTime(), nullable=True),
        sa.Column("sequence", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("shared_digest", sa.Text(), nullable=True),
        sa.Column("digest", sa.Text(), nullable=True),
        sa.CheckConstraint("(state = 'accepted') = (digest IS NOT NULL)", name=op.f("ck_changeset_accepted_has_digest")),
        sa.CheckConstraint("(state = 'accepted') = (sequence IS NOT NULL)", name=op.f("ck_changeset_accepted_has_sequence")),
        sa.CheckConstraint("(state = 'pending') = (decided_at IS NULL)", name=op.f("ck_changeset_decided_has_time")),
        sa.CheckConstraint(
            "kind = 'edit' OR kind = 'import' OR kind = 'merge' OR kind = 'revert'", name=op.f("ck_changeset_kind_known")
        ),
        sa.CheckConstraint(
            "state = 'pending' OR state = 'accepted' OR state = 'rejected'", name=op.f("ck_changeset_state_known")
        ),
        sa.ForeignKeyConstraint(["author_id"], ["user.id"], name=op.f("fk_changeset_author_id"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["decided_by"], ["user.id"], name=op.f("fk_changeset_decided_by"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_changeset")),
        sa.UniqueConstraint("sequence", name=op.f("uq_changeset_sequence")),
    )
    op.create_table(
        "occurrence",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("created_in", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "state",
            sa.Enum("live", "merged", "withdrawn", name="occurrencestate", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("merged_into", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("occurrence_class", sa.Text(), nullable=True),
        sa.Column("occurred_on", sa.Date(), nullable=True),
        sa.Column("occurred_precision", sa.Text(), nullable=True),
        sa.Column("year", sa.Integer(), nullable=True),
        sa.Column("time_local", sa.Text(), nullable=True),
        sa.Column("place", sa.Text(), nullable=True),
        sa.Column("country", sa.Text(), nullable=True),
        sa.Column("latitude", sa.Double(), nullable=True),
        sa.Column("longitude", sa.Double(), nullable=True),
        sa.Column("aerodrome_code", sa.Text(), nullable=True),
        sa.Column("aerodrome_name", sa.Text(), nullable=True),
        sa.Column("weather", sa.Text(), nullable=True),
        sa.Column("n_aboard", sa.Integer(), nullable=True),
        sa.Column("n_fatal", sa.Integer(), nullable=True),
        sa.Column("n_serious", sa.Integer(), nullable=True),
        sa.Column("n_minor", sa.Integer(), nullable=True),
        sa.Column("n_unhurt", sa.Integer(), nullable=True),
        sa.Column("highest_injury", sa.Text(), nullable=True),
        sa.Column("unlawful_interference", sa.Text(), nullable=True),
        sa.Column("categories", sa.Text(), nullable=True),
        sa.Column("ntsb_number", sa.Text(), nullable=True),
        sa.Column("report_status", sa.Text(), nullable=True),
        sa.Column("n_aircraft", sa.Integer(), nullable=False),
        sa.Column("n_claims", sa.Integer(), nullable=False),
        sa.Column("n_disputed", sa.Integer(), nullable=False),
        sa.Column("disputed", sa.Text(), nullable=False),
        sa.CheckConstraint("(state = 'merged') = (merged_into IS NOT NULL)", name=op.f("ck_occurrence_merged_into")),
        sa.CheckConstraint("state = 'live' OR state = 'merged' OR state = 'withdrawn'", name=op.f("ck_occurrence_state_known")),
        sa.CheckConstraint("(latitude IS NULL) = (longitude IS NULL)", name=op.f("ck_occurrence_position_whole")),
        sa.CheckConstraint("version >= 1", name=op.f("ck_occurrence_version_positive")),
        sa.ForeignKeyConstraint(["created_in"], ["changeset.id"], name=op.f("fk_occurrence_created_in"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_occurrence")),
    )
    with op.batch_alter_table("occurrence", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_occurrence_country"), ["country"], unique=False)
        batch_op.create_index(batch_op.f("ix_occurrence_n_disputed"), ["n_disputed"], unique=False)
        batch_op.create_index(batch_op.f("ix_occurrence_n_fatal_id"), ["n_fatal", "id"], unique=False)
        batch_op.create_index(
            "ix_occurrence_not_live",
            ["id"],
            unique=False,
            sqlite_where=sa.text("state <> 'live'"),
            postgresql_where=sa.text("state <> 'live'"),
        )
        batch_op.create_index(batch_op.f("ix_occurrence_occurred_on_id"), ["occurred_on", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_occurrence_year"), ["year"], unique=False)

    op.create_table(
        "party",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "authority",
                "government",
                "operator",
                "manufacturer",
                "owner",
                "media",
                "reference",
                "person",
                "group",
                "unnamed",
                name="partykind",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("country", sa.Text(), nullable=True),
        sa.Column("recorded_in", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint(
            "kind = 'authority' OR kind = 'government' OR kind = 'operator' OR kind = 'manufacturer' OR kind = 'owner' OR kind = 'media' OR kind = 'reference' OR kind = 'person' OR kind = 'group' OR kind = 'unnamed'",
            name=op.f("ck_party_kind_known"),
        ),
        sa.ForeignKeyConstraint(["recorded_in"], ["changeset.id"], name=op.f("fk_party_recorded_in"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_party")),
    )
    op.create_table(
        "aircraft",
        sa.Column("occurrence_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("recorded_in", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("registration", sa.Text(), nullable=True),
        sa.Column("manufacturer_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("model", sa.Text(), nullable=True),
        sa.Column("category", sa.Text(), nullable=True),
        sa.Column("n_engines", sa.Integer(), nullable=True),
        sa.Column("operator_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("flight_number", sa.Text(), nullable=True),
        sa.Column("rule_part", sa.Text(), nullable=True),
        sa.Column("purpose", sa.Text(), nullable=True),
        sa.Column("phase", sa.Text(), nullable=True),
        sa.Column("damage", sa.Text(), nullable=True),
        sa.CheckConstraint("number >= 1", name=op.f("ck_aircraft_number_positive")),
        sa.ForeignKeyConstraint(
            ["manufacturer_id"], ["party.id"], name=op.f("fk_aircraft_manufacturer_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["occurrence_id"], ["occurrence.id"], name=op.f("fk_aircraft_occurrence_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(["operator_id"], ["party.id"], name=op.f("fk_aircraft_operator_id"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["recorded_in"], ["changeset.id"], name=op.f("fk_aircraft_recorded_in"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("occurrence_id", "number", name=op.f("pk_aircraft")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("aircraft", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_aircraft_manufacturer_id"), ["manufacturer_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_aircraft_operator_id"), ["operator_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_aircraft_registration"), ["registration"], unique=False)

    op.create_table(
        "changeset_entry",
        sa.Column("occurrence_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("changeset_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["changeset_id"], ["changeset.id"], name=op.f("fk_changeset_entry_changeset_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["occurrence_id"], ["occurrence.id"], name=op.f("fk_changeset_entry_occurrence_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("occurrence_id", "changeset_id", name=op.f("pk_changeset_entry")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("changeset_entry", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_changeset_entry_changeset_id"), ["changeset_id"], unique=False)

    op.create_table(
        "identifier",
        sa.Column("scheme", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("occurrence_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(
            ["occurrence_id"], ["occurrence.id"], name=op.f("fk_identifier_occurrence_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("scheme", "value", "occurrence_id", name=op.f("pk_identifier")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("identifier", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_identifier_occurrence_id"), ["occurrence_id"], unique=False)

    op.create_table(
        "investigation",
        sa.Column("occurrence_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("authority_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("safety", "judicial", "military", "other", name="investigationkind", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column(
            "state_role",
            sa.Enum(
                "occurrence",
                "registry",
                "operator",
                "design",
                "manufacture",
                "engine_design",
                "other",
                name="staterole",
                native_enum=False,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("recorded_in", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("closed_in", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.CheckConstraint(
            "kind = 'safety' OR kind = 'judicial' OR kind = 'military' OR kind = 'other'",
            name=op.f("ck_investigation_kind_known"),
        ),
        sa.CheckConstraint(
            "state_role = 'occurrence' OR state_role = 'registry' OR state_role = 'operator' OR state_role = 'design' OR state_role = 'manufacture' OR state_role = 'engine_design' OR state_role = 'other'",
            name=op.f("ck_investigation_state_role_known"),
        ),
        sa.ForeignKeyConstraint(
            ["authority_id"], ["party.id"], name=op.f("fk_investigation_authority_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(["closed_in"], ["changeset.id"], name=op.f("fk_investigation_closed_in"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(
            ["occurrence_id"], ["occurrence.id"], name=op.f("fk_investigation_occurrence_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["recorded_in"], ["changeset.id"], name=op.f("fk_investigation_recorded_in"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("occurrence_id", "number", name=op.f("pk_investigation")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("investigation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_investigation_authority_id"), ["authority_id"], unique=False)

    op.create_table(
        "judgement",
        sa.Column("occurrence_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("other_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "verdict", sa.Enum("same", "different", "unsure", name="verdict", native_enum=False, length=32), nullable=False
        ),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("recorded_in", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("closed_in", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.CheckConstraint(
            "verdict = 'same' OR verdict = 'different' OR verdict = 'unsure'", name=op.f("ck_judgement_verdict_known")
        ),
        sa.ForeignKeyConstraint(["closed_in"], ["changeset.id"], name=op.f("fk_judgement_closed_in"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(
            ["occurrence_id"], ["occurrence.id"], name=op.f("fk_judgement_occurrence_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(["recorded_in"], ["changeset.id"], name=op.f("fk_judgement_recorded_in"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("occurrence_id", "number", name=op.f("pk_judgement")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "occurrence_text",
        sa.Column("occurrence_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["occurrence_id"], ["occurrence.id"], name=op.f("fk_occurrence_text_occurrence_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("occurrence_id", name=op.f("pk_occurrence_text")),
    )
    op.create_table(
        "party_name",
        sa.Column("party_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("is_primary", sa.Boolean(), nullable=False),
        sa.Column("recorded_in", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("closed_in", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.ForeignKeyConstraint(["closed_in"], ["changeset.id"], name=op.f("fk_party_name_closed_in"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["party_id"], ["party.id"], name=op.f("fk_party_name_party_id"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["recorded_in"], ["changeset.id"], name=op.f("fk_party_name_recorded_in"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("party_id", "number", name=op.f("pk_party_name")),
    )
    with op.batch_alter_table("party_name", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_party_name_key"), ["key"], unique=False)

    op.create_table(
        "source",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "final_report",
                "interim_report",
                "preliminary_report",
                "factual_report",
                "other_authority",
                "official_statement",
                "dataset",
                "operator",
                "reference",
                "press",
                "unnamed",
                name="sourcekind",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("publisher_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("authors", sa.Text(), nullable=True),
        sa.Column("url", sa.Text(), nullable=True),
        sa.Column("archived_url", sa.Text(), nullable=True),
        sa.Column("published_on", sa.Date(), nullable=True),
        sa.Column("retrieved_on", sa.Date(), nullable=True),
        sa.Column("language", sa.Text(), nullable=True),
        sa.Column("licence", sa.Text(), nullable=False),
        sa.Column("redistributable", sa.Boolean(), nullable=False),
        sa.Column("key", sa.Text(), nullable=True),
        sa.Column("series", sa.Text(), nullable=True),
        sa.Column("file_sha256", sa.Text(), nullable=True),
        sa.Column("recorded_in", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint(
            "archived_url IS NULL OR archived_url LIKE 'http://%' OR archived_url LIKE 'https://%'",
            name=op.f("ck_source_archived_url_is_http"),
        ),
        sa.CheckConstraint(
            "kind = 'final_report' OR kind = 'interim_report' OR kind = 'preliminary_report' OR kind = 'factual_report' OR kind = 'other_authority' OR kind = 'official_statement' OR kind = 'dataset' OR kind = 'operator' OR kind = 'reference' OR kind = 'press' OR kind = 'unnamed'",
            name=op.f("ck_source_kind_known"),
        ),
        sa.CheckConstraint("url IS NULL OR url LIKE 'http://%' OR url LIKE 'https://%'", name=op.f("ck_source_url_is_http")),
        sa.ForeignKeyConstraint(["publisher_id"], ["party.id"], name=op.f("fk_source_publisher_id"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["recorded_in"], ["changeset.id"], name=op.f("fk_source_recorded_in"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_source")),
        sa.UniqueConstraint("file_sha256", name=op.f("uq_source_file_sha256")),
        sa.UniqueConstraint("key", name=op.f("uq_source_key")),
    )
    op.create_table(
        "account",
        sa.Column("occurrence_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("speaker_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("source_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("said_on", sa.Date(), nullable=False),
        sa.Column("published_on", sa.Date(), nullable=True),
        sa.Column(
            "precision",
            sa.Enum("day", "month", "year", "not_later_than", name="precision", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column(
            "report_status",
            sa.Enum("final", "factual", "preliminary", "foreign", name="reportstatus", native_enum=False, length=32),
            nullable=True,
        ),
        sa.Column("label", sa.Text(), nullable=True),
        sa.Column("record", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("recorded_in", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint(
            "precision = 'day' OR precision = 'month' OR precision = 'year' OR precision = 'not_later_than'",
            name=op.f("ck_account_precision_known"),
        ),
        sa.CheckConstraint(
            "report_status = 'final' OR report_status = 'factual' OR report_status = 'preliminary' OR report_status = 'foreign'",
            name=op.f("ck_account_report_status_known"),
        ),
        sa.CheckConstraint("published_on IS NULL OR published_on >= said_on", name=op.f("ck_account_said_before_published")),
        sa.ForeignKeyConstraint(
            ["occurrence_id"], ["occurrence.id"], name=op.f("fk_account_occurrence_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(["recorded_in"], ["changeset.id"], name=op.f("fk_account_recorded_in"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["source_id"], ["source.id"], name=op.f("fk_account_source_id"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["speaker_id"], ["party.id"], name=op.f("fk_account_speaker_id"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("occurrence_id", "number", name=op.f("pk_account")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("account", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_account_source_id_recorded_in"), ["source_id", "recorded_in"], unique=False)
        batch_op.create_index(batch_op.f("ix_account_speaker_id_recorded_in"), ["speaker_id", "recorded_in"], unique=False)

    op.create_table(
        "release_record",
        sa.Column("occurrence_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("source_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("record", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("recorded_in", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["occurrence_id"], ["occurrence.id"], name=op.f("fk_release_record_occurrence_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["recorded_in"], ["changeset.id"], name=op.f("fk_release_record_recorded_in"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(["source_id"], ["source.id"], name=op.f("fk_release_record_source_id"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("occurrence_id", "source_id", "record", name=op.f("pk_release_record")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("release_record", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_release_record_source_id_record"), ["source_id", "record"], unique=False)

    op.create_table(
        "claim",
        sa.Column("occurrence_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("account_number", sa.Integer(), nullable=False),
        sa.Column("aircraft_number", sa.Integer(), nullable=True),
        sa.Column("property", sa.Text(), nullable=False),
        sa.Column("qualifier", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("raw", sa.Text(), nullable=True),
        sa.Column(
            "stance",
            sa.Enum("asserts", "suspects", "denies", "no_evidence", name="stance", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("locator", sa.Text(), nullable=True),
        sa.Column("quote", sa.Text(), nullable=True),
        sa.Column("label", sa.Text(), nullable=True),
        sa.Column("closed_in", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.CheckConstraint(
            "stance = 'asserts' OR stance = 'suspects' OR stance = 'denies' OR stance = 'no_evidence'",
            name=op.f("ck_claim_stance_known"),
        ),
        sa.CheckConstraint("value <> ''", name=op.f("ck_claim_value_not_empty")),
        sa.ForeignKeyConstraint(["closed_in"], ["changeset.id"], name=op.f("fk_claim_closed_in"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(
            ["occurrence_id", "account_number"],
            ["account.occurrence_id", "account.number"],
            name=op.f("fk_claim_occurrence_id_account_number"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["occurrence_id", "aircraft_number"],
            ["aircraft.occurrence_id", "aircraft.number"],
            name=op.f("fk_claim_occurrence_id_aircraft_number"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("occurrence_id", "number", name=op.f("pk_claim")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "investigation_event",
        sa.Column("occurrence_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("investigation_number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "notified",
                "opened",
                "delegated",
                "preliminary_published",
                "interim_statement",
                "draft_in_consultation",
                "final_published",
                "reopened",
                "suspended",
                "transferred_to_judicial",
                "discontinued",
                "not_investigated",
                "briefing",
                name="eventkind",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("happened_on", sa.Date(), nullable=True),
        sa.Column(
            "precision",
            sa.Enum("day", "month", "year", "not_later_than", name="precision", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("account_number", sa.Integer(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("closed_in", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.CheckConstraint(
            "kind = 'notified' OR kind = 'opened' OR kind = 'delegated' OR kind = 'preliminary_published' OR kind = 'interim_statement' OR kind = 'draft_in_consultation' OR kind = 'final_published' OR kind = 'reopened' OR kind = 'suspended' OR kind = 'transferred_to_judicial' OR kind = 'discontinued' OR kind = 'not_investigated' OR kind = 'briefing'",
            name=op.f("ck_investigation_event_kind_known"),
        ),
        sa.CheckConstraint(
            "precision = 'day' OR precision = 'month' OR precision = 'year' OR precision = 'not_later_than'",
            name=op.f("ck_investigation_event_precision_known"),
        ),
        sa.ForeignKeyConstraint(
            ["closed_in"], ["changeset.id"], name=op.f("fk_investigation_event_closed_in"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["occurrence_id", "account_number"],
            ["account.occurrence_id", "account.number"],
            name=op.f("fk_investigation_event_occurrence_id_account_number"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["occurrence_id", "investigation_number"],
            ["investigation.occurrence_id", "investigation.number"],
            name=op.f("fk_investigation_event_occurrence_id_investigation_number"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["occurrence_id"], ["occurrence.id"], name=op.f("fk_investigation_event_occurrence_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("occurrence_id", "investigation_number", "number", name=op.f("pk_investigation_event")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "recommendation",
        sa.Column("occurrence_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("addressee_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("made_on", sa.Date(), nullable=True),
        sa.Column("account_number", sa.Integer(), nullable=False),
        sa.Column("closed_in", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.ForeignKeyConstraint(
            ["addressee_id"], ["party.id"], name=op.f("fk_recommendation_addressee_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(["closed_in"], ["changeset.id"], name=op.f("fk_recommendation_closed_in"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(
            ["occurrence_id", "account_number"],
            ["account.occurrence_id", "account.number"],
            name=op.f("fk_recommendation_occurrence_id_account_number"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["occurrence_id"], ["occurrence.id"], name=op.f("fk_recommendation_occurrence_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("occurrence_id", "number", name=op.f("pk_recommendation")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "attestation",
        sa.Column("occurrence_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("claim_number", sa.Integer(), nullable=False),
        sa.Column("source_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("locator", sa.Text(), nullable=True),
        sa.Column("recorded_in", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("closed_in", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.ForeignKeyConstraint(["closed_in"], ["changeset.id"], name=op.f("fk_attestation_closed_in"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(
            ["occurrence_id", "claim_number"],
            ["claim.occurrence_id", "claim.number"],
            name=op.f("fk_attestation_occurrence_id_claim_number"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["occurrence_id"], ["occurrence.id"], name=op.f("fk_attestation_occurrence_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["recorded_in"], ["changeset.id"], name=op.f("fk_attestation_recorded_in"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(["source_id"], ["source.id"], name=op.f("fk_attestation_source_id"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("occurrence_id", "number", name=op.f("pk_attestation")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("attestation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_attestation_source_id"), ["source_id"], unique=False)

    op.create_table(
        "ranking",
        sa.Column("occurrence_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("claim_number", sa.Integer(), nullable=False),
        sa.Column("rank", sa.Enum("preferred", "deprecated", name="rank", native_enum=False, length=32), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("recorded_in", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("closed_in", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.CheckConstraint("rank = 'preferred' OR rank = 'deprecated'", name=op.f("ck_ranking_rank_known")),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_ranking_reason_not_empty")),
        sa.ForeignKeyConstraint(["closed_in"], ["changeset.id"], name=op.f("fk_ranking_closed_in"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(
            ["occurrence_id", "claim_number"],
            ["claim.occurrence_id", "claim.number"],
            name=op.f("fk_ranking_occurrence_id_claim_number"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["occurrence_id"], ["occurrence.id"], name=op.f("fk_ranking_occurrence_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(["recorded_in"], ["changeset.id"], name=op.f("fk_ranking_recorded_in"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("occurrence_id", "number", name=op.f("pk_ranking")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("ranking", schema=None) as batch_op:
        batch_op.create_index(
            "uq_ranking_open",
            ["occurrence_id", "claim_number"],
            unique=True,
            sqlite_where=sa.text("closed_in IS NULL"),
            postgresql_where=sa.text("closed_in IS NULL"),
        )

    op.create_table(
        "recommendation_response",
        sa.Column("occurrence_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("recommendation_number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("answered_on", sa.Date(), nullable=True),
        sa.Column("account_number", sa.Integer(), nullable=False),
        sa.Column("closed_in", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.ForeignKeyConstraint(
            ["closed_in"], ["changeset.id"], name=op.f("fk_recommendation_response_closed_in"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["occurrence_id", "account_number"],
            ["account.occurrence_id", "account.number"],
            name=op.f("fk_recommendation_response_occurrence_id_account_number"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["occurrence_id", "recommendation_number"],
            ["recommendation.occurrence_id", "recommendation.number"],
            name=op.f("fk_recommendation_response_occurrence_id_recommendation_number"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["occurrence_id"], ["occurrence.id"], name=op.f("fk_recommendation_response_occurrence_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("occurrence_id", "recommendation_number", "number", name=op.f("pk_recommendation_response")),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    op.drop_table("recommendation_response")
    with op.batch_alter_table("ranking", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_ranking_open", sqlite_where=sa.text("closed_in IS NULL"), postgresql_where=sa.text("closed_in IS NULL")
        )

    op.drop_table("ranking")
    with op.batch_alter_table("attestation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_attestation_source_id"))

    op.drop_table("attestation")
    op.drop_table("recommendation")
    op.drop_table("investigation_event")
    op.drop_table("claim")
    with op.batch_alter_table("release_record", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_release_record_source_id_record"))

    op.drop_table("release_record")
    with op.batch_alter_table("account", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_account_speaker_id_recorded_in"))
        batch_op.drop_index(batch_op.f("ix_account_source_id_recorded_in"))

    op.drop_table("account")
    op.drop_table("source")
    with op.batch_alter_table("party_name", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_party_name_key"))

    op.drop_table("party_name")
    op.drop_table("occurrence_text")
    op.drop_table("judgement")
    with op.batch_alter_table("investigation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_investigation_authority_id"))

    op.drop_table("investigation")
    with op.batch_alter_table("identifier", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_identifier_occurrence_id"))

    op.drop_table("identifier")
    with op.batch_alter_table("changeset_entry", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_changeset_entry_changeset_id"))

    op.drop_table("changeset_entry")
    with op.batch_alter_table("aircraft", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_aircraft_registration"))
        batch_op.drop_index(batch_op.f("ix_aircraft_operator_id"))
        batch_op.drop_index(batch_op.f("ix_aircraft_manufacturer_id"))

    op.drop_table("aircraft")
    op.drop_table("party")
    with op.batch_alter_table("occurrence", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_occurrence_year"))
        batch_op.drop_index(batch_op.f("ix_occurrence_occurred_on_id"))
        batch_op.drop_index(
            "ix_occurrence_not_live", sqlite_where=sa.text("state <> 'live'"), postgresql_where=sa.text("state <> 'live'")
        )
        batch_op.drop_index(batch_op.f("ix_occurrence_n_fatal_id"))
        batch_op.drop_index(batch_op.f("ix_occurrence_n_disputed"))
        batch_op.drop_index(batch_op.f("ix_occurrence_country"))

    op.drop_table("occurrence")
    op.drop_table("changeset")
    op.drop_table("user")
