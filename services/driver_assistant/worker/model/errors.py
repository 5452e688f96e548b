"""How a model call can fail, and what each failure asks for.

The class is the decision, twice. Inside the client `retry` says whether another attempt may
help (`client.py` obeys it within the deadline); outside, `Transient` and `Permanent` say whether
the message may be tried again later. `outage` marks what a circuit breaker should count, `alert`
what a person has to fix. Every failure carries the `usage` of its attempts, because a failed
call may have cost money. Which answer of the provider makes which class is in `classify.py`.
"""

from __future__ import annotations

from datetime import timedelta
from enum import Enum
from typing import ClassVar

from driver_assistant.contracts.errors import AssistantError, Permanent, Transient
from driver_assistant.worker.model.usage import NOTHING, Usage


class Retry(Enum):
    """What to do about a failure while there is time."""

    NEVER = "never"
    ONCE = "once"  # the same model again, at once, one time per call
    NEXT_MODEL = "next_model"  # another model; the same one after a pause if there is none
    WAIT = "wait"  # the same model after `retry_after`, if that is soon


class ModelFailure(AssistantError):
    """The model gave no usable answer."""

    code = "llm_failed"
    retry: ClassVar[Retry] = Retry.NEVER
    alert: ClassVar[bool] = False

    outage: bool = False
    usage: Usage = NOTHING
    retry_after: timedelta | None = None


# --- stop: nothing to gain from another attempt ------------------------------------


class InvalidModelRequest(ModelFailure, Permanent):
    """The provider refused our request as invalid."""

    code = "llm_invalid_request"
    alert = True  # our own bug


class PromptTooLong(ModelFailure, Permanent):
    """The prompt is longer than the model takes."""

    code = "llm_prompt_too_long"


class ContentRefused(ModelFailure, Permanent):
    """The provider or the model refused the content."""

    code = "llm_refused"


class AnswerCutOff(ModelFailure, Permanent):
    """The answer reached its token limit before its end."""

    code = "llm_cut_off"


class KeyRejected(ModelFailure, Permanent):
    """The provider rejected our API key."""

    code = "llm_key_rejected"
    alert = True


class CreditsExhausted(ModelFailure, Permanent):
    """The provider's credits, or the key's limit, are used up."""

    code = "llm_credits_exhausted"
    alert = True


# --- another model may do ------------------------------------------------------------


class ModelUnavailable(ModelFailure, Permanent):
    """The model doesn't exist, or no provider serves it under our routing rules."""

    code = "llm_model_unavailable"
    retry = Retry.NEXT_MODEL
    alert = True


class ProviderFailed(ModelFailure, Transient):
    """The provider is down, overloaded, or failed while answering."""

    code = "llm_provider_failed"
    retry = Retry.NEXT_MODEL
    outage = True


class UpstreamLimited(ModelFailure, Transient):
    """The model's provider limits our rate."""

    code = "llm_upstream_limited"
    retry = Retry.NEXT_MODEL


# --- the same again ------------------------------------------------------------------


class AccountLimited(ModelFailure, Transient):
    """OpenRouter limits our rate or our spending in flight; other models don't help."""

    code = "llm_account_limited"
    retry = Retry.WAIT


class ModelTimedOut(ModelFailure, Transient):
    """The model took too long."""

    code = "llm_timed_out"
    retry = Retry.ONCE
    outage = True


class ConnectionLost(ModelFailure, Transient):
    """The provider can't be reached, or the connection broke."""

    code = "llm_connection_lost"
    retry = Retry.ONCE
    outage = True


class EmptyAnswer(ModelFailure, Transient):
    """The model said nothing."""

    code = "llm_empty_answer"
    retry = Retry.ONCE


class MalformedAnswer(ModelFailure, Transient):
    """The model's answer is not what its protocol says."""

    code = "llm_malformed_answer"
    retry = Retry.ONCE


class UnknownTool(MalformedAnswer):
    """The model called a tool that doesn't exist."""

    code = "llm_unknown_tool"


class BadArguments(MalformedAnswer):
    """The model called a tool with arguments that don't fit it."""

    code = "llm_bad_arguments"


# --- ours -------------------------------------------------------------------------------


class OutOfTime(ModelFailure, Transient):
    """The deadline came before an answer."""

    code = "llm_out_of_time"
