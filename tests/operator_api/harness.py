"""A second pair of eyes on the API server, and the resources the tests start from."""

from __future__ import annotations

import copy
import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2
import yaml

from driver_assistant_operator.kube import Credentials

ROOT = Path(__file__).resolve().parents[2]
Json = dict[str, Any]


class Api:
    """A plain synchronous client, apart from the operator's own, so that both can't be wrong."""

    def __init__(self, credentials: Credentials) -> None:
        self.credentials = credentials
        self.http = httpx2.Client(
            base_url=credentials.server,
            verify=credentials.tls(),
            headers=credentials.headers(),
            timeout=30,
        )

    def request(self, method: str, path: str, **kwargs: Any) -> httpx2.Response:
        return self.http.request(method, path, **kwargs)

    def get(self, path: str) -> Json:
        answer = self._answer(path)
        assert answer.status_code == 200, answer.text
        found: Json = answer.json()
        return found

    def find(self, path: str) -> Json | None:
        answer = self._answer(path)
        return None if answer.status_code == 404 else answer.raise_for_status().json()

    def _answer(self, path: str) -> httpx2.Response:
        """The answer, once a kind that was just installed has its storage."""
        answer = self.http.get(path)
        for _ in range(30):
            if answer.status_code != 429:
                break
            time.sleep(1)  # noqa: TID251  as the server asks
            answer = self.http.get(path)
        return answer

    def items(self, path: str) -> list[Json]:
        found: list[Json] = self.get(path)["items"]
        return found

    def create(self, path: str, body: Json, *, dry_run: bool = False) -> httpx2.Response:
        return self.http.post(path, json=body, params={"dryRun": "All"} if dry_run else {})

    def apply(self, path: str, body: Json, manager: str = "tests") -> Json:
        answer = self.http.patch(
            path,
            content=yaml.safe_dump(body),
            headers={"content-type": "application/apply-patch+yaml"},
            params={"fieldManager": manager, "force": "true"},
        )
        assert answer.status_code < 300, answer.text
        found: Json = answer.json()
        return found

    def merge(self, path: str, body: Json, manager: str = "tests") -> Json:
        answer = self.http.patch(
            path,
            json=body,
            headers={"content-type": "application/merge-patch+json"},
            params={"fieldManager": manager},
        )
        assert answer.status_code < 300, answer.text
        found: Json = answer.json()
        return found

    def watch(self, path: str, since: str) -> Iterator[Json]:
        """Every version of one object after a resourceVersion, until the stream is closed."""
        collection, _, name = path.rpartition("/")
        params = {"watch": "1", "resourceVersion": since, "fieldSelector": f"metadata.name={name}"}
        with self.http.stream("GET", collection, params=params, timeout=300) as answer:
            for line in answer.iter_lines():
                yield json.loads(line)["object"]

    def delete(self, path: str) -> None:
        answer = self.http.delete(path)
        assert answer.status_code in {200, 202, 404}, answer.text


def example(name: str) -> list[Json]:
    """The documents of `examples/NAME.yaml`."""
    return [d for d in yaml.safe_load_all((ROOT / "examples" / f"{name}.yaml").read_text()) if d]


MINIMAL = example("01-minimal")[0]
POLICY = example("06-custom-policy")[0]


def changed(document: Json, path: str, value: Any) -> Json:
    """A copy with the field at a dotted `path` set; `...` removes it."""
    found = copy.deepcopy(document)
    node = found
    *parents, last = path.split(".")
    for key in parents:
        node = node[int(key)] if isinstance(node, list) else node.setdefault(key, {})
    if value is ...:
        del node[last]
    elif isinstance(node, list):
        node[int(last)] = value
    else:
        node[last] = value
    return found
