"""From `kubectl apply` to Ready, and back: what the operator makes, keeps and repairs."""

from __future__ import annotations

import subprocess

from tests.operator_api.harness import Json, changed
from tests.operator_api.others import program
from tests.operator_api.proxy import Proxy
from tests.operator_api.world import PLAIN, World, started, until


def test_an_applied_assistant_becomes_ready(world: World) -> None:
    started(world)

    body = world.api.get(world.da("acme"))
    conditions = {c["type"]: c["status"] for c in body["status"]["conditions"]}
    assert conditions["Ready"] == "True"
    assert conditions["Migrated"] == "True"
    assert conditions["WorkerReady"] == "True"
    assert body["status"]["observedGeneration"] == body["metadata"]["generation"]
    generations = {c["observedGeneration"] for c in body["status"]["conditions"]}
    assert generations == {body["metadata"]["generation"]}


def test_every_child_is_ours_by_owner_labels_and_one_field_manager(world: World) -> None:
    started(world)

    uid = world.api.get(world.da("acme"))["metadata"]["uid"]
    children = world.children()
    kinds = {key.split("/")[0] for key in children}
    assert kinds >= {
        "serviceaccounts", "configmaps", "services", "networkpolicies", "jobs", "cronjobs",
        "deployments", "poddisruptionbudgets", "horizontalpodautoscalers",
    }  # fmt: skip
    for key, child in children.items():
        metadata = child["metadata"]
        owners = [o for o in metadata["ownerReferences"] if o.get("controller")]
        assert [o["uid"] for o in owners] == [uid], key
        assert metadata["labels"]["app.kubernetes.io/name"] == "driver-assistant"
        assert metadata["labels"]["app.kubernetes.io/instance"] == "acme"
        appliers = {m["manager"] for m in metadata["managedFields"] if m["operation"] == "Apply"}
        assert appliers == {"driver-assistant-operator"}, key


