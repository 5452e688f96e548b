// The platform now, as a small map: the way of a message, its queues, what it leans on, and counters.

import { byId, h } from "./dom.js";

const STATES = { ready: "up", starting: "busy", paused: "down", held: "down", ended: "down", stopped: "down" };
const BREAKERS = ["closed", "half-open", "open"];
const NAMES = { postgresql: "PostgreSQL", rabbitmq: "RabbitMQ", redis: "Redis", llm: "OpenRouter", logistics: "Logistics API" };
const LEANS_ON = ["postgresql", "rabbitmq", "redis", "guardrails", "llm", "logistics"];

export class System {
  #lamps = new Map();
  #depths = new Map();
  #counts = h("ul", { class: "counts" });
  #silent = h("p", { class: "silent", hidden: true }, "No supervisor answers: queues and processes are not shown. `make demo` starts one.");

  constructor() {
    byId("pulse").replaceChildren(
      h("ol", { class: "way" }, this.#lamp("phone", "WhatsApp"), this.#wire(), this.#lamp("webhook"), this.#wire("in"),
        this.#lamp("worker"), this.#wire("out"), this.#lamp("delivery"), this.#wire(), this.#lamp("arrival", "WhatsApp")),
      h("div", { class: "below" }, h("ul", { class: "leans" }, LEANS_ON.map((name) => this.#lamp(name))), this.#counts),
      this.#silent);
  }

  show(pulse) {
    this.#silent.hidden = pulse.supervised;
    for (const one of [...pulse.processes, ...pulse.servers]) this.#set(one.name, STATES[one.state] ?? "up", one.state === "ready" ? "" : one.state);
    const worker = pulse.numbers.worker ?? {};
    for (const [name, value] of Object.entries(worker.driver_assistant_breaker_state ?? {})) {
      this.#set(name, ["up", "busy", "down"][value] ?? "down", `breaker ${BREAKERS[value] ?? "?"}`);
    }
    this.#queues(pulse.queues, pulse.supervised);
    this.#counts.replaceChildren(...counts(pulse.queues, worker));
  }

  /** Where the chosen message is: the name of a lamp, or of a queue; "" when it has arrived. */
  here(name) {
    for (const [other, { lamp }] of this.#lamps) mark(lamp, "here", other === name);
    for (const [other, { wire }] of this.#depths) mark(wire, "here", other === name);
  }

  /** Light up whom a step asks. */
  point(names) {
    for (const [name, { lamp }] of this.#lamps) mark(lamp, "pointed", names.includes(name));
  }

  #lamp(name, title = NAMES[name] ?? name) {
    const note = h("small", {});
    const lamp = h("li", { class: "lamp", "data-name": name, "data-state": "unknown" }, title, note);
    this.#lamps.set(name, { lamp, note });
    return lamp;
  }

  #wire(queue) {
    if (!queue) return h("li", { class: "wire", "aria-hidden": "true" });
    const count = h("b", {}, "–");
    const wire = h("li", { class: "wire depth", "data-queue": queue, title: "RabbitMQ: doorbells that wait" }, h("span", {}, "queue ", count));
    this.#depths.set(queue, { wire, count });
    return wire;
  }

  #set(name, state, note) {
    const known = this.#lamps.get(name);
    if (!known) return;
    known.lamp.dataset.state = state;
    known.note.textContent = note && ` ${note}`;
  }

  #queues(depths, supervised) {
    for (const [side, { wire, count }] of this.#depths) {
      const waiting = depths ? depths[`${side}.high`] + depths[`${side}.normal`] : null;
      count.textContent = waiting ?? (supervised ? "no answer" : "–");
      wire.dataset.full = waiting || (supervised && !depths) ? "yes" : "no";
    }
  }
}

function mark(element, what, on) {
  if (on) element.dataset[what] = "yes";
  else delete element.dataset[what];
}

function counts(depths, worker) {
  const sum = (test) => Object.entries(depths ?? {}).filter(([name]) => test(name)).reduce((total, [, count]) => total + count, 0);
  const found = depths ? [count("retries", sum((name) => name.includes(".retry."))), count("dead", sum((name) => name.endsWith(".dlq")))] : [];
  const understood = worker.driver_assistant_understood_total ?? {};
  const turns = Object.values(understood).reduce((total, number) => total + number, 0);
  if (!turns) return found;
  const without = turns - (understood.model ?? 0) - (understood.nobody ?? 0);
  const cost = Object.values(worker.driver_assistant_llm_cost_usd_total ?? {}).reduce((total, usd) => total + usd, 0);
  return [...found, count("without model", `${without} of ${turns}`), count("model cost", `$${cost.toFixed(4)}`)];
}

function count(name, value) {
  return h("li", { class: "depth", "data-full": value && ["retries", "dead"].includes(name) ? "yes" : "no" }, `${name} `, h("b", {}, String(value)));
}
