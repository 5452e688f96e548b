// Six things to try in two minutes, each a button that does it and says where to look.

import { byId, h } from "./dom.js";

const TYPING_MS = 6000;

const STOPS = [
  ["Ask", "An exact phrase: no model was asked, it cost nothing. Point at a station to learn what it did.", async (page) => page.tap("next")],
  ["Ask the model", "16 took most of the time; cost and tokens stand above. Press it again: the question is remembered, no model is asked.", async (page) => page.tap("free")],
  ["Attack it", "What the guardrails found is marked in the words. 15 and 16 are skipped: no model ever read them.", async (page) => page.tap("attack")],
  ["Break the API", "The company's system hangs up: 18 fails, 19 finds the last good record, and the answer says how old it is.", async (page) => {
    await page.tap("hours"); // so that there is a last good record
    await page.whenAnswered();
    await page.turn("logistics-down", true);
    await page.tap("hours");
  }],
  ["Kill the worker", "The worker dies while it answers. After some 20 s its lease runs out, the next worker takes over, and one answer comes.", async (page) => {
    await page.tap("late");
    await page.whenTyping(TYPING_MS);
    await page.turn("worker-kill", true);
  }],
  ["Burst", "Fifty questions of ten drivers in ten languages at one moment: watch the queue above fill and drain.", async (page) => page.burst()],
];

export class Tour {
  #page;
  #busy = false;

  /** `page`: {tap, turn, undo, burst, whenAnswered, whenTyping}, each a promise. */
  constructor(page) {
    this.#page = page;
    byId("tour-stops").replaceChildren(...STOPS.map(([name, look, act], n) =>
      h("li", {}, h("button", { type: "button", "data-stop": n + 1, onclick: (event) => this.#go(event.currentTarget, look, act) },
        h("span", { class: "number", "aria-hidden": "true" }, String(n + 1)), name))));
  }

  async #go(button, look, act) {
    if (this.#busy) return;
    this.#busy = true;
    button.setAttribute("aria-busy", "true");
    byId("tour-look").textContent = look;
    try {
      await this.#page.undo(); // each stop stands on its own
      await act(this.#page);
    } finally {
      this.#busy = false;
      button.removeAttribute("aria-busy");
      button.dataset.done = "yes";
    }
  }
}