def test_kubectl_waits_for_ready(world: World) -> None:
    world.secrets()
    world.operator()
    world.apply(PLAIN)

    done = subprocess.run(
        [program("kubectl"), "--kubeconfig", world.kubeconfig, "-n", world.namespace, "wait",
         "--for=condition=Ready", "da/acme", "--timeout=90s"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert done.returncode == 0, done.stderr
    assert world.is_ready()


def test_ready_is_never_true_of_a_generation_that_is_not_rolled_out(world: World) -> None:
    """A watch sees every version of the status: none says Ready before the pods are new."""
    started(world)
    world.node.frozen.add("worker")  # new pods stay pending

    body = world.apply(changed(PLAIN, "spec.worker.concurrency", 31))
    versions = world.api.watch(world.da("acme"), body["metadata"]["resourceVersion"])
    said = []
    for version in versions:
        ready = next(c for c in version["status"]["conditions"] if c["type"] == "Ready")
        if ready["observedGeneration"] < body["metadata"]["generation"]:
            continue
        said.append((ready["status"], ready["reason"]))
        world.node.frozen.clear()
        if ready["status"] == "True":
            break

    assert said[0] == ("False", "RollingOut")
    assert said[-1] == ("True", "Ready")
    assert world.deployment("acme-worker")["status"]["updatedReplicas"] == 1


def test_nothing_is_written_when_nothing_changed(world: World, proxy: Proxy) -> None:
    started(world, DA_OPERATOR_RESYNC_S="1")
    world.settle()
    proxy.writes.clear()
    versions = world.versions()
    own = world.api.get(world.da("acme"))["metadata"]["resourceVersion"]
    operator = world.operators[0]
    before = operator.metric("driver_assistant_operator_reconciles_total")

    until(
        lambda: operator.metric("driver_assistant_operator_reconciles_total") >= before + 10,
        "ten reconciles",
        within=90,
    )

    assert proxy.writes == []
    assert world.versions() == versions
    assert world.api.get(world.da("acme"))["metadata"]["resourceVersion"] == own


def test_drift_is_repaired_and_what_others_added_survives(world: World) -> None:
    started(world)
    api = world.api
    worker = world.path("deployments", "acme-worker", "apps/v1")
    image = {"name": "worker", "image": "registry.example/other:9"}
    patch = {"spec": {"template": {"spec": {"containers": [image]}}}}
    foreign = {"metadata": {"annotations": {"example.com/theirs": "kept"}}}

    revision = world.revisions()["acme-worker"]
    api.merge(worker, foreign)
    api.merge(worker, {"spec": {"template": {"metadata": {"labels": {"mesh.example/in": "yes"}}}}})
    api.request(
        "PATCH", worker, json=patch,
        headers={"content-type": "application/strategic-merge-patch+json"},
    )  # fmt: skip
    api.delete(world.path("services", "acme-webhook"))
    api.delete(world.path("networkpolicies", "acme-worker", "networking.k8s.io/v1"))

    opened: list[Json] = [{"from": [{"namespaceSelector": {}}]}]
    delivery = world.path("networkpolicies", "acme-delivery", "networking.k8s.io/v1")
    api.merge(delivery, {"spec": {"ingress": opened}})

    def is_repaired() -> bool:
        found = api.get(worker)["spec"]["template"]["spec"]["containers"][0]["image"]
        return bool(
            found == PLAIN["spec"]["image"]
            and api.find(world.path("services", "acme-webhook"))
            and api.find(world.path("networkpolicies", "acme-worker", "networking.k8s.io/v1"))
            and api.get(delivery)["spec"]["ingress"] != opened
        )

    until(is_repaired, "repaired", within=10)
    found = api.get(worker)
    assert found["metadata"]["annotations"]["example.com/theirs"] == "kept"
    assert found["spec"]["template"]["metadata"]["labels"]["mesh.example/in"] == "yes"
    assert world.revisions()["acme-worker"] > revision
    events = [e["message"] for e in api.items(world.path("events"))
              if e["reason"] == "DriftRepaired"]  # fmt: skip
    assert sorted(events) == [
        "Deployment acme-worker was changed by somebody else and put back",
        "NetworkPolicy acme-delivery was changed by somebody else and put back",
        "NetworkPolicy acme-worker was deleted by somebody else and put back",
        "Service acme-webhook was deleted by somebody else and put back",
    ]


def test_replicas_set_by_others_are_never_reverted(world: World) -> None:
    started(world)
    api, path = world.api, world.path("deployments", "acme-webhook", "apps/v1")

    api.merge(f"{path}/scale", {"spec": {"replicas": 5}}, manager="autoscaler")
    operator = world.operators[0]
    before = operator.metric("driver_assistant_operator_reconciles_total")
    until(
        lambda: operator.metric("driver_assistant_operator_reconciles_total") >= before + 5,
        "five resyncs", within=60,
    )  # fmt: skip
    operator.stop()
    world.operator()
    until(world.operators[-1].leads, "leads again")
    until(
        lambda: world.operators[-1].metric("driver_assistant_operator_reconciles_total") >= 2,
        "reconciled",
    )

    assert api.get(path)["spec"]["replicas"] == 5


def test_switching_autoscaling_on_never_passes_through_one(world: World) -> None:
    fixed = changed(PLAIN, "spec.webhook.scaling", {"min": 4, "max": 4})
    started(world, document=fixed)
    path = world.path("deployments", "acme-webhook", "apps/v1")
    until(lambda: world.api.get(path)["spec"]["replicas"] == 4, "four replicas")
    generation = world.api.get(path)["metadata"]["generation"]

    world.apply(changed(PLAIN, "spec.webhook.scaling", {"min": 3, "max": 9}))
    hpa = world.path("horizontalpodautoscalers", "acme-webhook", "autoscaling/v2")
    until(lambda: world.api.find(hpa), "an autoscaler")
    until(world.is_ready, "Ready")

    found = world.api.get(path)
    assert found["spec"]["replicas"] == 4
    assert found["metadata"]["generation"] == generation


def test_one_broken_component_is_named_and_the_others_stay_true(world: World) -> None:
    started(world)
    since = world.condition("DeliveryReady")["lastTransitionTime"]
    world.node.trouble["worker"] = "ImagePullBackOff"

    world.apply(changed(PLAIN, "spec.worker.concurrency", 11))
    until(lambda: world.condition("WorkerReady").get("reason") == "ImagePullBackOff", "noticed")

    ready = world.condition("Ready")
    assert ready["status"] == "False"
    assert ready["reason"] == "ImagePullBackOff"
    assert "WorkerReady" in ready["message"]
    assert world.condition("DeliveryReady")["status"] == "True"
    assert world.condition("DeliveryReady")["lastTransitionTime"] == since
    assert world.condition("GuardrailsReady")["status"] == "True"


def test_a_changed_setting_rolls_its_own_component_once(world: World) -> None:
    started(world)
    generations = world.revisions()

    world.apply(changed(PLAIN, "spec.worker.concurrency", 33))
    until(lambda: world.revisions() != generations, "rolled")
    until(world.is_ready, "Ready")

    after = world.revisions()
    assert after["acme-worker"] == generations["acme-worker"] + 1
    assert {n for n in after if after[n] != generations[n]} == {"acme-worker"}


def test_labels_the_order_of_keys_and_restarts_of_the_operator_roll_nothing(world: World) -> None:
    started(world)
    world.settle()
    generations = world.revisions()

    world.api.merge(world.da("acme"), {"metadata": {"labels": {"team": "logistics"}}})
    world.apply(PLAIN | {"spec": dict(reversed(PLAIN["spec"].items()))})
    secret = world.path("secrets", "acme-whatsapp")
    data = world.api.get(secret)["data"]
    world.api.delete(secret)
    turned = {"metadata": {"name": "acme-whatsapp"}, "data": dict(reversed(data.items()))}
    assert world.api.create(world.path("secrets"), turned).status_code == 201
    world.operators[0].stop()
    world.operator()
    until(
        lambda: (
            world.operators[-1].leads()
            and world.operators[-1].metric("driver_assistant_operator_reconciles_total") >= 2
        ),
        "reconciled",
    )

    assert world.revisions() == generations


def test_a_spec_change_costs_at_most_two_status_writes(world: World, proxy: Proxy) -> None:
    """One says that it rolls out, one that it has."""
    started(world)
    world.settle()
    proxy.writes.clear()

    world.apply(changed(PLAIN, "spec.delivery.concurrency", 21))
    until(world.is_ready, "Ready", within=60)
    world.settle()

    statuses = [path for path in proxy.writes if "/driverassistants/acme/status" in path]
    assert len(statuses) in {1, 2}


def test_the_finalizer_is_there_while_something_outside_would_have_to_go(world: World) -> None:
    started(world, document=changed(PLAIN, "spec.deletionPolicy", "Delete"))
    finalizer = "driverassistant.dev/cleanup"
    assert world.api.get(world.da("acme"))["metadata"]["finalizers"] == [finalizer]

    world.apply(changed(PLAIN, "spec.deletionPolicy", "Retain"))

    until(lambda: "finalizers" not in world.api.get(world.da("acme"))["metadata"], "taken off")
