"""Add the queries that people follow.

Revision ID: 8b41d6f0c2a9
Revises: 5f20c8a1d7e4
"""

import sqlalchemy as sa
from alembic import op

revision = "8b41d6f0c2a9"
down_revision = "5f20c8a1d7e4"
branch_labels = None
depends_on = None

BIG_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "watched_query",
        sa.Column("user_id", BIG_KEY, autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("query", sa.Text(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("seen", BIG_KEY, nullable=False),
        sa.Column("mailed", BIG_KEY, nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("name <> ''", name=op.f("ck_watched_query_name_not_empty")),
        sa.CheckConstraint("unit = 'occurrences' OR unit = 'aircraft'", name=op.f("ck_watched_query_unit_known")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_watched_query_user_id"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("user_id", "number", name=op.f("pk_watched_query")),
    )


def downgrade() -> None:
    op.drop_table("watched_query")
