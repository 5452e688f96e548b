"""Credentials by their own format: thirty-odd kinds, and high-entropy values behind a key's name.

`checks/output_secrets.py` calls it. Prefix and length prove most kinds; a JWT's header must
decode; a nameless value counts only beside a word such as password or token, and only when it
looks random. Identifiers of records (UUIDs, hashes, load numbers) are never secrets by
themselves.
"""

from __future__ import annotations

import base64
import binascii
import json
import math
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass

_START, _END = r"(?<![A-Za-z0-9_-])", r"(?![A-Za-z0-9_-])"


@dataclass(frozen=True, slots=True, kw_only=True)
class SecretMatch:
    """A credential at `[start, end)`; `kind` is stable and goes into rule ids."""

    kind: str
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Format:
    kind: str
    hint: str  # a literal that must occur, else the pattern isn't tried
    pattern: re.Pattern[str]
    proves: Callable[[str], bool]


def _format(
    kind: str, hint: str, pattern: str, proves: Callable[[str], bool] = lambda _: True
) -> _Format:
    return _Format(kind=kind, hint=hint, pattern=re.compile(pattern), proves=proves)


def _is_jwt(text: str) -> bool:
    header = text.split(".", 1)[0]
    try:
        decoded = json.loads(base64.urlsafe_b64decode(header + "=" * (-len(header) % 4)))
    except (binascii.Error, ValueError):
        return False
    return isinstance(decoded, dict) and "alg" in decoded


def _is_mixed(text: str) -> bool:
    """Letters and digits both: a run of one sort is a word or a number."""
    return any(c.isdigit() for c in text) and any(c.isalpha() for c in text)


# Formats as the providers document them; detect-secrets and gitleaks use the same prefixes.
_FORMATS: tuple[_Format, ...] = (
    _format("jwt", "eyJ", r"eyJ[\w-]{8,2000}\.[\w-]{4,4000}(?:\.[\w-]{0,2000})?", _is_jwt),
    _format(
        "private_key",
        "-----BEGIN",
        r"-----BEGIN (?:[A-Z0-9]{1,12} ){0,3}PRIVATE KEY(?: BLOCK)?-----"
        r"[^-]{0,8000}(?:-----END [A-Z0-9 ]{1,40}-----)?",
    ),
    _format("aws_access_key", "A", _START + r"A(?:KI|SI|RO|ID|BI|CC)A[A-Z2-7]{16}" + _END),
    _format("github_token", "gh", _START + r"gh[pousr]_[A-Za-z0-9]{36,251}" + _END),
    _format("github_fine_grained", "github_pat_", r"github_pat_\w{22,255}"),
    _format("gitlab_token", "gl", _START + r"gl(?:pat|dt|rt|ptt|ft|cbt)-[\w-]{20,64}"),
    _format("slack_token", "xox", r"xox[abeoprs]-[\w-]{10,250}"),
    _format("slack_app_token", "xapp-", r"xapp-\d-[A-Z0-9]{8,20}-\d{8,16}-[a-f0-9]{32,64}"),
    _format("slack_webhook", "hooks.slack", r"hooks\.slack\.com/(?:services|workflows)/[\w/-]{20}"),
    _format("discord_webhook", "webhooks/", r"discord(?:app)?\.com/api/webhooks/\d+/[\w-]{40,}"),
    _format("stripe_key", "_", _START + r"(?:sk|rk|pk)_(?:live|test)_[A-Za-z0-9]{16,247}"),
    _format("stripe_webhook", "whsec_", r"whsec_[A-Za-z0-9+/=]{24,100}"),
    _format("google_api_key", "AIza", _START + r"AIza[\w-]{35}" + _END),
    _format("google_oauth_secret", "GOCSPX-", r"GOCSPX-[\w-]{24,40}"),
    _format("google_oauth_token", "ya29.", r"ya29\.[\w-]{20,500}"),
    _format("openrouter_key", "sk-or-", r"sk-or-(?:v\d-)?[A-Za-z0-9]{24,128}"),
    _format("anthropic_key", "sk-ant-", r"sk-ant-[\w-]{20,200}"),
    _format("openai_key", "sk-", _START + r"sk-(?:proj-|svcacct-|admin-)?[\w-]{20,250}", _is_mixed),
    _format("meta_access_token", "EAA", _START + r"EAA[A-Za-z0-9]{30,500}" + _END),
    _format("meta_app_token", "|", _START + r"\d{14,17}\|[\w-]{25,40}" + _END),
    _format("twilio_key", "", _START + r"(?:AC|SK)[0-9a-f]{32}" + _END),
    _format("sendgrid_key", "SG.", r"SG\.[\w-]{16,32}\.[\w-]{32,64}"),
    _format("mailgun_key", "key-", _START + r"key-[0-9a-f]{32}" + _END),
    _format("telegram_bot", ":AA", _START + r"\d{8,10}:AA[\w-]{33}" + _END),
    _format("huggingface_token", "hf_", _START + r"hf_[A-Za-z]{30,40}" + _END),
    _format("npm_token", "npm_", _START + r"npm_[A-Za-z0-9]{36}" + _END),
    _format("pypi_token", "pypi-", r"pypi-AgE[\w-]{50,250}"),
    _format("docker_token", "dckr_", r"dckr_(?:pat|oat)_[\w-]{20,64}"),
    _format("digitalocean_token", "_v1_", r"do[opr]_v1_[a-f0-9]{64}"),
    _format("vault_token", "hv", _START + r"hv[sbr]\.[\w-]{24,200}"),
    _format("shopify_token", "shp", _START + r"shp(?:at|ca|pa|ss)_[a-fA-F0-9]{32}" + _END),
    _format("azure_storage_key", "AccountKey=", r"AccountKey=[A-Za-z0-9+/]{40,90}={0,2}"),
    _format("azure_sas", "sig=", r"[?&]sig=[A-Za-z0-9%+/]{30,120}(?:%3D|=){0,2}"),
    _format("age_key", "AGE-SECRET-KEY-", r"AGE-SECRET-KEY-1[A-Z0-9]{58}"),
    _format("ssh_password_hash", "$", r"\$(?:2[aby]|argon2id?|5|6|y)\$[\w./$=,+-]{20,200}"),
    _format("url_with_password", "://", r"[a-zA-Z][\w+.-]{1,20}://[^\s:/@]{0,128}:[^\s/@]{3,128}@[^\s/]{2,200}"),
    _format(
        "connection_string",
        ";",
        r"(?i:(?:server|data source|host|endpoint)=[^;\n]{2,200};"
        r"(?:[^;=\n]{1,60}=[^;\n]{0,200};){0,10}\s?"
        r"(?:password|pwd|sharedaccesskey|accesskey)=[^;\s]{3,200})",
    ),
    _format("bearer_token", "earer ", r"[Bb]earer [\w.~+/-]{20,1000}={0,2}", _is_mixed),
    _format("basic_auth", "asic ", r"[Bb]asic [A-Za-z0-9+/]{12,500}={0,2}", _is_mixed),
)  # fmt: skip

