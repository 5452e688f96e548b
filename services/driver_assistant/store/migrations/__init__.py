"""Schema migrations, run by Alembic (`driver-assistant migrate`).

Forward only and expanding only: the previous release must run on the new schema while a rollout
goes on. Each revision is a SQL script with a small Python file beside it.
"""

from __future__ import annotations

from importlib import resources
from typing import Any

from alembic import op


def run_script(name: str) -> None:
    """Run every statement of `versions/<name>` in the migration's transaction."""
    script = resources.files(__name__) / "versions" / name
    connection = op.get_bind()
    adapted: Any = connection.connection.dbapi_connection  # SQLAlchemy's wrapper around asyncpg
    adapted.run_async(lambda raw: raw.execute(script.read_text(encoding="utf-8")))
