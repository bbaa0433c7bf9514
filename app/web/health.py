"""`/healthz`: whether the server answers and reaches its database."""

import sqlalchemy as sa
from flask import Blueprint

from app.extensions import db
from app.services.permissions import Permission
from app.web.access import needs

bp = Blueprint("health", __name__)


@bp.get("/healthz")
@needs(Permission.READ)
def healthz() -> tuple[str, int, dict[str, str]]:
    """Plain `ok`, for a load balancer."""
    db.session.execute(sa.select(1))
    return "ok\n", 200, {"Content-Type": "text/plain; charset=utf-8", "Cache-Control": "no-store"}
