"""Reads a completion: a tool and its arguments, a plain answer, written text, or a failure.

Pure. A successful HTTP status proves nothing here: errors, refusals and half sentences arrive
with it too.
"""

from __future__ import annotations

from dataclasses import dataclass

from pydantic import BaseModel

from driver_assistant.worker.model.classify import from_error
from driver_assistant.worker.model.errors import (
    AnswerCutOff,
    BadArguments,
    ContentRefused,
    EmptyAnswer,
    MalformedAnswer,
    ProviderFailed,
)
from driver_assistant.worker.model.prompt import OUT_OF_SCOPE, UNCLEAR
from driver_assistant.worker.model.tools import ToolSet
from driver_assistant.worker.model.usage import NOTHING, Usage
from driver_assistant.worker.model.wire import Choice, Completion


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What every usable answer has: the usage of all attempts it took."""

    usage: Usage = NOTHING


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolChoice(Answer):
    """The tool a model picked. `extra_calls` counts further calls, which are never made."""

    name: str
    arguments: BaseModel
    extra_calls: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class PlainAnswer(Answer):
    """The model picked no tool. Its text is for deciding, never for sending."""

    text: str

    @property
    def out_of_scope(self) -> bool:
        """The model says that the message is none of the assistant's work."""
        return OUT_OF_SCOPE in self.text and UNCLEAR not in self.text


@dataclass(frozen=True, slots=True, kw_only=True)
class Written(Answer):
    """A text to put through the output guardrails before anyone sees it."""

    text: str


def read_choice(completion: Completion, tools: ToolSet) -> ToolChoice | PlainAnswer:
    """What the model picked; of several calls the first.

    Raises:
        ModelFailure: an error inside the answer, a refusal, an unknown tool, wrong arguments,
            a cut-off or an empty answer.
    """
    choice = _choice(completion)
    calls = choice.message.tool_calls or ()
    if calls:
        first = calls[0].function
        try:
            arguments = tools.arguments(first.name, first.arguments)
        except BadArguments as error:
            if choice.finish_reason == "length":
                raise AnswerCutOff(f"in the arguments of {first.name}") from error
            raise
        return ToolChoice(name=first.name, arguments=arguments, extra_calls=len(calls) - 1)
    return PlainAnswer(text=_text(choice))


def read_text(completion: Completion) -> Written:
    """What the model wrote.

    Raises:
        ModelFailure: as for `read_choice`; also when it called a tool though it had none.
    """
    choice = _choice(completion)
    if choice.message.tool_calls:
        raise MalformedAnswer("a tool call where text was asked for")
    return Written(text=_text(choice))


def _choice(completion: Completion) -> Choice:
    if completion.error is not None:
        raise from_error(completion.error)
    if not completion.choices:
        raise MalformedAnswer("no choices")
    choice = completion.choices[0]
    if choice.error is not None:
        raise from_error(choice.error)
    if choice.finish_reason == "error":
        raise ProviderFailed("finish_reason error")
    if choice.finish_reason == "content_filter" or choice.message.refusal:
        raise ContentRefused(choice.finish_reason or "refusal")
    return choice


def _text(choice: Choice) -> str:
    text = (choice.message.content or "").strip()
    if choice.finish_reason == "length":
        raise AnswerCutOff("")
    if not text:
        raise EmptyAnswer("")
    return text
