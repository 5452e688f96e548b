"""A company's overlay on the platform's floor: it may tighten and nothing else.

Called by `policy_store.py` and by the policy check. Adding rules, lowering thresholds, failing
closed: yes. Touching the floor's rules, word lists or ladder: refused with a message that says
what to write instead.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final, Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from driver_assistant.guardrails.canonical import Canonical
from driver_assistant.guardrails.policy import (
    CheckPolicy,
    Option,
    Policy,
    PolicyDocument,
    PolicyError,
)
from driver_assistant.guardrails.rules import Rule, Terms

_ENVIRONMENTS: Final = ("development", "staging", "production")


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Value(_Strict):
    """A new value of a check's option; numbers are integers or decimals, lists are of words."""

    value: Any


class CheckOverlay(_Strict):
    """What an overlay says about one check."""

    enabled: Literal[True] = True
    fail: dict[Literal["development", "staging", "production"], Literal["closed"]] = {}
    options: dict[str, Value] = {}


class Overlay(_Strict):
    """An overlay file."""

    version: str
    lexicon: dict[str, Terms] = {}
    checks: dict[str, CheckOverlay] = {}
    rules: tuple[Rule, ...] = ()


def parse_overlay(raw: Mapping[str, Any], name: str) -> Overlay:
    """Validate an overlay; the error names each wrong field."""
    try:
        return Overlay.model_validate(raw)
    except ValidationError as error:
        lines = "; ".join(
            f"{'.'.join(map(str, item['loc']))}: {item['msg']}" for item in error.errors()
        )
        raise PolicyError(f"{name}: {lines}") from None


def tightened(floor: PolicyDocument, overlay: Overlay) -> PolicyDocument:
    """The floor with an overlay on it. Raises `PolicyError` for whatever would loosen it."""
    taken = sorted(floor.lexicon.keys() & overlay.lexicon.keys())
    if taken:
        raise PolicyError(f"word lists {', '.join(taken)} exist already: give yours other names")
    ids = {rule.id for rule in floor.rules}
    taken = sorted(rule.id for rule in overlay.rules if rule.id in ids)
    if taken:
        raise PolicyError(f"rules {', '.join(taken)} exist already: give yours other ids")
    unknown = sorted(overlay.checks.keys() - floor.checks.keys())
    if unknown:
        known = ", ".join(sorted(floor.checks))
        raise PolicyError(f"no check is called {', '.join(unknown)}; there are {known}")
    checks = dict(floor.checks)
    for name, change in overlay.checks.items():
        checks[name] = _tightened_check(name, checks[name], change)
    return floor.model_copy(
        update={
            "version": f"{floor.version}+{overlay.version}",
            "lexicon": floor.lexicon | overlay.lexicon,
            "checks": checks,
            "rules": floor.rules + overlay.rules,
        }
    )


def _tightened_check(name: str, check: CheckPolicy, change: CheckOverlay) -> CheckPolicy:
    options = dict(check.options)
    for option, new in change.options.items():
        if option not in options:
            known = ", ".join(sorted(options)) or "none"
            raise PolicyError(f"{name} has no option {option}; it has {known}")
        value = _tightened_value(f"{name}.{option}", options[option], new.value)
        options[option] = Option(value=value, tighten=options[option].tighten)
    fail = check.fail.model_copy(update=dict.fromkeys(change.fail, "closed"))
    return check.model_copy(update={"enabled": True, "fail": fail, "options": options})


def _tightened_value(name: str, option: Option, new: Any) -> Any:
    """The new value where it is stricter or free to choose; `PolicyError` where it isn't."""
    old = option.value
    match option.tighten:
        case "lower" | "higher":
            if not _is_number(new) or (new > old if option.tighten == "lower" else new < old):
                raise PolicyError(f"{name} may only go {option.tighten} than {old}, not to {new}")
            return new
        case "superset" | "subset":
            return _tightened_list(name, option, new)
        case "free":
            if not isinstance(new, type(old)):
                raise PolicyError(f"{name} takes a {type(old).__name__}")
            return new
        case _:
            raise PolicyError(f"{name} is the platform's to set")


def _tightened_list(name: str, option: Option, new: Any) -> list[Any]:
    old = option.value
    if not isinstance(new, list):
        raise PolicyError(f"{name} takes a list")
    if option.tighten == "superset":
        return [*old, *(item for item in new if item not in old)]
    if any(item not in old for item in new):
        raise PolicyError(f"{name} may only keep some of {old}")
    return new


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def compiled(floor: PolicyDocument, overlays: Sequence[Overlay]) -> Policy:
    """The floor with at least one overlay, compiled and tested on the overlays' own examples."""
    document = floor
    for overlay in overlays:
        document = tightened(document, overlay)
    policy = Policy(document)
    failures = golden_failures(policy, skip={rule.id for rule in floor.rules})
    if failures:
        raise PolicyError("golden cases fail: " + "; ".join(failures[:10]))
    return policy


def golden_failures(policy: Policy, *, skip: set[str]) -> list[str]:
    """Examples that a rule misses, counter-examples it finds, everyday texts it would stop."""
    failures = []
    rules = [rule for rule in policy.document.rules if rule.id not in skip]
    for rule in rules:
        failures += [
            f"{rule.id} misses {text!r}" for text in rule.examples if not _finds(policy, rule, text)
        ]
        failures += [
            f"{rule.id} finds {text!r}"
            for text in rule.counter_examples
            if _finds(policy, rule, text)
        ]
        if policy.decision(rule.category, rule.severity) in ("block", "escalate"):
            failures += [
                f"{rule.id} would stop the everyday message {text!r}"
                for text in policy.document.everyday
                if _finds(policy, rule, text)
            ]
    return failures


def _finds(policy: Policy, rule: Rule, text: str) -> bool:
    return any(hit.rule.id == rule.id for hit in policy.hits(Canonical(text)))