_NAMED = re.compile(
    r"(?i:(?<![a-z])(?P<name>(?:[a-z0-9]{1,20}[_-]){0,3}(?:password|passwd|passphrase|pwd|"
    r"secret(?:[_ -]?(?:access)?[_ -]?key)?|token|api[_ -]?key|apikey|access[_ -]?key|"
    r"private[_ -]?key|client[_ -]?secret|auth[_ -]?token|credentials?|pin code|"
    r"contraseña|clave|senha|mot de passe|passwort|kennwort|hasło|haslo|parola|şifre|sifre|"
    r"пароль|पासवर्ड))"
    r"[\"'`*]{0,3}\s{0,3}(?::=|=>|[:=]|\bis\b|\bes\b|\best\b|\bist\b|\bto\b|é|є)\s{0,3}[\"'`*]{0,3})"
    r"(?P<value>[^\s\"'`<>]{6,300})"
)
_HEX_NAMED_MIN = 2.5  # bits per character; random hex has about 3.7
_MIXED_MIN = 2.7  # random base62 of 16 characters has about 3.8, "password" 2.75 without digits


def find_secrets(text: str) -> Iterator[SecretMatch]:
    """Credentials in a text, first by format, then by the name in front of them."""
    taken = bytearray(len(text))
    for known in _FORMATS:
        if known.hint not in text:
            continue
        for found in known.pattern.finditer(text):
            if known.proves(found[0]) and not any(taken[found.start() : found.end()]):
                taken[found.start() : found.end()] = b"\1" * len(found[0])
                yield SecretMatch(kind=known.kind, start=found.start(), end=found.end())
    for found in _NAMED.finditer(text):
        start, end = found.span("value")
        value = found["value"].rstrip(".,;!?)")
        end = start + len(value)
        if not any(taken[start:end]) and _looks_random(value):
            yield SecretMatch(kind="named_value", start=start, end=end)


def _looks_random(value: str) -> bool:
    """Not a word, a number, a time or a mask: what a generated password or key looks like."""
    if len(value) < 6 or value.startswith(("[", "{{", "${", "***", "•")):
        return False
    sorts = sum(
        any(test(c) for c in value) for test in (str.islower, str.isupper, str.isdigit)
    ) + any(not c.isalnum() for c in value)
    least = _HEX_NAMED_MIN if re.fullmatch(r"[0-9a-fA-F]+", value) else _MIXED_MIN
    if len(value) < 10:
        return sorts >= 3 and _entropy(value) >= 2.0
    return sorts >= 2 and any(c.isdigit() for c in value) and _entropy(value) >= least


def _entropy(value: str) -> float:
    counts = Counter(value)
    return -sum(n / len(value) * math.log2(n / len(value)) for n in counts.values())
