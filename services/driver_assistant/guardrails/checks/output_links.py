"""Removes links to hosts that the policy doesn't name, and markup that WhatsApp doesn't have.

A link is how stolen data leaves and how drivers are phished; an answer needs a map at most.
Options: `allowed_hosts` ("example.com", or "*.example.com" for its subdomains).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from urllib.parse import urlsplit

from driver_assistant.contracts.guardrails import Finding, Severity, Span
from driver_assistant.guardrails.check import Check, Subject

CATEGORY = "link"

DEFAULT_HOSTS = (
    "maps.google.com", "www.google.com", "google.com", "maps.app.goo.gl", "goo.gl",
    "maps.apple.com", "www.openstreetmap.org", "waze.com", "www.waze.com", "wa.me",
)  # fmt: skip
_ONLY_MAPS = {"www.google.com": "/maps", "google.com": "/maps", "goo.gl": "/maps"}
_LINK = re.compile(
    r"(?:[a-zA-Z][a-zA-Z0-9+.-]{1,20}:(?://|\\\\)|www\.)[^\s<>\"'`]{2,2000}"
    r"|(?i:javascript|data|vbscript|file|intent|tel|sms|mailto):[^\s<>\"'`]{3,2000}"
    r"|(?<![\w@.-])(?:[a-zA-Z0-9-]{1,63}\.){1,4}"
    r"(?:com|net|org|io|info|biz|app|dev|xyz|top|site|online|link|click|shop|me|co|ly|gl|ru|cn|tk|ai)"
    r"(?![\w.-]*@)(?=[/?#:\s.,;!)]|$)(?:[/?#][^\s<>\"'`]{0,2000})?"
    r"|(?<![\w@.-])(?:[a-zA-Z0-9-]{1,63}\.){1,4}[a-z]{2}/[^\s<>\"'`]{1,2000}"
)
# Possessive: an open bracket that never closes is walked once, not once per way to split it.
_MARKDOWN = re.compile(r"!?\[([^\]\n]{0,200}+)\]\(\s?([^)\s]{1,2000}+)[^)\n]{0,200}+\)")
_TAG = re.compile(
    r"</?[a-zA-Z][a-zA-Z0-9-]{0,20}(?:\s[^<>\n]{0,500})?/?>|<!--.{0,500}?-->", re.DOTALL
)


def run(subject: Subject) -> Sequence[Finding]:
    visible = subject.canonical.visible
    hosts = frozenset(subject.policy.option("output_links", "allowed_hosts", DEFAULT_HOSTS))
    return [
        _finding(rule, severity, visible.span(start, end))
        for rule, severity, start, end in find_links(visible.text, hosts)
    ]


def find_links(text: str, hosts: frozenset[str]) -> Iterator[tuple[str, Severity, int, int]]:
    """Links to other hosts, links with a hidden target, and tags: rule, severity, range."""
    taken = bytearray(len(text))
    for found in _MARKDOWN.finditer(text):
        taken[found.start() : found.end()] = b"\1" * len(found[0])
        allowed = is_allowed(found[2], hosts)
        yield ("markup" if allowed else "masked_link", "medium", *found.span())
    for found in _LINK.finditer(text):
        end = found.start() + len(found[0].rstrip(".,;:!?)*_"))
        if any(taken[found.start() : end]):
            continue
        if not is_allowed(text[found.start() : end], hosts):
            yield "unknown_host", "medium", found.start(), end
    for found in _TAG.finditer(text):
        yield "markup", "medium", found.start(), found.end()


def is_allowed(link: str, hosts: frozenset[str]) -> bool:
    """Whether a link is https (or schemeless) to a named host, without credentials or port."""
    if not re.match(r"[a-zA-Z][a-zA-Z0-9+.-]*:", link):
        link = f"https://{link}"
    try:
        parts = urlsplit(link)
        host, port = (parts.hostname or "").rstrip("."), parts.port
    except ValueError:
        return False
    if parts.scheme != "https" or parts.username or port not in {None, 443} or not host.isascii():
        return False
    if (path := _ONLY_MAPS.get(host)) and not parts.path.startswith(path):
        return False
    return host in hosts or any(
        host.endswith(pattern[1:]) for pattern in hosts if pattern.startswith("*.")
    )


def strip_markup(text: str) -> str:
    """Text of records before a template shows it: tags and link targets removed, words kept."""
    text = _MARKDOWN.sub(lambda found: found[1], text)
    return _TAG.sub("", text)


def _finding(rule: str, severity: Severity, span: Span) -> Finding:
    return Finding(
        check="output_links",
        category=CATEGORY,
        severity=severity,
        score=1.0,
        rule_id=f"link.{rule}",
        spans=(span,),
        message="The answer holds a link or markup that the policy does not allow.",
    )


PLUGIN = Check(name="output_links", stage="output", order=50, categories=(CATEGORY,), run=run)
