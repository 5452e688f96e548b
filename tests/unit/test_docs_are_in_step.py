"""The pages say what the code does: generated ones match it, links resolve, commands exist."""

from __future__ import annotations

import re
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest
import typer
from typer.main import get_command

from driver_assistant.cli import app
from driver_assistant.runtime.telemetry import STEPS

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted(
    [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")], key=lambda page: page.as_posix()
)
WRITTEN = [page for page in PAGES if page.parent.name != "reference"]
FENCE = re.compile(r"```.*?```", re.DOTALL)
every_page = pytest.mark.parametrize(
    "page", PAGES, ids=[page.relative_to(ROOT).as_posix() for page in PAGES]
)


@pytest.mark.parametrize("name", ["generate_docs", "draw_architecture"])
def test_generated_pages_are_those_of_the_code(name: str) -> None:
    # In an interpreter of its own: other tests define settings and metrics, too.
    done = subprocess.run(
        [sys.executable, "-P", ROOT / "scripts" / f"{name}.py", "--check"],
        capture_output=True,
        text=True,
        timeout=110,
        check=False,
    )

    assert done.returncode == 0, f"{done.stdout}{done.stderr}\nrun scripts/{name}.py"


# --- links ------------------------------------------------------------------------------


@cache
def anchors(page: Path) -> set[str]:
    """The anchors that GitHub gives a page's headings."""
    headings = re.findall(r"^#+ (.+)$", FENCE.sub("", page.read_text("utf-8")), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@every_page
def test_links_resolve(page: Path) -> None:
    text = FENCE.sub("", page.read_text("utf-8"))
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if target.startswith(("http://", "https://")):
            continue
        path, _, anchor = target.partition("#")
        linked = (page.parent / path).resolve() if path else page

        assert linked.exists(), target
        assert not anchor or anchor in anchors(linked), target


@every_page
def test_paths_in_backticks_exist(page: Path) -> None:
    """A path that begins with a folder of the repository is there."""
    folders = "|".join(sorted(path.name for path in ROOT.iterdir() if path.is_dir()))
    text = FENCE.sub("", page.read_text("utf-8"))
    for path in re.findall(rf"`((?:{folders})/[\w./-]*)`", text):
        assert (ROOT / path).exists(), path


@every_page
def test_tests_named_in_a_page_exist(page: Path) -> None:
    named = set(re.findall(r"`(test_\w+)`", page.read_text("utf-8")))

    assert named <= all_tests()


@cache
def all_tests() -> set[str]:
    sources = [path.read_text("utf-8") for path in (ROOT / "tests").rglob("test_*.py")]
    return {name for text in sources for name in re.findall(r"def (test_\w+)\(", text)}


# --- commands ------------------------------------------------------------------------------


@every_page
def test_make_targets_named_in_a_page_exist(page: Path) -> None:
    targets = set(re.findall(r"^([a-z][a-z0-9-]*):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    named = set(re.findall(r"(?:`|^\$? ?)make ([a-z][a-z0-9-]*)", page.read_text(), re.MULTILINE))

    assert named <= targets


@every_page
def test_commands_named_in_a_page_exist(page: Path) -> None:
    for words in re.findall(r"driver-assistant((?: [a-z][a-z-]*)+)", commands_in(page)):
        assert knows(words.split()), f"driver-assistant{words}"


def commands_in(page: Path) -> str:
    """What stands in backticks, and lines of code that begin like a command."""
    text = page.read_text("utf-8")
    quoted = re.findall(r"`((?:\.venv/bin/)?driver-assistant [^`]*)`", text)
    lines = re.findall(r"^\$? ?(?:\.venv/bin/)?driver-assistant [^\n]*$", text, re.MULTILINE)
    return "\n".join(quoted + lines)


def knows(words: list[str]) -> bool:
    """Whether the words are a command, or a command and its arguments."""
    command = get_command(app)
    for word in words:
        if not isinstance(command, typer.core.TyperGroup):
            return True
        if word not in command.commands:
            return False
        command = command.commands[word]
    return True


@pytest.mark.parametrize(
    "script_name", sorted(path.name for path in (ROOT / "scripts").glob("*.py"))
)
def test_scripts_named_in_pages_are_spelt_right(script_name: str) -> None:
    """The other way round is checked by the paths above; this one keeps scripts from being lost."""
    told = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "data").rglob("README*")]
    told += [ROOT / "Makefile", *(ROOT / "scripts").rglob("*.py"), *(ROOT / "tests").rglob("*.py")]

    assert any(
        script_name.removesuffix(".py") in path.read_text("utf-8")
        for path in told
        if path.name != script_name
    )


# --- the 26 steps -----------------------------------------------------------------------------


def test_the_steps_page_has_every_step_under_its_own_span() -> None:
    page = (ROOT / "docs" / "steps.md").read_text("utf-8")
    rows = {
        int(number): row for number, row in re.findall(r"^\| (\d+) (.+)\|$", page, re.MULTILINE)
    }
    spans = {int(n) for n in re.findall(r"`(\d\d) [^`]+`", page)}

    assert set(STEPS) == set(rows)
    assert all(f"`{number:02d} {STEPS[number]}`" in rows[number] for number in spans)


def test_the_steps_page_gives_a_span_to_what_the_code_times() -> None:
    page = (ROOT / "docs" / "steps.md").read_text("utf-8")
    timed: set[int] = set()
    for path in (ROOT / "services" / "driver_assistant").rglob("*.py"):
        timed |= {int(n) for n in re.findall(r"\bstep\((\d+)[,)]", path.read_text("utf-8"))}

    assert timed == {int(n) for n in re.findall(r"^\| \d+ [^|]+\| `(\d\d) ", page, re.MULTILINE)}


def test_metrics_named_in_pages_exist() -> None:
    known = (ROOT / "docs" / "reference" / "metrics.md").read_text("utf-8")
    metric = re.compile(r"`(driver_assistant_\w+?|llm_\w+|breaker_\w+)(?:\{[^`]*)?`")
    for page in WRITTEN:
        for name in metric.findall(page.read_text("utf-8")):
            assert f"`{name}`" in known or name in NO_METRICS, (page.name, name)


NO_METRICS = {  # packages and database roles
    "driver_assistant_operator",
    "driver_assistant_webhook",
    "driver_assistant_worker",
    "driver_assistant_delivery",
    "driver_assistant_guardrails",
    "driver_assistant_ops",
}


def test_settings_live_where_the_reference_page_looks_for_them() -> None:
    declares = re.compile(r"^class \w+\([^)]*\b(?:BaseSettings|\w*Settings|Group)\b", re.MULTILINE)
    packages = [ROOT / "operator", ROOT / "services"]
    places = {
        path.stem
        for package in packages
        for path in package.rglob("*.py")
        if declares.search(path.read_text("utf-8"))
    }

    assert places == {"budget", "settings"}


def test_settings_named_in_pages_exist() -> None:
    known = (ROOT / "docs" / "reference" / "settings.md").read_text("utf-8")
    for page in WRITTEN:
        for name in re.findall(r"`(DA_[A-Z0-9_]+)", page.read_text("utf-8")):
            assert f"`{name}`" in known or name.endswith("_"), (page.name, name)
