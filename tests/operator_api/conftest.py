"""The API server these tests talk to: `make operator-api` starts one and runs pytest beside it.

KUBECONFIG (set by `tests/cluster/cluster exec`) or E2E_KUBECONFIG names it. Without either the
run stops with the command to use: plain `make test` leaves this folder out by name.
"""

from __future__ import annotations

import os
import sys
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))  # importlib mode: tests import their own harness by its full name

from tests.operator_api.broker import FakeBroker  # noqa: E402
from tests.operator_api.harness import Api  # noqa: E402
from tests.operator_api.node import Node  # noqa: E402
from tests.operator_api.others import install  # noqa: E402
from tests.operator_api.proxy import Proxy  # noqa: E402
from tests.operator_api.world import GROUP, World  # noqa: E402

from driver_assistant_operator.kube import Credentials, credentials_of  # noqa: E402


def pytest_configure(config: pytest.Config) -> None:
    if not (os.environ.get("E2E_KUBECONFIG") or os.environ.get("KUBECONFIG")):
        raise pytest.UsageError(
            "tests/operator_api needs an API server: `make operator-api`, or set E2E_KUBECONFIG"
        )


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Waits are bounded one by one (`world.until`); this only ends what hangs altogether."""
    for item in items:
        if Path(__file__).parent in item.path.parents and not item.get_closest_marker("timeout"):
            item.add_marker(pytest.mark.timeout(480))


@pytest.fixture(scope="session")
def credentials() -> Credentials:
    return credentials_of(Path(os.environ.get("E2E_KUBECONFIG") or os.environ["KUBECONFIG"]))


@pytest.fixture(scope="session")
def api(credentials: Credentials) -> Iterator[Api]:
    api = Api(credentials)
    files = sorted((ROOT / "crds").glob("*.yaml"))
    install(api, [yaml.safe_load(file.read_text()) for file in files])
    yield api
    api.http.close()


@pytest.fixture
def namespace(api: Api) -> Iterator[str]:
    name = f"da-{uuid.uuid4().hex[:10]}"
    labels = {"pod-security.kubernetes.io/enforce": "restricted"}
    api.create("/api/v1/namespaces", {"metadata": {"name": name, "labels": labels}})
    yield name
    assistants = f"{GROUP}/namespaces/{name}/driverassistants"
    for left in api.items(assistants):  # no operator runs any more that would take it off
        if left["metadata"].get("finalizers"):
            api.merge(
                f"{assistants}/{left['metadata']['name']}", {"metadata": {"finalizers": None}}
            )
    api.delete(f"/api/v1/namespaces/{name}")


@pytest.fixture
def proxy(world: World, tmp_path: Path) -> Iterator[Proxy]:
    """Between the API server and every operator that the world starts from now on."""
    found = Proxy(world.api.credentials, tmp_path)
    world.kubeconfig = found.kubeconfig
    yield found
    found.close()


@pytest.fixture
def world(api: Api, namespace: str, tmp_path: Path) -> Iterator[World]:
    kubeconfig = os.environ.get("E2E_KUBECONFIG") or os.environ["KUBECONFIG"]
    found = World(
        api=api,
        namespace=namespace,
        broker=FakeBroker(),
        node=Node(Api(api.credentials), namespace),
        kubeconfig=kubeconfig,
        log=tmp_path / "operator.log",
    )
    yield found
    found.close()
    sys.stdout.write(found.log.read_text()[-8000:] if found.log.exists() else "")
