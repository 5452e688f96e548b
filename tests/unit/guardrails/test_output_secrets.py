from __future__ import annotations

import base64
import json
import random
import string
import uuid
from collections.abc import Callable

import pytest

from driver_assistant.guardrails.secret_formats import find_secrets

ALNUM = string.ascii_letters + string.digits


def _some(rng: random.Random, count: int, alphabet: str = ALNUM) -> str:
    return "".join(rng.choices(alphabet, k=count))


def _jwt(rng: random.Random) -> str:
    parts = [{"alg": "HS256", "typ": "JWT"}, {"sub": _some(rng, 12)}]
    coded = [base64.urlsafe_b64encode(json.dumps(p).encode()).rstrip(b"=").decode() for p in parts]
    return ".".join([*coded, _some(rng, 43)])


def _pem(rng: random.Random) -> str:
    kind = rng.choice(("RSA ", "EC ", "OPENSSH ", ""))
    return f"-----BEGIN {kind}PRIVATE KEY-----\n{_some(rng, 64)}\n-----END {kind}PRIVATE KEY-----"


HEX = "0123456789abcdef"
KINDS: dict[str, Callable[[random.Random], str]] = {
    "jwt": _jwt,
    "pem": _pem,
    "aws": lambda r: "AKIA" + _some(r, 16, string.ascii_uppercase + "234567"),
    "github": lambda r: r.choice(("ghp_", "gho_", "ghs_")) + _some(r, 36),
    "github_pat": lambda r: "github_pat_" + _some(r, 22) + "_" + _some(r, 59),
    "gitlab": lambda r: "glpat-" + _some(r, 20),
    "slack": lambda r: f"xoxb-{r.randrange(10**11)}-{r.randrange(10**12)}-{_some(r, 24)}",
    "slack_hook": lambda r: (
        f"https://hooks.slack.com/services/T{_some(r, 8)}/B{_some(r, 8)}/{_some(r, 24)}"
    ),
    "stripe": lambda r: "sk_live_" + _some(r, 24),
    "google": lambda r: "AIza" + _some(r, 35),
    "google_oauth": lambda r: "GOCSPX-" + _some(r, 28),
    "openrouter": lambda r: "sk-or-v1-" + _some(r, 64, HEX),
    "openai": lambda r: "sk-proj-" + _some(r, 48),
    "anthropic": lambda r: "sk-ant-api03-" + _some(r, 80),
    "meta": lambda r: "EAA" + _some(r, 120),
    "twilio": lambda r: "AC" + _some(r, 32, HEX),
    "sendgrid": lambda r: f"SG.{_some(r, 22)}.{_some(r, 43)}",
    "telegram": lambda r: f"{r.randrange(10**9, 10**10)}:AA{_some(r, 33)}",
    "basic_url": lambda r: f"https://admin:{_some(r, 12)}@tms.example.com/api",
    "postgres": lambda r: f"postgresql://app:{_some(r, 14)}@db:5432/prod",
    "odbc": lambda r: f"Server=db.example;Database=tms;User Id=sa;Password={_some(r, 12)};",
    "azure": lambda r: f"AccountName=x;AccountKey={_some(r, 86)}==",
    "bearer": lambda r: "Authorization: Bearer " + _some(r, 40),
    "password": lambda r: f"password: {_some(r, 10)}7aZ!",
    "api_key": lambda r: f'"api_key": "{_some(r, 30)}9"',
    "passwort": lambda r: f"Das Passwort ist {_some(r, 9)}4xQ",
}
DECOYS: tuple[Callable[[random.Random], str], ...] = (
    lambda r: f"load {uuid.UUID(int=r.getrandbits(128))}",
    lambda r: f"stp_{_some(r, 24, HEX)}",
    lambda r: f"Reference LD-{r.randrange(10**6)}, seal SL-{r.randrange(10**6)}",
    lambda r: f"sha256 {_some(r, 64, HEX)}",
    lambda r: "your password is safe with us, please reset the password",
    lambda r: "the access code for the gate is at the desk",
    lambda r: f"token of appreciation, {r.randrange(100)} pallets",
    lambda r: "API key missing: ask dispatch",
    lambda r: f"https://maps.google.com/?q=52.{r.randrange(10**6)},13.{r.randrange(10**6)}",
    lambda r: f"IBAN DE89370400440532013000, plate M-KL {r.randrange(9999)}",
    lambda r: "task-force-in-the-yard-of-the-customer is ready",
    lambda r: "Passwort vergessen? Der Disponent hilft.",
)


@pytest.mark.parametrize("kind", KINDS)
def test_98_percent_of_each_kind_are_found(kind: str) -> None:
    rng = random.Random(kind)
    texts = [f"Here it is: {KINDS[kind](rng)} ok?" for _ in range(60)]
    found = sum(any(True for _ in find_secrets(text)) for text in texts)

    assert found >= 0.98 * len(texts)


def test_look_alikes_are_left_alone() -> None:
    rng = random.Random(3)
    texts = [decoy(rng) for decoy in DECOYS for _ in range(40)]

    assert [text for text in texts if any(True for _ in find_secrets(text))] == []


def test_a_secret_s_range_is_exact() -> None:
    key = "sk-or-v1-" + "ab12" * 16
    (found,) = find_secrets(f"use {key}, please")

    assert ("openrouter_key", 4, 4 + len(key)) == (found.kind, found.start, found.end)
