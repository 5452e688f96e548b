// The journey of one message: 26 stations in 7 phases, facts, and where the time went.

import { inWords } from "./bubble.js";
import { byId, duration, h } from "./dom.js";
import { gist, whySkipped } from "./reasons.js";
import { marked } from "./text.js";

const STATES = {
  sent: "on its way", received: "received", answering: "being answered", postponed: "waits for another try",
  delivering: "being delivered", answered: "answered", silent: "needs no answer",
};

const LADDER = ["info", "low", "medium", "high", "critical"];
const MOST_FINDINGS = 4;

export class Journey {
  #steps = new Map(); // number to {about, button, time}
  #phases = [];
  #journey = null;
  #shown = 0; // the step that is explained

  constructor({ phases, steps }) {
    this.#build(phases, steps);
    this.empty();
  }

  empty() {
    this.#journey = null;
    byId("subject").replaceChildren(
      h("blockquote", {}, "Send a message and watch it travel."),
      h("div", { class: "facts" }, h("span", { class: "fact" }, "26 steps, 7 phases: point at one to learn what it is for")));
    byId("timeline").replaceChildren();
    for (const { button, time } of this.#steps.values()) {
      button.dataset.state = "waiting";
      time.textContent = "";
    }
    for (const phase of this.#phases) phase.time.textContent = "";
    this.#explain(7);
  }

  show(journey, message) {
    this.#journey = journey;
    this.#subject(journey, message);
    for (const step of journey.steps) this.#station(step);
    this.#phaseTimes(journey);
    this.#timeline(journey);
    this.#explain(this.#shown || 16);
  }

  #build(phases, steps) {
    byId("phases").replaceChildren(...phases.map((name, index) => {
      const own = steps.filter((step) => step.phase === index + 1).sort((a, b) => a.number - b.number);
      const time = h("span", {});
      const element = h("li", { class: "phase" }, h("h3", {}, name, time),
        h("ol", {}, own.map((step) => h("li", {}, this.#button(step)))));
      this.#phases.push({ name, element, time, numbers: own.map((step) => step.number) });
      return element;
    }));
  }

  #button(step) {
    const time = h("small", {});
    const explain = () => this.#explain(step.number);
    const button = h("button", {
      class: "step", type: "button", "data-state": "waiting", "data-step": step.number, "aria-pressed": "false",
      onfocus: explain, onmouseenter: explain, onclick: explain,
    }, h("span", { class: "dot", "aria-hidden": "true" }, String(step.number)), h("span", {}, h("b", {}, step.name), time));
    this.#steps.set(step.number, { about: step, button, time });
    return button;
  }

  #station(step) {
    const { button, time, about } = this.#steps.get(step.number);
    button.dataset.state = step.state;
    const note = gist(step, this.#journey);
    const took = step.state === "error" ? `${step.outcome}, ${duration(step.ms)}`
      : step.state === "done" ? (step.number === 1 || step.number === 26 ? "" : duration(step.ms))
      : { running: "…", skipped: "skipped", outside: "not in the demo", waiting: "" }[step.state];
    time.textContent = [took, note].filter(Boolean).join(" · ");
    button.setAttribute("aria-label", `Step ${step.number}, ${about.name}: ${step.state}${took ? `, ${took}` : ""}${note ? `, ${note}` : ""}`);
  }

  #phaseTimes(journey) {
    for (const { element, time, numbers } of this.#phases) {
      const own = journey.steps.filter((step) => numbers.includes(step.number) && step.start_ms !== undefined && step.ms > 0 && ![25, 26].includes(step.number));
      const lit = journey.steps.some((step) => numbers.includes(step.number) && ["done", "error", "running"].includes(step.state));
      element.dataset.lit = lit ? "yes" : "no";
      const start = Math.min(...own.map((step) => step.start_ms));
      const end = Math.max(...own.map((step) => step.end_ms));
      time.textContent = own.length ? duration(end - start) : "";
    }
  }

  #subject(journey, message) {
    const text = message ? inWords(message) : "";
    const input = journey.findings.filter((finding) => finding.stage === "input" && finding.source !== "api_field");
    byId("subject").replaceChildren(
      h("blockquote", { dir: "auto" }, message?.type === "text" ? marked(text, input) : text),
      h("div", { class: "verdict" },
        h("span", { class: "total" }, duration(journey.total_ms)),
        h("span", { class: "state", "data-state": journey.state }, STATES[journey.state] ?? journey.state)),
      h("div", { class: "facts" }, facts(journey)));
  }

  #timeline(journey) {
    const timed = journey.steps.filter((step) => step.start_ms !== undefined && step.ms > 0 && ![2, 25, 26].includes(step.number));
    const place = byId("timeline");
    if (!timed.length) return place.replaceChildren();
    const end = Math.max(...timed.map((step) => step.end_ms), journey.total_ms ?? 0, 1);
    const bar = (start, width, kind, title) => {
      const element = h("i", { class: kind, title });
      element.style.left = `${(Math.max(0, start) / end) * 100}%`;
      if (width) element.style.width = `${(width / end) * 100}%`;
      return element;
    };
    const lanes = this.#phases.map(({ name, numbers }) => {
      const own = timed.filter((step) => numbers.includes(step.number));
      const bars = own.map((step) => bar(step.start_ms, step.end_ms - step.start_ms, step.number === 11 ? "inner" : "", `${step.number} ${this.#steps.get(step.number).about.name}: ${duration(step.ms)}`));
      const again = numbers.includes(11) ? journey.tries.slice(1).map((one) => bar(one.start_ms, 0, "try", "next try")) : [];
      return h("div", { class: "lane" }, h("span", {}, name), h("span", { class: "track" }, bars, again));
    });
    place.replaceChildren(...lanes, h("div", { class: "scale" }, h("span", {}, "0"), h("span", {}, duration(end / 2)), h("span", {}, duration(end))));
  }

  #explain(number) {
    for (const { button } of this.#steps.values()) button.setAttribute("aria-pressed", "false");
    const { about, button } = this.#steps.get(number);
    button.setAttribute("aria-pressed", "true");
    this.#shown = number;
    const step = this.#journey?.steps.find((one) => one.number === number);
    const skipped = step?.state === "skipped" ? ` Skipped: ${whySkipped(number, this.#journey)}.` : "";
    byId("explain").replaceChildren(
      h("b", {}, `${number} ${about.name}`), ` (${about.where}) `, about.why, skipped);
  }
}

