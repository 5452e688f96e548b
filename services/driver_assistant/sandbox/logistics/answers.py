"""How answers leave: ETags, 304, caching, the server's time, pages.

Called by the routers. The ETag of a versioned record starts with its version, which is all that
If-Match looks at: an estimate that grew newer does not make a transition stale.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from driver_assistant.contracts.logistics import ProblemCode
from driver_assistant.sandbox.logistics.problems import Refusal, invalid

# seconds that an answer may be shown again without asking
ROUTE_MAX_AGE: Final = 30
HOURS_MAX_AGE: Final = 15
STATEMENTS_MAX_AGE: Final = 300
OTHER_MAX_AGE: Final = 60
PAGE_MAX: Final = 100


def readable(
    request: Request, body: Any, *, now: datetime, max_age: int, version: int | None = None
) -> Response:
    """A GET's answer, or 304 if the reader has it."""
    etag = etag_of(body, version)
    headers = {
        "ETag": etag,
        "Cache-Control": f"private, max-age={max_age}",
        "Server-Time": now.isoformat(timespec="milliseconds"),
    }
    known = {tag.strip() for tag in request.headers.get("if-none-match", "").split(",")}
    if etag in known or "*" in known:
        return Response(status_code=304, headers=headers)
    return JSONResponse(body, headers=headers)


def written(body: Any, *, now: datetime, status: int = 201, version: int | None = None) -> Response:
    """A POST's answer."""
    headers = {"Server-Time": now.isoformat(timespec="milliseconds")}
    if version is not None:
        headers["ETag"] = etag_of(body, version)
    return JSONResponse(body, status_code=status, headers=headers)


def etag_of(body: Any, version: int | None) -> str:
    """A strong tag of the body, led by the record's version if it has one."""
    digest = hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()[:16]
    return f'"{digest}"' if version is None else f'"{version}-{digest}"'


def check_if_match(header: str | None, version: int) -> None:
    """Refuse to act on a version that the caller hasn't seen."""
    if not header:
        raise Refusal(ProblemCode.PRECONDITION_REQUIRED)
    seen = {tag.strip().strip('"').split("-", 1)[0] for tag in header.split(",")}
    if str(version) not in seen and header.strip() != "*":
        raise Refusal(ProblemCode.STALE_VERSION)


def page(rows: Sequence[dict[str, Any]], limit: int, after: str | None) -> dict[str, Any]:
    """One page; `endCursor` is given on the last page too, so that a poller can go on from it."""
    start = 0
    if after:
        ids = [row["id"] for row in rows]
        start = ids.index(_id_of(after, ids)) + 1
    shown = list(rows[start : start + limit])
    cursor = _cursor(shown[-1]["id"]) if shown else after
    has_next = start + limit < len(rows)
    return {"data": shown, "page": {"endCursor": cursor, "hasNext": has_next}}


def _cursor(row_id: str) -> str:
    return base64.urlsafe_b64encode(row_id.encode()).decode()


def _id_of(cursor: str, ids: Sequence[str]) -> str:
    try:
        found = base64.urlsafe_b64decode(cursor.encode()).decode()
    except (binascii.Error, UnicodeError) as error:
        raise invalid("/after", "This is not a cursor of ours.") from error
    if found not in ids:
        raise invalid("/after", "This cursor is not on this list any more; start again.")
    return found
