"""All recognisers over one text, overlaps resolved: the package's front door."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from driver_assistant.guardrails.pii.field_policy import Permissions
from driver_assistant.guardrails.pii.matches import Kind, PiiMatch, blank, without_decoys
from driver_assistant.guardrails.pii.names import Directory
from driver_assistant.guardrails.pii.phones import find_phones
from driver_assistant.guardrails.pii.plates import find_plates
from driver_assistant.guardrails.pii.structured import find_structured

# Who wins where two overlap: the format with the strongest proof.
_RANK: dict[Kind, int] = {
    "email": 0, "iban": 1, "card": 2, "national_id": 3, "ip_address": 4, "licence": 5,
    "plate": 6, "phone": 7, "name": 8,
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Scanner:
    """Recognisers with what they need to know: phone regions and people's names, those of the
    request's records and those of the company.
    """

    regions: Sequence[str] = ()
    directory: Directory = field(default_factory=lambda: Directory(()))
    company: Directory = field(default_factory=lambda: Directory(()))

    def find(self, text: str) -> tuple[PiiMatch, ...]:
        """Every personal value in the text, in order, without overlaps."""
        found = [*find_structured(text), *find_plates(text)]
        rest = without_decoys(blank(text, ((m.start, m.end) for m in found)))
        found += find_phones(rest, self.regions)
        found += [*self.directory.find(text), *self.company.find(text)]
        return _without_overlaps(found)


def withheld(text: str, scanner: Scanner, permitted: Permissions) -> tuple[PiiMatch, ...]:
    """The personal values of a text that this caller may not be told."""
    return tuple(found for found in scanner.find(text) if not permitted.allow(found, text))


def _without_overlaps(found: Iterable[PiiMatch]) -> tuple[PiiMatch, ...]:
    kept: list[PiiMatch] = []
    found = sorted(found, key=lambda m: (_RANK[m.kind], m.start - m.end))
    taken = bytearray(max((match.end for match in found), default=0))
    for match in found:
        if not any(taken[match.start : match.end]):
            taken[match.start : match.end] = b"\1" * (match.end - match.start)
            kept.append(match)
    return tuple(sorted(kept, key=lambda m: m.start))
