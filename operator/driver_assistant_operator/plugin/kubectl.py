"""kubectl as the way to the cluster: JSON in and out, its refusals as one line.

Used by `cli.py` and `commands.py`. A plugin can count on kubectl, and kubectl knows every way to
log in; nothing here reads a kubeconfig.
"""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

from driver_assistant.contracts.errors import Permanent
from driver_assistant_operator.facts import Json

KIND: Final = "driverassistants.driverassistant.dev"
TIMEOUT_S: Final = 60.0


class KubectlFailed(Permanent):
    """kubectl did not do what it was asked for."""

    code = "kubectl_failed"


class NoKubectl(Permanent):
    """kubectl is not on the PATH: this is a plugin of it."""

    code = "no_kubectl"


@dataclass(frozen=True, slots=True, kw_only=True)
class Kubectl:
    """Runs kubectl with the person's own namespace and context."""

    namespace: str | None = None
    context: str | None = None

    def run(self, *arguments: str, given: str | None = None, timeout_s: float = TIMEOUT_S) -> str:
        """What kubectl printed.

        Raises:
            KubectlFailed: with kubectl's own words, and what to do where we know it.
        """
        command = [_program(), *self._where(), *arguments]
        try:
            done = subprocess.run(  # noqa: S603  kubectl with our own arguments
                command, input=given, capture_output=True, text=True, check=False, timeout=timeout_s
            )
        except subprocess.TimeoutExpired as error:
            raise KubectlFailed(
                f"kubectl {arguments[0]} took longer than {timeout_s:g} s"
            ) from error
        if done.returncode:
            raise KubectlFailed(_advised(done.stderr.strip() or done.stdout.strip()))
        return done.stdout

    def json(self, *arguments: str) -> Json:
        """The same with `-o json`, parsed."""
        found: Json = json.loads(self.run(*arguments, "-o", "json"))
        return found

    def raw(self, path: str) -> Json | None:
        """`kubectl get --raw`; None when there is no such API or object."""
        try:
            found: Json = json.loads(self.run("get", "--raw", path))
        except KubectlFailed as error:
            if "NotFound" in str(error) or "could not find" in str(error):
                return None
            raise
        return found

    def assistants(self) -> list[Json]:
        """All of the namespace."""
        found: list[Json] = self.json("get", KIND)["items"]
        return found

    def assistant(self, name: str | None) -> Json:
        """The named one; without a name the only one."""
        if name:
            return self.json("get", KIND, name)
        found = self.assistants()
        if len(found) == 1:
            return found[0]
        if not found:
            raise KubectlFailed("no DriverAssistant here: name a namespace with -n")
        names = ", ".join(one["metadata"]["name"] for one in found)
        raise KubectlFailed(f"there are several, name one: {names}")

    @contextmanager
    def proxy(self) -> Iterator[str]:
        """The address of a `kubectl proxy`, for what speaks HTTP itself."""
        command = [_program(), *self._where(), "proxy", "--port=0"]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603  as above
            try:
                said = process.stdout.readline() if process.stdout else ""
                if "127.0.0.1" not in said:
                    raise KubectlFailed("kubectl proxy did not start: does `kubectl get ns` work?")
                yield f"http://{said.rsplit(' ', 1)[-1].strip()}"
            finally:
                process.terminate()

    def _where(self) -> list[str]:
        found = [f"--context={self.context}"] if self.context else []
        return found + ([f"--namespace={self.namespace}"] if self.namespace else [])


def _program() -> str:
    found = shutil.which("kubectl")
    if found is None:
        raise NoKubectl
    return found


def _advised(said: str) -> str:
    """Kubectl's words, with what helps."""
    if "the server doesn't have a resource type" in said and "scaledobjects" in said:
        return f"{said}\nKEDA is not installed, so nobody reads the queues: docs/operator.md"
    if "the server doesn't have a resource type" in said:
        return f"{said}\nThe operator is not installed: docs/operator.md"
    if "NotFound" in said and "driverassistants" in said:
        return f"{said}\nIs it in another namespace? `kubectl get da -A` lists all."
    return said
