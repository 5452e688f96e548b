// The platform now: processes, queues, breakers, what the caches saved, what the model cost.

import { byId, h } from "./dom.js";

const STATES = { ready: "up", starting: "busy", paused: "down", held: "down", ended: "down", stopped: "down" };
const BREAKERS = ["closed", "half-open", "open"];

export function showPulse(pulse) {
  const place = byId("pulse");
  if (!pulse.supervised) {
    place.replaceChildren(h("span", {}, "No supervisor answers: queues and processes are not shown. `make demo` starts one."));
    return;
  }
  const lamps = [...pulse.processes.filter((one) => one.name !== "sandbox"), ...pulse.servers].map((one) =>
    h("span", { class: "lamp", "data-state": STATES[one.state] ?? "up", "data-name": one.name, title: one.state },
      one.state === "ready" ? one.name : `${one.name} ${one.state}`));
  place.replaceChildren(
    h("span", { class: "group" }, lamps),
    h("span", { class: "group" }, queues(pulse.queues)),
    h("span", { class: "group" }, breakers(pulse.numbers.worker ?? {})),
    h("span", { class: "group" }, saved(pulse.numbers.worker ?? {})));
}

function queues(depths) {
  if (!depths) return [h("span", { class: "depth", "data-full": "yes" }, "queues ", h("b", {}, "no answer"))];
  const sum = (test) => Object.entries(depths).filter(([name]) => test(name)).reduce((total, [, count]) => total + count, 0);
  const shown = {
    "queue in": sum((name) => name === "in.high" || name === "in.normal"),
    retries: sum((name) => name.includes(".retry.")),
    "queue out": sum((name) => name === "out.high" || name === "out.normal"),
    dead: sum((name) => name.endsWith(".dlq")),
  };
  return Object.entries(shown).map(([name, count]) =>
    h("span", { class: "depth", "data-full": count ? "yes" : "no" }, `${name} `, h("b", {}, String(count))));
}

function breakers(numbers) {
  return Object.entries(numbers.driver_assistant_breaker_state ?? {}).map(([name, value]) => {
    const state = BREAKERS[value] ?? "?";
    return h("span", { class: "lamp breaker", "data-breaker": name, "data-state": value === 0 ? "up" : value === 1 ? "busy" : "down" }, `${name} breaker ${state}`);
  });
}

function saved(numbers) {
  const understood = numbers.driver_assistant_understood_total ?? {};
  const turns = Object.values(understood).reduce((sum, count) => sum + count, 0);
  const cost = Object.values(numbers.driver_assistant_llm_cost_usd_total ?? {}).reduce((sum, usd) => sum + usd, 0);
  if (!turns) return [];
  const without = turns - (understood.model ?? 0) - (understood.nobody ?? 0);
  return [
    h("span", { class: "depth" }, "without model ", h("b", {}, `${without} of ${turns}`)),
    h("span", { class: "depth" }, "cost ", h("b", {}, `$${cost.toFixed(4)}`)),
  ];
}
