"""Errors as Meta words them: the table of codes, the response body and the webhook's form.

Raised by the other modules of the stand-in, rendered by `graph_api.py`. Titles and HTTP statuses
follow Meta's error page; where its pages disagree (throttling as 400 or 429) a setting decides.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Any, Final

ERRORS_PAGE: Final = (
    "https://developers.facebook.com/documentation/business-messaging/whatsapp/support/error-codes"
)


@dataclass(frozen=True, slots=True)
class Kind:
    """How a code looks: HTTP status and title; `transient` sets `is_transient`."""

    http_status: int
    title: str
    transient: bool = False


KINDS: Final[dict[int, Kind]] = {
    0: Kind(401, "AuthException"),
    1: Kind(500, "API Unknown", transient=True),
    2: Kind(503, "API Service", transient=True),
    3: Kind(500, "API Method"),
    4: Kind(429, "API Too Many Calls", transient=True),
    10: Kind(403, "Permission Denied"),
    33: Kind(400, "Parameter value is not valid"),
    100: Kind(400, "Invalid parameter"),
    190: Kind(401, "Access token has expired"),
    200: Kind(403, "API Permission"),
    368: Kind(403, "Temporarily blocked for policies violations"),
    80007: Kind(429, "Rate limit issues", transient=True),
    130429: Kind(429, "Rate limit hit", transient=True),
    130472: Kind(400, "User's number is part of an experiment"),
    130497: Kind(403, "Business account is restricted from messaging users in this country"),
    131000: Kind(500, "Something went wrong", transient=True),
    131005: Kind(403, "Access denied"),
    131008: Kind(400, "Required parameter is missing"),
    131009: Kind(400, "Parameter value is not valid"),
    131016: Kind(500, "Service unavailable", transient=True),
    131021: Kind(400, "Recipient cannot be sender"),
    131026: Kind(400, "Message undeliverable"),
    131030: Kind(400, "Recipient phone number not in allowed list"),
    131031: Kind(403, "Account has been locked"),
    131037: Kind(400, "Display name approval is required before sending messages"),
    131042: Kind(400, "Business eligibility payment issue"),
    131045: Kind(500, "Incorrect certificate"),
    131047: Kind(400, "Re-engagement message"),
    131048: Kind(429, "Spam rate limit hit"),
    131049: Kind(400, "This message was not delivered to maintain healthy ecosystem engagement."),
    131050: Kind(400, "User has stopped receiving marketing messages"),
    131051: Kind(400, "Unsupported message type"),
    131052: Kind(400, "Media download error"),
    131053: Kind(400, "Media upload error"),
    131056: Kind(429, "(Business Account, Consumer Account) pair rate limit hit", transient=True),
    131057: Kind(500, "Account in maintenance mode", transient=True),
    131062: Kind(400, "Business-scoped user id recipients are not supported for this message"),
    131064: Kind(400, "Message failed to reach messaging limit"),
    132000: Kind(400, "Number of parameters does not match the expected number of params"),
    132001: Kind(404, "Template name does not exist in the translation"),
    132005: Kind(400, "Translated text too long"),
    132007: Kind(400, "Template format character policy violated"),
    132008: Kind(400, "Parameter value is not valid"),
    132012: Kind(400, "Parameter format does not match format in the created template"),
    132015: Kind(400, "Template is paused"),
    132016: Kind(400, "Template is disabled"),
    132068: Kind(400, "Flow is blocked"),
    132069: Kind(400, "Flow is throttled", transient=True),
    133016: Kind(429, "Account register deregister rate limit exceeded", transient=True),
    135000: Kind(400, "Generic user error"),
    137000: Kind(400, "Recipient identity key mismatch"),
}
THROTTLING: Final = frozenset({4, 80007, 130429, 131048, 131056, 133016})
_UNKNOWN: Final = Kind(400, "Generic user error")


class GraphError(Exception):
    """A refusal in Meta's words."""

    def __init__(
        self,
        code: int,
        details: str = "",
        *,
        subcode: int | None = None,
        http_status: int | None = None,
        message: str = "",
    ) -> None:
        kind = KINDS.get(code, _UNKNOWN)
        self.code = code
        self.details = details or kind.title
        self.subcode = subcode
        self.http_status = http_status or kind.http_status
        self.message = message or f"(#{code}) {kind.title}"
        self.transient = kind.transient
        super().__init__(f"{self.message}: {self.details}")

    def body(self) -> dict[str, Any]:
        """The JSON of the error response."""
        error: dict[str, Any] = {
            "message": self.message,
            "type": "OAuthException",
            "code": self.code,
        }
        if self.subcode is not None:
            error["error_subcode"] = self.subcode
        if self.transient:
            error["is_transient"] = True
        if self.code not in {0, 190}:  # Graph's own token errors carry no WhatsApp part
            error["error_data"] = {"messaging_product": "whatsapp", "details": self.details}
        error["fbtrace_id"] = "A" + secrets.token_urlsafe(16)
        return {"error": error}


def token_expired() -> GraphError:
    """What a call with an expired token gets."""
    return GraphError(
        190,
        subcode=463,
        message="Error validating access token: Session has expired on Sunday, 04-Oct-26 09:00:00 "
        "PDT. The current time is Sunday, 04-Oct-26 10:12:07 PDT.",
    )


def webhook_error(code: int, details: str = "") -> dict[str, Any]:
    """An error as it stands in a webhook's `errors` array."""
    title = KINDS.get(code, _UNKNOWN).title
    return {
        "code": code,
        "title": title,
        "message": title,
        "error_data": {"details": details or title},
        "href": ERRORS_PAGE,
    }
