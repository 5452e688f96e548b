"""Keeps other web pages out of what runs on this machine.

A page of any site that a browser has open can send requests to 127.0.0.1, and can make its own
name point there (DNS rebinding). So a request must call us by a name of this machine, and if a
browser sent it, it must come from our own page. Wrapped around the sandbox and the demo's control;
people with curl and the platform's processes notice nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Final

from starlette.datastructures import Headers
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

LOOPBACK_NAMES: Final = frozenset({"127.0.0.1", "localhost", "[::1]"})

_OWN: Final = frozenset({"same-origin", "none"})  # "none": typed, or a bookmark


def _everything(_path: str) -> bool:
    return True


class LocalGuard:
    """An ASGI layer. `names` are the hosts that we answer to, on the paths that `named` tells."""

    def __init__(
        self,
        app: ASGIApp,
        *,
        names: Collection[str] = LOOPBACK_NAMES,
        named: Callable[[str], bool] = _everything,
    ) -> None:
        self._app = app
        self._names = frozenset(name.lower() for name in names)
        self._named = named

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        refusal = self._wrong_name(scope["path"], headers) or _foreign(scope["method"], headers)
        if refusal is None:
            await self._app(scope, receive, send)
        else:
            await JSONResponse({"detail": refusal}, 403)(scope, receive, send)

    def _wrong_name(self, path: str, headers: Headers) -> str | None:
        host = headers.get("host", "")
        if not self._named(path) or _name_of(host) in self._names:
            return None
        return f"{host or 'no Host'}: this is reached as {', '.join(sorted(self._names))} only"


def _foreign(method: str, headers: Headers) -> str | None:
    """Why a browser's request is not from our own page; None when it is, or from no browser."""
    origin = headers.get("origin")
    host = headers.get("host", "").lower()
    if origin is not None and origin.lower() not in {f"http://{host}", f"https://{host}"}:
        return f"{origin} may not use this"
    site = headers.get("sec-fetch-site")
    if site is None or site in _OWN:
        return None
    followed_a_link = (
        method == "GET"
        and headers.get("sec-fetch-mode") == "navigate"
        and headers.get("sec-fetch-dest") == "document"
    )
    return None if followed_a_link else "another site's page may not use this"


def _name_of(host: str) -> str:
    """The name in a Host header, without the port."""
    name = host.lower()
    return name[: name.index("]") + 1] if "]" in name else name.partition(":")[0]
