"""Every wrong resource is refused at `kubectl apply`, naming the field and what to do."""

from __future__ import annotations

from typing import Any

import pytest
from tests.operator_api.harness import MINIMAL, POLICY, Api, Json, changed, example

DA = "/apis/driverassistant.dev/v1alpha1/namespaces/default/driverassistants"
GP = "/apis/driverassistant.dev/v1alpha1/namespaces/default/guardrailpolicies"

DEVELOPMENT = changed(MINIMAL, "spec.environment", "development")
INGRESS = {"host": "assistant.acme.example", "tls": {"secretName": "acme-tls"}}
ACM = "arn:aws:acm:eu-west-1:123456789012:certificate/0a1b2c3d-1111-2222-3333-444455556666"
DAY = {"perCompany": "1", "perDriver": "2"}

# (what is set, its wrong value, the field that is named, what the message says)
BAD_ASSISTANTS: list[tuple[str, Any, str, str]] = [
    ("metadata.name", "a" * 37, "", "longer than 36 characters"),
    ("spec.company", ..., "spec.company", "Required value"),
    ("spec.company", "Acme", "spec.company", "should match"),
    ("spec.company", "a", "spec.company", "at least 2 chars"),
    ("spec.company", "a" * 33, "spec.company", "may not be more than 32"),
    ("spec.environment", "prod", "spec.environment", 'supported values: "development"'),
    ("spec.image", ..., "spec.image", "Required value"),
    ("spec.image", "registry.example/app:latest", "spec.image", "not latest"),
    ("spec.image", "registry.example:5000/app", "spec.image", "fixed tag or a digest"),
    ("spec.image", "app :1", "spec.image", "should match"),
    ("spec.imagePullPolicy", "Sometimes", "spec.imagePullPolicy", "supported values"),
    ("spec.whatsapp.channel", "evolution", "spec.whatsapp.channel", "cloud or twilio"),
    ("spec.whatsapp.channel", "telegram", "spec.whatsapp.channel", "supported values"),
    ("spec.whatsapp.phoneNumberIds", [], "spec.whatsapp.phoneNumberIds", "at least 1 items"),
    ("spec.whatsapp.phoneNumberIds", ["+34600"], "phoneNumberIds[0]", "should match"),
    ("spec.whatsapp.phoneNumberIds", ["12345", "12345"], "phoneNumberIds[1]", "Duplicate value"),
    ("spec.whatsapp.secretRef", ..., "spec.whatsapp.secretRef", "Required value"),
    ("spec.whatsapp.secretRef.name", "My_Secret", "secretRef.name", "should match"),
    ("spec.whatsapp.apiVersion", "26", "spec.whatsapp.apiVersion", "should match"),
    ("spec.whatsapp.baseUrl", "http://graph.example", "spec.whatsapp.baseUrl", "must be https"),
    ("spec.llm.baseUrl", "http://llm.example/v1", "spec.llm.baseUrl", "must be https"),
    ("spec.logistics.url", "http://api.acme.example", "spec.logistics.url", "must be https"),
    ("spec.logistics.url", "ftp://api.acme.example", "spec.logistics.url", "should match"),
    ("spec.logistics.url", "https://u:p@api.example", "spec.logistics.url", "should match"),
    ("spec.logistics.timeoutSeconds", 0, "timeoutSeconds", "greater than or equal to 1"),
    ("spec.logistics.breaker.errorPercent", 120, "errorPercent", "less than or equal to 100"),
    ("spec.conversation.answerDeadlineSeconds", 5, "answerDeadlineSeconds", "equal to 10"),
    ("spec.conversation.contextMinutes", 1, "contextMinutes", "equal to 5"),
    ("spec.llm.model", "gpt-5", "spec.llm.model", "should match"),
    (
        "spec.llm",
        {"secretRef": {"name": "acme-openrouter"}, "routing": "multi", "fallbackModels": []},
        "spec.llm.fallbackModels",
        "name at least one model",
    ),
    (
        "spec.llm.fallbackModels",
        ["openai/gpt-5.1-mini"],
        "spec.llm.fallbackModels",
        "must be another model",
    ),
    ("spec.llm.budget", DAY, "spec.llm.budget.perDriver", "Lower perDriver"),
    ("spec.llm.budget.perCompany", "much", "spec.llm.budget.perCompany", "should match"),
    ("spec.llm.budget.perCompany", 50, "spec.llm.budget.perCompany", "must be of type string"),
    ("spec.postgres.tls", "disable", "spec.postgres.tls", "must be 'verify-full'"),
    ("spec.postgres.tls", "require", "spec.postgres.tls", "supported values"),
    ("spec.rabbitmq.tls", "disable", "spec.rabbitmq.tls", "must be 'require'"),
    ("spec.redis.tls", "disable", "spec.redis.tls", "must be 'require'"),
    ("spec.redis.prefix", "acme prod", "spec.redis.prefix", "should match"),
    ("spec.privacy", ..., "spec.privacy", "Required value"),
    ("spec.worker.scaling", {"min": 30}, "spec.worker.scaling.min", "lower min or raise max"),
    ("spec.worker.scaling", {"min": 0}, "spec.worker.scaling.min", "greater than or equal to 1"),
    ("spec.worker.scaling.messagesPerReplica", 0, "messagesPerReplica", "equal to 1"),
    ("spec.worker.concurrency", 1000, "spec.worker.concurrency", "less than or equal to 500"),
    ("spec.webhook.scaling", {"min": 1}, "spec.webhook.scaling.min", "must be 2 or more"),
    ("spec.guardrails.scaling.min", 1, "spec.guardrails.scaling.min", "equal to 2"),
    (
        "spec.worker.resources.requests.memory",
        "2Gi",
        "spec.worker.resources.requests.memory",
        "raise limits.memory too",
    ),
    ("spec.worker.resources.requests.cpu", "half", "requests.cpu", "should match"),
    ("spec.worker.resources.requests.cpu", "2", "requests.cpu", "raise limits.cpu too"),
    ("spec.ingress", {"host": "assistant.acme.example"}, "spec.ingress", "Set ingress.tls"),
    ("spec.ingress", {"host": "a.example", "tls": {}}, "spec.ingress.tls", "exactly one of"),
    (
        "spec.ingress",
        {"host": "a.example", "tls": {"secretName": "a", "certManagerIssuer": "b"}},
        "spec.ingress.tls",
        "exactly one of",
    ),
    (
        "spec.ingress",
        {"host": "a.example", "tls": {"acmCertificateArn": ACM}},
        "spec.ingress.tls.acmCertificateArn",
        "className alb only",
    ),
    ("spec.ingress", INGRESS | {"className": "alb"}, "spec.ingress.tls", "tls.acmCertificateArn"),
    ("spec.ingress", INGRESS | {"host": "https://a.example"}, "ingress.host", "should match"),
    ("spec.network.privateCIDRs", ["10.0.0.0"], "privateCIDRs[0]", "should match"),
    ("spec.rateLimits.messages", 0, "spec.rateLimits.messages", "equal to 1"),
    ("spec.retention.months", 0, "spec.retention.months", "equal to 1"),
    ("spec.retention.deduplicationDays", 7, "deduplicationDays", "equal to 8"),
    ("spec.retention.schedule", "nightly", "spec.retention.schedule", "should match"),
    ("spec.rollout.strategy", "Canary", "spec.rollout.strategy", "supported values"),
    ("spec.rollout.drainSeconds", 1, "spec.rollout.drainSeconds", "equal to 5"),
    ("spec.deletionPolicy", "Orphan", "spec.deletionPolicy", "supported values"),
    ("spec.observability.otlpEndpoint", "collector:4318", "otlpEndpoint", "should match"),
    ("spec.replicas", 3, "spec.replicas", "unknown field"),
]

