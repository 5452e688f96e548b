"""One driver's phone: sends through the stand-in's control API and hears what happens.

Used by `session.py`. Every call has a deadline; a sandbox that is gone ends the chat.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import httpx2

from driver_assistant.sandbox.chat.errors import ChatError, NoAnswer

Json = dict[str, Any]

_TIMEOUT_S = 10.0


class Phone:
    """A number registered at the stand-in."""

    def __init__(self, client: httpx2.AsyncClient, meta_url: str, number: str) -> None:
        self._client = client
        self._url = f"{meta_url}/_control"
        self.number = number

    async def register(self, name: str) -> Json:
        """Switch the phone on; an empty name keeps the one it has."""
        patch = {"name": name} if name else {}
        return await self._call("PUT", f"/users/{quote(self.number)}", json=patch)

    async def send(self, message: Json) -> str:
        """Send a message (see `Inbound`); its wamid."""
        answer = await self._call("POST", "/messages", json={"from": self.number} | message)
        return str(answer["wamids"][0])

    async def chat(self, last: int) -> list[Json]:
        """The latest messages of both sides."""
        query = {"user": self.number, "last": last}
        answer = await self._call("GET", "/transcript", params=query)
        return list(answer["messages"])

    async def last_event(self) -> int:
        """The number of the latest event; events after it are new."""
        answer = await self._call("GET", "/events", params={"after": -1})
        return int(answer["last"])

    async def events(self, after: int, wait_s: float) -> list[Json]:
        """What happened in this chat since `after`; waits for the first."""
        query: Json = {"after": after, "wait_s": wait_s, "user": self.number}
        answer = await self._call("GET", "/events", params=query, wait_s=wait_s)
        return list(answer["events"])

    async def _call(
        self,
        method: str,
        path: str,
        *,
        json: Json | None = None,
        params: Json | None = None,
        wait_s: float = 0.0,
    ) -> Json:
        try:
            response = await self._client.request(
                method, self._url + path, json=json, params=params, timeout=_TIMEOUT_S + wait_s
            )
        except httpx2.HTTPError as error:
            raise NoAnswer(f"({self._url}: {type(error).__name__})") from error
        if response.is_server_error:
            raise NoAnswer(f"({self._url}: HTTP {response.status_code})")
        if response.is_error:
            detail = _detail(response)
            raise ChatError(f"The sandbox refused: {detail}")
        answer = response.json()
        return answer if isinstance(answer, dict) else {}


def _detail(response: httpx2.Response) -> str:
    try:
        return str(response.json()["detail"])
    except (ValueError, KeyError, TypeError):
        return f"HTTP {response.status_code}"
