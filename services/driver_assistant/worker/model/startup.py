"""Looks at the provider's list of models when a worker starts.

A configured model that isn't listed is said in the log and skipped for a while; that is never a
reason not to start, and neither is a list that can't be had.
"""

from __future__ import annotations

import structlog

from driver_assistant.worker.model.client import ModelClient
from driver_assistant.worker.model.errors import ModelFailure
from driver_assistant.worker.model.settings import ModelSettings
from driver_assistant.worker.model.wire import ListedModel

log = structlog.get_logger(__name__)


async def check_models(client: ModelClient, settings: ModelSettings) -> tuple[ListedModel, ...]:
    """The configured models that the provider has, with their prices; empty when unknown."""
    try:
        listed = {model.id: model for model in await client.list_models()}
    except ModelFailure as failure:
        log.warning("llm.models_unchecked", error=failure.code, detail=failure.detail)
        return ()
    for purpose, models in (("choose", settings.pickers), ("write", settings.writers)):
        missing = [model for model in models if model not in listed]
        for model in missing:
            client.forget_model(model)
        if len(missing) == len(models):
            log.error("llm.no_model_available", purpose=purpose, models=models, alert=True)
        elif missing:
            log.warning("llm.models_missing", purpose=purpose, models=missing)
    wanted = dict.fromkeys((*settings.pickers, *settings.writers))
    return tuple(listed[model] for model in wanted if model in listed)