BAD_POLICIES: list[tuple[str, Any, str, str]] = [
    ("spec.mode", "audit", "spec.mode", "supported values"),
    ("spec.rules", [], "spec.rules", "the policy is empty"),
    ("spec.rules.0.severity", "fatal", "rules[0].severity", "supported values"),
    ("spec.rules.0.id", "Fuel Card", "rules[0].id", "should match"),
    ("spec.rules.0.examples", [], "rules[0].examples", "at least 1 items"),
    ("spec.rules.0.counterExamples", ..., "rules[0].counterExamples", "Required value"),
    (
        "spec.rules.0.counterExamples",
        ["What is the PIN of the fuel card?"],
        "rules[0].counterExamples",
        "can't both find it and pass it",
    ),
    ("spec.rules.0.all", [], "rules[0]", "either all"),
    ("spec.rules.0.pattern", "pin", "rules[0]", "either all"),
    ("spec.rules.0.within", 1000, "rules[0].within", "less than or equal to 200"),
    ("spec.lexicon.fuel_cards.en.0", "", "lexicon.fuel_cards.en[0]", "at least 1 chars"),
    ("spec.checks", [{"name": "pii", "failMode": "open"}], "checks[0].failMode", "supported"),
    ("spec.checks", [{"name": "a", "options": [{"name": "b"}]}], "options[0]", "number or list"),
    ("metadata.name", "a" * 37, "", "longer than 36 characters"),
]


