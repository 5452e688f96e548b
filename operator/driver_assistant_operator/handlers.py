"""kopf's part: watches the two custom resources and wakes the work queue. Two lines each.

Events only: kopf's create and update handlers would write progress and last-seen annotations into
people's resources, and a level-based operator needs neither. What to do is in `reconcile.py`.
"""

from __future__ import annotations

from typing import Any, Protocol

import kopf

from driver_assistant.contracts.crd.base import GROUP, VERSION
from driver_assistant_operator.credentials import Credentials


class Seen(Protocol):
    """What is told about every event."""

    def assistant(self, body: kopf.Body, *, gone: bool) -> None: ...

    def policy(self, body: kopf.Body, *, gone: bool) -> None: ...


def registry(seen: Seen, credentials: Credentials) -> kopf.OperatorRegistry:
    """The handlers, bound to one operator."""
    found = kopf.OperatorRegistry()

    @kopf.on.login(registry=found)
    def login(**_: Any) -> kopf.ConnectionInfo:
        return connection(credentials)

    @kopf.on.event(GROUP, VERSION, "driverassistants", registry=found)
    async def assistant_event(type: str | None, body: kopf.Body, **_: Any) -> None:  # noqa: A002  kopf's name
        seen.assistant(body, gone=type == "DELETED")

    @kopf.on.event(GROUP, VERSION, "guardrailpolicies", registry=found)
    async def policy_event(type: str | None, body: kopf.Body, **_: Any) -> None:  # noqa: A002  kopf's name
        seen.policy(body, gone=type == "DELETED")

    return found


def connection(credentials: Credentials) -> kopf.ConnectionInfo:
    """The same credentials as our own client's."""
    return kopf.ConnectionInfo(
        server=credentials.server,
        ca_path=str(credentials.ca_file) if credentials.ca_file else None,
        token=credentials.bearer(),
        certificate_path=(
            str(credentials.certificate_file) if credentials.certificate_file else None
        ),
        private_key_path=str(credentials.key_file) if credentials.key_file else None,
    )


def kopf_settings() -> kopf.OperatorSettings:
    """Kopf as we use it: no Events of its own, no scanning, short silences."""
    settings = kopf.OperatorSettings()
    settings.posting.enabled = False  # ours are in events.py
    settings.scanning.disabled = True  # needs no rights on CRDs and namespaces
    settings.watching.server_timeout = 45
    settings.watching.client_timeout = 55
    settings.watching.inactivity_timeout = 60  # a frozen connection is opened again
    settings.process.ultimate_exiting_timeout = None  # the pod's grace period decides
    settings.networking.request_timeout = 20
    settings.networking.connect_timeout = 10
    return settings
