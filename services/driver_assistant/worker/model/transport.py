"""One request to OpenRouter through the openai library: bytes out, a completion or a failure in.

Called by `client.py`, once per attempt. It retries nothing, follows no redirects, and ends
every request by its own clock, since a read timeout alone lets a slow trickle go on for ever.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from typing import Any

import httpx2
from openai import APIConnectionError, APIStatusError, APITimeoutError, AsyncOpenAI
from pydantic import ValidationError

from driver_assistant.runtime.http_client import http_client
from driver_assistant.worker.model.attempts import Models
from driver_assistant.worker.model.classify import from_response
from driver_assistant.worker.model.errors import (
    ConnectionLost,
    MalformedAnswer,
    ModelFailure,
    ModelTimedOut,
)
from driver_assistant.worker.model.settings import ModelSettings
from driver_assistant.worker.model.usage import Usage
from driver_assistant.worker.model.wire import Completion, ListedModel, ModelList

_LIST_TIMEOUT_S = 5.0
# The request never left: nobody can have billed it.
_NEVER_SENT = (httpx2.ConnectError, httpx2.ConnectTimeout, httpx2.PoolTimeout)


class Transport:
    """The connections to the API. Close it with `aclose`."""

    def __init__(
        self, settings: ModelSettings, http_client: httpx2.AsyncClient | None = None
    ) -> None:
        self._settings = settings
        self._openai = AsyncOpenAI(
            api_key=settings.api_key.get_secret_value(),
            base_url=settings.base_url,
            max_retries=0,  # `attempts.py` retries; the library's own would multiply ours
            timeout=_timeout(settings),
            http_client=http_client or _http_client(settings),
            default_headers={"X-OpenRouter-Title": "driver-assistant"},
        )

    async def aclose(self) -> None:
        """Close the connections."""
        await self._openai.close()

    async def completion(
        self,
        body: Mapping[str, Any],
        *,
        models: Models,
        session: str,
        limit_s: float,
        tools: str = "",
    ) -> Completion:
        """The completion of `body` by one of `models`, within `limit_s` seconds.

        `tools` is the JSON of the body's `tools`: 24 kB that never change are not encoded again.

        Raises:
            ModelFailure: of the class that `classify.py` gives it; `usage` holds the attempt
                and whether it may have been billed.
        """
        try:
            async with asyncio.timeout(limit_s):
                # Not `chat.completions.create`: it walks every message and tool schema by its
                # types before it sends them as they are, which costs more than the request.
                response = await self._openai.post(
                    "/chat/completions",
                    cast_to=httpx2.Response,
                    content=_json(
                        {"model": models[0], **body, **self._extras(models, session)}, tools
                    ),
                    options={"headers": {"Content-Type": "application/json"}},
                )
            return Completion.model_validate_json(response.content)
        except TimeoutError as error:
            raise _sent(ModelTimedOut("")) from error
        except ValidationError as error:
            raise _sent(MalformedAnswer("not a completion")) from error
        except (APIStatusError, APIConnectionError) as error:
            raise _failure(error) from error

    async def models(self) -> tuple[ListedModel, ...]:
        """The provider's list of models; errors as for `completion`."""
        try:
            async with asyncio.timeout(_LIST_TIMEOUT_S):
                response = await self._openai.models.with_raw_response.list()
            return ModelList.model_validate_json(response.content).data
        except TimeoutError as error:
            raise ModelTimedOut("models") from error
        except ValidationError as error:
            raise MalformedAnswer("models") from error
        except (APIStatusError, APIConnectionError) as error:
            raise _failure(error) from error

    def _extras(self, models: Models, session: str) -> dict[str, Any]:
        """What OpenRouter takes beyond OpenAI's API."""
        settings = self._settings
        extras: dict[str, Any] = {
            "session_id": session,
            "provider": {
                "require_parameters": settings.require_parameters,
                "data_collection": settings.data_collection,
            },
        }
        if len(models) > 1:
            extras["models"] = list(models)
        if settings.reasoning_effort is not None:
            extras["reasoning"] = {"effort": settings.reasoning_effort}
        return extras


def _json(body: Mapping[str, Any], tools: str) -> bytes:
    text = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
    return (f'{text[:-1]},"tools":{tools}}}' if tools else text).encode()


def _failure(error: APIStatusError | APIConnectionError) -> ModelFailure:
    """The openai library's error as ours."""
    if isinstance(error, APIStatusError):
        headers = {name.lower(): value for name, value in error.response.headers.items()}
        failure = from_response(error.status_code, error.response.content, headers)
        failure.usage = Usage(attempts=1)  # refused: nothing was generated
        return failure
    cause = error.__cause__
    kind = ModelTimedOut if isinstance(error, APITimeoutError) else ConnectionLost
    lost = kind(type(cause or error).__name__)
    if isinstance(cause, _NEVER_SENT):
        lost.usage = Usage(attempts=1)
        return lost
    return _sent(lost)


def _sent(failure: ModelFailure) -> ModelFailure:
    """The request went out, and what became of it nobody told us: it may have been billed."""
    failure.usage = Usage(attempts=1, unknown=1)
    return failure


def _timeout(settings: ModelSettings) -> httpx2.Timeout:
    return httpx2.Timeout(
        connect=settings.connect_timeout_s,
        read=settings.timeout_s,
        write=settings.timeout_s,
        pool=settings.pool_timeout_s,
    )


def _http_client(settings: ModelSettings) -> httpx2.AsyncClient:
    # It follows no redirects: prompts go to the declared host only.
    return http_client(timeout=_timeout(settings), most_connections=settings.max_connections)