def refusal(api: Api, url: str, document: Json) -> str:
    answer = api.request(
        "POST", url, json=document, params={"dryRun": "All", "fieldValidation": "Strict"}
    )
    assert answer.status_code in {400, 422}, f"accepted: {answer.text}"
    return str(answer.json()["message"])


@pytest.mark.parametrize(("path", "value", "field", "message"), BAD_ASSISTANTS)
def test_a_bad_assistant_is_refused_with_its_field_and_what_to_do(
    api: Api, path: str, value: Any, field: str, message: str
) -> None:
    said = refusal(api, DA, changed(MINIMAL, path, value))

    assert field in said
    assert message in said


@pytest.mark.parametrize(("path", "value", "field", "message"), BAD_POLICIES)
def test_a_bad_policy_is_refused_with_its_field_and_what_to_do(
    api: Api, path: str, value: Any, field: str, message: str
) -> None:
    said = refusal(api, GP, changed(POLICY, path, value))

    assert field in said
    assert message in said


def test_a_deadline_shorter_than_one_call_is_refused(api: Api) -> None:
    slow = changed(MINIMAL, "spec.logistics.timeoutSeconds", 30)
    slow = changed(slow, "spec.conversation.answerDeadlineSeconds", 30)

    said = refusal(api, DA, slow)

    assert "spec.logistics.timeoutSeconds" in said
    assert "must be shorter than" in said


def test_the_company_of_a_stored_assistant_cant_change(api: Api, namespace: str) -> None:
    url = DA.replace("/default/", f"/{namespace}/")
    assert api.create(url, MINIMAL).status_code == 201

    answer = api.request(
        "PATCH",
        f"{url}/acme",
        json={"spec": {"company": "other"}},
        headers={"content-type": "application/merge-patch+json"},
    )

    assert answer.status_code == 422
    assert "company can't change" in answer.json()["message"]
    assert "spec.company" in answer.json()["message"]


def test_development_accepts_what_production_refuses(api: Api) -> None:
    for path, value in (
        ("spec.whatsapp.channel", "evolution"),
        ("spec.image", "localhost/driver-assistant:latest"),
        ("spec.logistics.url", "http://sandbox:8080/logistics/v1"),
        ("spec.postgres.tls", "disable"),
        ("spec.webhook.scaling.min", 1),
        ("spec.ingress", {"host": "assistant.localhost"}),
    ):
        answer = api.create(DA, changed(DEVELOPMENT, path, value), dry_run=True)

        assert answer.status_code == 201, answer.text


@pytest.mark.parametrize(
    "name",
    [
        "01-minimal",
        "02-development",
        "03-production-eks",
        "04-production-gke",
        "05-blue-green",
        "06-custom-policy",
    ],
)
def test_every_example_is_accepted_as_it_stands(api: Api, name: str) -> None:
    for document in example(name):
        url = DA if document["kind"] == "DriverAssistant" else GP

        answer = api.request(
            "POST", url, json=document, params={"dryRun": "All", "fieldValidation": "Strict"}
        )

        assert answer.status_code == 201, answer.text


def test_defaults_are_filled_in_by_the_api_server(api: Api) -> None:
    stored = api.create(DA, MINIMAL, dry_run=True).json()["spec"]

    assert stored["environment"] == "production"
    assert stored["worker"]["scaling"] == {
        "min": 1,
        "max": 20,
        "messagesPerReplica": 100,
        "pollingIntervalSeconds": 10,
        "scaleDownSeconds": 300,
    }
    assert stored["guardrails"]["scaling"]["min"] == 2
    assert stored["deletionPolicy"] == "Retain"
