"""Server-sent events for one open page: its driver's chat, journeys with news, and the pulse.

A page that reconnects gets the whole chat again, so nothing has to be remembered for it.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any, Final

from driver_assistant.runtime.ids import digest_of
from driver_assistant.sandbox.meta.cloud import Cloud
from driver_assistant.sandbox.meta.people import user_at
from driver_assistant.sandbox.meta.transcript import transcript
from driver_assistant.sandbox.meta.users import Received, User
from driver_assistant.sandbox.page.pulse import Pulse
from driver_assistant.sandbox.telemetry.keeper import SpanKeeper

Json = dict[str, Any]

MOST_BUBBLES: Final = 80
_TOGETHER_S: Final = 0.08  # what happens within a blink is one event
_LONGEST_S: Final = 1.0  # typing ends by itself, with no event
_PING_EVERY: Final = 15


class PageStream:
    """What one page sees of one driver."""

    def __init__(self, address: str, cloud: Cloud, keeper: SpanKeeper, pulse: Pulse) -> None:
        self._address = address
        self._cloud = cloud
        self._keeper = keeper
        self._pulse = pulse
        self._shown: dict[str, str] = {}  # wamid to the bubble as it was sent
        self._typing = False

    async def events(self, stop: asyncio.Event) -> AsyncIterator[str]:
        """Events in the format of `text/event-stream`, until `stop`."""
        quiet = 0
        version = -1
        yield "retry: 1000\n\n"
        yield _event("chat", self._chat() | {"reset": True})
        with self._keeper.watching() as watch, self._pulse.watching():
            while not stop.is_set():
                fresh = []
                if version != self._pulse.version:
                    version = self._pulse.version
                    fresh.append(_event("pulse", self._pulse.latest))
                chat = self._chat()
                if chat["messages"] or chat.get("reset") or chat["typing"] != self._typing:
                    self._typing = chat["typing"]
                    fresh.append(_event("chat", chat))
                if wamids := self._of_this_chat(watch.seen()):
                    fresh.append(_event("journeys", {"wamids": wamids}))
                quiet = 0 if fresh else quiet + 1
                for event in fresh:
                    yield event
                if quiet and quiet % _PING_EVERY == 0:
                    yield ": still here\n\n"
                await self._something(watch.news, version)

    async def _something(self, spans: asyncio.Event, version: int) -> None:
        """Wait until there may be something to say."""
        user = self._user().wa_id
        waits = {
            asyncio.create_task(
                self._cloud.events.wait(self._cloud.events.last, _LONGEST_S, user=user)
            ),
            asyncio.create_task(spans.wait()),
            asyncio.create_task(self._pulse.changed(version, _LONGEST_S)),
        }
        try:
            await asyncio.wait(waits, timeout=_LONGEST_S, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in waits:
                task.cancel()
        await asyncio.sleep(_TOGETHER_S)

    def _user(self) -> User:
        return user_at(self._cloud, self._address)

    def _chat(self) -> Json:
        """The chat with only those bubbles that are new or changed; `reset` when all are gone."""
        whole = transcript(self._user(), self._cloud.now(), last=MOST_BUBBLES)
        if self._shown and not whole["messages"]:  # the stand-in was told to forget
            self._shown.clear()
            return {"typing": False, "messages": [], "user": self._user().wa_id, "reset": True}
        changed = []
        for bubble in whole["messages"]:
            said = json.dumps(bubble, default=str)
            if self._shown.get(bubble["wamid"]) != said:
                self._shown[bubble["wamid"]] = said
                changed.append(bubble)
        return {"typing": whole["typing"], "messages": changed, "user": self._user().wa_id}

    def _of_this_chat(self, messages: set[str]) -> list[str]:
        """The wamids of this driver's messages among those with new spans."""
        if not messages:
            return []
        return [
            entry.wamid
            for entry in self._user().thread
            if isinstance(entry, Received)
            and not messages.isdisjoint(self._keeper.messages_of(digest_of(entry.wamid)))
        ]


def _event(kind: str, data: Json) -> str:
    return f"event: {kind}\ndata: {json.dumps(data, default=str)}\n\n"
