"""Add what users sign in with: passwords, passkeys, sessions, tokens.

Revision ID: 3a9d1c5e7b02
Revises: 0001
"""

import sqlalchemy as sa
from alembic import op


revision = "3a9d1c5e7b02"
down_revision = "0001"
branch_labels = None
depends_on = None

BIG_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
RANDOM = {"sqlite": "lower(hex(randomblob(16)))", "postgresql": "replace(gen_random_uuid()::text, '-', '')"}


def _columns() -> list[sa.Column]:
    return [
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column(
            "role", sa.Enum("reader", "contributor", "editor", "admin", name="role", native_enum=False, length=32), nullable=True
        ),
        sa.Column("password", sa.Text(), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(), nullable=True),
        sa.Column("fs_uniquifier", sa.Text(), nullable=True),
        sa.Column("fs_webauthn_user_handle", sa.Text(), nullable=True),
        sa.Column("tf_primary_method", sa.Text(), nullable=True),
        sa.Column("tf_totp_secret", sa.Text(), nullable=True),
        sa.Column("tf_last_counter", sa.BigInteger(), nullable=True),
        sa.Column("mf_recovery_codes", sa.JSON(), nullable=True),
    ]


def upgrade() -> None:
    with op.batch_alter_table("user", recreate="never") as batch_op:
        for column in _columns():
            batch_op.add_column(column)
    random = RANDOM[op.get_context().dialect.name]
    op.execute(
        f"UPDATE \"user\" SET role = 'contributor', active = true, fs_uniquifier = {random}, fs_webauthn_user_handle = {random}"
    )
    # SQLite rebuilds the table: told what it is, it can also be written out as SQL, without a database to ask.
    table = sa.Table(
        "user",
        sa.MetaData(),
        sa.Column("id", BIG_KEY, autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        *_columns(),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_user")),
        sa.UniqueConstraint("name", name=op.f("uq_user_name")),
    )
    with op.batch_alter_table("user", copy_from=table) as batch_op:
        batch_op.alter_column("role", existing_type=sa.String(32), nullable=False)
        batch_op.alter_column("active", existing_type=sa.Boolean(), nullable=False)
        batch_op.alter_column("fs_uniquifier", existing_type=sa.Text(), nullable=False)
        batch_op.create_unique_constraint(op.f("uq_user_email"), ["email"])
        batch_op.create_unique_constraint(op.f("uq_user_fs_uniquifier"), ["fs_uniquifier"])
        batch_op.create_unique_constraint(op.f("uq_user_fs_webauthn_user_handle"), ["fs_webauthn_user_handle"])
        batch_op.create_check_constraint(
            op.f("ck_user_role_known"), "role = 'reader' OR role = 'contributor' OR role = 'editor' OR role = 'admin'"
        )
    op.create_table(
        "passkey",
        sa.Column("credential_id", sa.LargeBinary(), nullable=False),
        sa.Column("user_id", BIG_KEY, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("sign_count", sa.Integer(), nullable=False),
        sa.Column("transports", sa.JSON(), nullable=True),
        sa.Column("backup_state", sa.Boolean(), nullable=False),
        sa.Column("device_type", sa.Text(), nullable=False),
        sa.Column("extensions", sa.Text(), nullable=True),
        sa.Column("usage", sa.Text(), nullable=False),
        sa.Column("last_used_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_passkey_user_id"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("credential_id", name=op.f("pk_passkey")),
        sa.UniqueConstraint("user_id", "name", name=op.f("uq_passkey_user_id_name")),
    )
    op.create_table(
        "session_record",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("user_id", BIG_KEY, nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("last_seen_on", sa.Date(), nullable=False),
        sa.Column("agent", sa.Text(), nullable=False),
        sa.Column("ended_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_session_record_user_id"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_session_record")),
    )
    op.create_index(op.f("ix_session_record_user_id"), "session_record", ["user_id"])
    op.create_table(
        "api_token",
        sa.Column("id", BIG_KEY, autoincrement=False, nullable=False),
        sa.Column("user_id", BIG_KEY, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("prefix", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("scopes", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("expires_at", sa.DateTime(), nullable=True),
        sa.Column("last_used_on", sa.Date(), nullable=True),
        sa.Column("revoked_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_api_token_user_id"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_token")),
        sa.UniqueConstraint("digest", name=op.f("uq_api_token_digest")),
    )
    op.create_index(op.f("ix_api_token_user_id"), "api_token", ["user_id"])


def downgrade() -> None:
    op.drop_table("api_token")
    op.drop_table("session_record")
    op.drop_table("passkey")
    with op.batch_alter_table("user") as batch_op:
        batch_op.drop_constraint(op.f("ck_user_role_known"), type_="check")
        for name in ("fs_webauthn_user_handle", "fs_uniquifier", "email"):
            batch_op.drop_constraint(op.f(f"uq_user_{name}"), type_="unique")
        for name in (
            "mf_recovery_codes", "tf_last_counter", "tf_totp_secret", "tf_primary_method", "fs_webauthn_user_handle", "fs_uniquifier",
            "confirmed_at", "active", "password", "role", "email",
        ):
            batch_op.drop_column(name)
