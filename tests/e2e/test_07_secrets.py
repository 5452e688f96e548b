"""Secrets change under load: pods that read them roll, nothing fails or is lost.

Nothing is put back: a Secret that changes at the end of a test would roll pods in the next one.
"""

from __future__ import annotations

import base64
import json
import re
from secrets import token_hex
from urllib.parse import urlsplit

from tests.e2e.company import Company, SteadyLoad
from tests.e2e.kube import until

SETTINGS = "/meta/_control/settings"


async def test_a_new_app_secret_is_taken_over_without_a_refused_webhook(acme: Company) -> None:
    """Both secrets are valid while the pods roll; then Meta signs with the new one."""
    old = (await _value(acme, "acme-whatsapp", "app-secrets")).split(",")[0]
    new = token_hex(8)

    async with SteadyLoad(acme) as load:
        before = await acme.serving()
        await _set(acme, "acme-whatsapp", {"app-secrets": f"{new},{old}"})
        await until(lambda: _rolled(acme, before, "webhook"), 240, "the webhook has rolled")
        await acme.ready()
        await acme.control("PATCH", SETTINGS, json={"app_secret": new})
        await acme.ask("ana", "help")
        after = await acme.serving()

    assert await load.refused() == 0
    await load.assert_answered_once()
    kept = {name: uid for name, uid in before.items() if "-webhook-" not in name}
    assert kept.items() <= after.items()  # nobody else reads that key


async def test_a_revoked_access_token_costs_time_but_no_reply(acme: Company) -> None:
    """The hard order: Meta revokes the old token first, so replies wait for the new one."""
    new = token_hex(8)

    async with SteadyLoad(acme, every_s=1) as load:
        await acme.control("PATCH", SETTINGS, json={"access_token": new})
        await until(lambda: _is_stopped(acme), 60, "the number is stopped: its token is refused")
        before = await acme.serving()
        await _set(acme, "acme-whatsapp", {"access-token": new})
        await until(lambda: _rolled(acme, before, "delivery"), 240, "delivery has rolled")
        await acme.ready()
        await acme.ask("ana", "help")
        after = await acme.serving()

    assert await load.refused() == 0
    await load.assert_answered_once()
    kept = {name: uid for name, uid in before.items() if "-delivery-" not in name}
    assert kept.items() <= after.items()  # nobody else reads that key


async def _is_stopped(company: Company) -> bool:
    rows = await company.sql("SELECT count(*) FROM senders WHERE state = 'stopped'")
    return rows != [["0"]]


async def test_a_new_database_password_is_taken_over_while_the_old_role_still_works(
    acme: Company,
) -> None:
    """As the docs say: a second role first, then the Secret, then the old role goes."""
    old = await _value(acme, "acme-postgres", "url")
    first, second = urlsplit(old).username or "", f"second_{token_hex(4)}"
    await acme.sql(f"CREATE ROLE {second} LOGIN SUPERUSER PASSWORD 'newer'")
    new = re.sub("//.*@", f"//{second}:newer@", old)

    async with SteadyLoad(acme) as load:
        before = await acme.serving()
        await _set(acme, "acme-postgres", {"url": new})
        await until(lambda: _rolled(acme, before, "worker"), 300, "the worker has rolled")
        await acme.ready()

    assert await load.refused() == 0
    await load.assert_answered_once()
    await until(lambda: _only(acme, second), 120, "what ends has let go of the old role")
    await _set(acme, "acme-postgres", {"url": old})
    await until(lambda: _only(acme, first), 300, "the first role is back", every_s=2)
    await acme.sql(f"REASSIGN OWNED BY {second} TO CURRENT_USER; DROP ROLE {second}")


async def _only(company: Company, user: str) -> bool:
    rows = await company.sql(
        "SELECT DISTINCT usename FROM pg_stat_activity WHERE datname = current_database()"
        " AND client_addr <> '127.0.0.1'"
    )
    return rows == [[user]]


async def _value(company: Company, secret: str, key: str) -> str:
    found = await company.cluster.get(f"/api/v1/namespaces/{company.namespace}/secrets/{secret}")
    return base64.b64decode(found["data"][key]).decode()


async def _set(company: Company, secret: str, values: dict[str, str]) -> None:
    patch = json.dumps({"stringData": values})
    await company.kubectl("patch", "secret", secret, "--type=merge", "-p", patch)


async def _rolled(company: Company, before: dict[str, str], component: str) -> bool:
    """Whether none of the component's earlier pods is left, not even one that is ending: a
    connection that is kept open reaches it to its last second."""
    had = {uid for name, uid in before.items() if f"-{component}-" in name}
    left = await company.cluster.items(
        f"/api/v1/namespaces/{company.namespace}/pods", company.labels
    )
    return not had & {pod["metadata"]["uid"] for pod in left}
