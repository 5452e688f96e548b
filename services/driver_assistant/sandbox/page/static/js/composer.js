// What the driver can do: write, tap a chip, attach, quote.

import { inWords } from "./bubble.js";
import { byId, h, icon } from "./dom.js";
import { pickPlace } from "./map.js";

// Somewhere in each country that drivers are at home in, to begin with.
const HOMES = {
  PL: [52.4064, 16.9252], DE: [50.9375, 6.9603], US: [41.8781, -87.6298], ES: [40.4168, -3.7038], FR: [45.764, 4.8357],
  RO: [44.4268, 26.1025], PT: [38.7223, -9.1393], BG: [42.6977, 23.3219],
};

export class Composer {
  #send;
  #quoting = null;
  #driver = null;
  #chips = [];

  /** `send(message)` takes a message as the Meta stand-in's control API does, without `from`. */
  constructor(send) {
    this.#send = send;
    byId("attach").append(icon("plus"));
    byId("composer").querySelector(".send").append(icon("send"));
    byId("composer").addEventListener("submit", (event) => this.#submitted(event));
    this.#menu();
  }

  for(driver, chips) {
    this.#driver = driver;
    this.quote(null);
    byId("chips").replaceChildren(
      ...chips.map((chip) =>
        h("button", {
          type: "button", "data-key": chip.key, title: chip.model ? `${chip.text} (asks the model)` : chip.text,
          "aria-label": `${chip.label}: ${chip.text}`, onclick: () => this.say(chip.text),
        }, chip.label, chip.model && h("i", { "aria-hidden": "true" }, "✦"))));
    this.#chips = chips;
  }

  /** Say what a chip says; as `say`. */
  tap(key) {
    return this.say(this.#chips.find((chip) => chip.key === key).text);
  }

  /** Send a text; resolves to its wamid, "" when it could not be sent. */
  say(text) {
    return this.#post({ type: "text", text });
  }

  /** Answer a message of the chat; null takes it back. */
  quote(message) {
    this.#quoting = message;
    const place = byId("replying");
    place.hidden = !message;
    if (!message) return;
    place.replaceChildren(
      h("span", { class: "quote" }, inWords(message).slice(0, 120)),
      h("button", { class: "round quiet", type: "button", "aria-label": "Don't reply to this", onclick: () => this.quote(null) }, icon("close")));
    byId("words").focus();
  }

  #submitted(event) {
    event.preventDefault();
    const field = byId("words");
    const text = field.value.trim();
    if (!text) return;
    field.value = "";
    this.say(text).then((wamid) => {
      if (!wamid && !field.value) field.value = text; // nothing typed is lost
    });
  }

  #post(message) {
    const quoted = this.#quoting ? { reply_to: this.#quoting.wamid } : {};
    this.quote(null);
    return this.#send({ ...message, ...quoted });
  }

  #menu() {
    const menu = byId("attach-menu");
    const opener = byId("attach");
    const show = (open) => {
      menu.hidden = !open;
      opener.setAttribute("aria-expanded", String(open));
      if (open) menu.querySelector("button").focus();
    };
    const item = (name, label, act) =>
      h("button", { type: "button", role: "menuitem", onclick: () => { show(false); opener.focus(); act(); } }, icon(name), label);
    menu.append(
      item("pin", "Location", () => this.#location()),
      item("file", "Delivery note (PDF)", () => this.#post({ type: "document", filename: "delivery-note.pdf" })),
      item("image", "Photo", () => this.#post({ type: "image" })),
      item("voice", "Voice note", () => this.#post({ type: "audio" })),
    );
    opener.addEventListener("click", () => show(menu.hidden));
    menu.addEventListener("keydown", (event) => {
      const items = [...menu.querySelectorAll("button")];
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (step) {
        event.preventDefault();
        items.at((items.indexOf(document.activeElement) + step) % items.length).focus();
      } else if (event.key === "Escape") {
        show(false);
        opener.focus();
      }
    });
    document.addEventListener("pointerdown", (event) => {
      if (!menu.hidden && !event.target.closest("#attach-menu, #attach")) show(false);
    });
  }

  async #location() {
    const [latitude, longitude] = HOMES[this.#driver?.country] ?? HOMES.DE;
    const place = await pickPlace(byId("map"), { latitude, longitude });
    if (place) this.#post({ type: "location", ...place });
  }
}
