"""Picks the tool whose description and examples are most like what the user wrote.

A stand-in for a model's judgement: it knows no tool by name and reads only what the request
carries. Example utterances are whatever a description quotes or lists after "Examples:". It
shows that the plumbing around function calling works, never how accurate a model would be.
"""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Collection
from dataclasses import dataclass

from driver_assistant.sandbox.openrouter.folding import words
from driver_assistant.sandbox.openrouter.tool_index import ToolIndex
from driver_assistant.sandbox.openrouter.wire import ChatRequest, ForcedTool, Function

_EARLIER_TURN = 0.5  # weight of the turn before, for "and tomorrow?"
_SHORT = 4  # words up to which a text may need the turn before to make sense
_MAX_CALLS = 3

_DATA_BLOCK = re.compile(r"<(?P<tag>[a-z_]+)(?:\s[^>]*)?>.*?</(?P=tag)>", re.DOTALL)
_SENTENCE = re.compile(r"(?<=[.?!؟।])\s+|\n+")


@dataclass(frozen=True, slots=True)
class Pick:
    """A tool and the text it answers."""

    function: Function
    text: str


@dataclass(frozen=True, slots=True)
class Choice:
    """The calls to make, best first, and how well the best tool fits (also when none is called)."""

    picks: tuple[Pick, ...] = ()
    score: float = 0.0


class Chooser:
    """Compares texts with tools; keeps the index of the last few tool sets."""

    def __init__(self, threshold: float) -> None:
        self._threshold = threshold
        self._indexes: OrderedDict[tuple[tuple[str, str], ...], ToolIndex] = OrderedDict()

    def choice(self, request: ChatRequest) -> Choice:
        """The calls to make; none when no tool fits or the request forbids them.

        With `parallel_tool_calls`, each sentence may add its own.
        """
        functions = {tool.function.name: tool.function for tool in request.tools}
        if not functions or request.tool_choice == "none":
            return Choice()
        said = user_texts(request)
        text = said[-1] if said else ""
        if isinstance(request.tool_choice, ForcedTool):
            return Choice((Pick(functions[request.tool_choice.function.name], text),), 1.0)
        index = self._index(functions.values())
        several = self._per_sentence(index, text) if request.parallel_tool_calls else {}
        if len(several) > 1:
            return Choice(tuple(Pick(functions[name], part) for name, part in several.items()), 1.0)
        name, score = _best(index, text, said[-2] if len(said) > 1 else "")
        called = request.tool_choice == "required" or score >= self._threshold
        return Choice((Pick(functions[name], text),) if called else (), score)

    def runner_up(self, request: ChatRequest) -> Function | None:
        """The second best tool: what a model that errs would call."""
        functions = {tool.function.name: tool.function for tool in request.tools}
        said = user_texts(request)
        if len(functions) < 2 or not said:
            return None
        ranked = self._index(functions.values()).ranked(said[-1])
        return functions[ranked[1][0]]

    def _per_sentence(self, index: ToolIndex, text: str) -> dict[str, str]:
        """The sentences that ask for a tool of their own, by tool."""
        found: dict[str, str] = {}
        for sentence in _SENTENCE.split(text):
            name, score = _best(index, sentence)
            if score >= self._threshold and len(found) < _MAX_CALLS:
                found.setdefault(name, sentence)
        return found

    def _index(self, functions: Collection[Function]) -> ToolIndex:
        key = tuple((function.name, function.description) for function in functions)
        index = self._indexes.get(key)
        if index is None:
            index = self._indexes[key] = ToolIndex(functions)
            if len(self._indexes) > 4:
                self._indexes.popitem(last=False)
        return index


def _best(index: ToolIndex, text: str, earlier: str = "") -> tuple[str, float]:
    """The best tool and its score; a short text may lean on the turn before it."""
    ranked = index.ranked(text)
    if earlier and len(words(text)) <= _SHORT:
        before = dict(index.ranked(earlier))
        ranked = [(name, score + _EARLIER_TURN * before[name]) for name, score in ranked]
    return max(ranked, key=lambda pair: pair[1])


def user_texts(request: ChatRequest) -> tuple[str, ...]:
    """What the user said, oldest first, without the blocks that are marked as data.

    `<caption>…</caption>` and the like carry somebody else's words; a careful model reads them
    but takes no orders from them, and this one doesn't even read them.
    """
    said = (_DATA_BLOCK.sub(" ", m.text).strip() for m in request.messages if m.role == "user")
    return tuple(text for text in said if text)
