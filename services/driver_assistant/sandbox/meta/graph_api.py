"""The Graph API as the product calls it: messages, media, templates, phone numbers.

Mounted by `app.py`. HTTP and faults live here, decisions in `cloud.py`. The messages route is the
far end of load tests: a plain ASGI route without FastAPI's parameter parsing.
"""

from __future__ import annotations

import re
from typing import Any

from pydantic_core import from_json, to_json
from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from driver_assistant.sandbox.meta.cloud import Cloud
from driver_assistant.sandbox.meta.errors import GraphError
from driver_assistant.sandbox.meta.faults import FaultSpec, Operation
from driver_assistant.sandbox.meta.templates import template_from_meta
from driver_assistant.sandbox.meta.trouble import after, before
from driver_assistant.sandbox.meta.users import wa_id_of

Json = dict[str, Any]

_VERSION = re.compile(r"v\d{1,2}\.\d")


class GraphApi:
    """The routes, bound to one cloud."""

    def __init__(self, cloud: Cloud) -> None:
        self._cloud = cloud

    def messages_route(self) -> Route:
        """The busiest route; to be matched first."""
        path = "/{version}/{phone_number_id}/messages"
        return Route(path, self._answered(self._messages), methods=["POST"])

    def other_routes(self) -> list[Route]:
        """Everything else; to be matched after the control API."""
        attachments = "/whatsapp_business/attachments/"
        uploads = "/{version}/{phone_number_id}/media"
        templates = "/{version}/{waba_id}/message_templates"
        one = "/{version}/{object_id}"
        return [
            Route(attachments, self._answered(self._download), methods=["GET"]),
            Route(uploads, self._answered(self._upload), methods=["POST"]),
            Route(templates, self._answered(self._list_templates), methods=["GET"]),
            Route(templates, self._answered(self._create_template), methods=["POST"]),
            Route(one, self._answered(self._describe), methods=["GET"]),
            Route(one, self._answered(self._delete), methods=["DELETE"]),
        ]

    # --- endpoints -------------------------------------------------------------

    async def _messages(self, request: Request) -> Response:
        """Send a message, or a read receipt with an optional typing indicator."""
        number = request.path_params["phone_number_id"]
        self._check_call(request)
        payload = _parsed(await request.body())
        operation: Operation = "receipt" if "status" in payload else "send"
        fault = self._fault(operation, number, payload)
        if fault is not None and (answer := await self._stopped(fault, request, number, payload)):
            return answer
        if operation == "receipt":
            answer = _json(self._cloud.receipt(number, payload))
        else:
            answer = _json(self._cloud.send(number, payload, fault))
        if fault is not None:
            await after(fault, request)
        return answer

    async def _upload(self, request: Request) -> Response:
        """Upload media as multipart form: `file`, `type`, `messaging_product`."""
        number = request.path_params["phone_number_id"]
        self._check_call(request)
        self._cloud.check_number(number)
        if answer := await self._media_fault(request, number):
            return answer
        async with request.form(max_files=1, max_fields=10) as form:
            file = form.get("file")
            if not isinstance(file, UploadFile):
                raise GraphError(100, "(#100) The parameter file is required.")
            if form.get("messaging_product") != "whatsapp":
                raise GraphError(100, "The parameter messaging_product is required.")
            mime_type = str(form.get("type") or file.content_type or "")
            content = await file.read()
        return _json({"id": self._cloud.media.upload(content, mime_type, self._cloud.now()).id})

    async def _describe(self, request: Request) -> Response:
        """Media, a phone number or the business account, by id."""
        self._check_call(request)
        object_id = request.path_params["object_id"]
        cloud = self._cloud
        if object_id in cloud.account.display_numbers:
            return _json(self._number(object_id))
        if object_id == cloud.account.waba_id:
            return _json({"id": object_id, "name": "Sandbox", "currency": "EUR"})
        if answer := await self._media_fault(request, ""):
            return answer
        medium = cloud.media.find(object_id, cloud.now())
        if medium is None:
            cloud.check_number(object_id)  # neither: Meta's words for an unknown object
            raise GraphError(100)
        return _json(cloud.media.describe(medium, self.base_url(request), cloud.now()))

    async def _delete(self, request: Request) -> Response:
        """Delete media."""
        self._check_call(request)
        object_id = request.path_params["object_id"]
        if not self._cloud.media.delete(object_id):
            self._cloud.check_number(object_id)
            raise GraphError(100, "only media can be deleted")
        return _json({"success": True})

    async def _download(self, request: Request) -> Response:
        """The bytes behind a media URL: five minutes, same token."""
        self._check_token(request)
        if answer := await self._media_fault(request, ""):
            return answer
        query = request.query_params
        medium = self._cloud.media.at_url(
            query.get("mid", ""), query.get("ext", ""), query.get("hash", ""), self._cloud.now()
        )
        if medium is None:
            return Response("URL signature expired", status_code=404)
        return Response(medium.content, media_type=medium.mime_type)

    async def _list_templates(self, request: Request) -> Response:
        """Templates of the account, optionally of one `name`."""
        self._check_call(request)
        wanted = request.query_params.get("name", "")
        data = [
            item.model_dump(include={"name", "language", "category", "status"})
            for item in self._cloud.templates.all()
            if wanted in item.name
        ]
        return _json({"data": data, "paging": {}})

    async def _create_template(self, request: Request) -> Response:
        """Create a template; here the review takes no time."""
        self._check_call(request)
        if request.path_params["waba_id"] != self._cloud.account.waba_id:
            self._cloud.check_number(request.path_params["waba_id"])
        try:
            template = template_from_meta(_parsed(await request.body()))
        except ValueError as error:
            raise GraphError(100, str(error)) from error
        self._cloud.templates.put([template])
        template_id = str(10**15 + len(self._cloud.templates.all()))
        answer = {"id": template_id, "status": template.status, "category": template.category}
        return _json(answer)

    # --- what every endpoint needs ---------------------------------------------

    def _answered(self, endpoint: Any) -> Any:
        async def answer(request: Request) -> Response:
            try:
                response: Response = await endpoint(request)
            except GraphError as error:
                return _json(error.body(), error.http_status)
            return response

        return answer

    def base_url(self, request: Request) -> str:
        """Where this app is mounted, as the caller reached it."""
        if self._cloud.settings.public_url:
            return self._cloud.settings.public_url.rstrip("/")
        url = request.url
        return f"{url.scheme}://{url.netloc}{request.scope.get('root_path', '')}"

    def _check_call(self, request: Request) -> None:
        version = request.path_params["version"]
        if not _VERSION.fullmatch(version):
            details = f"Unknown path components: /{version}"
            raise GraphError(2500, details, message=details)
        self._check_token(request)

    def _check_token(self, request: Request) -> None:
        authorization = request.headers.get("authorization", "")
        if authorization == f"Bearer {self._cloud.settings.access_token}":
            return
        if not authorization:
            raise GraphError(0, message="Authentication Error", http_status=401)
        message = "Invalid OAuth access token - Cannot parse access token"
        raise GraphError(190, message=message)

    def _fault(self, operation: Operation, number: str, payload: Json) -> FaultSpec | None:
        cloud = self._cloud
        if cloud.faults.idle:
            return None
        if operation == "receipt":
            known = cloud.received.get(str(payload.get("message_id")))
            user = known[0] if known else None
            spellings = set()
        else:
            given = str(payload.get("to") or payload.get("recipient") or "")
            user = cloud.users.find(given)
            spellings = {given, wa_id_of(given)}
        if user is not None:
            spellings |= {user.wa_id, user.user_id}
        return cloud.faults.pick(operation, number, frozenset(spellings), cloud.now())

    async def _stopped(
        self, fault: FaultSpec, request: Request, number: str, payload: Json
    ) -> Response | None:
        """The fault's answer to a message, if it ends the call; refusals go into the ledger."""
        try:
            answer = await before(fault, request, self._cloud.rng)
        except GraphError as error:
            if "status" not in payload:
                self._cloud.note_refusal(number, payload, error)
            raise
        if fault.mode == "server_error" and answer is not None and "status" not in payload:
            refusal = GraphError(2, "server_error fault", http_status=answer.status_code)
            self._cloud.note_refusal(number, payload, refusal)
        return answer

    async def _media_fault(self, request: Request, number: str) -> Response | None:
        if self._cloud.faults.idle:
            return None
        fault = self._cloud.faults.pick("media", number, frozenset(), self._cloud.now())
        return await before(fault, request, self._cloud.rng) if fault else None

    def _number(self, number_id: str) -> Json:
        digits = self._cloud.account.display_numbers[number_id]
        return {
            "id": number_id,
            "display_phone_number": f"+{digits}",
            "verified_name": "Sandbox",
            "quality_rating": "GREEN",
            "throughput": {"level": "STANDARD"},
            "platform_type": "CLOUD_API",
        }


def _parsed(body: bytes) -> Json:
    try:
        payload = from_json(body)
    except ValueError as error:
        raise GraphError(100, f"The body is not JSON: {error}") from error
    if not isinstance(payload, dict):
        raise GraphError(100, "The body must be a JSON object.")
    return payload


def _json(content: Any, status_code: int = 200) -> Response:
    return Response(to_json(content), status_code, media_type="application/json")
