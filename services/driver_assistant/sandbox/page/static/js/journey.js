// The journey of one message: 26 stations in 7 phases, what each did, and where the time went.

import { inWords } from "./bubble.js";
import { byId, duration, h } from "./dom.js";
import { facts } from "./facts.js";
import { gist, story } from "./reasons.js";
import { marked } from "./text.js";
import { timeline, together } from "./timeline.js";

const STATES = {
  sent: "on its way", received: "received", answering: "being answered", postponed: "waits for another try",
  delivering: "being delivered", answered: "answered", silent: "needs no answer",
};
const PLACES = { RabbitMQ: "in", Meta: "phone", cluster: "webhook", all: "" }; // where a step happens, on the small map
const UNTOLD = [1, 26]; // steps without a duration of their own

export class Journey {
  #steps = new Map(); // number to {about, button, time}
  #phases = [];
  #journey = null;
  #shown = 0; // the step that is explained
  #system;

  constructor({ phases, steps }, system) {
    this.#system = system;
    this.#build(phases, steps);
    this.empty();
  }

  empty() {
    this.#journey = null;
    this.#system.here("");
    byId("phases").dataset.empty = "yes";
    byId("subject").replaceChildren(
      h("blockquote", {}, "Send a message and watch it travel."),
      h("p", { class: "hint" }, "26 steps in 7 phases. Point at one, or reach it with Tab, to learn what it is for and whom it asks."));
    byId("timeline").replaceChildren();
    for (const { button, time } of this.#steps.values()) {
      button.dataset.state = "waiting";
      time.textContent = "";
    }
    for (const { element, time } of this.#phases) {
      time.textContent = "";
      element.dataset.lit = "no";
    }
    this.#explain(7);
  }

  show(journey, message) {
    this.#journey = journey;
    byId("phases").dataset.empty = "no";
    this.#subject(journey, message);
    for (const step of journey.steps) this.#station(step);
    this.#phaseTimes(journey);
    byId("timeline").replaceChildren(...timeline(journey, this.#phases, (number) => this.#steps.get(number).about.name));
    this.#explain(this.#shown);
    this.#where(journey);
  }

  #build(phases, steps) {
    byId("phases").replaceChildren(...phases.map(({ name, about }, index) => {
      const own = steps.filter((step) => step.phase === index + 1).sort((a, b) => a.number - b.number);
      const time = h("span", {});
      const element = h("li", { class: "phase" }, h("h3", {}, name, time),
        h("ol", {}, own.map((step) => h("li", {}, this.#button(step)))), h("p", { class: "about" }, about));
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
    const took = step.state === "error" ? `${step.outcome.replaceAll("_", " ")}, ${duration(step.ms)}`
      : step.state === "done" ? (UNTOLD.includes(step.number) ? "" : duration(step.ms))
      : { running: "…", skipped: "skipped", outside: "not here", waiting: "" }[step.state];
    time.textContent = [took, note].filter(Boolean).join(" · ");
    button.setAttribute("aria-label", `Step ${step.number}, ${about.name}: ${step.state}${took ? `, ${took}` : ""}${note ? `, ${note}` : ""}`);
  }

  #phaseTimes(journey) {
    for (const { element, time, numbers } of this.#phases) {
      const own = journey.steps.filter((step) => numbers.includes(step.number));
      const sum = together(own);
      element.dataset.lit = own.some((step) => ["done", "error", "running"].includes(step.state)) ? "yes" : "no";
      time.textContent = sum ? duration(sum) : "";
    }
  }

  #subject(journey, message) {
    const text = message ? inWords(message) : "";
    const input = journey.findings.filter((finding) => finding.stage === "input" && finding.source !== "api_field");
    byId("subject").replaceChildren(
      h("blockquote", { dir: "auto", title: text.length > 120 ? text : null }, message?.type === "text" ? marked(text, input) : text),
      h("div", { class: "verdict" },
        h("span", { class: "total" }, duration(journey.total_ms)),
        h("span", { class: "state", "data-state": journey.state }, STATES[journey.state] ?? journey.state)),
      h("div", { class: "facts" }, facts(journey)));
  }

  /** Show on the small map where the message is, until it has arrived. */
  #where(journey) {
    const over = ["answered", "silent"].includes(journey.state);
    const running = over ? null : journey.steps.filter((step) => step.state === "running").at(-1);
    const where = running ? this.#steps.get(running.number).about.where : "";
    this.#system.here(PLACES[where] ?? where);
  }

  #explain(number) {
    for (const { button } of this.#steps.values()) button.setAttribute("aria-pressed", "false");
    const { about, button } = this.#steps.get(number);
    button.setAttribute("aria-pressed", "true");
    this.#shown = number;
    const step = this.#journey?.steps.find((one) => one.number === number);
    this.#system.point([PLACES[about.where] ?? about.where, ...about.uses]);
    byId("explain").replaceChildren(
      h("p", {}, h("b", {}, `${number} ${about.name}`), ` ${about.why}`, about.code && h("code", {}, about.code)),
      h("p", { class: "this-time" }, story(step, this.#journey)));
  }
}
