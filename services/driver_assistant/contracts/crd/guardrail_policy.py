"""`GuardrailPolicy`: a company's additions to the platform's guardrails.

Generates `crds/guardrailpolicies.driverassistant.dev.yaml`. The guardrails service compiles it
and runs its own examples in a Job before any pod sees it; an overlay can only tighten.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import ConfigDict, Field

from driver_assistant.contracts.crd.base import Name, Part, Rule, rules, unique
from driver_assistant.contracts.crd.status import GuardrailPolicyStatus

Identifier = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_-]*$", max_length=64)]
RuleId = Annotated[str, Field(pattern=r"^[a-z0-9_]+(\.[a-z0-9_-]+)+$", max_length=64)]
Phrase = Annotated[str, Field(min_length=1, max_length=1000)]
Term = Annotated[str, Field(min_length=1, max_length=100)]
Severity = Literal["info", "low", "medium", "high", "critical"]


class PolicyRule(Part):
    """One thing to look for, with texts that it must and must not find."""

    model_config = ConfigDict(
        json_schema_extra=rules(
            Rule(
                rule="!self.examples.exists(e, e in self.counterExamples)",
                message="the same text is in examples and counterExamples: a rule can't both "
                "find it and pass it",
                field=".counterExamples",
            ),
            Rule(
                rule="has(self.pattern) != (size(self.all) > 0)",
                message="a rule looks in one way: give either all (word lists that must stand "
                "near each other) or pattern",
            ),
        )
    )

    id: RuleId = Field(description="Name in verdicts and audit records, with a dot: acme.pin.")
    category: Identifier = Field(
        "company_policy", description="Category in verdicts; it names the polite reply."
    )
    severity: Severity = Field(
        "high", description="The ladder: low passes, medium flags, high and critical block."
    )
    others: Severity | None = Field(
        None, description="Severity in texts the driver did not type (notes, captions, quotes)."
    )
    all: tuple[Identifier, ...] = Field(
        (),
        max_length=8,
        description="Word lists of lexicon (or of the platform) that must all occur.",
        json_schema_extra=unique(),
    )
    order: Literal["forward", "any"] = Field(
        "forward", description="Whether the word lists must occur in the order of all."
    )
    within: int = Field(40, ge=0, le=200, description="Most characters between the words (0-200).")
    unless: tuple[Identifier, ...] = Field(
        (),
        max_length=8,
        description="Word lists that clear the rule when they stand between or beside.",
        json_schema_extra=unique(),
    )
    pattern: str | None = Field(
        None,
        min_length=3,
        max_length=500,
        description="Regular expression over the folded text (RE2: no look-around).",
    )
    message: str = Field("", max_length=200, description="What it finds, for people.")
    examples: tuple[Phrase, ...] = Field(
        min_length=1, max_length=50, description="Texts that this rule must find."
    )
    counter_examples: tuple[Phrase, ...] = Field(
        min_length=1, max_length=50, description="Innocent texts that this rule must not find."
    )


class CheckOption(Part):
    """One option of a check, moved in its stricter direction."""

    model_config = ConfigDict(
        json_schema_extra=rules(
            Rule(
                rule="has(self.number) != has(self.list)",
                message="an option has either number or list",
            )
        )
    )

    name: Identifier = Field(description="Name of the option, as in the platform's policy.")
    number: int | None = Field(None, description="The option's value, if it is a number.")
    list: tuple[Term, ...] | None = Field(
        None, max_length=200, description="The option's value, if it is a list."
    )


class CheckSetting(Part):
    """A stricter setting of one of the service's checks; what would loosen it is refused."""

    name: Identifier = Field(description="Name of the check, as in the platform's policy.")
    fail_mode: Literal["closed"] | None = Field(
        None, description="closed: when the check fails, the message is not passed."
    )
    options: tuple[CheckOption, ...] = Field(
        (),
        max_length=16,
        description="Options, moved in their stricter direction.",
        json_schema_extra=unique("name"),
    )


class GuardrailPolicySpec(Part):
    """What a company adds to the platform's guardrails."""

    model_config = ConfigDict(
        json_schema_extra=rules(
            Rule(
                rule="size(self.rules) + size(self.checks) > 0",
                message="the policy is empty: add an entry to rules or checks",
                field=".rules",
            )
        )
    )

    assistant: Name | None = Field(
        None,
        description="Name of the DriverAssistant; left out, all in this namespace.",
    )
    mode: Literal["enforce", "shadow"] = Field(
        "enforce",
        description="shadow only records what would have been decided; answers stay the same.",
    )
    rules: tuple[PolicyRule, ...] = Field(
        (),
        max_length=100,
        description="Things to look for.",
        json_schema_extra=unique("id"),
    )
    lexicon: dict[str, dict[str, tuple[Term, ...]]] = Field(
        default_factory=dict,
        max_length=32,
        description="Word lists: list name, then language, then words (fuel* covers endings).",
    )
    checks: tuple[CheckSetting, ...] = Field(
        (),
        max_length=32,
        description="Stricter settings of the service's checks.",
        json_schema_extra=unique("name"),
    )


class GuardrailPolicy(Part):
    """A company's additions to the guardrails, tested against their own examples."""

    model_config = ConfigDict(
        json_schema_extra=rules(
            Rule(
                rule="size(self.metadata.name) <= 36",
                message="metadata.name is longer than 36 characters: names of children are made "
                "from it and have a limit of 63",
            )
        )
    )

    spec: GuardrailPolicySpec = Field(description="What is added.")
    status: GuardrailPolicyStatus | None = Field(None, description="What the operator observed.")
