"""Policies in force: a mounted folder is followed, a wrong policy is refused."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
import structlog
import yaml

from driver_assistant.guardrails.canonical import Canonical
from driver_assistant.guardrails.policy import Policy, PolicyError, load_floor
from driver_assistant.guardrails.policy_check import check_policies
from driver_assistant.guardrails.policy_store import PolicyFolder, PolicyStore


def overlay(version: str, word: str = "pin") -> str:
    return yaml.safe_dump(
        {
            "version": version,
            "lexicon": {"acme_ask": {"en": ["give me"]}, "acme_pin": {"en": [word]}},
            "rules": [
                {
                    "id": "acme.pin",
                    "category": "company_policy",
                    "severity": "high",
                    "all": ["acme_ask", "acme_pin"],
                    "examples": [f"give me the {word}"],
                }
            ],
        }
    )


def mount(folder: Path, version: str, text: str) -> None:
    """Put a file as the kubelet does: a dated folder, and a link that is swapped."""
    dated = folder / f"..{version}"
    dated.mkdir(parents=True)
    (dated / "acme.yaml").write_text(text)
    link = folder / "..data_new"
    link.symlink_to(dated.name)
    link.replace(folder / "..data")
    target = folder / "acme.yaml"
    if not target.is_symlink():
        target.symlink_to("..data/acme.yaml")


def rules(policy: Policy) -> set[str]:
    return {hit.rule.id for hit in policy.hits(Canonical("give me the pin"))}


async def test_a_swapped_configmap_comes_into_force(tmp_path: Path) -> None:
    mount(tmp_path, "1", overlay("one"))
    folder = PolicyFolder(Policy(load_floor()), tmp_path, "test-swap")
    first = folder.policy

    mount(tmp_path, "2", overlay("two"))
    changed = await folder.refresh()

    assert changed
    assert (first.version, folder.policy.version) == ("1+one", "1+two")
    assert await folder.refresh() is False


async def test_a_wrong_policy_is_refused_and_the_old_one_serves(tmp_path: Path) -> None:
    mount(tmp_path, "1", overlay("one"))
    folder = PolicyFolder(Policy(load_floor()), tmp_path, "test-wrong")

    mount(tmp_path, "2", overlay("two").replace("high", "enormous"))
    await folder.refresh()
    assert folder.policy.version == "1+one"

    mount(tmp_path, "3", overlay("three").replace("give me the pin", "not found by the rule"))
    await folder.refresh()
    assert folder.policy.version == "1+one"

    mount(tmp_path, "4", overlay("four"))
    await folder.refresh()
    assert folder.policy.version == "1+four"


async def test_an_option_that_would_shut_drivers_out_is_refused(tmp_path: Path) -> None:
    shut = {"version": "shut", "checks": {"size": {"options": {"max_characters": {"value": 5}}}}}
    folder = PolicyFolder(Policy(load_floor()), tmp_path, "test-shut")
    (tmp_path / "acme.yaml").write_text(yaml.safe_dump(shut))

    with structlog.testing.capture_logs() as logs:
        changed = await folder.refresh()

    assert not changed
    assert "everyday message" in logs[0]["error"]
    assert check_policies([tmp_path / "acme.yaml"]) == 1


async def test_taking_the_overlay_away_returns_to_the_floor(tmp_path: Path) -> None:
    mount(tmp_path, "1", overlay("one"))
    folder = PolicyFolder(Policy(load_floor()), tmp_path, "test-rollback")

    (tmp_path / "acme.yaml").unlink()
    await folder.refresh()

    assert folder.policy.version == load_floor().version


def test_a_process_does_not_start_on_a_wrong_policy(tmp_path: Path) -> None:
    (tmp_path / "acme.yaml").write_text("version: [")

    with pytest.raises(PolicyError, match=r"acme\.yaml is not YAML"):
        PolicyStore("acme", tmp_path, None)


def test_one_companys_policy_never_judges_anothers_texts(tmp_path: Path) -> None:
    (tmp_path / "acme.yaml").write_text(overlay("one"))
    store = PolicyStore("acme", tmp_path, None)

    assert "acme.pin" in rules(store.policy_for("acme"))
    assert "acme.pin" not in rules(store.policy_for("other"))


def test_there_is_no_candidate_without_a_shadow_policy(tmp_path: Path) -> None:
    assert PolicyStore("acme", None, tmp_path).candidate_for("acme") is None


async def test_watching_sees_a_change_without_a_restart(tmp_path: Path) -> None:
    store = PolicyStore("acme", tmp_path, None)
    stop = asyncio.Event()

    async with asyncio.TaskGroup() as group:
        group.create_task(store.watch(stop))
        (tmp_path / "acme.yaml").write_text(overlay("late"))
        async with asyncio.timeout(20):
            while store.policy_for("acme").version != "1+late":  # noqa: ASYNC110  # nothing to await
                await asyncio.sleep(0.05)
        stop.set()
