// Faults to cause and to undo, and the burst.

import { notice, post, tried } from "./api.js";
import { byId, duration, h } from "./dom.js";

export class Switches {
  #flips = new Map();
  #titles = new Map();
  #on = false;

  /** `tap(key)` sends one of the chips for the chosen driver. */
  constructor({ switches, supervised, chips }, tap) {
    const labels = Object.fromEntries(chips.en.map((chip) => [chip.key, chip.label]));
    byId("switches").prepend(...switches.map((one) => this.#card(one, supervised, tap, labels)));
    byId("undo").addEventListener("click", () => this.#undo(byId("undo")));
    byId("alarm-undo").addEventListener("click", () => this.#undo(byId("alarm-undo")));
    byId("burst").addEventListener("click", () => this.burst());
  }

  show(states, burst) {
    for (const [id, flip] of this.#flips) {
      flip.setAttribute("aria-checked", String(Boolean(states[id])));
      flip.closest(".switch").dataset.on = states[id] ? "yes" : "no";
    }
    const on = [...this.#titles].filter(([id]) => states[id]).map(([, title]) => title);
    this.#on = on.length > 0;
    byId("undo").disabled = !this.#on;
    byId("alarm").hidden = !this.#on;
    byId("alarm-text").textContent = on.join(", ");
    showBurst(burst);
  }

  /** Cause or end a fault, as its switch does. */
  turn(id, on) {
    return tried(async () => {
      const states = await post(`/page/switches/${id}`, { on });
      this.show(states);
    });
  }

  /** End every fault; nothing to do where there is none. */
  async undo() {
    if (this.#on) await this.#undo(byId("undo"));
  }

  burst() {
    return working(byId("burst"), async () => showBurst(await post("/page/burst", { drivers: 10, each: 5 })));
  }

  #card(one, supervised, tap, labels) {
    const able = supervised || !one.needs_control;
    const name = h("span", { class: "switch-title" }, one.title);
    return h("li", { class: "switch", "data-id": one.id, "data-on": "no" },
      one.once ? h("div", { class: "head" }, name, this.#once(one, able)) : this.#flip(one, name, able),
      h("p", {}, one.does),
      h("p", { class: "expect" }, h("b", {}, "Expect: "), one.expect),
      able ? h("div", { class: "row" }, one.tap && h("button", { class: "quiet try", type: "button", onclick: () => tap(one.tap) }, `Ask: ${labels[one.tap]}`))
        : h("p", {}, "Needs the demo's supervisor: `make demo`."));
  }

  #flip(one, name, able) {
    const flip = h("button", {
      class: "flip", type: "button", role: "switch", "aria-checked": "false", disabled: !able,
      onclick: () => this.#turn(flip, one),
    }, name, h("span", { class: "knob", "aria-hidden": "true" }));
    this.#flips.set(one.id, flip);
    this.#titles.set(one.id, one.title);
    return flip;
  }

  #once(one, able) {
    const button = h("button", {
      class: "once", type: "button", disabled: !able, "aria-label": one.title,
      onclick: () => working(button, () => post(`/page/switches/${one.id}`, { on: true })),
    }, "Kill");
    return button;
  }

  async #turn(flip, one) {
    const on = flip.getAttribute("aria-checked") !== "true";
    await working(flip, async () => this.show(await post(`/page/switches/${one.id}`, { on })));
  }

  #undo(button) {
    return working(button, async () => this.show(await post("/page/undo")));
  }
}

/** Busy while it lasts; asking twice at once is not possible. */
async function working(button, act) {
  if (button.getAttribute("aria-busy") === "true") return notice("Still at it: one moment.");
  button.setAttribute("aria-busy", "true");
  await tried(act);
  button.removeAttribute("aria-busy");
}

function showBurst(burst) {
  const place = byId("burst-progress");
  if (burst === undefined) return;
  place.hidden = !burst;
  if (!burst) return;
  const times = burst.median_ms === null ? "" : `half within ${duration(burst.median_ms)}, slowest ${duration(burst.worst_ms)}`;
  place.dataset.over = burst.over ? "yes" : "no";
  place.replaceChildren(
    h("span", {}, h("b", {}, `${burst.answered} of ${burst.sent}`), ` answered for ${burst.drivers} drivers`),
    h("progress", { max: burst.sent, value: burst.answered, "aria-label": "Answered" }),
    h("span", {}, times));
}
