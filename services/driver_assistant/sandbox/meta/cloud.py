"""The stand-in's heart: numbers, users, limits and what becomes of a message.

Called by `graph_api.py` for the business's side and by `people.py` for the users' side. It knows
no HTTP; faults are applied by its caller, which passes on those that change a message's fate.
"""

from __future__ import annotations

import random
import time
from typing import Any

from driver_assistant.sandbox.meta.envelope import Account
from driver_assistant.sandbox.meta.errors import GraphError
from driver_assistant.sandbox.meta.events import Events
from driver_assistant.sandbox.meta.faults import Faults, FaultSpec
from driver_assistant.sandbox.meta.ledger import Ledger, Refused, Sent
from driver_assistant.sandbox.meta.limits import Bucket
from driver_assistant.sandbox.meta.media import MediaStore
from driver_assistant.sandbox.meta.outbox import Outbox
from driver_assistant.sandbox.meta.reporter import Reporter
from driver_assistant.sandbox.meta.require import invalid, text
from driver_assistant.sandbox.meta.sends import check_product, check_send
from driver_assistant.sandbox.meta.settings import MetaSettings
from driver_assistant.sandbox.meta.templates import Template, Templates
from driver_assistant.sandbox.meta.users import BSUID, Received, User, Users, wa_id_of
from driver_assistant.sandbox.meta.wamids import Wamids
from driver_assistant.sandbox.meta.words import words_of

Json = dict[str, Any]

TYPING_S = 25.0  # Meta: the typing indicator goes after 25 s or with the reply
_WINDOW_CLOSED = (
    "Message failed to send because more than 24 hours have passed since the customer last "
    "replied to this number."
)