function facts(journey) {
  const list = [];
  const add = (label, value, kind = "") => list.push(h("span", { class: `fact ${kind}` }, `${label} `, h("b", {}, value)));
  for (const call of journey.model) {
    add("model", `${call.model || "no answer"} $${Number(call.cost_usd).toFixed(6)}`);
    add("tokens", `${call.prompt_tokens} in, ${call.cached_tokens} of them cached, ${call.completion_tokens} out`);
  }
  const by = journey.steps.find((step) => step.number === 16)?.facts?.by;
  if (by === "cache") add("understanding", "cache hit, model call saved", "good");
  if (by === "rules" || by === "button") add("understanding", by === "rules" ? "exact phrase, $0" : "button, $0", "good");
  if (journey.record?.source === "cache") add("record", `cache hit, ${Math.round(journey.record.age_s)} s young`, "good");
  if (journey.record?.source === "fallback") add("record", `old: ${age(journey.record.age_s)}`, "bad");
  for (const finding of unique(journey.findings)) add("finding", `${finding.rule_id || finding.check} · ${finding.severity}`, ["info", "low"].includes(finding.severity) ? "plain" : "bad");
  const lost = journey.tries.filter((one) => one.lost).length;
  if (lost) add("worker lost", `${lost}×, taken over`, "bad");
  else if (journey.tries.length > 1) add("tries", String(journey.tries.length), "bad");
  const rows = Object.entries(journey.rows).map(([table, count]) => `${table} ${count}`);
  if (rows.length) add("rows written", rows.join(" · "));
  return list;
}

/** The gravest of each rule. */
function unique(findings) {
  const grave = [...findings].sort((a, b) => LADDER.indexOf(a.severity) - LADDER.indexOf(b.severity));
  const all = [...new Map(grave.map((one) => [`${one.rule_id}${one.check}${one.source}`, one])).values()];
  return all.reverse().slice(0, MOST_FINDINGS);
}

function age(seconds) {
  return seconds < 90 ? `${Math.round(seconds)} s` : `${Math.round(seconds / 60)} min`;
}
