"""The policy in force: which checks run, what their findings lead to, and by which rules.

`policies/*.yaml` is the platform's floor; a company's overlay may only tighten it
(`policy_overlay.py`). Checks read options and rule hits from here; only `decide.py` turns
findings into decisions. Compiled once, immutable, swapped whole (`policy_store.py`).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from importlib import resources
from pathlib import Path
from typing import Any, Final, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from driver_assistant.contracts.errors import Permanent
from driver_assistant.contracts.guardrails import Decision, Severity
from driver_assistant.guardrails.canonical import Canonical
from driver_assistant.guardrails.rules import Hit, Matcher, Place, Rule, Terms

Environment = Literal["development", "staging", "production"]
FailMode = Literal["closed", "open"]


class PolicyError(Permanent):
    """A guardrail policy is wrong."""

    code = "policy_error"


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Option(_Strict):
    """A setting of a check, and which way a company may move it.

    `lower`/`higher` for numbers, `superset`/`subset` for lists, `free` for what a company knows
    best (its own hosts), `fixed` for the rest.
    """

    value: Any
    tighten: Literal["lower", "higher", "superset", "subset", "free", "fixed"] = "fixed"


class FailModes(_Strict):
    """What a failed or late check means: `closed` blocks, `open` passes, marked degraded."""

    development: FailMode = "closed"
    staging: FailMode = "closed"
    production: FailMode = "closed"


class CheckPolicy(_Strict):
    """How one check runs. What a policy does not mention fails closed."""

    enabled: bool = True
    deadline_ms: int = Field(250, ge=1, le=5_000)
    fail: FailModes = FailModes()
    options: dict[str, Option] = {}


class PolicyDocument(_Strict):
    """A policy as written: the merge of `policies/*.yaml`, or of those and an overlay.

    `ladder` maps severity to decision; `exceptions` does so per category and wins.
    `lexicon` is word list -> language -> words (`ignor*` stands for all endings).
    """

    version: str
    ladder: dict[Severity, Decision]
    exceptions: dict[str, dict[Severity, Decision]] = {}
    checks: dict[str, CheckPolicy] = {}
    lexicon: dict[str, Terms] = {}
    rules: tuple[Rule, ...] = ()
    everyday: tuple[str, ...] = ()  # texts that no rule may ever stop


_DEFAULT_CHECK: Final = CheckPolicy()


class Policy:
    """A compiled policy. Raises `PolicyError` when the document contradicts itself."""

    def __init__(self, document: PolicyDocument) -> None:
        self.document = document
        self.version = document.version
        self.sha256 = digest(document)
        ids = [rule.id for rule in document.rules]
        twice = sorted({rule_id for rule_id in ids if ids.count(rule_id) > 1})
        if twice:
            raise PolicyError(f"rule ids occur twice: {', '.join(twice)}")
        try:
            self._matcher = Matcher(document.rules, document.lexicon)
        except ValueError as error:
            raise PolicyError(str(error)) from None

    def check(self, name: str) -> CheckPolicy:
        """How the check called `name` runs; checks no policy mentions fail closed."""
        return self.document.checks.get(name, _DEFAULT_CHECK)

    def option(self, check: str, name: str, default: Any = None) -> Any:
        """The value of a check's option, or `default`."""
        option = self.check(check).options.get(name)
        return default if option is None else option.value

    def decision(self, category: str, severity: Severity) -> Decision:
        """What one finding leads to: the category's exception, else the ladder."""
        exception = self.document.exceptions.get(category, {}).get(severity)
        return exception or self.document.ladder[severity]

    def hits(self, canonical: Canonical) -> tuple[Hit, ...]:
        """All rule hits in a text; scanned once per text, whoever asks first."""
        found = canonical.memo.get(self)
        if found is None:
            found = canonical.memo[self] = self._matcher.scan(canonical)
        return found

    def places(self, canonical: Canonical) -> Mapping[str, Sequence[Place]]:
        """Where the words of each list stand in the text as it was typed; scanned once."""
        return self._matcher.plain_places(canonical)

    def words(self, name: str) -> Terms:
        """A word list by name: language -> words; empty when no policy has it."""
        return self.document.lexicon.get(name, {})


def digest(document: PolicyDocument) -> str:
    """sha256 of the document in canonical JSON: the same policy has the same hash anywhere."""
    plain = document.model_dump(mode="json")
    packed = json.dumps(plain, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(packed.encode()).hexdigest()


def load_floor() -> PolicyDocument:
    """The platform's floor: `platform.yaml` and every rule pack beside it, merged."""
    folder = resources.files("driver_assistant.guardrails").joinpath("policies")
    packs = sorted(
        (entry for entry in folder.iterdir() if entry.name.endswith(".yaml")),
        key=lambda entry: (entry.name != "platform.yaml", entry.name),
    )
    merged: dict[str, Any] = {}
    for pack in packs:
        merge_pack(merged, parse_yaml(pack.read_text("utf-8"), pack.name), pack.name)
    return parse_document(merged, "policies")


def merge_pack(into: dict[str, Any], pack: Mapping[str, Any], name: str) -> None:
    """Add a pack's rules, word lists and checks; two packs may not define the same thing."""
    for key, value in pack.items():
        if key == "rules":
            into.setdefault("rules", []).extend(value)
        elif isinstance(value, dict) and key in into:
            twice = sorted(into[key].keys() & value.keys())
            if twice:
                raise PolicyError(f"{name}: {key} defined before: {', '.join(twice)}")
            into[key].update(value)
        elif key in into:
            raise PolicyError(f"{name}: {key} may only stand in platform.yaml")
        else:
            into[key] = value


def parse_yaml(text: str, name: str) -> dict[str, Any]:
    """A YAML mapping, safely loaded."""
    try:
        loaded = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506  # both are safe loaders
    except yaml.YAMLError as error:
        raise PolicyError(f"{name} is not YAML: {error}") from None
    if not isinstance(loaded, dict):
        raise PolicyError(f"{name} must be a mapping with version, rules, ...")
    return loaded


def parse_document(raw: Mapping[str, Any], name: str) -> PolicyDocument:
    """Validate a merged policy; the error names each wrong field."""
    try:
        return PolicyDocument.model_validate(raw)
    except ValidationError as error:
        lines = "; ".join(
            f"{'.'.join(map(str, item['loc']))}: {item['msg']}" for item in error.errors()
        )
        raise PolicyError(f"{name}: {lines}") from None


def read_policy_file(path: Path) -> dict[str, Any]:
    """A policy file from disk."""
    try:
        return parse_yaml(path.read_text("utf-8"), path.name)
    except OSError as error:
        raise PolicyError(f"can't read {path}: {error}") from None
