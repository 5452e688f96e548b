"""Settings change at run time, but not into nonsense."""

from __future__ import annotations

from typing import Any

import pytest

from driver_assistant.sandbox.meta.settings import MetaSettings


def test_a_change_leaves_the_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DA_SANDBOX_META_SEED", "7")
    monkeypatch.setenv("DA_SANDBOX_META_PHONE_NUMBER_IDS", "1, 2")

    monkeypatch.setenv("DA_SANDBOX_META_TEMPLATES", '[{"name": "ack"}]')

    changed = MetaSettings().changed({"shuffle_rate": 0.5})

    assert (changed.seed, changed.phone_number_ids, changed.shuffle_rate) == (7, ("1", "2"), 0.5)
    assert changed.templates == ({"name": "ack"},)


@pytest.mark.parametrize(
    ("patch", "hint"),
    [
        ({"shufle_rate": 0.5}, "no such setting"),
        ({"ledger_max": 5}, "DA_SANDBOX_META_LEDGER_MAX"),
        ({"shuffle_rate": 2}, "less than or equal to 1"),
    ],
)
def test_a_bad_change_says_what_to_do(patch: dict[str, Any], hint: str) -> None:
    with pytest.raises(ValueError, match=hint):
        MetaSettings().changed(patch)


def test_secrets_are_not_in_the_settings_text() -> None:
    assert "sandbox-app-secret" not in repr(MetaSettings())
