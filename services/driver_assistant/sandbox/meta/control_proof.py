"""Control API, proof and trouble: the ledger, faults, settings, templates, clock, reset.

Mounted by `app.py` under `/_control`; for tests and whoever runs a load or a chaos session.
"""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Body, Query
from starlette.responses import Response

from driver_assistant.sandbox.meta.control_state import TheCloud, json_of
from driver_assistant.sandbox.meta.faults import FaultSpec
from driver_assistant.sandbox.meta.templates import Template

router = APIRouter(tags=["proof"])

Json = dict[str, Any]


@router.get("/ledger")
async def read_ledger(
    cloud: TheCloud,
    after: int = 0,
    limit: Annotated[int | None, Query(ge=0)] = None,
    user: str = "",
    payload: bool = False,
    refused: Annotated[int, Query(ge=0)] = 100,
) -> Response:
    """Every accepted send in order of acceptance, the latest refusals, and exact counts.

    `{counts, doubled, accepted: [...], refused: [...]}`. `after` and `limit` page by `seq`;
    `limit=0` gives counts only. An entry: seq, wamid, at, phone_number_id, user, to, type, body,
    opaque, status, error_code (it failed after acceptance), shown (the user saw it), fault, and
    `payload` on demand. `doubled` maps opaque data accepted more than once to how often.
    """
    address = found.wa_id if user and (found := cloud.users.find(user)) else user
    entries = cloud.ledger.entries(after=after, limit=limit, user=address)
    return json_of(
        {
            "counts": cloud.ledger.counts(),
            "doubled": cloud.ledger.doubled(),
            "accepted": [sent.view(with_payload=payload) for sent in entries],
            "refused": [entry.view() for entry in cloud.ledger.refusals(refused)],
        }
    )


@router.get("/faults")
async def list_faults(cloud: TheCloud) -> Json:
    """Rules in force (the first that fits applies) and finished ones, with their hits."""
    return {
        "active": [rule.view() for rule in cloud.faults.active(cloud.now())],
        "finished": [rule.view() for rule in cloud.faults.finished],
    }


@router.post("/faults")
async def add_faults(specs: FaultSpec | list[FaultSpec], cloud: TheCloud) -> Json:
    """Add a rule or several, in order: `{mode, phone_number_id?, user?, count?, for_s?, …}`.

    Modes: ok, error (`code`, `http_status`, `subcode`), server_error, hang, reset, throttled,
    expired_token, slow (`median_s`, `p99_s`), accept_then_reset, accept_then_hang,
    accept_without_status, late_status (`delay_s`), fail_later (`code`). Answers `{ids}`.
    """
    wanted = specs if isinstance(specs, list) else [specs]
    return {"ids": [cloud.faults.add(spec, cloud.now()).id for spec in wanted]}


@router.delete("/faults")
async def lift_faults(
    cloud: TheCloud, rule_id: Annotated[int | None, Query(alias="id")] = None
) -> Json:
    """Lift the rule `id`, or all. Answers `{lifted}`."""
    return {"lifted": cloud.faults.remove(rule_id)}


@router.get("/settings")
async def read_settings(cloud: TheCloud) -> Json:
    """The settings in force; the secrets are the sandbox's own."""
    return cloud.settings.model_dump()


@router.patch("/settings")
async def change_settings(patch: Annotated[Json, Body()], cloud: TheCloud) -> Json:
    """Change settings at run time, e.g. `{"webhook_url": "…", "shuffle_rate": 1}`."""
    cloud.settings = cloud.settings.changed(patch)
    return cloud.settings.model_dump()


@router.get("/templates")
async def list_templates(cloud: TheCloud) -> list[Template]:
    """The approved templates."""
    return cloud.templates.all()


@router.put("/templates")
async def put_templates(templates: list[Template], cloud: TheCloud) -> Json:
    """Add or replace templates: `[{name, language, body, header?, footer?, category?, buttons?}]`.

    `body` has `{{1}}` or `{{name}}` for parameters, `buttons` the titles of quick replies.
    """
    cloud.templates.put(templates)
    return {"templates": len(cloud.templates.all())}


@router.post("/clock")
async def advance_clock(cloud: TheCloud, advance_s: Annotated[float, Body(embed=True)]) -> Json:
    """Put Meta's clock forward (windows, media URLs, timestamps): `{"advance_s": 86401}`."""
    cloud.clock_offset_s += advance_s
    return {"now": cloud.now(), "offset_s": cloud.clock_offset_s}


@router.post("/reset")
async def reset(cloud: TheCloud) -> Json:
    """Forget users, messages, ledger, faults, media and waiting webhooks; keep the settings."""
    cloud.reset()
    return {"reset": True}
