"""Control API, the users' side: phones, their messages, their chats, and what just happened.

Mounted by `app.py` under `/_control`. For the terminal chat, the phone page and tests; it is no
part of what Meta offers and has no authentication.
"""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response

from driver_assistant.sandbox.meta.control_state import BaseUrl, TheCloud, json_of
from driver_assistant.sandbox.meta.inbound import Inbound
from driver_assistant.sandbox.meta.people import post, read_all, set_marketing, user_at, write
from driver_assistant.sandbox.meta.settings import Reads
from driver_assistant.sandbox.meta.transcript import transcript
from driver_assistant.sandbox.meta.users import BSUID

router = APIRouter(tags=["users"])

Json = dict[str, Any]


class UserPatch(BaseModel):
    """What to change about a user; what is left out stays."""

    model_config = ConfigDict(extra="forbid")

    name: str | None = None
    user_id: str | None = Field(None, pattern=BSUID.pattern)
    username: str | None = None
    phone_hidden: bool | None = Field(None, description="Webhooks then carry only the user id.")
    reads: Reads | None = None
    on_whatsapp: bool | None = Field(None, description="False: sends fail later with 131026.")
    window_open: bool | None = Field(None, description="Open or close the 24-hour window.")
    phone_number_id: str = Field("", description="Whose window; empty: every number's.")


class Messages(BaseModel):
    """Many messages at once, for load."""

    model_config = ConfigDict(extra="forbid")

    messages: list[Inbound] = Field(min_length=1, max_length=10_000)


@router.post("/messages")
async def send_as_user(spec: Inbound | Messages, cloud: TheCloud, base_url: BaseUrl) -> Json:
    """A user writes: body `{from, type, …}`, or `{messages: [...]}` for many.

    Answers `{wamids}` at once; the webhook follows (see `GET /_control/outbox`). Types: text,
    button_reply, list_reply, press (presses `choice` of the last message with buttons or rows),
    template_button, location, image, video, audio, document, sticker, reaction, contacts,
    unsupported, system, edit, revoke, interactive_without_body, malformed.
    """
    specs = spec.messages if isinstance(spec, Messages) else [spec]
    wamids = []
    for one in specs:
        wamid, item = write(cloud, one, base_url)
        post(cloud, item)
        wamids.append(wamid)
    return {"wamids": wamids}


@router.get("/users")
async def list_users(cloud: TheCloud, limit: int = 1000) -> Json:
    """Every phone: `{users: [...], count, forgotten}`."""
    views = [user.view() for user, _ in zip(cloud.users, range(limit), strict=False)]
    return {"users": views, "count": len(cloud.users), "forgotten": cloud.users.forgotten}


@router.put("/users/{address}")
async def put_user(address: str, patch: UserPatch, cloud: TheCloud) -> Json:
    """Register a phone by number, or change one found by number or user id."""
    user = user_at(cloud, address)
    if patch.user_id:
        cloud.users.set_user_id(user, patch.user_id)
    for name in ("name", "username", "phone_hidden", "reads", "on_whatsapp"):
        if (value := getattr(patch, name)) is not None:
            setattr(user, name, value)
    if patch.window_open is not None:
        for number in [patch.phone_number_id] if patch.phone_number_id else cloud.numbers:
            user.last_inbound[number] = cloud.now() if patch.window_open else 0.0
    return user.view()


@router.post("/users/{address}/read")
async def read_chat(address: str, cloud: TheCloud) -> Json:
    """The user opens the chat: everything unread is reported as read. Answers `{read}`."""
    return {"read": read_all(cloud, user_at(cloud, address))}


@router.post("/users/{address}/marketing/{value}")
async def choose_marketing(address: str, value: str, cloud: TheCloud) -> Json:
    """`value` is `stop` or `resume`: sends the `user_preferences` webhook."""
    if value not in {"stop", "resume"}:
        msg = "value must be stop or resume"
        raise ValueError(msg)
    user = user_at(cloud, address)
    set_marketing(cloud, user, wanted=value == "resume")
    return user.view()


@router.get("/transcript")
async def chat_of(user: str, cloud: TheCloud, last: int | None = None) -> Response:
    """The user's chat as the phone shows it: `{user, typing, messages}`, oldest first.

    A message has `by` (driver or assistant), wamid, at, type, text, ticks (pending, sent,
    delivered, read), reply_to, and `choices` (`{kind, id, title, description?}`), `opener` of a
    list, `reaction`, or the medium, pin or contacts.
    """
    return json_of(transcript(user_at(cloud, user), cloud.now(), last=last))


@router.get("/events")
async def what_happened(
    cloud: TheCloud,
    after: int = 0,
    wait_s: Annotated[float, Query(ge=0, le=60)] = 0.0,
    user: str = "",
    limit: Annotated[int, Query(ge=1, le=10_000)] = 1000,
) -> Response:
    """Events with `seq > after`; waits up to `wait_s` for one: `{events, last}`.

    Kinds: message (the assistant sent; `shown` or not), receipt (blue ticks, `typing`), status
    (of a sent message), received (a user wrote), tick (its webhook was answered 200), refused.
    `after=-1` answers no event but the number of the last.
    """
    if after < 0:
        return json_of({"events": [], "last": cloud.events.last})
    address = user_at(cloud, user).wa_id if user else ""
    events = await cloud.events.wait(after, wait_s, user=address, limit=limit)
    last = events[-1]["seq"] if events else max(after, 0)
    return json_of({"events": events, "last": last})
