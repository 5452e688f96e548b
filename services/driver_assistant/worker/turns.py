"""Which waiting messages make the next turn. Pure: rows in, a decision out.

Only fragments of one thought are merged ("hi" / "where" / "is my next stop"); complete questions,
buttons, media and emergencies stay turns of their own. A lone greeting or fragment may wait a
moment for its rest; a complete question never waits and is never swallowed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Final

from driver_assistant.contracts.messages import Content, Reaction, Revoked, StoredMessage, Text
from driver_assistant.store.conversations import Waiting
from driver_assistant.worker.rules import understand_by_rules
from driver_assistant.worker.words import GREETINGS

# Fragments are merged while they come in quick succession and the whole stays one thought.
_SAME_THOUGHT: Final = timedelta(seconds=10)
_MOST: Final = 10
_FRAGMENT_WORDS: Final = 3

_END: Final = re.compile(r"[?!.。؟।]\s*$")
_WORD: Final = re.compile(r"[^\W_]+(?:['\u2019][^\W_]+)?", re.UNICODE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """Messages that are answered together; `lead` names the turn and its reply."""

    messages: tuple[Waiting, ...]
    contents: tuple[StoredMessage, ...]

    @property
    def lead(self) -> Waiting:
        """The first message: its id is the turn's."""
        return self.messages[0]

    @property
    def last(self) -> Waiting:
        """The newest message: replies quote it when they quote."""
        return self.messages[-1]

    @property
    def content(self) -> Content:
        """What the driver said: the parts of a thought as one text."""
        if len(self.contents) == 1:
            return self.contents[0].content
        texts = [s.content.body for s in self.contents if isinstance(s.content, Text)]
        return Text(body=" ".join(texts))

    @property
    def emergency(self) -> str | None:
        """The kind of emergency any of them speaks of."""
        return next((message.emergency for message in self.messages if message.emergency), None)


@dataclass(frozen=True, slots=True)
class Wait:
    """Nothing to answer yet: look again then."""

    seconds: float


def next_turn(
    waiting: Sequence[Waiting], now: datetime, fragment_wait: timedelta
) -> Turn | Wait | None:
    """The next turn, a short wait for the rest of a thought, or None when nothing is due.

    `waiting` is in answering order: high ones first, then by the time they were sent. A head that
    waits for its retry holds normal messages back, and high ones pass it.
    """
    head = next((message for message in waiting if message.due and message.high), None)
    if head is None:
        if not waiting or not waiting[0].due:
            return None
        head = waiting[0]
    content = stored(head)
    if not _is_fragment(head, content):
        return Turn(messages=(head,), contents=(content,))
    return _thought(waiting[waiting.index(head) :], now, fragment_wait)


def stored(message: Waiting) -> StoredMessage:
    """The message's content; raises ValueError for a row that can't be read."""
    return _parsed(message.content)


@lru_cache(maxsize=64)  # what waits is looked at again before each turn
def _parsed(content: bytes) -> StoredMessage:
    return StoredMessage.model_validate_json(content)


def is_silent(content: Content) -> bool:
    """Whether a content gets no reply at all: reactions and deletions."""
    return isinstance(content, Reaction | Revoked)


def _thought(waiting: Sequence[Waiting], now: datetime, fragment_wait: timedelta) -> Turn | Wait:
    """Fragments from the head on, up to and including the text that completes them."""
    messages: list[Waiting] = []
    contents: list[StoredMessage] = []
    complete = False
    for message in waiting[:_MOST]:
        this = stored(message)
        if not isinstance(this.content, Text) or message.emergency or not message.due:
            break
        if messages and message.sent_at - messages[-1].sent_at > _SAME_THOUGHT:
            break
        if messages and not _is_fragment(message, this) and not _continues(contents, this):
            break
        messages.append(message)
        contents.append(this)
        if not _is_fragment(message, this):
            complete = True
            break
    turn = Turn(messages=tuple(messages), contents=tuple(contents))
    waited = now - messages[-1].received_at
    if complete or waited >= fragment_wait or messages[0].attempts:
        return turn
    joined = _words(turn.content.body if isinstance(turn.content, Text) else "")
    if len(messages) > 1 and _ends(contents[-1].content) and len(joined) > _FRAGMENT_WORDS:
        return turn
    return Wait((fragment_wait - waited).total_seconds())


def _continues(contents: Sequence[StoredMessage], this: StoredMessage) -> bool:
    """Whether a complete text goes on with what stands before it.

    After greetings alone it is the thought itself ("hi" / "where is my next stop?") and they are
    answered together. After a fragment with content it is only joined when it begins like a
    continuation: in lower case, where the script has cases.
    """
    if all(_is_greeting(content.content) for content in contents):
        return True
    body = this.content.body.lstrip() if isinstance(this.content, Text) else ""
    return bool(body) and body[0].islower() and len(_words(body)) <= 2 * _FRAGMENT_WORDS


def _is_fragment(message: Waiting, this: StoredMessage) -> bool:
    """A greeting or a few words without an end; never a button, medium or emergency."""
    content = this.content
    if not isinstance(content, Text) or message.high or message.emergency or this.reply_to:
        return False
    if _is_greeting(content):
        return True
    words = _words(content.body)
    if len(words) > _FRAGMENT_WORDS or _ends(content):
        return False
    # One or two words that are a whole request by themselves ("route", "next stop") are known
    # to the rules, and a complete request never waits.
    return not understood_by_itself(content.body)


def understood_by_itself(text: str) -> bool:
    """Whether the rules alone understand a text: then it is complete."""
    return understand_by_rules(Text(body=text), text, None) is not None


def _is_greeting(content: Content) -> bool:
    words = _words(content.body) if isinstance(content, Text) else []
    return bool(words) and all(word in GREETINGS for word in words)


def _ends(content: Content) -> bool:
    return isinstance(content, Text) and bool(_END.search(content.body))


def _words(text: str) -> list[str]:
    return [word.casefold() for word in _WORD.findall(text)]
