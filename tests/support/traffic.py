"""Drivers who write: seeded traffic through the simulated WhatsApp, each in his own language.

A driver writes the next message only after the last one's webhook was answered 200, so the order
of receipt is known for certain; answers are not waited for, so conversations do pile up.
"""

from __future__ import annotations

import asyncio
import contextlib
import random
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Final

import httpx2
from ledger import Written
from stack import Stack

# Complete questions: the first four are known to the rules, the last two need the model.
QUESTIONS: Final[dict[str, tuple[str, ...]]] = {
    "en": (
        "next stop",
        "my route",
        "driving hours",
        "menu",
        "how many hours have I got left to drive?",
        "can you list all my drops for today please?",
    ),
    "es": (
        "próxima parada",
        "mi ruta",
        "horas de conducción",
        "ayuda",
        "¿a dónde tengo que ir ahora?",
        "¿cuánto tiempo puedo seguir conduciendo?",
    ),
    "pt": (
        "próxima paragem",
        "a minha rota",
        "horas de condução",
        "ajuda",
        "quanto tempo ainda posso conduzir?",
        "para onde tenho de ir agora?",
    ),
    "fr": (
        "prochain arrêt",
        "ma tournée",
        "heures de conduite",
        "aide",
        "où est-ce que je dois aller maintenant ?",
        "combien de temps puis-je encore conduire ?",
    ),
    "de": (
        "nächster stopp",
        "meine tour",
        "lenkzeiten",
        "hilfe",
        "wohin muss ich als nächstes fahren?",
        "wie lange darf ich heute noch lenken?",
    ),
    "pl": (
        "następny punkt",
        "moja trasa",
        "czas jazdy",
        "pomoc",
        "dokąd mam teraz pojechać?",
        "ile czasu mogę jeszcze dzisiaj prowadzić?",
    ),
    "ro": (
        "următoarea oprire",
        "ruta mea",
        "ore de condus",
        "ajutor",
        "unde trebuie să ajung acum?",
        "cât timp mai pot conduce astăzi?",
    ),
    "tr": (
        "sonraki durak",
        "bugünkü rotam",
        "sürüş süresi",
        "yardım",
        "şimdi nereye gitmem gerekiyor?",
        "bugün daha ne kadar araç kullanabilirim?",
    ),
    "uk": (
        "наступна точка",
        "мій маршрут",
        "час керування",
        "допомога",
        "куди мені їхати далі?",
        "скільки ще можна їхати за кермом?",
    ),
    "hi": (
        "अगला स्टॉप",
        "मेरा रूट",
        "ड्राइविंग समय",
        "मदद",
        "मेरा अगला स्टॉप कहाँ है भाई?",
        "मुझे अब कहाँ जाना है?",
    ),
}
_ASKED_OF_THE_MODEL: Final = 0.2
_TAKEN_S: Final = 300.0
_DELIVERED_S: Final = 300.0  # Meta tries again and again; a webhook that stays away fails the test
_LOOK_EVERY_S: Final = 0.1  # many events in one answer: a call for each would cost more than they


@dataclass
class Traffic:
    """`messages` questions by the stack's drivers, in the order that `seed` gives."""

    stack: Stack
    seed: int
    messages: int
    aliases: Sequence[str]
    ended: Callable[[], str]  # names of processes that ended by themselves, which no case expects
    pace_s: float = 0.05  # mean of a driver's pause between a 200 and the next message
    written: list[Written] = field(default_factory=list)
    accepted: dict[str, float] = field(default_factory=dict)  # wamid -> when Meta got its 200
    _events: dict[str, asyncio.Event] = field(default_factory=dict)
    _happened: asyncio.Event = field(default_factory=asyncio.Event)
    _allowed: int = 0
    _stopped: asyncio.Event = field(default_factory=asyncio.Event)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[Traffic]:
        """Write while the block runs; afterwards wait until Meta got its 200 for everything."""
        start = await self.stack.http.get("/meta/_control/events", params={"after": -1})
        async with asyncio.TaskGroup() as group:
            listener = group.create_task(self._listen(start.json()["last"]))
            async with asyncio.TaskGroup() as drivers:
                for number, alias in enumerate(self.aliases):
                    share = self.messages // len(self.aliases)
                    extra = number < self.messages % len(self.aliases)
                    drivers.create_task(self._drive(alias, share + extra))
                self.flow(0.1)
                yield self
                self.flow()
            listener.cancel()

    def stop(self) -> None:
        """Nobody writes anything more."""
        self._stopped.set()
        self.flow()

    def flow(self, share: float = 1.0) -> None:
        """Let this share of all messages be written beyond those that are; returns at once."""
        self._allowed = max(self._allowed, len(self.written) + int(share * self.messages) + 1)
        self._changed()

    async def reached(self, share: float, timeout_s: float = _TAKEN_S) -> None:
        """Until the webhook has taken this share of all messages; a twentieth more is on its way.

        Drivers write no more than that, so that what is broken next meets traffic, however slow
        this process is.
        """
        wanted = int(share * self.messages)
        self._allowed = max(self._allowed, wanted + self.messages // 20 + 1)
        self._changed()
        async with asyncio.timeout(timeout_s):
            while len(self.accepted) < wanted:
                await self._change()

    async def more(self, share: float, timeout_s: float = _TAKEN_S) -> None:
        """Until the webhook has taken this share more than it has by now."""
        await self.reached(min(len(self.accepted) / self.messages + share, 1.0), timeout_s)

    async def _may_write(self) -> None:
        while len(self.written) >= self._allowed:
            await self._change()

    def _changed(self) -> None:
        """Wake everybody who waits for a change, once."""
        happened, self._happened = self._happened, asyncio.Event()
        happened.set()

    async def _change(self) -> None:
        await self._happened.wait()

    async def _drive(self, alias: str, count: int) -> None:
        dice = random.Random(f"{self.seed}/{alias}")
        language = str(self.stack.drivers[alias]["language"])
        questions = QUESTIONS.get(language, QUESTIONS["en"])
        await asyncio.sleep(dice.random() * self.pace_s)
        for number in range(count):
            await self._may_write()
            if self._stopped.is_set():
                return
            known = dice.random() >= _ASKED_OF_THE_MODEL
            text = dice.choice(questions[:4] if known else questions[4:])
            await self._say(alias, number, text)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._stopped.wait(), dice.expovariate(1 / self.pace_s))

    async def _say(self, alias: str, number: int, text: str) -> None:
        # The id is chosen here: the 200 may be there before the stand-in's own answer.
        wamid = f"wamid.{self.seed}.{alias}.{number}.{time.time_ns()}"
        self._events[wamid] = asyncio.Event()
        self.written.append(Written(wamid=wamid, alias=alias, number=len(self.written)))
        await self.stack.write(alias, text, wamid=wamid)
        async with asyncio.timeout(_DELIVERED_S):
            await self._events[wamid].wait()

    async def _listen(self, after: int) -> None:
        while True:
            assert not (ended := self.ended()), f"{ended}{self.stack.logs()}"
            params = {"after": after, "wait_s": 2, "limit": 10_000}
            try:
                answer = await self.stack.http.get("/meta/_control/events", params=params)
            except httpx2.TimeoutException:
                continue  # a busy machine
            happened = answer.raise_for_status().json()
            after = happened["last"]
            for event in happened["events"]:
                if event["kind"] == "tick" and (waiting := self._events.get(event["wamid"])):
                    self.accepted.setdefault(event["wamid"], time.time())
                    waiting.set()
            self._changed()
            await asyncio.sleep(_LOOK_EVERY_S)
