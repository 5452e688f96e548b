"""Which policy is in force: loads overlays from mounted folders and swaps them while running.

Kubernetes swaps a mounted ConfigMap by a symbolic link, so a look at names, inodes and times each
second sees every change. A new policy is compiled in a thread and tested on its own examples; only
then does it replace the old one, in one assignment. A wrong policy is refused loudly and the old
one stays in force; at start there is no old one, so the process does not start.
"""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Final

import structlog
from prometheus_client import Counter, Gauge

from driver_assistant.guardrails.golden import check_everyday
from driver_assistant.guardrails.policy import Policy, PolicyError, load_floor, read_policy_file
from driver_assistant.guardrails.policy_overlay import compiled, parse_overlay

LOOK_EVERY_S: Final = 1.0

IN_FORCE = Gauge(
    "driver_assistant_guardrails_policy_info",
    "1 for the policy in force; replicas that differ are skewed.",
    ["mode", "version", "sha256"],
)
CHANGES = Counter(
    "driver_assistant_guardrails_policy_changes_total",
    "Policies looked at after a change, by what became of them.",
    ["mode", "outcome"],
)

log = structlog.get_logger(__name__)

Fingerprint = tuple[tuple[str, int, int, int], ...]


class PolicyFolder:
    """The overlay files of one folder (active or shadow) as one compiled policy."""

    def __init__(self, floor: Policy, folder: Path | None, mode: str) -> None:
        self._floor = floor
        self._folder = folder
        self._mode = mode
        self._seen = self._look()
        self.policy = self._compile()
        self._show(None)

    @property
    def empty(self) -> bool:
        """Whether there is nothing but the floor."""
        return not self._seen

    async def refresh(self) -> bool:
        """Look once; True when another policy came into force."""
        seen = self._look()
        if seen == self._seen:
            return False
        self._seen = seen  # a refused policy is not tried again until its files change
        try:
            fresh = await asyncio.to_thread(self._compile)
        except PolicyError as error:
            CHANGES.labels(self._mode, "refused").inc()
            log.warning("guardrails.policy_refused", mode=self._mode, error=error.detail)
            return False
        old, self.policy = self.policy, fresh
        self._show(old)
        CHANGES.labels(self._mode, "applied").inc()
        log.info(
            "guardrails.policy_changed", mode=self._mode, version=fresh.version, sha256=fresh.sha256
        )
        return True

    def _look(self) -> Fingerprint:
        """Name, inode, time and size of each policy file; what a swap of links changes."""
        if self._folder is None or not self._folder.is_dir():
            return ()
        found = []
        for path in sorted(self._folder.glob("*.yaml")):
            try:
                status = path.stat()
            except FileNotFoundError:  # between two links: the next look sees the new one
                continue
            found.append((path.name, status.st_ino, status.st_mtime_ns, status.st_size))
        return tuple(found)

    def _compile(self) -> Policy:
        overlays = []
        if self._folder is not None:
            for name, *_ in self._seen:
                raw = read_policy_file(self._folder / name)
                overlays.append(parse_overlay(raw, name))
        if not overlays:
            return self._floor
        policy = compiled(self._floor.document, overlays)
        check_everyday(policy)
        return policy

    def _show(self, old: Policy | None) -> None:
        if old is not None:
            IN_FORCE.remove(self._mode, old.version, old.sha256)
        IN_FORCE.labels(self._mode, self.policy.version, self.policy.sha256).set(1)


class PolicyStore:
    """The policy for each request: the company's own, or the floor for anybody else's."""

    def __init__(self, company: str, active: Path | None, shadow: Path | None) -> None:
        self._company = company
        self._floor = Policy(load_floor())
        self._active = PolicyFolder(self._floor, active, "active")
        self._shadow = PolicyFolder(self._floor, shadow, "shadow")

    def policy_for(self, company_id: str) -> Policy:
        """The policy in force; one company's overlay never judges another's texts."""
        return self._active.policy if company_id == self._company else self._floor

    def candidate_for(self, company_id: str) -> Policy | None:
        """The policy to try beside it, if there is one."""
        if company_id != self._company or self._shadow.empty:
            return None
        return self._shadow.policy

    async def watch(self, stop: asyncio.Event) -> None:
        """Look for changes until `stop`."""
        while not stop.is_set():
            await self._active.refresh()
            await self._shadow.refresh()
            try:
                async with asyncio.timeout(LOOK_EVERY_S):
                    await stop.wait()
            except TimeoutError:
                continue
