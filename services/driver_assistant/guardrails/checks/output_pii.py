"""Masks personal data in an answer that is neither the caller's own nor in a permitted field.

Options: `permitted_paths` (kind -> endings of JSON paths, see `pii/field_policy.py`),
`open_stops_only` (of written answers: a template shows what its intent was asked for, such as the
contact of the stop just left), `public_phones` (helplines besides the built-in ones), and
`directory` (names of the company's people).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import cast

from driver_assistant.contracts.guardrails import Finding, OutputRequest, Span
from driver_assistant.guardrails.check import Check, Subject
from driver_assistant.guardrails.pii.field_policy import (
    DEFAULT_PATHS,
    PUBLIC_PHONES,
    FieldPolicy,
    Permissions,
)
from driver_assistant.guardrails.pii.matches import Kind
from driver_assistant.guardrails.pii.names import Directory
from driver_assistant.guardrails.pii.phones import regions_for
from driver_assistant.guardrails.pii.scan import Scanner, withheld
from driver_assistant.guardrails.policy import Policy

CATEGORY = "pii"


def run(subject: Subject) -> Sequence[Finding]:
    request = subject.request
    if not isinstance(request, OutputRequest):
        return ()
    fields, directory = _configured(subject.policy, template=request.template)
    permitted = Permissions(subject.leaves, request.caller, fields)
    scanner = Scanner(
        regions=regions_for(
            (request.language or "en")[:2].lower(),
            [own for own in request.caller.own_ids if own.startswith("+")],
            permitted.countries,
        ),
        directory=permitted.people,
        company=directory,
    )
    visible = subject.canonical.visible
    return [
        _finding(found.kind, visible.span(found.start, found.end))
        for found in withheld(visible.text, scanner, permitted)
    ]


@lru_cache(maxsize=32)
def _configured(policy: Policy, *, template: bool) -> tuple[FieldPolicy, Directory]:
    paths = policy.option("output_pii", "permitted_paths") or {}
    fields = FieldPolicy(
        paths=dict(DEFAULT_PATHS) | {cast("Kind", k): tuple(v) for k, v in paths.items()},
        public_phones=(*PUBLIC_PHONES, *policy.option("output_pii", "public_phones", ())),
        open_stops_only=not template and bool(policy.option("output_pii", "open_stops_only", True)),
    )
    return fields, Directory(policy.option("output_pii", "directory", ()))


def _finding(kind: str, span: Span) -> Finding:
    return Finding(
        check="output_pii",
        category=CATEGORY,
        severity="medium",
        score=1.0,
        rule_id=f"pii.{kind}",
        spans=(span,),
        message=f"The answer holds personal data ({kind}) that this driver has no need of.",
    )


PLUGIN = Check(name="output_pii", stage="output", order=40, categories=(CATEGORY,), run=run)
