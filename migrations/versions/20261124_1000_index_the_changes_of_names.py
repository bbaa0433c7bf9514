"""Find the names that a changeset changed without looking at all of them.

Revision ID: c2e7a41b9d35
Revises: 8b41d6f0c2a9
"""

import sqlalchemy as sa
from alembic import op

revision = "c2e7a41b9d35"
down_revision = "8b41d6f0c2a9"
branch_labels = None
depends_on = None

CLOSED = sa.text("closed_in IS NOT NULL")


def upgrade() -> None:
    op.create_index("ix_party_name_recorded_in", "party_name", ["recorded_in"])
    op.create_index("ix_party_name_closed_in", "party_name", ["closed_in"], sqlite_where=CLOSED, postgresql_where=CLOSED)


def downgrade() -> None:
    op.drop_index("ix_party_name_closed_in", "party_name")
    op.drop_index("ix_party_name_recorded_in", "party_name")
