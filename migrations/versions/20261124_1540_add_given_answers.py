"""Keep what programs were answered, so that the same request sent twice is done once.

Revision ID: 4d92e1b7a06c
Revises: e60b7c1f4a28
"""

import sqlalchemy as sa
from alembic import op

revision = "4d92e1b7a06c"
down_revision = "e60b7c1f4a28"
branch_labels = None
depends_on = None

BIG_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "idempotency",
        sa.Column("user_id", BIG_KEY, autoincrement=False, nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("location", sa.Text(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("key <> ''", name=op.f("ck_idempotency_key_not_empty")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_idempotency_user_id"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("user_id", "key", name=op.f("pk_idempotency")),
    )
    op.create_index("ix_idempotency_created_at", "idempotency", ["created_at"])


def downgrade() -> None:
    op.drop_index("ix_idempotency_created_at", "idempotency")
    op.drop_table("idempotency")