class Cloud:
    """Everything the stand-in remembers; one per app."""

    def __init__(self, settings: MetaSettings) -> None:
        self.settings = settings
        self.clock_offset_s = 0.0
        self.wamids = Wamids()
        self.account = Account(
            waba_id=settings.waba_id,
            display_numbers={
                number_id: str(int(settings.display_phone_number) + n)
                for n, number_id in enumerate(settings.phone_number_ids)
            },
        )
        self.rng = random.Random(settings.seed)
        self.outbox = Outbox(lambda: self.settings, self.account, self.rng)
        self.media = MediaStore(settings.media_max_bytes)
        self.events = Events(settings.events_max)
        self.templates = Templates([Template.model_validate(item) for item in settings.templates])
        self._forget()

    def reset(self) -> None:
        """Forget users, messages, faults, media and what waits; settings and templates stay."""
        self.rng.seed(self.settings.seed)
        self.clock_offset_s = 0.0
        self.outbox.clear()
        self.media.clear()
        self.events.clear()
        self._forget()

    def _forget(self) -> None:
        self.users = Users(self.settings)
        self.ledger = Ledger(self.settings.ledger_max)
        self.faults = Faults(self.rng)
        self.reporter = Reporter(
            lambda: self.settings, self.now, self.rng, self.outbox, self.events
        )
        self.received: dict[str, tuple[User, Received]] = {}
        self._numbers: dict[str, Bucket] = {}

    @property
    def numbers(self) -> tuple[str, ...]:
        """Ids of the business's numbers."""
        return self.settings.phone_number_ids

    def now(self) -> float:
        """Unix time as Meta sees it; tests may put it forward."""
        return time.time() + self.clock_offset_s

    # --- the business sends ----------------------------------------------------

    def send(self, phone_number_id: str, payload: Json, fault: FaultSpec | None = None) -> Json:
        """Accept a message, or refuse it; either way the ledger knows.

        Raises:
            GraphError: the refusal, as Meta words it.
        """
        try:
            return self._accept(phone_number_id, payload, fault)
        except GraphError as error:
            self.note_refusal(phone_number_id, payload, error)
            raise

    def note_refusal(self, phone_number_id: str, payload: Json, error: GraphError) -> None:
        """Put a refused send into the ledger."""
        opaque = payload.get("biz_opaque_callback_data")
        user = str(payload.get("to") or payload.get("recipient") or "")
        self.ledger.refuse(
            Refused(
                at=self.now(),
                phone_number_id=phone_number_id,
                user=user,
                code=error.code,
                http_status=error.http_status,
                details=error.details,
                opaque=opaque if isinstance(opaque, str) else None,
                body=words_of(payload),
            )
        )
        self.events.add("refused", wa_id_of(user), code=error.code)

    def receipt(self, phone_number_id: str, payload: Json) -> Json:
        """Blue ticks for a user's message and all earlier ones, and perhaps "typing".

        Raises:
            GraphError: no such number or message.
        """
        self.check_number(phone_number_id)
        check_product(payload)
        if payload.get("status") != "read":
            raise invalid("status", "must be 'read'")
        wamid = text(payload, "message_id", 512)
        typing = payload.get("typing_indicator")
        if typing is not None and (not isinstance(typing, dict) or typing.get("type") != "text"):
            raise invalid("typing_indicator['type']", "must be 'text'")
        if wamid not in self.received:
            raise invalid("message_id", "no message of a user with this id")
        user, message = self.received[wamid]
        for earlier in user.thread:
            if isinstance(earlier, Received) and earlier.phone_number_id == phone_number_id:
                earlier.read = True
            if earlier is message:
                break
        if typing is not None:
            user.typing_until = self.now() + TYPING_S
        self.events.add("receipt", user.wa_id, wamid=wamid, typing=typing is not None)
        return {"success": True}

    def check_number(self, phone_number_id: str) -> None:
        """Raise a `GraphError` unless this is one of the business's numbers."""
        if phone_number_id not in self.account.display_numbers:
            message = (
                f"Unsupported post request. Object with ID '{phone_number_id}' does not exist, "
                "cannot be loaded due to missing permissions, or does not support this operation"
            )
            raise GraphError(100, message, subcode=33, message=message)

    def note_inbound(self, phone_number_id: str) -> None:
        """A user's message uses up the number's throughput too."""
        rate = self.settings.number_rate_per_s
        self._number_bucket(phone_number_id).note(time.monotonic(), rate, max(rate, 1.0))

    # --- steps of a send, in order ---------------------------------------------

    def _accept(self, phone_number_id: str, payload: Json, fault: FaultSpec | None) -> Json:
        self.check_number(phone_number_id)
        kind = check_send(
            payload, lambda media_id: self.media.find(media_id, self.now()) is not None
        )
        template, filled, choices = None, None, None
        if kind == "template":
            template, filled, choices = self.templates.fill(payload["template"])
        user, contact = self._recipient(phone_number_id, payload, template)
        self._check_rates(phone_number_id, user)
        error_code = self._fate(phone_number_id, user, template, fault)
        lost = not user.user_id  # a user id given as a number: Meta says 200 and drops it
        silent = lost or (fault is not None and fault.mode == "accept_without_status")
        sent = Sent(
            seq=self.ledger.accepted_total + 1,
            wamid=self.wamids.outbound(user.key),
            at=self.now(),
            phone_number_id=phone_number_id,
            user=user.wa_id,
            to=contact["input"],
            type=kind,
            payload=payload,
            text=filled,
            choices=choices,
            opaque=payload.get("biz_opaque_callback_data"),
            error_code=error_code,
            shown=error_code is None and not lost,
            fault=fault.mode if fault else None,
        )
        self._record(sent, user)
        if not silent:
            extra_s = fault.delay_s if fault and fault.mode == "late_status" else 0.0
            details = _WINDOW_CLOSED if error_code == 131047 else ""
            self.reporter.schedule(sent, user, extra_s, details)
        return {
            "messaging_product": "whatsapp",
            "contacts": [contact],
            "messages": [{"id": sent.wamid, "message_status": "accepted"}],
        }

    def _recipient(
        self, phone_number_id: str, payload: Json, template: Template | None
    ) -> tuple[User, Json]:
        """Who it goes to, and the response's contact: `wa_id` may differ from `input`."""
        to, user_id = payload.get("to"), payload.get("recipient")
        if to:
            number = wa_id_of(str(to))
            if not 6 <= len(number) <= 15 and not BSUID.fullmatch(str(to)):
                raise invalid("to", "is not a phone number")
            if number == self.account.display_numbers[phone_number_id]:
                raise GraphError(131021)
            user = self.users.find(number) or self._stranger(str(to), number)
            return user, {"input": str(to), "wa_id": user.wa_id}
        if not user_id:
            raise GraphError(100, "The parameter to is required.")
        if not BSUID.fullmatch(str(user_id)):
            raise invalid("recipient", "is not a business-scoped user id")
        found = self.users.find(str(user_id))
        if found is None:
            raise GraphError(131026, "No user with this business-scoped user id.")
        if template is not None and template.category == "AUTHENTICATION":
            raise GraphError(131062)
        return found, {"input": str(user_id), "user_id": str(user_id)}

    def _stranger(self, given: str, number: str) -> User:
        if BSUID.fullmatch(given):  # the prefix is stripped and the rest resolves to nobody
            ghost = Users(self.settings).get(number, "never")
            ghost.on_whatsapp = False
            ghost.user_id = ""
            return ghost
        user = self.users.get(number, self.settings.default_reads)
        user.on_whatsapp = self.settings.unknown_recipients == "create"
        return user

    def _check_rates(self, phone_number_id: str, user: User) -> None:
        settings, now = self.settings, time.monotonic()
        status = settings.throttle_http_status
        rate = settings.number_rate_per_s
        if not self._number_bucket(phone_number_id).take(now, rate, max(rate, 1.0)):
            details = (
                "Message failed to send because there were too many messages sent from this "
                "phone number in a short period of time"
            )
            raise GraphError(130429, details, http_status=status)
        pair = user.buckets.get(phone_number_id)
        if pair is None:
            pair = user.buckets[phone_number_id] = Bucket()
        if not pair.take(now, settings.pair_rate_per_s, settings.pair_burst):
            details = (
                "Message failed to send because there were too many messages sent from this "
                "phone number to the same phone number in a short period of time."
            )
            raise GraphError(131056, details, http_status=status)

    def _number_bucket(self, phone_number_id: str) -> Bucket:
        return self._numbers.setdefault(phone_number_id, Bucket())

    def _fate(
        self,
        phone_number_id: str,
        user: User,
        template: Template | None,
        fault: FaultSpec | None,
    ) -> int | None:
        """The code it will fail with after acceptance."""
        if fault is not None and fault.mode == "fail_later":
            return fault.code
        if not user.on_whatsapp:
            return 131026
        if template is None and not self.window_open(phone_number_id, user):
            if self.settings.window_errors == "synchronous":
                raise GraphError(131047, _WINDOW_CLOSED)
            return 131047
        if template is not None and template.category == "MARKETING" and not user.marketing:
            return 131050
        return None

    def window_open(self, phone_number_id: str, user: User) -> bool:
        """Whether free text may go to the user now."""
        if self.settings.window_hours == 0:
            return True
        last = user.last_inbound.get(phone_number_id)
        return last is not None and self.now() - last < self.settings.window_hours * 3600

    def _record(self, sent: Sent, user: User) -> None:
        self.ledger.accept(sent)
        user.thread.append(sent)
        user.typing_until = 0.0
        self.events.add("message", user.wa_id, wamid=sent.wamid, shown=sent.shown)
