"""How to reach the API server: the pod's service account, or a kubeconfig.

Read by the client and by kopf's login; a token file is read again for each connection, because
Kubernetes rotates it. Never logs what it reads.
"""

from __future__ import annotations

import base64
import os
import ssl
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import yaml

ACCOUNT: Final = Path("/var/run/secrets/kubernetes.io/serviceaccount")


class NoCredentialsError(Exception):
    """No service account and no kubeconfig were found: set KUBECONFIG."""

    def __init__(self) -> None:
        super().__init__(self.__doc__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Credentials:
    """Where the API server is and who we are."""

    server: str
    ca_file: Path | None = None
    token_file: Path | None = None
    token: str | None = None
    certificate_file: Path | None = None
    key_file: Path | None = None
    namespace: str = "default"

    def tls(self) -> ssl.SSLContext:
        """The TLS context, with the client's certificate if there is one."""
        context = ssl.create_default_context(cafile=self.ca_file)
        if self.certificate_file:
            context.load_cert_chain(self.certificate_file, self.key_file)
        return context

    def bearer(self) -> str | None:
        """The token as it is now."""
        if self.token_file:
            return self.token_file.read_text(encoding="utf-8").strip()
        return self.token

    def headers(self) -> dict[str, str]:
        """The authorisation header, if we have a token."""
        token = self.bearer()
        return {"authorization": f"Bearer {token}"} if token else {}


def credentials_found() -> Credentials:
    """The pod's own credentials, else those of KUBECONFIG or ~/.kube/config."""
    if (ACCOUNT / "token").exists():
        host, port = os.environ["KUBERNETES_SERVICE_HOST"], os.environ["KUBERNETES_SERVICE_PORT"]
        return Credentials(
            server=f"https://{f'[{host}]' if ':' in host else host}:{port}",
            ca_file=ACCOUNT / "ca.crt",
            token_file=ACCOUNT / "token",
            namespace=(ACCOUNT / "namespace").read_text(encoding="utf-8").strip(),
        )
    path = Path(os.environ.get("KUBECONFIG", "~/.kube/config").split(os.pathsep)[0]).expanduser()
    if not path.exists():
        raise NoCredentialsError
    return credentials_of(path)


def credentials_of(path: Path) -> Credentials:
    """The credentials of a kubeconfig's current context (certificates or a token)."""
    config: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    context = _named(config["contexts"], config["current-context"])["context"]
    cluster = _named(config["clusters"], context["cluster"])["cluster"]
    user = _named(config["users"], context["user"])["user"]
    return Credentials(
        server=cluster["server"],
        ca_file=_file(cluster, "certificate-authority", path),
        token=user.get("token"),
        token_file=Path(user["tokenFile"]) if "tokenFile" in user else None,
        certificate_file=_file(user, "client-certificate", path),
        key_file=_file(user, "client-key", path),
        namespace=context.get("namespace", "default"),
    )


def _named(entries: list[dict[str, Any]], name: str) -> dict[str, Any]:
    return next(entry for entry in entries if entry["name"] == name)


def _file(section: dict[str, Any], key: str, beside: Path) -> Path | None:
    """A file that is named, or inline base64 written to a private one."""
    if key in section:
        return beside.parent / str(section[key])
    if f"{key}-data" not in section:
        return None
    with tempfile.NamedTemporaryFile(prefix="kubeconfig-", delete=False) as file:
        file.write(base64.b64decode(section[f"{key}-data"]))
    return Path(file.name)
