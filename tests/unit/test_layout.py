"""The shape of the repository: rules that no linter knows; their exceptions may only shrink."""

from __future__ import annotations

import ast
import os
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final

import pytest

ROOT: Final = Path(__file__).resolve().parents[2]
PACKAGES: Final = (
    ROOT / "operator" / "driver_assistant_operator",
    ROOT / "services" / "driver_assistant",
)

MOST_LINES: Final = 400
LONG_FILES: Final[dict[str, str]] = {}

# Where any exception may be caught: the edges of a process, and what must go on whatever fails.
EDGES: Final = {
    "operator/driver_assistant_operator/term.py": "one resource's bug must not stop the others",
    "services/driver_assistant/guardrails/evaluate.py": "the policy says what a failed check means",
    "services/driver_assistant/guardrails/events.py": "a recorder that fails must not end verdicts",
    "services/driver_assistant/runtime/consumer.py": "one doorbell's bug must not stop the others",
    "services/driver_assistant/runtime/http.py": "a probe reports whatever is wrong",
    "services/driver_assistant/runtime/process.py": "the process's edge",
    "services/driver_assistant/runtime/publisher.py": "a connection that is thrown away",
    "services/driver_assistant/webhook/record.py": "handed to every request of the flush",
    "services/driver_assistant/worker/conversation.py": "a bug costs one turn, not the process",
}

# Addresses of package and image registries: what is installed comes from the reader's own.
REGISTRIES: Final = re.compile(
    r"\b(pypi\.org|files\.pythonhosted\.org|registry\.npmjs\.org|proxy\.golang\.org|sum\.golang\.org"
    r"|docker\.io|ghcr\.io|quay\.io|gcr\.io|registry\.k8s\.io|mcr\.microsoft\.com)\b"
)
UNFINISHED: Final = re.compile(r"\b(TODO|FIXME|XXX|NotImplementedError)\b")
IGNORED: Final = {".git", ".venv", ".hypothesis", "__pycache__", "dist"} | {
    f".{tool}_cache" for tool in ("mypy", "ruff", "pytest", "import_linter")
}
TEXT: Final = {".py", ".md", ".toml", ".yaml", ".yml", ".sh", ".sql", ".ftl", ".tpl", ".json", ""}


@cache
def sources() -> tuple[Path, ...]:
    """Every Python file of the two packages."""
    return tuple(sorted(path for package in PACKAGES for path in package.rglob("*.py")))


@cache
def texts() -> tuple[tuple[str, str], ...]:
    """Every text file of the project; caches, environments and this file are left out."""
    return tuple(
        (relative(path), path.read_text("utf-8", errors="replace"))
        for path in _files()
        if path.suffix in TEXT and path != Path(__file__).resolve()
    )


def _files() -> Iterator[Path]:
    for folder, folders, names in os.walk(ROOT):
        folders[:] = [f for f in folders if f not in IGNORED and not f.endswith(".egg-info")]
        yield from (Path(folder) / name for name in names)


def relative(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def test_source_roots_are_no_packages() -> None:
    """An `operator/__init__.py` would stand in for the standard library's module."""
    for root in ("operator", "services"):
        assert not (ROOT / root / "__init__.py").exists()
        packages = [path for path in (ROOT / root).iterdir() if (path / "__init__.py").exists()]

        assert len(packages) == 1, f"everything beside the package becomes importable: {packages}"


def test_no_folder_of_tests_is_named_operator() -> None:
    folders = [path for path in (ROOT / "tests").rglob("operator") if path.is_dir()]

    assert folders == []


def test_tests_are_no_packages() -> None:
    assert list((ROOT / "tests").rglob("__init__.py")) == []


def test_files_are_short_enough_to_read() -> None:
    lengths = {relative(path): len(path.read_text("utf-8").splitlines()) for path in sources()}
    long = {name: length for name, length in lengths.items() if length > MOST_LINES}

    assert {name: n for name, n in long.items() if name not in LONG_FILES} == {}
    assert set(LONG_FILES) <= set(long), "a file that became short leaves the list"


def test_nothing_is_unfinished() -> None:
    left = {
        name: found.group()
        for name, text in texts()
        if name.endswith(".py") and (found := UNFINISHED.search(text))
    }

    assert left == {}


def broad_handlers(path: Path) -> Iterator[ast.ExceptHandler]:
    """`except:`, `except Exception` and `except BaseException` that swallow what they caught."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ExceptHandler) and _is_broad(node.type):
            again = any(isinstance(n, ast.Raise) and n.exc is None for n in ast.walk(node))
            if not again:
                yield node


def _is_broad(caught: ast.expr | None) -> bool:
    names = caught.elts if isinstance(caught, ast.Tuple) else [caught]
    broad = {"Exception", "BaseException"}
    return any(n is None or (isinstance(n, ast.Name) and n.id in broad) for n in names)


def test_any_exception_is_caught_at_edges_only() -> None:
    catching = {relative(path) for path in sources() if any(broad_handlers(path))}

    assert catching - set(EDGES) == set()


def test_the_list_of_edges_only_shrinks() -> None:
    catching = {
        relative(path)
        for path in sources()
        if any(broad_handlers(path)) or "suppress(Exception)" in path.read_text("utf-8")
    }

    assert set(EDGES) <= catching, "an edge that is gone leaves the list"


@pytest.mark.parametrize(
    ("pattern", "why"),
    [
        (REGISTRIES, "a registry's address: the reader's own is used"),
        (re.compile(r"(?<![\w.])/(work|root)/\w+"), "a path of one machine"),
        (re.compile(r"DESIGN\.md"), "a page that is not in the project"),
    ],
    ids=["registries", "machine paths", "foreign pages"],
)
def test_no_file_names(pattern: re.Pattern[str], why: str) -> None:
    found = {name: hit.group() for name, text in texts() if (hit := pattern.search(text))}

    assert found == {}, why
